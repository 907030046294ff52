#!/usr/bin/env bash
# demo/controls.sh [--long] [--tries N] [--without CONTROL] [--keep]
#
# Shows on the real container engine the controls that judge what a container is started with: each with the control off, in
# Audit and in Enforce, and beside a start that looks alike and must pass. Every line says what was expected and what was seen;
# the last line counts. An engine of its own shows the gate. Needs root and Docker.
#
#   SEKISHO=…   the command to try; the checkout's ./sekisho if unset
#   ROOTFS=…    where Alpine's root file system lies; ../shared/data/rootfs beside the checkout if unset
#   --without   takes one control out of the policy: its lines must then fail
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
SEKISHO=${SEKISHO:-$root/sekisho}
ROOTFS=${ROOTFS:-$root/../shared/data/rootfs}
PROBE=$root/cli/src/main/resources/dev/sekisho/cli/demo/probe-amd64
NAME=sekisho-controls-$$
IMAGE=$NAME:image
PINS=/sys/fs/bpf/$NAME
CONSOLE_PORT=${CONSOLE_PORT:-$((20000 + $$ % 5000 * 2))} # below the ports that the kernel gives to clients
AGENTS_PORT=${AGENTS_PORT:-$((CONSOLE_PORT + 1))}
TRIES=2 WITHOUT='' KEEP=''

while [[ $# -gt 0 ]]; do
  case $1 in
    --long) TRIES=50 ;;
    --tries) TRIES=${2:?} && shift ;;
    --without) WITHOUT=${2:?} && shift ;;
    --keep) KEEP=yes ;;
    *) sed -n '2s/^# //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
if [[ $(id -u) != 0 ]]; then echo "controls.sh: needs root" >&2 && exit 3; fi
docker version >/dev/null || exit 3

work=$(mktemp -d /var/tmp/sekisho-controls.XXXXXX)
chmod 711 "$work" # the manager's user must get through
data=$work/data
export XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8
# shellcheck source=stage.sh
source "$root/demo/stage.sh"
# shellcheck source=starts.sh
source "$root/demo/starts.sh"
# shellcheck source=gateway.sh
source "$root/demo/gateway.sh"
trap clear_controls EXIT

make_image
prepare_starts
start_manager
start_enforcer

act_starts
if [[ -z $WITHOUT ]]; then
  act_responses
  act_gate
fi

printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[[ $failed == 0 ]]
