#!/bin/sh
# Compiles the BPF programs for every architecture into the module's resources and records what they were made from.
# Needs clang, llvm-strip and the headers of libbpf. Usage: kernel/build-bpf.sh [OUTPUT-DIRECTORY]
set -eu
cd "$(dirname "$0")/src/main/bpf"
output=${1:-../resources/dev/sekisho/kernel/guard}
mkdir -p "$output"
strip=$(command -v llvm-strip || ls /usr/bin/llvm-strip-* | tail -1)
for architecture in x86:x86_64 arm64:aarch64; do
  object="$output/guard-${architecture#*:}.bpf.o"
  # -mcpu=v3: atomic operations and 32-bit jumps; -g: BTF, which stays when the debug sections go.
  clang -g -O2 -mcpu=v3 -target bpf "-D__TARGET_ARCH_${architecture%%:*}" -Wall -Werror \
    -ffile-prefix-map="$PWD"=. -fdebug-compilation-dir=. -c guard.bpf.c -o "$object"
  "$strip" -g "$object"
done
{
  echo "toolchain $(clang --version | head -n 1)"
  for file in *.c *.h; do echo "source $(sha256sum "$file")"; done | LC_ALL=C sort -k 3
  (cd "$output" && for file in *.bpf.o; do echo "object $(sha256sum "$file")"; done | LC_ALL=C sort -k 3)
} > "$output/guard.digests"
