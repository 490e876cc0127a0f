#!/bin/bash
# A Linux kernel of the tests' own, as a process of this machine: user-mode-linux. It has what this machine's may lack:
# IPVS, ESP, VLAN, VRF, bonding. Nothing is installed, and nothing that it does reaches this machine's kernel.
#
#   kernel.sh with KIND [CMD...]        CMD inside, as root; without one a shell. With it the kernel ends
#   kernel.sh boot CACHE RUN KIND       says "up"; each line of stdin names a job; ends with stdin (Kernel.java)
#
# KIND: `built`: made here of the source of Debian sid by kernel.config, which takes minutes, once; `sid`: Debian's package,
# at once, but without any iptables; `trixie`: an older package, with the tables of iptables-legacy, and slow (ptrace).
#
# Its files are this machine's, read alone: what it writes stays in its memory. RUN/io is /run/io inside, for both.
# CACHE: the kernel and the tools, made once. RUN: what this run writes, CACHE/run-NAME, removed at its end.
#
# A job: RUN/io/JOB.sh, whose output goes to JOB.out and JOB.err; "done JOB STATUS" is said when it has ended.
set -u -o pipefail
self=$(readlink -f "$0")
memory=3072 # MB at most: what is used is taken

say() { printf '%s\n' "$*"; }
fail() { say "failed: $*"; exit 1; }

# ------------------------------------------------------------------ packages

# The kernel, and the tools inside, which are of this machine's own suite.
fetch() {
  cache=$1
  kind=$2
  made=$(cksum <"${self%/*}/kernel.config")
  [ "$(cat "$cache/ready" 2>/dev/null)" = "$made" ] && return
  rm -f "$cache/ready"
  [ "$(uname -m)" = x86_64 ] || fail 'user-mode-linux is x86-64 alone'
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'no apt-get here to bring the packages'
  apt=$cache/apt
  rm -rf "$apt" "$cache/root" "$cache/tools" "$cache/source" "$cache/linux" "$cache/busybox"
  mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/of-suite" "$apt/own" "$cache/root" "$cache/tools"
  suite=$kind
  own='patchelf busybox-static ipvsadm libpopt0 libnl-3-200 libnl-genl-3-200'
  [ "$kind" = built ] && suite=sid && own="$own make flex bison m4 bc"
  mirror=$(mirror)
  [ -n "$mirror" ] || { timeout 120 apt-get -q update >"$cache/apt.log" 2>&1; mirror=$(mirror); }
  [ -n "$mirror" ] || fail 'apt knows no mirror of Debian'
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  signed=
  [ -e "$keys" ] && signed="[signed-by=$keys] "
  say "deb $signed$mirror $suite main" >"$apt/sources.list"
  set -- -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$apt/lists" \
    -o Dir::Cache="$apt" -o APT::Sandbox::User=root -o Acquire::Languages=none
  timeout 150 apt-get "$@" update >>"$cache/apt.log" 2>&1 || fail "apt-get knows nothing of $suite: see $cache/apt.log"
  wanted="user-mode-linux/$suite libc6/$suite"
  [ "$kind" = built ] && wanted=$(apt-cache "$@" depends linux-source/sid 2>/dev/null | awk '/Depends: linux-source-/ { print $2 }')
  # shellcheck disable=SC2086
  (cd "$apt/of-suite" && timeout 400 apt-get "$@" download $wanted) >>"$cache/apt.log" 2>&1 ||
    fail "apt-get brings no $wanted of $suite: see $cache/apt.log"
  # shellcheck disable=SC2086
  bring() { (cd "$apt/own" && timeout 240 apt-get -q download $own) >>"$cache/apt.log" 2>&1; }
  bring || { timeout 120 apt-get -q update >>"$cache/apt.log" 2>&1; bring; } ||
    fail "apt-get brings no $own: see $cache/apt.log"
  for deb in "$apt"/of-suite/*.deb; do dpkg-deb -x "$deb" "$cache/root" || fail "dpkg-deb -x $deb"; done
  for deb in "$apt"/own/*.deb; do dpkg-deb -x "$deb" "$cache/tools" || fail "dpkg-deb -x $deb"; done
  rm -rf "$apt"
  cp "$(find "$cache/tools" -path '*bin/busybox' | head -n 1)" "$cache/busybox" || fail 'no busybox in its package'
  if [ "$kind" = built ]; then build; else packaged; fi
  say "$made" >"$cache/ready"
}

# Debian's own kernel, which loads the C library that it was linked with.
packaged() {
  lib=$(dirname "$(find "$cache/root" -name libc.so.6 | head -n 1)")
  cp "$cache/root/usr/bin/linux.uml" "$cache/linux"
  "$cache/tools/usr/bin/patchelf" --set-interpreter "$(find "$lib" -name 'ld-linux-*' | head -n 1)" \
    --force-rpath --set-rpath "$lib" "$cache/linux" || fail "patchelf $cache/linux"
}

# All in one file, without modules. Of the source what no such kernel is made of is not even unpacked.
build() {
  command -v gcc >/dev/null || fail 'no gcc here to build the kernel'
  mkdir "$cache/source"
  tar -xJf "$(find "$cache/root" -name 'linux-source-*.tar.xz' | head -n 1)" -C "$cache/source" --strip-components=1 \
    --wildcards --exclude='*/Documentation/*' --exclude='*/tools/testing/*' --exclude='*.dts*' --exclude='*/sound/*.[ch]' \
    --exclude='*/arch/arm*/*.[chS]' --exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/media/*.[ch]' \
    --exclude='*/drivers/scsi/*.[ch]' --exclude='*/drivers/staging/*.[ch]' --exclude='*/drivers/net/wireless/*.[ch]' \
    --exclude='*/drivers/net/ethernet/*.[ch]' || fail "tar: no source of Linux in $cache/root"
  export BISON_PKGDATADIR="$cache/tools/usr/share/bison" M4="$cache/tools/usr/bin/m4"
  in_source() { (cd "$cache/source" && PATH="$cache/tools/usr/bin:$PATH" "$@") >>"$cache/build.log" 2>&1; }
  mkdir -p "$cache/source/Documentation"
  : >"$cache/source/Documentation/Kconfig"
  in_source make ARCH=um tinyconfig &&
    in_source scripts/kconfig/merge_config.sh -m -O . .config "${self%/*}/kernel.config" &&
    in_source make ARCH=um olddefconfig || fail "the kernel cannot be configured: see $cache/build.log"
  lost=$(grep -E '^CONFIG_[A-Z0-9_]+=y' "${self%/*}/kernel.config" | grep -vxFf "$cache/source/.config")
  [ -z "$lost" ] || fail "this source has no" $lost
  in_source make ARCH=um -j"$(nproc)" linux || fail "the kernel cannot be built: see $cache/build.log"
  cp "$cache/source/linux" "$cache/linux" && strip "$cache/linux" || fail "no kernel in $cache/source"
  rm -rf "$cache/source" "$cache/root"
}

# Where apt finds Debian: as this machine is set up.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $4; exit }'
}

# ------------------------------------------------------------------ outside

# Packages, what killed runs have left, and this run's folder with its lock.
prepare() {
  cache=$1
  run=$2
  mkdir -p -m 700 "$cache"
  [ "$(stat -c '%u %a' "$cache")" = "$(id -u) 700" ] || fail "$cache belongs to somebody else, or others may write it"
  exec 8>"$cache/lock"
  flock -w 400 8 || fail "another run has been preparing $cache for minutes"
  (fetch "$cache" "$3") || exit 1
  for old in "$cache"/run-*; do
    [ -e "$old/lock" ] && (flock -n 7 && rm -rf "$old") 7>>"$old/lock"
  done
  mkdir -p "$run/io" || fail "cannot make $run"
  exec 7>"$run/lock"
  flock -n 7 || fail "$run/lock is held"
  flock -u 8
  exec 8>&-
}

# The kernel: console 0 is its log, console 1 what the caller holds. In a pid namespace of its own it ends with us, even
# by SIGKILL, and all its processes with it. Where the machine's kernel can, it runs them by seccomp: that is faster.
linux() {
  free=$(df -m --output=avail /dev/shm 2>/dev/null | tail -n 1)
  tmp=/dev/shm
  [ "${free:-0}" -gt $memory ] || tmp=$run
  exec 6<&0
  TMPDIR=$tmp setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount --mount-proc --propagation private \
    "$cache/linux" mem=${memory}M seccomp=auto root=/dev/root rootfstype=hostfs rootflags=/ ro init="$run/init" \
    con=null con0=null,fd:5 con1=fd:6,fd:1 uml_dir="$run/" umid=kernel quiet "SONDE_KERNEL=$1" <&6 \
    5>"$run/console" 2>"$run/errors" &
  kernel=$!
  trap 'kill -KILL $kernel' TERM INT HUP
  # One that cannot start its first process panics and never ends.
  for _ in $(seq 120); do
    [ -e "$run/io/up" ] && break
    kill -0 $kernel 2>/dev/null || break
    sleep 0.5
  done
  [ -e "$run/io/up" ] || kill -KILL $kernel 2>/dev/null
  wait $kernel 2>/dev/null
}

# The first process: it makes the root, and goes on there.
write_init() {
  {
    say "#!$cache/busybox sh"
    say "cache=$cache run=$run"
    cat <<'EOF'
b=$cache/busybox
$b mount -t proc proc /proc
modules=$cache/root/usr/lib/uml/modules/$($b uname -r)
[ -d $modules ] && $b insmod $modules/kernel/fs/overlayfs/overlay.ko
$b mount -t tmpfs -o size=75%,mode=755 tmpfs /mnt && $b mkdir -p /mnt/upper /mnt/work /mnt/new
$b mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/new || $b poweroff -f
cd /mnt/new || $b poweroff -f
$b mkdir -p proc sys dev run old
$b mount --move /proc proc
$b mount -t sysfs sysfs sys
$b mount -t devtmpfs dev dev
$b pivot_root . old && $b umount -l /old
exec /bin/bash "$run/inside" "$SONDE_KERNEL"
EOF
  } >"$run/init"
  {
    say "cache=$cache run=$run"
    cat <<'EOF'
exec </dev/null >/dev/tty0 2>&1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
unset SONDE_KERNEL
b=$cache/busybox
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/netns /run/io /dev/shm /dev/pts
mount -t hostfs none /run/io -o "$run/io"
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ln -sf /proc/self/fd /dev/fd
for n in 0:stdin 1:stdout 2:stderr; do ln -sf "/proc/self/fd/${n%:*}" "/dev/${n#*:}"; done
modules=$cache/root/usr/lib/uml/modules/$(uname -r)
if [ -d "$modules" ]; then
  mkdir -p "/lib/modules/$(uname -r)" && mount --bind "$modules" "/lib/modules/$(uname -r)"
  [ -e /sbin/modprobe ] || ln -s "$b" /sbin/modprobe
fi
[ -e /sbin/ipvsadm ] || cp -a "$cache"/tools/sbin/ipvsadm /usr/sbin/
cp -an "$cache"/tools/lib/. "$cache"/tools/usr/lib/. /usr/lib/
hostname kernel
ip link set lo up
: >/run/io/up
if [ "$1" = with ]; then
  setsid -c bash /run/io/with </dev/tty1 >/dev/tty1 2>&1
  echo $? >/run/io/status
else
  exec 3<>/dev/tty1
  stty raw -echo <&3
  echo up >&3
  while read -r job <&3; do
    { bash "/run/io/$job.sh" >"/run/io/$job.out" 2>"/run/io/$job.err" </dev/null 3>&-; echo "done $job $?" >&3; } &
  done
fi
$b poweroff -f
EOF
  } >"$run/inside"
  chmod +x "$run/init"
}

boot() {
  prepare "$1" "$2" "$3"
  write_init
  linux boot
  [ -e "$run/io/up" ] || { say 'failed: the kernel does not come up'; tail -n 5 "$run/errors" "$run/console"; }
  rm -rf "$run"
}

with() {
  kind=$1
  shift
  base=/var/tmp/sonde-it-kernel-$kind
  prepare "$base" "$base/run-$$" "$kind"
  write_init
  { [ $# = 0 ] && say 'exec bash -i' || printf '%q ' exec "$@"; } >"$run/io/with"
  linux with
  status=$(cat "$run/io/status" 2>/dev/null || { cat "$run/errors" "$run/console" >&2; echo 1; })
  rm -rf "$run"
  exit "$status"
}

case ${1:-} in
  boot) boot "$2" "$3" "$4" ;;
  with) shift; with "$@" ;;
  *) sed -n '2,15p' "$self"; exit 2 ;;
esac
