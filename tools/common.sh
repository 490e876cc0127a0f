# shellcheck shell=sh disable=SC2154
# What the launcher and the tests share: finding a JDK 25, Maven and a C compiler, and building what is out of date.
# Sourced by ./sonde and ./check with $top set to the checkout. POSIX sh.

say() { printf '%s\n' "$*" >&2; }

# jdk25 DIR: whether DIR is a JDK 25 or later, with a compiler. Reads its release file: starting it would cost 40 ms.
jdk25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  v=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${v:-0}" -ge 25 ]
}

# Sets JAVA_HOME to a JDK 25: the variable's own value, the usual folders, the one on PATH.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk25 "$JAVA_HOME"; then return 0; fi
  for d in /usr/lib/jvm/* /opt/jdk* /opt/java/* /usr/java/* /usr/local/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
      "${HOME:-/nonexistent}"/.jdks/*; do
    if jdk25 "$d"; then JAVA_HOME=$d; export JAVA_HOME; return 0; fi
  done
  on_path=$(command -v java 2>/dev/null) || return 1
  d=$(readlink -f "$on_path") && d=${d%/bin/java}
  if jdk25 "$d"; then JAVA_HOME=$d; export JAVA_HOME; return 0; fi
  return 1
}

need_jdk() {
  find_jdk && return 0
  say "sonde: no JDK 25 found: looked at JAVA_HOME (${JAVA_HOME:-not set}), /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and PATH"
  say "  install one (Debian: temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to its folder"
  exit 1
}

# Sets MVN: Maven on PATH, in MAVEN_HOME, or the wrapper of the checkout.
need_maven() {
  if command -v mvn >/dev/null 2>&1; then MVN=mvn
  elif [ -x "${MAVEN_HOME:-/nonexistent}/bin/mvn" ]; then MVN=$MAVEN_HOME/bin/mvn
  elif [ -x "$top/mvnw" ]; then MVN=$top/mvnw
  else
    say "sonde: no Maven found: looked on PATH, at MAVEN_HOME and for ./mvnw"
    say "  install it (Debian: apt-get install maven)"
    exit 1
  fi
}

# Whether something that the program is built from is newer than the last build, or what that made is not here: a file is
# missing, or the checkout was copied from another folder, to which its lists still lead.
out_of_date() {
  [ -f "$top/target/built" ] && [ -f "$top/sensor-native/target/sonde.analysis" ] || return 0
  { read -r folder && read -r compiler; } <"$top/target/built"
  [ "$folder" = "$top" ] || return 0
  [ "$compiler" = none ] || [ -x "$top/sensor-native/target/sonde" ] || return 0
  [ -n "$(find "$top/pom.xml" "$top/tools" "$top/protocol" "$top/sensor" "$top/sensor-native" "$top/sensor-jvm" "$top/netlink" "$top/core" "$top/lab" "$top/cli" \
      \( -path "$top/*/target" -o -path '*/src/test' \) -prune -o -type f -newer "$top/target/built" -print 2>/dev/null | head -n 1)" ]
}

# build: compiles the program, showing a line for each part on a terminal. The log is target/build.log.
build() {
  need_jdk
  need_maven
  mkdir -p "$top/target"
  # Of two that start at one time the second waits for the first, and has nothing to do then.
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$top/target/lock"
    flock 9
    out_of_date || { exec 9>&-; return 0; }
  fi
  rm -f "$top/target/built" "$top/target/stamp"
  compiler=$(command -v musl-gcc || command -v gcc) || compiler=none
  printf '%s\n' "$top" "$compiler" >"$top/target/stamp"
  [ "$compiler" != none ] || {
    say "sonde: no C compiler found: sensor and analysis will run in one JVM, slower and with less isolation"
    say "  for the real thing install musl-gcc or gcc (Debian: apt-get install gcc musl-tools)"
  }
  say "sonde: building with the JDK in $JAVA_HOME (once; about a minute, the first time a few more for Maven's downloads)"
  log=$top/target/build.log
  start=$(date +%s)
  (cd "$top" && "$MVN" -B -pl protocol,sensor,sensor-native,sensor-jvm,netlink,core,lab,cli package -Dmaven.test.skip=true >"$log" 2>&1; echo $? >"$top/target/status") &
  maven=$!
  shown=0
  while kill -0 $maven 2>/dev/null; do
    sleep 1
    parts=$(sed -n 's/^\[INFO\] Building \([a-z-]*\) [0-9].*\[\(.*\)\].*/\2 \1/p' "$log" 2>/dev/null)
    n=$(printf '%s\n' "$parts" | grep -c . || :)
    while [ "$shown" -lt "$n" ]; do
      shown=$((shown + 1))
      say "  $(printf '%s\n' "$parts" | sed -n "${shown}p")"
    done
  done
  wait $maven
  if [ "$(cat "$top/target/status")" != 0 ]; then
    grep '^\[ERROR\]' "$log" | head -n 12 >&2
    say "sonde: the build failed; all of it is in $log"
    exit 1
  fi
  start_line
  mv "$top/target/stamp" "$top/target/built"
  exec 9>&-
  say "sonde: built in $(($(date +%s) - start)) s"
}

# The JVM's start, one argument a line, beside the binary: see Analysis.java. First without the cache, to train it.
start_line() {
  jars=
  for j in "$top"/cli/target/cli-*.jar "$top"/lab/target/lab-*.jar "$top"/core/target/core-*.jar "$top"/netlink/target/netlink-*.jar "$top"/protocol/target/protocol-*.jar \
      "$top"/cli/target/lib/*.jar; do
    case $j in *-sources.jar | *-tests.jar) ;; *) jars=${jars:+$jars:}$j ;; esac
  done
  cache=$top/target/analysis.jsa
  rm -f "$cache" "$top/target/analysis.aot"
  mkdir -p "$top/sensor-native/target"
  line=$top/sensor-native/target/sonde.analysis
  JAVA_HOME=$(readlink -f "$JAVA_HOME")
  jvm_options "$line.new"
  class_cache "$JAVA_HOME" "$cache" "$jars" "$line.new" >>"$top/target/build.log" 2>&1 || {
    say "sonde: the class cache could not be made: commands start slower (see target/build.log)"
    rm -f "$cache"
  }
  if [ -f "$cache" ]; then printf '%s\n' "-XX:SharedArchiveFile=$cache" >>"$line.new"; fi
  printf '%s\n' -cp "$jars" dev.sonde.cli.Main >>"$line.new"
  runtime_files >>"$line.new"
  mv "$line.new" "$line"
}

# class_cache JAVA-HOME CACHE CLASSPATH LINE: the classes that the commands load, as the JVM maps them; that halves the
# start. First the views run on what a kernel once sent, which gives the list of classes. From the same files comes
# always the same cache, byte for byte: what depends on the order of threads is left out of the list (@cp, which entries
# of constant pools were resolved). Its paths are relative where those of CLASSPATH are.
class_cache() {
  labs=$top/cli/src/test/resources/recordings
  golden=$top/netlink/src/test/resources/golden
  # shellcheck disable=SC2046
  "$1/bin/java" -Xshare:off -XX:DumpLoadedClassList="$2.list" $(sed 1d "$4") -cp "$3" dev.sonde.cli.Training \
    "$labs/missing-fdb.frames.gz" "$labs/firewall-unsure.frames.gz" "$golden/link-bridge.hex" "$golden/link-bridge-port.hex" "$golden/link-veth.hex" \
    "$golden/link-vxlan.hex" "$golden/addr.hex" "$golden/route4.hex" "$golden/route6.hex" "$golden/rule.hex" "$golden/neigh.hex" \
    "$golden/fdb.hex" || return 1
  sed -e '/^#/d' -e '/^@cp/d' -e 's/ id: .*//' "$2.list" | LC_ALL=C sort -u >"$2.classes"
  "$1/bin/java" -Xshare:dump -XX:SharedClassListFile="$2.classes" -XX:SharedArchiveFile="$2" $(sed 1d "$4") -cp "$3" || return 1
  rm "$2.list" "$2.classes"
}

# What the analysis may read (#) and execute (!), one a line: its cage shows nothing else (see JavaRuntime.java). Without
# /proc the loader does not know where the program lies (\$ORIGIN): a variable (=) names the folder of its libraries. Under
# root it runs as a user that nobody else is: what the build wrote must be readable, also with a strict umask. Whoever
# may not look into the checkout's folder still cannot read it.
runtime_files() {
  printf '%s\n' "=LD_LIBRARY_PATH=$JAVA_HOME/lib" "#$JAVA_HOME" "!$JAVA_HOME/bin/java"
  printf '#%s\n' /sys/kernel/mm/transparent_hugepage /etc/ld.so.cache
  # The loader, and the libraries that lie outside the JDK.
  for f in bin/java lib/libjli.so lib/server/libjvm.so lib/libjava.so lib/libjimage.so lib/libzip.so lib/libnio.so lib/libnet.so; do
    ldd "$JAVA_HOME/$f" 2>/dev/null
  done | sed -n -e 's/^.* => \(\/[^ ]*\) (0x.*/#\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (0x.*/!\1/p' | grep -v "^.$JAVA_HOME/" | sort -u
  # Distributions keep a JDK's settings in /etc, and link to them.
  find "$JAVA_HOME/conf" "$JAVA_HOME/lib" -type l -exec readlink -f {} \; 2>/dev/null | grep -v -e "^$JAVA_HOME/" -e '\.zip$' -e '/cacerts$' | sort -u | sed 's/^/#/'
  (IFS=:; for j in $jars; do chmod a+r "$j"; printf '#%s\n' "$j"; done)
  if [ -f "$cache" ]; then chmod a+r "$cache"; printf '#%s\n' "$cache"; fi
}

# Most commands end before the second compiler has begun: the first alone (TieredStopAtLevel). The cache is mapped where
# it was made for, which saves patching its pages. The heap asks for huge pages: on a virtual machine each page that is
# touched first costs more than all that is done in it. For the same reason the cache, nearly all of which is touched, is
# brought in at once (AlwaysPreTouch), and tables that grow when they must begin small.
jvm_options() {
  printf '%s\n' "$JAVA_HOME/bin/java" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+UnlockExperimentalVMOptions \
    -XX:ArchiveRelocationMode=0 -XX:+AlwaysPreTouch -XX:StringTableSize=1024 -XX:SymbolTableSize=1024 \
    -XX:+UseSerialGC -XX:+UseTransparentHugePages -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+DisableAttachMechanism \
    -XX:-UseContainerSupport -XX:-MaxFDLimit -Xms24m -Xmn12m -Xmx512m -Xlog:disable -Xlog:all=error:stderr >"$1"
}
