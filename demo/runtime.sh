#!/usr/bin/env bash
# demo/runtime.sh [--long] [--tries N] [--outage SECONDS] [--without CONTROL|kernel] [--keep]
#
# Shows on the real container engine what Sekisho's runtime controls do, each beside the same command succeeding with the
# control off. Every line says what was expected and what was seen; the last line counts. Needs root and Docker.
#
#   SEKISHO=…   the command to try; the checkout's ./sekisho if unset
#   ROOTFS=…    where Alpine's root file system lies; ../shared/data/rootfs beside the checkout if unset
#   --without   takes one control out of the policy, or ("kernel") enforcer and pinned programs away: its lines must then fail
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
SEKISHO=${SEKISHO:-$root/sekisho}
ROOTFS=${ROOTFS:-$root/../shared/data/rootfs}
PROBE=$root/cli/src/main/resources/dev/sekisho/cli/demo/probe-amd64
NAME=sekisho-runtime-$$
IMAGE=$NAME:image
PINS=/sys/fs/bpf/$NAME
CONSOLE_PORT=${CONSOLE_PORT:-$((20000 + $$ % 5000 * 2))} # below the ports that the kernel gives to clients
AGENTS_PORT=${AGENTS_PORT:-$((CONSOLE_PORT + 1))}
TRIES=100 OFF_TRIES=10 OUTAGE=60 WITHOUT='' KEEP=''

while [[ $# -gt 0 ]]; do
  case $1 in
    --long) TRIES=10000 OFF_TRIES=100 ;;
    --tries) TRIES=${2:?} && shift ;;
    --outage) OUTAGE=${2:?} && shift ;; # seconds without manager
    --without) WITHOUT=${2:?} && shift ;;
    --keep) KEEP=yes ;;
    *) sed -n '2s/^# //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
if [[ $(id -u) != 0 ]]; then echo "runtime.sh: needs root" >&2 && exit 3; fi
docker version >/dev/null || exit 3

work=$(mktemp -d /var/tmp/sekisho-runtime.XXXXXX)
chmod 711 "$work" # the manager's user must get through
data=$work/data
export XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8
# shellcheck source=stage.sh
source "$root/demo/stage.sh"
# shellcheck source=acts.sh
source "$root/demo/acts.sh"
trap clear_stage EXIT

make_image
start_manager
start_enforcer
container main
container bystander
prepare_files main

act_off
act_audit
act_enforce
act_mappings_and_scripts
act_forks
if [[ -z $WITHOUT ]]; then
  act_enforcer_killed
  act_manager_away
  act_nothing_lost
fi

printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[[ $failed == 0 ]]
