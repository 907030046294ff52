# The gate before the runtime of an engine of the demonstration's own. Sourced by controls.sh.

gate_docker() { docker --host "unix://$work/engine.sock" "$@"; }

gate_enforcer() { "$SEKISHO" enforcer --data "$work/gate-data" --engine "unix://$work/engine.sock" --bpffs "$PINS-gate" "$@"; }

# The engine needs a moment after SIGHUP; the command waits for it.
start_gate_engine() {
  printf '{}\n' >"$work/daemon.json"
  dockerd --host "unix://$work/engine.sock" --config-file "$work/daemon.json" --data-root "$work/engine" --exec-root "$work/exec" \
    --pidfile "$work/engine.pid" --bridge none --iptables=false --ip6tables=false </dev/null >"$work/engine.log" 2>&1 &
  gate_engine=$!
  within 30 gate_docker info >/dev/null 2>&1 || return 1
  docker save "$IMAGE" | gate_docker load >/dev/null
}

start_gate_enforcer() { # with the policies of $work/gate.yaml
  gate_starts=$((${gate_starts:-0} + 1))
  "$SEKISHO" enforcer --data "$work/gate-data" --engine "unix://$work/engine.sock" --bpffs "$PINS-gate" --policy "$work/gate.yaml" \
    --keep-guards </dev/null >>"$work/gate-enforcer.log" 2>&1 &
  gate_enforcer=$!
  within 60 gate_answers || true
}

# The socket of an enforcer that was killed is still there.
gate_answers() { kill -0 "$gate_enforcer" 2>/dev/null && [[ $(grep -c 'enforcer .* started' "$work/gate-enforcer.log") -ge $gate_starts ]]; }

gate_policy() { # gate_policy FAIL-MODE
  printf 'apiVersion: sekisho.dev/v1\nkind: Policy\nmetadata: {name: %s}\nmode: enforce\nfailMode: %s\ncontrols:\n' "$NAME" "$1" >"$work/gate.yaml"
  printf '  limitContainerPrivileges: {privileged: true, hostNetwork: true}\n  volumesBlocklist: {paths: [/etc]}\n' >>"$work/gate.yaml"
}

# gate_run OPTIONS…: "runs", or the words that the engine's user reads.
gate_run() {
  gate_docker rm -f gate >/dev/null 2>&1 || true
  [[ $* == *--network* ]] || set -- --network none "$@"
  if gate_docker run -d --name gate "$@" "$IMAGE" /bin/busybox sleep 1000 >"$work/run.log" 2>&1; then
    echo runs
  elif grep -qF 'sekisho: ' "$work/run.log"; then
    echo "refused: $(grep -oE 'hostNetwork|/etc|failMode is closed' "$work/run.log" | head -n 1)"
  else
    echo "failed: $(tail -n 1 "$work/run.log")"
  fi
}

never_ran() { [[ $(gate_docker inspect -f '{{.State.StartedAt}}' gate) == 0001-* ]]; }

act_gate() {
  local engine before
  note "GATE: an engine of its own; what is forbidden never runs"
  if ! command -v dockerd >/dev/null || ! start_gate_engine; then
    not_run "gate: no second engine (see $work/engine.log)"
    return
  fi
  engine=$gate_engine
  gate_policy open
  start_gate_enforcer
  expect "gate: without it the host's /etc" runs "$(gate_run -v /etc:/data)"
  gate_docker rm -f gate >/dev/null 2>&1 || true
  gate_enforcer --install-gate >>"$work/gate-enforcer.log" 2>&1 || true
  expect "gate: the engine takes it without a restart" "sekisho-gate, alive" \
    "$(gate_docker info -f '{{.DefaultRuntime}}'), $(kill -0 "$engine" 2>/dev/null && echo alive)"
  expect "gate: the host's /etc, and the user reads why" "refused: /etc" "$(gate_run -v /etc:/data)"
  expect_that "gate: it never ran" "never ran" never_ran
  expect "gate: the host's network" "refused: hostNetwork" "$(gate_run --network host)"
  expect "gate: a start that looks alike" runs "$(gate_run -v /srv:/data)"
  gate_docker exec --privileged gate /bin/busybox true >"$work/exec.log" 2>&1 || true
  expect "gate: docker exec --privileged" "1 refusal" "$(grep -cF 'sekisho: ' "$work/exec.log") refusal"
  expect "gate: docker exec" inside "$(gate_docker exec gate /bin/busybox echo inside 2>&1)"

  kill -9 "$gate_enforcer" && wait "$gate_enforcer" 2>/dev/null || true
  expect "gate: the enforcer killed by -9, failMode open" runs "$(gate_run -v /etc:/data)"
  gate_policy closed
  start_gate_enforcer
  within 20 grep -q closed "$work/gate-data/gate/fail-mode" || true
  kill -9 "$gate_enforcer" && wait "$gate_enforcer" 2>/dev/null || true
  before=$SECONDS
  expect "gate: the same, failMode closed" "refused: failMode is closed" "$(gate_run)"
  expect_that "gate: decided within two seconds" "$((SECONDS - before)) s" test $((SECONDS - before)) -le 3

  gate_docker rm -f gate >/dev/null 2>&1 || true
  gate_enforcer --uninstall >>"$work/gate-enforcer.log" 2>&1 || true
  expect "gate: uninstall takes it away, the engine runs" "runc, alive, {}" \
    "$(gate_docker info -f '{{.DefaultRuntime}}'), $(kill -0 "$engine" 2>/dev/null && echo alive), $(tr -d ' \n' <"$work/daemon.json")"
  expect "gate: and everything starts again" runs "$(gate_run -v /etc:/data)"
}

clear_gate() {
  [[ -n ${gate_engine-} ]] || return 0
  gate_docker rm -f gate >/dev/null 2>&1 || true
  [[ ! -d $work/gate-data ]] || gate_enforcer --uninstall >>"$work/gate-enforcer.log" 2>&1 || true
  kill "$gate_engine" 2>/dev/null || true
  wait "$gate_engine" 2>/dev/null || true
  umount "$work/exec/netns/default" 2>/dev/null || true
}
