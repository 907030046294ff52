#!/usr/bin/env bash
# ./sekisho package [--built]: the release archive, target/sekisho-VERSION-linux-ARCH.tar.gz, with its own Java runtime.
# --built takes what target/home holds and does not look at the sources.
# The same sources give the same bytes, but for the start-up caches below cache/, which the JVM makes as it likes.
set -euo pipefail

SEKISHO_ROOT=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
export SEKISHO_ROOT
# shellcheck source=build.sh
source "$SEKISHO_ROOT/script/build.sh"

# What command, enforcer and manager use of the JDK. jdeps names them; what is only loaded by name stands behind.
MODULES=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http
MODULES+=,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml
MODULES+=,jdk.management,jdk.unsupported,jdk.zipfs,jdk.localedata,jdk.net

if [[ ${1-} == --built ]]; then find_jdk; else build_home all; fi
need jlink=openjdk-25-jdk-headless gzip=gzip tar=tar setpriv=util-linux 2>/dev/null || true

version=$(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' "$SEKISHO_ROOT/pom.xml" | head -n 1)
name=sekisho-$version-linux-$(uname -m)
stage=$(mktemp -d "${TMPDIR:-/var/tmp}/sekisho-package.XXXXXX") # where an unprivileged user can read it
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"
top=$stage/$name
home=$top/usr/lib/sekisho

say packing "$name"
mkdir -p "$top/usr/bin" "$home"
cp -a "$SEKISHO_HOME/lib" "$SEKISHO_HOME/manager" "$home/"
mkdir "$home/cache"
cp "$SEKISHO_ROOT/script/launch" "$top/usr/bin/sekisho"
cp -r "$SEKISHO_ROOT"/script/package/. "$top/"
cp "$SEKISHO_ROOT/LICENSE" "$top/"
cp "$top/uninstall.sh" "$home/uninstall.sh"
"$JDK/bin/jlink" --add-modules "$MODULES" --include-locales=en,ja --strip-debug --no-header-files --no-man-pages \
  --output "$home/runtime"
"$home/runtime/bin/java" -Xshare:dump >/dev/null
find "$top" -exec touch -h -d "$BUILT_AT" {} + # before the caches, which remember the jars' times

# train PROGRAM SECONDS COMMAND…: runs it until it has printed that it is ready, or for so long, then ends it. The JVM writes
# the cache when it ends.
train() {
  local program=$1 seconds=$2 line pid
  shift 2
  say training-of "$program"
  line=$(SEKISHO_SHOW_LINE=yes "$@") || return 1
  line=${line/-XX:AOTCache=*$program.aot/-XX:AOTCacheOutput=$stage/caches/$program.aot}
  line=${line/-Xlog:aot=off,cds=off/-Xlog:disable}
  eval "set -- $line"
  "${as[@]}" "$@" </dev/null >"$stage/$program.log" 2>&1 &
  pid=$!
  local try
  for ((try = 0; try < seconds * 4; try++)); do
    sleep 0.25
    kill -0 "$pid" 2>/dev/null || break
    [[ ! -e $stage/data/manager/ready.json || $program != manager ]] || break
  done
  kill "$pid" 2>/dev/null || true
  wait "$pid" || true
  [[ -s $stage/caches/$program.aot ]] && mv "$stage/caches/$program.aot" "$home/cache/"
}

mkdir "$stage/caches" "$stage/data"
as=()
if [[ $(id -u) == 0 ]]; then # the manager refuses to be root, as its database does
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  chown nobody:nogroup "$stage/caches" "$stage/data"
fi
train manager 120 "${as[@]}" "$top/usr/bin/sekisho" manager --data "$stage/data" --console-address 127.0.0.1:18443 \
  --agents-address 127.0.0.1:18444 || say no-training manager "$(tail -n 1 "$stage/manager.log" 2>/dev/null)"
as=()
if [[ $(id -u) == 0 ]]; then # without an engine, so that no container of this machine is touched
  printf 'apiVersion: sekisho.dev/v1\nkind: Policy\nmetadata: {name: none}\nscope: container.name == "none"\nmode: audit\ncontrols: {forensics: {processes: true}}\n' >"$stage/policy.yaml"
  train enforcer 6 "$top/usr/bin/sekisho" enforcer --data "$stage/root" --policy "$stage/policy.yaml" \
    --engine "unix://$stage/no-engine.sock" --bpffs "/sys/fs/bpf/sekisho-package-$$" ||
    say no-training enforcer "$(tail -n 1 "$stage/enforcer.log" 2>/dev/null)"
fi
train_command "$home/runtime/bin/java" "$home"

chmod -R u=rwX,go=rX "$top"
find "$home/cache" -exec touch -d "$BUILT_AT" {} +
mkdir -p "$SEKISHO_ROOT/target"
archive=$SEKISHO_ROOT/target/$name.tar.gz
tar --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -C "$stage" -cf - "$name" | gzip -n -6 >"$archive"
say packed "$archive" $(($(stat -c %s "$archive") / 1000000))
