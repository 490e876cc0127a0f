#!/bin/bash
# Real Docker engines, Debian's, in namespaces of their own: nothing is installed, nothing of the host is changed.
#
#   engines.sh run CACHE RUN N SWARM SUITE   N engines until stdin ends; says "ready" when they answer
#   engines.sh fetch CACHE SUITE        the packages and the image alone
#   engines.sh inside CACHE RUN SUITE   (in a kernel of our own) two engines as a swarm, which go on; says their pids
#   engines.sh dockerd RUN I            (inside engine I) starts its daemon again
#   engines.sh podman CACHE SUITE       unpacks Podman as well, made once
#   engines.sh as-podman CACHE CMD...   (inside an engine) CMD with Podman's surroundings
#   engines.sh containerd CACHE RUN I   (inside engine I) starts a containerd of its own
#   engines.sh rootless CACHE SUITE     unpacks RootlessKit as well, made once
#   engines.sh as-user CACHE            (inside an engine) starts a user's own Docker: sonde-user, 47110
#
# CACHE: the unpacked packages and the image, made once. SUITE: of Debian, whose Docker it is; `own`: the machine's.
# RUN: what this run writes, CACHE/run-NAME, removed at its end; its lock is held as long as anything of it lives.
#
# One pid and network namespace holds all: its network is the fabric, a bridge with 10.99.0.0/24 and no way out. In it
# each engine has pid, mount, network, uts and ipc namespaces of its own, as a host has, with eth0 10.99.0.I and the
# usual paths: /var/run/docker.sock, /var/lib/docker, /run/docker/netns. With the first process the kernel ends them all.
set -u -o pipefail
self=$(readlink -f "$0")

# The engine, what its packages only recommend, and the tools of the tests.
engine='docker.io containerd runc'
tools='iptables busybox-static'

say() { printf '%s\n' "$*"; }
fail() { say "failed: $*"; exit 1; }

# ------------------------------------------------------------------ packages and image

# Downloads with apt, unpacks with dpkg-deb: no script of a package runs.
fetch() {
  cache=$1
  suite=$2
  pkg=$cache/pkg
  [ -e "$cache/ready" ] && return
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'no apt-get here to bring the packages'
  rm -rf "$pkg" "$cache/debs"
  mkdir -p "$cache/debs/partial" "$pkg/bin"
  packages="$tools patchelf"
  [ "$suite" = own ] && packages="$engine $tools tini"
  # shellcheck disable=SC2086
  download() {
    DEBIAN_FRONTEND=noninteractive timeout 240 apt-get -q -y --no-install-recommends --reinstall --download-only \
      -o Dir::Cache::archives="$cache/debs" -o Debug::NoLocking=true install $packages >"$cache/apt.log" 2>&1
  }
  download || { timeout 120 apt-get -q update >>"$cache/apt.log" 2>&1; download; } ||
    fail "apt-get brings no $packages: see $cache/apt.log"
  for deb in "$cache"/debs/*.deb; do
    dpkg-deb -x "$deb" "$pkg" || fail "dpkg-deb -x $deb"
  done
  [ "$suite" = own ] || fetch_of_suite
  mkdir -p "$pkg/first"
  for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    ln -sf "$pkg/usr/sbin/xtables-nft-multi" "$pkg/first/$tool"
  done
  ln -sf "$pkg/usr/bin/tini-static" "$pkg/first/docker-init"
  root=$cache/root
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/etc" "$root/proc" "$root/sys" "$root/dev" "$root/tmp"
  cp "$pkg/bin/busybox" "$root/bin/busybox" || fail 'no busybox in its package'
  for applet in $("$pkg/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  say 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  tar -C "$root" --owner=0 --group=0 --numeric-owner -cf "$cache/busybox.tar" . || fail 'tar'
  rm -rf "$root" "$cache/debs"
  : >"$cache/ready"
}

# The engine of another suite of Debian: of that suite nothing but the engine and the libraries that it loads. Where this
# machine's libraries are too old for a program, patchelf makes it load those.
fetch_of_suite() {
  apt=$cache/apt
  own=$pkg/suite
  lib=$own/usr/lib/$(uname -m)-linux-gnu
  asked "$apt" "$suite"
  mkdir -p "$apt/debs" "$own"
  set -- "${asked[@]}"
  # The client is a package of its own in later suites, and so is the tini that needs no library.
  tini=tini-static
  [ "$suite" = trixie ] && tini=tini
  wanted=
  for package in $engine docker-cli $tini libc6 libseccomp2 libgcc-s1; do wanted="$wanted $package/$suite"; done
  # shellcheck disable=SC2086
  (timeout 150 apt-get "$@" update && cd "$apt/debs" && timeout 240 apt-get "$@" download $wanted) \
    >>"$cache/apt.log" 2>&1 || fail "apt-get brings no Docker of $suite: see $cache/apt.log"
  for deb in "$apt"/debs/*.deb; do
    case ${deb##*/} in libc6_* | libseccomp2_* | libgcc-s1_*) to=$own ;; *) to=$pkg ;; esac
    dpkg-deb -x "$deb" "$to" || fail "dpkg-deb -x $deb"
  done
  load_from "$lib" "$pkg"/usr/sbin/{dockerd,docker-proxy,runc} \
    "$pkg"/usr/bin/{docker,docker-proxy,containerd,containerd-shim-runc-v2,ctr,runc}
  rm -rf "$apt"
}

# How apt is asked for the packages of a suite: its lists in FOLDER, and as if nothing were installed. `asked` has it.
asked() {
  rm -rf "$1"
  mkdir -p "$1/lists/partial" "$1/archives/partial"
  mirror=$(mirror)
  [ -n "$mirror" ] || fail 'apt knows no mirror of Debian'
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  signed=
  [ -e "$keys" ] && signed="[signed-by=$keys] "
  say "deb $signed$mirror $2 main" >"$1/sources.list"
  : >"$1/status"
  asked=(-q -o Dir::Etc::SourceList="$1/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$1/lists"
    -o Dir::State::status="$1/status" -o Dir::Cache="$1" -o APT::Sandbox::User=root -o Acquire::Languages=none)
}

# Makes programs for which this machine's libraries are too old load those in a folder.
load_from() {
  libraries=$1
  shift
  for program in "$@"; do
    [ -e "$program" ] || continue
    case $(ldd "$program" 2>&1) in *'not found'*) ;; *) continue ;; esac
    "$cache/pkg/usr/bin/patchelf" --set-interpreter "$(find "$libraries" -name 'ld-linux-*' | head -n 1)" \
      --force-rpath --set-rpath "$libraries" "$program" || fail "patchelf $program"
  done
}

# Packages of a suite with all that they need, into a folder: FOLDER SUITE LOG PACKAGE...
fetch_whole() {
  folder=$1
  log=$3
  asked "$folder/apt" "$2"
  shift 3
  (timeout 150 apt-get "${asked[@]}" update &&
    DEBIAN_FRONTEND=noninteractive timeout 240 apt-get "${asked[@]}" -y --no-install-recommends --download-only \
      install "$@") >"$log" 2>&1 || fail "apt-get brings no $1: see $log"
  for deb in "$folder"/apt/archives/*.deb; do
    dpkg-deb -x "$deb" "$folder" || fail "dpkg-deb -x $deb"
  done
  rm -rf "$folder/apt"
}

# Where apt finds Debian: as this machine is set up.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $4; exit }'
}

# Podman and what it cannot do without, in a folder of its own: few tests need it.
fetch_podman() {
  cache=$1
  suite=$2
  pod=$cache/podman
  exec 8>"$cache/lock-podman"
  flock -w 400 8 || fail "another run has been preparing $pod for minutes"
  [ -e "$pod/ready" ] && return
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'no apt-get here to bring the packages'
  rm -rf "$pod" "$cache/debs-podman"
  if [ "$suite" != own ]; then
    mkdir -p "$pod"
    fetch_whole "$pod" "$suite" "$cache/apt-podman.log" podman conmon netavark
    load_from "$pod/usr/lib/$(uname -m)-linux-gnu" "$pod"/usr/bin/{podman,conmon} "$pod"/usr/lib/podman/*
    : >"$pod/of-suite"
    : >"$pod/ready"
    return
  fi
  mkdir -p "$cache/debs-podman/partial" "$pod"
  download_podman() {
    DEBIAN_FRONTEND=noninteractive timeout 240 apt-get -q -y --no-install-recommends --reinstall --download-only \
      -o Dir::Cache::archives="$cache/debs-podman" -o Debug::NoLocking=true install podman conmon netavark \
      >"$cache/apt-podman.log" 2>&1
  }
  download_podman || { timeout 120 apt-get -q update >>"$cache/apt-podman.log" 2>&1; download_podman; } ||
    fail "apt-get brings no podman: see $cache/apt-podman.log"
  for deb in "$cache"/debs-podman/*.deb; do
    dpkg-deb -x "$deb" "$pod" || fail "dpkg-deb -x $deb"
  done
  rm -rf "$cache/debs-podman"
  : >"$pod/ready"
}

# Podman's configuration names the unpacked programs; its storage lies beside Docker's.
as_podman() {
  cache=$1
  pod=$cache/podman
  pkg=$cache/pkg
  shift
  if [ ! -e /etc/containers/containers.conf ]; then
    mkdir -p /etc/containers /var/lib/containers /var/lib/docker/containers-of-podman
    mount --bind /var/lib/docker/containers-of-podman /var/lib/containers
    cp -r "$pod/etc/containers/." /etc/containers/
    cat >/etc/containers/containers.conf <<EOF
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
helper_binaries_dir = ["$pod/usr/lib/podman"]
conmon_path = ["$pod/usr/bin/conmon"]
runtime = "runc"
[engine.runtimes]
runc = ["$pkg/usr/sbin/runc", "$pkg/usr/bin/runc"]
[network]
network_backend = "netavark"
EOF
  fi
  export PATH=$pkg/first:$pod/usr/bin:$pkg/usr/sbin:$pkg/usr/bin:$PATH
  export LD_LIBRARY_PATH=$pkg/usr/lib/$(uname -m)-linux-gnu
  # What is of another suite finds its libraries by itself; those are not for this machine's programs.
  [ -e "$pod/of-suite" ] || LD_LIBRARY_PATH=$pod/usr/lib/$(uname -m)-linux-gnu:$LD_LIBRARY_PATH
  export XTABLES_LIBDIR=$pkg/usr/lib/$(uname -m)-linux-gnu/xtables
  exec "$@"
}

# RootlessKit and what it starts, in a folder of its own.
fetch_rootless() {
  cache=$1
  suite=$2
  kit=$cache/rootless
  exec 8>"$cache/lock-rootless"
  flock -w 400 8 || fail "another run has been preparing $kit for minutes"
  [ -e "$kit/ready" ] && return
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'no apt-get here to bring the packages'
  rm -rf "$kit" "$cache/debs-rootless"
  if [ "$suite" != own ]; then
    mkdir -p "$kit"
    fetch_whole "$kit" "$suite" "$cache/apt-rootless.log" rootlesskit slirp4netns uidmap
    load_from "$kit/usr/lib/$(uname -m)-linux-gnu" "$kit"/usr/bin/{rootlesskit,slirp4netns,newuidmap,newgidmap}
    : >"$kit/of-suite"
    : >"$kit/ready"
    return
  fi
  mkdir -p "$cache/debs-rootless/partial" "$kit"
  download_rootless() {
    DEBIAN_FRONTEND=noninteractive timeout 240 apt-get -q -y --no-install-recommends --reinstall --download-only \
      -o Dir::Cache::archives="$cache/debs-rootless" -o Debug::NoLocking=true \
      install rootlesskit slirp4netns uidmap libslirp0 libsubid4 >"$cache/apt-rootless.log" 2>&1
  }
  download_rootless || { timeout 120 apt-get -q update >>"$cache/apt-rootless.log" 2>&1; download_rootless; } ||
    fail "apt-get brings no rootlesskit: see $cache/apt-rootless.log"
  for package in rootlesskit slirp4netns uidmap libslirp0 libsubid4; do
    dpkg-deb -x "$cache/debs-rootless/$package"_*.deb "$kit" || fail "dpkg-deb -x $package"
  done
  rm -rf "$cache/debs-rootless"
  : >"$kit/ready"
}

# Docker as a user runs it, by the script that its package has for that: dockerd in user, mount and network namespaces
# of its own. The unpacked programs lie where only root may go: the user gets them below /run.
as_user() {
  cache=$1
  name=sonde-user
  uid=47110
  if [ ! -d /run/rootless ]; then
    mkdir -p /run/rootless/pkg /run/rootless/kit
    mount --bind "$cache/pkg" /run/rootless/pkg
    mount --bind "$cache/rootless" /run/rootless/kit
    cp "$cache/busybox.tar" /run/rootless/image
    # What is of another suite finds its libraries where they were unpacked, and nowhere else.
    if [ -e "$cache/rootless/of-suite" ]; then
      mount -t tmpfs -o mode=755 tmpfs "$cache"
      mkdir "$cache/pkg" "$cache/rootless"
      mount --bind /run/rootless/pkg "$cache/pkg"
      mount --bind /run/rootless/kit "$cache/rootless"
    fi
    mount -t tmpfs -o mode=755 tmpfs /home
    say "$name:x:$uid:$uid::/home/$name:/bin/sh" >>/etc/passwd
    say "$name:x:$uid:" >>/etc/group
    say "$name:4711000:65536" >>/etc/subuid
    say "$name:4711000:65536" >>/etc/subgid
    mkdir -m 700 -p "/home/$name" "/run/user/$uid"
    chown "$uid:$uid" "/home/$name" "/run/user/$uid"
    if mknod -m 666 /run/rootless/tun c 10 200 && [ -e /dev/net/tun ]; then
      mount --bind /run/rootless/tun /dev/net/tun
    fi
  fi
  lib=/usr/lib/$(uname -m)-linux-gnu
  libraries=/run/rootless/pkg$lib
  [ -e /run/rootless/kit/of-suite ] || libraries=/run/rootless/kit$lib:$libraries
  # What 20.10 has to be told, and later ones do not know: see daemon().
  set --
  case $(LD_LIBRARY_PATH=$libraries "$cache/pkg/usr/sbin/dockerd" --help 2>&1) in
    *--oom-score-adjust*) set -- --oom-score-adjust 0 --ip6tables=false ;;
  esac
  cd "/home/$name" || return 1
  env -i HOME="/home/$name" XDG_RUNTIME_DIR="/run/user/$uid" \
    PATH=/run/rootless/kit/usr/bin:/run/rootless/pkg/first:/run/rootless/pkg/usr/sbin:/run/rootless/pkg/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LD_LIBRARY_PATH="$libraries" XTABLES_LIBDIR="/run/rootless/pkg$lib/xtables" \
    DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns \
    setpriv --reuid "$uid" --regid "$uid" --init-groups setsid \
    sh /run/rootless/pkg/usr/share/docker.io/contrib/dockerd-rootless.sh --storage-driver vfs \
    --exec-opt native.cgroupdriver=cgroupfs --iptables=false "$@" \
    </dev/null >/run/rootless/log 2>&1 &
  for _ in $(seq 150); do
    "$cache/pkg/usr/bin/docker" -H "unix:///run/user/$uid/docker.sock" version >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  tail -n 5 /run/rootless/log
  return 1
}

# ------------------------------------------------------------------ outside

# cgroups outlive their processes; a run that was killed left its folder.
clean() {
  tag=sonde-it-${1##*/run-}
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    left=
    for top in /sys/fs/cgroup/"$tag" /sys/fs/cgroup/*/"$tag"; do
      [ -d "$top" ] || continue
      left=1
      find "$top" -depth -type d -exec rmdir {} + 2>/dev/null
    done
    [ -z "$left" ] && break
    sleep 0.1
  done
  rm -rf "$1"
}

# Packages and image: one at a time makes them, and what uses them holds no lock of it.
prepare() {
  cache=$1
  mkdir -p -m 700 "$cache"
  [ "$(stat -c '%u %a' "$cache")" = "$(id -u) 700" ] || fail "$cache belongs to somebody else, or others may write it"
  exec 8>"$cache/lock"
  flock -w 400 8 || fail "another run has been preparing $cache for minutes"
  (fetch "$cache" "$2") || exit 1
}

run() {
  cache=$1
  run=$2
  prepare "$cache" "$5"
  # What a run that was killed has left. Whoever uses another may live in another pid namespace: its lock tells.
  for old in "$cache"/run-*; do
    [ -e "$old/lock" ] && (flock -n 7 && clean "$old") 7>>"$old/lock"
  done
  mkdir "$run" || fail "$run exists"
  exec 7>"$run/lock"
  flock -n 7 || fail "$run/lock is held"
  flock -u 8
  exec 8>&-
  # Killed with us, even by SIGKILL; and its pid namespace with it.
  setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount --mount-proc --net --ipc --propagation private \
    "$self" fabric "$cache" "$run" "$3" "$4" <&0 &
  trap 'kill -KILL $!' TERM INT HUP
  wait $! 2>/dev/null
  clean "$run"
}

# In a kernel of our own, whose files are another's, read alone: two engines, and the pids of their first processes. What
# they write goes into memory. Docker does not wait long for its containerd, so that here it is there before.
inside() {
  cache=$1
  run=$2
  # New namespaces take this from the first one, where on a host Docker has set it: the load balancers' forward.
  echo 1 >/proc/sys/net/ipv4/ip_forward
  mkdir -p /mnt/cache
  mount --bind "$cache" /mnt/cache && mount -t tmpfs -o mode=700 tmpfs "$cache" || fail "no memory for $cache"
  mkdir "$cache/pkg" && mount --bind /mnt/cache/pkg "$cache/pkg" && cp /mnt/cache/busybox.tar /mnt/cache/ready "$cache/"
  mkfifo "$cache/stdin"
  setsid sleep 100000 >"$cache/stdin" </dev/null 2>/dev/null &
  SLOW=yes setsid "$self" run "$cache" "$run" 2 swarm "$3" <"$cache/stdin" >"$cache/said" 2>&1 &
  for _ in $(seq 600); do
    said=$(<"$cache/said")
    case $said in
      *ready*) break ;;
      *failed*) say "$said"; exit 1 ;;
    esac
    sleep 0.5
  done
  for i in 1 2; do
    for p in /proc/[0-9]*; do
      { mapfile -d '' words <"$p/cmdline"; } 2>/dev/null || continue # it has ended
      if [ "${words[0]:-}" != unshare ] && [ "${words[*]:1}" = "$self engine $cache $run $i" ]; then say "${p#/proc/}"; fi
    done
  done
}

# ------------------------------------------------------------------ the fabric

fabric() {
  cache=$1
  run=$2
  n=$3
  swarm=$4
  trap 'exit 0' TERM
  ip link set lo up
  ip link add fab0 type bridge && ip link set fab0 up || fail 'the bridge between the engines'
  exec 9</proc/self/ns/net
  for i in $(seq "$n"); do
    mkdir -p "$run/n$i"
    unshare --pid --fork --kill-child --mount --mount-proc --net --uts --ipc --propagation private \
      "$self" engine "$cache" "$run" "$i" </dev/null >"$run/n$i/log" 2>&1 &
  done
  exec 9<&-
  export PATH=$cache/pkg/usr/bin:$PATH
  for i in $(seq "$n"); do
    answers "$run" "$i" || { tail -n 20 "$run/n$i/log"; fail "engine $i does not answer"; }
    docker -H "unix://$run/n$i/docker.sock" import -c 'CMD ["sh"]' "$cache/busybox.tar" busybox:latest >/dev/null ||
      fail "engine $i takes no image"
  done
  if [ "$swarm" = swarm ]; then
    one="docker -H unix://$run/n1/docker.sock swarm"
    $one init --advertise-addr 10.99.0.1 --listen-addr 10.99.0.1:2377 >"$run/swarm.log" 2>&1 || fail "swarm init: $(cat "$run/swarm.log")"
    token=$($one join-token -q worker)
    for i in $(seq 2 "$n"); do
      docker -H "unix://$run/n$i/docker.sock" swarm join --token "$token" --advertise-addr "10.99.0.$i" \
        --listen-addr "10.99.0.$i:2377" 10.99.0.1:2377 >>"$run/swarm.log" 2>&1 || fail "swarm join: $(cat "$run/swarm.log")"
    done
  fi
  say ready
  cat >/dev/null
  exit 0 # the kernel ends the rest
}

answers() {
  for _ in $(seq "${SLOW:+4}200"); do
    [ -S "$1/n$2/docker.sock" ] && timeout "${SLOW:+9}5" docker -H "unix://$1/n$2/docker.sock" version >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}

# ------------------------------------------------------------------ one engine

# A view of a folder that takes what is written to it, and leaves the host's as it is.
private() {
  mkdir -p "$2$1/upper" "$2$1/work"
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$2$1/upper,workdir=$2$1/work" "$1"
}

engine() {
  set -e
  run=$2
  i=$3
  home=$run/n$i
  hostname "node$i"
  mkdir "$home/cgroup" "$home/docker"
  mount --rbind /sys/fs/cgroup "$home/cgroup"
  mount -t sysfs sysfs /sys # that of this network namespace
  mount --rbind "$home/cgroup" /sys/fs/cgroup
  umount -l "$home/cgroup"
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir /run/lock /run/netns
  for folder in /etc /opt /var/lib; do private "$folder" "$home"; done
  mkdir -p /var/lib/docker /etc/docker
  mount --bind "$home/docker" /var/lib/docker
  say "node$i" >/etc/hostname
  printf '127.0.0.1 localhost\n10.99.0.%s node%s\n' "$i" "$i" >/etc/hosts
  : >/etc/resolv.conf
  ip link set lo up
  ip link add eth0 type veth peer name "to-node$i" netns /proc/self/fd/9
  nsenter --net=/proc/self/fd/9 ip link set "to-node$i" master fab0 up
  exec 9<&-
  ip addr add "10.99.0.$i/24" dev eth0
  ip link set eth0 up
  say "$1" >"$home/cache"
  daemon "$run" "$i"
  set +e
  while :; do
    wait
    sleep 3600 &
  done
}

# No image can be had from anywhere: that it tries is said in the log, by no name.
daemon() {
  pkg=$(cat "$1/n$2/cache")/pkg
  rm -f "$1/n$2/docker.sock" /run/docker.pid
  (
    export PATH=$pkg/first:$pkg/usr/sbin:$pkg/usr/bin:$pkg/sbin:$PATH
    export LD_LIBRARY_PATH=$pkg/usr/lib/$(uname -m)-linux-gnu:$pkg/lib/$(uname -m)-linux-gnu
    export XTABLES_LIBDIR=$pkg/usr/lib/$(uname -m)-linux-gnu/xtables
    # 20.10 wants a score that we may not give it, and to be told to leave IPv6 alone; later ones know no such score.
    case $(dockerd --help 2>&1) in
      *--oom-score-adjust*) set -- "$1" "$2" --oom-score-adjust 0 --ip6tables=false ;;
      *) set -- "$1" "$2" ;;
    esac
    if [ -n "${SLOW:-}" ]; then
      mkdir -p /run/containerd
      setsid containerd --root /var/lib/docker/containerd --state /run/containerd >>"$1/n$2/containerd.log" 2>&1 &
      for _ in $(seq 600); do [ -S /run/containerd/containerd.sock ] && break; sleep 0.2; done
    fi
    exec setsid dockerd --host unix:///var/run/docker.sock --host "unix://$1/n$2/docker.sock" --pidfile /run/docker.pid \
      --storage-driver overlay2 --exec-opt native.cgroupdriver=cgroupfs \
      --cgroup-parent "/sonde-it-${1##*/run-}/n$2/docker" "${@:3}"
  ) </dev/null >>"$1/n$2/dockerd.log" 2>&1 &
}

# containerd as Kubernetes or nerdctl use it: not the one that dockerd starts for itself.
own_containerd() {
  pkg=$1/pkg
  mkdir -p /run/containerd "/var/lib/docker/own-containerd"
  PATH=$pkg/usr/sbin:$pkg/usr/bin:$PATH LD_LIBRARY_PATH=$pkg/usr/lib/$(uname -m)-linux-gnu \
    setsid containerd --root /var/lib/docker/own-containerd --state /run/containerd \
    </dev/null >"$2/n$3/containerd.log" 2>&1 &
  for _ in $(seq 100); do
    PATH=$pkg/usr/bin:$PATH ctr version >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  tail -n 20 "$2/n$3/containerd.log"
  return 1
}

case ${1:-} in
  run) run "$2" "$3" "$4" "$5" "$6" ;;
  fetch) prepare "$2" "$3" ;;
  inside) inside "$2" "$3" "$4" ;;
  fabric) fabric "$2" "$3" "$4" "$5" ;;
  engine) engine "$2" "$3" "$4" ;;
  dockerd) daemon "$2" "$3" ;;
  podman) fetch_podman "$2" "$3" ;;
  as-podman) shift; as_podman "$@" ;;
  containerd) own_containerd "$2" "$3" "$4" ;;
  rootless) fetch_rootless "$2" "$3" ;;
  as-user) as_user "$2" ;;
  *) sed -n '2,15p' "$self"; exit 2 ;;
esac
