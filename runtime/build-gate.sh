#!/bin/sh
# Builds the gate for this machine's architecture and notes from which source: run it after a change of gate.c and commit what
# it writes. Needs musl-gcc (Debian: musl-tools).
set -eu
cd "$(dirname "$0")"
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=aarch64 ;;
  *) echo "no name for the architecture $(uname -m) yet" >&2; exit 2 ;;
esac
source=src/main/c/gate.c
target=${1:-src/main/resources/dev/sekisho/runtime}
musl-gcc -std=c17 -Os -static -s -Wall -Wextra -Werror -Wl,--build-id=none \
  -ffile-prefix-map="$PWD"=. -o "$target/gate-$architecture" "$source"
{
  echo "source $(sha256sum < "$source" | cut -d' ' -f1)"
  echo "binary $(sha256sum < "$target/gate-$architecture" | cut -d' ' -f1)"
  echo "compiler $(musl-gcc --version | head -n 1)"
} > "$target/gate-$architecture.origin"
