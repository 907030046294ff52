#!/usr/bin/env bash
# first-block.sh SEKISHO: starts everything from nothing with the given command and blocks something in a container. Ends with
# 0 when it was blocked. Uses ports, data, context and pins of its own.
set -euo pipefail
sekisho=${1:?first-block.sh SEKISHO}
work=$(mktemp -d /var/tmp/sekisho-first.XXXXXX)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
XDG_CONFIG_HOME=$work/config "$sekisho" demo --data "$work/data" --console-address 127.0.0.1:28443 \
  --agents-address 127.0.0.1:28444 --bpffs "/sys/fs/bpf/sekisho-first-$$"
