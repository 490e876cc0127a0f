#!/bin/bash
# The newest real tools that apt can give, of another suite of Debian: unpacked, not installed.
#
#   newest.sh CACHE SUITE           unpacks them, once; says the folder of the programs, and the version of each
#   newest.sh CACHE SUITE again     brings them once more; if that fails, those that were there stay
#
# CACHE/bin has ip, bridge, ping, nsenter, lsns: programs that load the C library that was unpacked beside them.
set -u -o pipefail

packages='iproute2 iputils-ping util-linux patchelf'
programs='ip bridge ping nsenter lsns'

say() { printf '%s\n' "$*"; }
fail() { say "failed: $*"; exit 1; }

# Where apt finds Debian: as this machine is set up.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $4; exit }'
}

# With all that they need, as if nothing were installed; no script of a package runs.
fetch() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'no apt-get here to bring the packages'
  rm -rf "$cache/apt"
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  at=$(mirror)
  [ -n "$at" ] || { timeout 120 apt-get -q update >"$cache/apt.log" 2>&1; at=$(mirror); }
  [ -n "$at" ] || fail 'apt knows no mirror of Debian'
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  signed=
  [ -e "$keys" ] && signed="[signed-by=$keys] "
  say "deb $signed$at $suite main" >"$cache/apt/sources.list"
  : >"$cache/apt/status"
  set -- -q -o Dir::Etc::SourceList="$cache/apt/sources.list" -o Dir::Etc::SourceParts=- \
    -o Dir::State::Lists="$cache/apt/lists" -o Dir::State::status="$cache/apt/status" -o Dir::Cache="$cache/apt" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none
  # shellcheck disable=SC2086
  (timeout 150 apt-get "$@" update &&
    DEBIAN_FRONTEND=noninteractive timeout 240 apt-get "$@" -y --no-install-recommends --download-only install $packages) \
    >>"$cache/apt.log" 2>&1 || fail "apt-get brings no $packages of $suite: see $cache/apt.log"
  # What was here before stays until all of the new is.
  rm -rf "$cache/ready" "$cache/unpacked" "$cache/bin"
  mkdir "$cache/unpacked" "$cache/bin"
  for deb in "$cache"/apt/archives/*.deb; do
    dpkg-deb -x "$deb" "$cache/unpacked" || fail "dpkg-deb -x $deb"
  done
  rm -rf "$cache/apt"
  lib=$(dirname "$(find "$cache/unpacked/usr/lib" -name libc.so.6 | head -n 1)")
  loader=$(find "$lib" "$cache/unpacked/usr/lib64" "$cache/unpacked/usr/lib" -name 'ld-linux-*' 2>/dev/null | head -n 1)
  [ -n "$loader" ] || fail "no C library in $cache/unpacked"
  for program in $programs; do
    file=$(find "$cache/unpacked" -path "*bin/$program" ! -type d | head -n 1)
    [ -n "$file" ] || fail "no $program in its package"
    cp -L "$file" "$cache/bin/$program" &&
      "$loader" --library-path "$lib" "$cache/unpacked/usr/bin/patchelf" --set-interpreter "$loader" --force-rpath \
        --set-rpath "$lib" "$cache/bin/$program" || fail "patchelf $program"
  done
  : >"$cache/ready"
}

cache=$1
suite=$2
again=${3:-}
mkdir -p -m 755 "$cache"
[ "$(stat -c %u "$cache")" = "$(id -u)" ] || fail "$cache belongs to somebody else"
exec 8>"$cache/lock"
flock -w 600 8 || fail "another run has been preparing $cache for minutes"
[ -e "$cache/ready" ] && [ -z "$again" ] || (fetch) || exit 1
say "$cache/bin"
for program in $programs; do
  say "$program $("$cache/bin/$program" -V 2>&1 | head -n 1)"
done
