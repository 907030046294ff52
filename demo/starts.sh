# What containers are started with. Sourced by controls.sh.

# name of the line | control | options that it forbids | options that look alike and pass | words of the report
STARTS=(
  'a capability more|limitContainerPrivileges: {addedCapabilities: true}|--cap-add NET_ADMIN|--cap-drop ALL --cap-add CHOWN|NET_ADMIN'
  "the host's network|limitContainerPrivileges: {hostNetwork: true}|--network host||hostNetwork"
  "the host's processes|limitContainerPrivileges: {hostPid: true}|--pid host||hostPid"
  "the host's shared memory|limitContainerPrivileges: {hostIpc: true}|--ipc host||hostIpc"
  "the host's name|limitContainerPrivileges: {hostUts: true}|--uts host||hostUts"
  "the host's users|limitContainerPrivileges: {hostUser: true}|--userns host||hostUser"
  'user 0|limitContainerPrivileges: {rootUser: true}||--user 1000|rootUser'
  'a port below 1024|limitContainerPrivileges: {lowPorts: true}|--expose 80|--expose 8080|80/tcp'
  'no filter of system calls|preventOverrideDefaultConfiguration: {}|--security-opt seccomp=unconfined|--read-only|seccomp'
  'a filter of its own|preventOverrideDefaultConfiguration: {}|--security-opt seccomp=PROFILE|--read-only|sha256:'
  'no SELinux label|preventOverrideDefaultConfiguration: {}|--security-opt label=disable|--read-only|label=disable'
  'no AppArmor profile|preventOverrideDefaultConfiguration: {}|--security-opt apparmor=unconfined|--read-only|apparmor'
  'setuid programs give privileges|limitNewPrivileges: {}||--security-opt no-new-privileges|new-privileges'
  "the host's /etc|volumesBlocklist: {paths: [/etc]}|-v /etc:/data|-v PLAIN:/data|/etc"
  "all of the host|volumesBlocklist: {paths: [/etc/shadow]}|-v /:/data:ro|-v /srv:/data|/data"
  "the host's /etc by a link|volumesBlocklist: {paths: [/etc]}|-v LINK:/data|-v PLAIN:/data|/etc"
  "the host's /etc as a volume|volumesBlocklist: {paths: [/etc]}|-v BOUND:/data|-v PLAIN:/data|/etc"
  'an image from no registry|allowedRegistries: {registries: [registry.example]}|||registry'
  'another runtime|allowedRuntimes: {names: [runc]}|--runtime io.containerd.runc.v2||io.containerd.runc.v2'
  'parameters that are not the image'"'"'s|driftPrevention: {executables: false, imageParameters: true, allowParameters: [environment.LOG_LEVEL, command]}|-e LD_PRELOAD=/x|-e LOG_LEVEL=debug|LD_PRELOAD'
)

prepare_starts() {
  printf '{"defaultAction": "SCMP_ACT_ALLOW"}\n' >"$work/profile.json"
  ln -s /etc "$work/link"
  docker volume create "$NAME-plain" >/dev/null
  docker volume create -d local -o type=none -o o=bind -o device=/etc "$NAME-bound" >/dev/null
}

# start_with NAME OPTIONS: whether the engine started it. Options are words.
start_with() {
  local options=$2
  options=${options//PROFILE/$work/profile.json}
  options=${options//LINK/$work/link}
  options=${options//PLAIN/$NAME-plain}
  options=${options//BOUND/$NAME-bound}
  [[ $options == *--network* ]] || options="$options --network none"
  # shellcheck disable=SC2086 # words
  docker run -d --name "$NAME-$1" --label "sekisho.demo=$NAME" --pids-limit 600 $options "$IMAGE" /bin/busybox sleep 1000 >/dev/null 2>"$work/run.log"
}

runs() { [[ $(docker inspect -f '{{.State.Running}}' "$NAME-$1" 2>/dev/null) == true ]]; }

runs_not() { ! runs "$1"; }

state() { if runs "$1"; then echo runs; else echo "does not run"; fi; }

gone() { docker rm -f "$NAME-$1" >/dev/null 2>&1 || true; }

act_starts() {
  local entry line control forbidden benign words seen tried case=0
  note "STARTS: off, audit, enforce ($TRIES tries), and a start that looks alike"
  for entry in "${STARTS[@]}"; do
    IFS='|' read -r line control forbidden benign words <<<"$entry"
    case=$((case + 1))
    apply audit "$control"
    start_with bystander "$forbidden" || true # of which the policy does not speak
    expect "off: $line" runs "$(state bystander)"
    gone bystander
    start_with "audit-$case" "$forbidden" || true
    within 10 has_events 1 --action reported --workload "$NAME-audit-$case" || true
    seen=$(events --action reported --workload "$NAME-audit-$case" | grep -cF -- "$words" || true)
    expect "audit: $line" "runs, 1 report names it" "$(state "audit-$case"), $seen report names it"
    gone "audit-$case"

    apply enforce "$control"
    seen=0
    for ((tried = 1; tried <= TRIES; tried++)); do
      start_with "enforce-$case" "$forbidden" || true
      if within 10 runs_not "enforce-$case"; then seen=$((seen + 1)); fi
      gone "enforce-$case"
    done
    expect "enforce: $line" "$TRIES of $TRIES stopped" "$seen of $TRIES stopped"
    if [[ $benign != "$forbidden" ]]; then
      start_with "twin-$case" "$benign" || true
      within 20 is_workload "$NAME-twin-$case" || true
      expect "enforce: a start that looks alike (${benign:-no option})" "runs, 0 stopped" \
        "$(state "twin-$case"), $(count_events --action stopped --workload "$NAME-twin-$case") stopped"
      gone "twin-$case"
    fi
  done
}

act_responses() {
  note "RESPONSES: what runs already when the policy comes"
  apply audit
  start_with paused '--cap-add NET_ADMIN'
  within 20 is_workload "$NAME-paused" || true
  RESPONSES='[pause]' apply enforce 'limitContainerPrivileges: {addedCapabilities: true}'
  within 10 has_events 1 --action paused --workload "$NAME-paused" || true
  expect "a container that runs is paused" paused "$(docker inspect -f '{{.State.Status}}' "$NAME-paused")"
  docker unpause "$NAME-paused" >/dev/null 2>&1 || true
  RESPONSES='[remove]' apply enforce 'limitContainerPrivileges: {addedCapabilities: true}'
  within 10 has_events 1 --action removed --workload "$NAME-paused" || true
  expect "and removed when the policy says so" 0 "$(docker ps -aq --filter "name=$NAME-paused" | wc -l)"

  docker create --name "$NAME-created" --label "sekisho.demo=$NAME" --network none --cap-add NET_ADMIN "$IMAGE" /bin/busybox true >/dev/null
  within 10 has_events 1 --action removed --workload "$NAME-created" || true
  expect "one that was created is removed before it runs" 0 "$(docker ps -aq --filter "name=$NAME-created" | wc -l)"
}

clear_controls() {
  clear_gate
  clear_stage
  docker volume rm -f "$NAME-plain" "$NAME-bound" >/dev/null 2>&1 || true
}
