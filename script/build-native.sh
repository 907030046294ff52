#!/bin/sh
# Builds one of the small C programs for this machine's architecture and notes from which source: run it after a change of the source
# and commit what it writes. Needs musl-gcc (Debian: musl-tools).
#
#   script/build-native.sh runtime canary | runtime gate | enforcer watchdog
set -eu
module=${1:?module: runtime or enforcer}
name=${2:?name: canary, gate or watchdog}
cd "$(dirname "$0")/../$module"
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=aarch64 ;;
  *) echo "no name for the architecture $(uname -m) yet" >&2; exit 2 ;;
esac
source=src/main/c/$name.c
target=src/main/resources/dev/sekisho/$module
musl-gcc -std=c17 -Os -static -s -Wall -Wextra -Werror -Wl,--build-id=none \
  -ffile-prefix-map="$PWD"=. -o "$target/$name-$architecture" "$source"
{
  echo "source $(sha256sum < "$source" | cut -d' ' -f1)"
  echo "binary $(sha256sum < "$target/$name-$architecture" | cut -d' ' -f1)"
  echo "compiler $(musl-gcc --version | head -n 1)"
} > "$target/$name-$architecture.origin"
