#!/usr/bin/env bash
# Compiles the demo container's program, cli/src/main/c/probe.c, and records from which source it was made. Only needed after a
# change of that source; the result is committed.
set -euo pipefail
SEKISHO_ROOT=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
export SEKISHO_ROOT
# shellcheck source=need.sh
source "$SEKISHO_ROOT/script/need.sh"
need clang=clang ld=binutils

source=$SEKISHO_ROOT/cli/src/main/c/probe.c
folder=$SEKISHO_ROOT/cli/src/main/resources/dev/sekisho/cli/demo
clang --target=x86_64-linux-gnu -Os -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
  -fno-pie -static -nostdlib -Wl,--build-id=none -Wl,-z,noexecstack -s -o "$folder/probe-amd64" "$source"
(cd "$folder" && sha256sum probe-amd64) >"$folder/probe.sha256"
sha256sum <"$source" | sed 's/-$/probe.c/' >>"$folder/probe.sha256"
