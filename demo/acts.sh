# The acts of the demonstration. Sourced by runtime.sh.

BLOCKLIST='executableBlocklist: {names: [wget]}'
DRIFT='driftPrevention: {executables: true}'
DRIFT_MAPPINGS='driftPrevention: {executables: true, executableMappings: true}'

# name of the line | command that runs something the image did not contain, or that is forbidden by name
FORBIDDEN=(
  'wget (a link to busybox)|wget --help'
  'busybox wget|busybox wget --help'
  'a copied binary|/tmp/copied hello'
  'a modified binary|/opt/probe/modified hello'
  'a hard-linked binary|/tmp/linked hello'
  'a renamed binary|/tmp/renamed hello'
  'a deleted binary, still open|/opt/probe/probe deleted /opt/probe/probe hello'
  'a binary in memory (memfd)|/opt/probe/probe memory /opt/probe/probe hello'
  'a binary in /dev/shm|/dev/shm/copied hello'
  'a dropped script with its own shebang|/tmp/script.sh'
)

prepare_files() {
  inside "$1" '
    cp /opt/probe/probe /tmp/copied
    cp /opt/probe/probe /dev/shm/copied
    cp /opt/probe/probe /tmp/before && mv /tmp/before /tmp/renamed
    ln /opt/probe/linked /tmp/linked
    echo >>/opt/probe/modified
    cp '"$DYNAMIC"' /tmp/dynamic
    printf "#!/bin/sh\necho hello from inside\n" >/tmp/script.sh
    chmod 755 /tmp/copied /dev/shm/copied /tmp/script.sh'
}

each_forbidden() { # each_forbidden CONTAINER EXPECTED-RUNS TRIES PREFIX
  local entry
  for entry in "${FORBIDDEN[@]}"; do
    expect "$4: ${entry%%|*}" "$2 of $3 ran" "$(ran "$1" "$3" "${entry#*|}") of $3 ran"
  done
}

act_off() {
  note "OFF: no policy speaks of the container"
  each_forbidden main "$OFF_TRIES" "$OFF_TRIES" off
  expect "off: docker exec of a copied binary" "10 of 10 ran" "$(by_exec main /tmp/copied hello) of 10 ran"
}

act_audit() {
  note "AUDIT: everything runs, and is reported"
  apply audit "$BLOCKLIST" "$DRIFT"
  local before
  before=$(count_events --action reported --workload "$NAME-main")
  expect "audit: wget" "3 of 3 ran" "$(ran main 3 'wget --help') of 3 ran"
  expect "audit: a copied binary" "3 of 3 ran" "$(ran main 3 '/tmp/copied hello') of 3 ran"
  within 10 has_events $((before + 6)) --action reported --workload "$NAME-main" || true # the next line says what came
  expect "audit: both are reported" 6 $(($(count_events --action reported --workload "$NAME-main") - before))
}

act_enforce() {
  note "ENFORCE: $TRIES tries each"
  apply enforce "$BLOCKLIST" "$DRIFT"
  if [[ $WITHOUT == kernel ]]; then take_kernel_away; fi
  each_forbidden main 0 "$TRIES" enforce
  expect "enforce: docker exec of a copied binary" "0 of 10 ran" "$(by_exec main /tmp/copied hello) of 10 ran"
  expect "enforce: docker exec of wget" "0 of 10 ran" "$(by_exec main wget --help) of 10 ran"
  image_programs_run main
  expect "enforce: the excepted container is not touched" "3 of 3 ran" "$(ran bystander 3 'busybox wget --help') of 3 ran"
  within 20 has_events $((TRIES * 9)) --mode enforce --workload "$NAME-main" || true # the next line says what came
  expect_that "enforce: what was stopped is in the manager" "$(count_events --mode enforce --workload "$NAME-main") events" \
    has_events $((TRIES * 9)) --mode enforce --workload "$NAME-main"
}

by_exec() { # by_exec CONTAINER COMMAND…: how many of 10 ran
  local name=$1 runs=0 try
  shift
  for ((try = 0; try < 10; try++)); do
    case $(docker exec "$NAME-$name" "$@" 2>&1 || true) in *'hello from inside'* | *'Usage: wget'*) runs=$((runs + 1)) ;; esac
  done
  echo "$runs"
}

image_programs_run() {
  local saw
  saw=$(inside "$1" '
    bad=
    for name in ls cat cp mv rm mkdir id date grep sed awk sort uniq wc head tail cut tr find xargs env sleep ps; do
      case "$(busybox $name --help 2>&1)" in *Usage*) ;; *) bad="$bad busybox-$name";; esac
      case "$($name --help 2>&1)" in *Usage*) ;; *) bad="$bad $name";; esac
    done
    [ "$(/opt/probe/probe hello)" = "hello from inside the container" ] || bad="$bad probe"
    echo "all but:$bad"')
  expect "enforce: the image's own programs run" "all but:" "$saw"
}

act_mappings_and_scripts() {
  note "EXECUTABLE MAPPINGS AND SCRIPTS"
  local loaded="$LOADER --argv0 echo /tmp/dynamic hello from inside" before runs
  case $LOADER in *ld-linux*) loaded="$LOADER /tmp/dynamic echo hello from inside" ;; esac
  inside bystander "cp $DYNAMIC /tmp/dynamic; printf 'echo hello from inside' >/tmp/script.sh"
  expect "off: the loader runs a copied program" "3 of 3 ran" "$(ran bystander 3 "$loaded") of 3 ran"
  expect "off: sh dropped.sh" "3 of 3 ran" "$(ran bystander 3 'sh /tmp/script.sh') of 3 ran"
  apply enforce "$BLOCKLIST" "$DRIFT_MAPPINGS"
  expect "mappings on: the loader runs a copied program" "0 of $TRIES ran" "$(ran main "$TRIES" "$loaded") of $TRIES ran"
  before=$(script_events)
  runs=$(ran main 5 'sh /tmp/script.sh')
  within 10 script_is_told "$runs" "$before" || true # the next line says what came
  expect_that "sh dropped.sh: blocked, or told as detected only" "$runs of 5 ran, $(($(script_events) - before)) events" \
    script_is_told "$runs" "$before"
}

# Events that say more than that a process was seen.
script_events() { events --query /tmp/script.sh --workload "$NAME-main" | grep -cv '"action":"RECORDED"' || true; }

script_is_told() { [[ $(script_events) -gt $2 ]]; }

act_forks() {
  note "FORK GUARD: at most 40 live below any one process"
  local bomb most
  for bomb in bomb bomb-exec; do
    most=$(most_while bystander "$bomb 7")
    expect_that "off: $bomb reaches what it wants" "$most processes" test "$most" -gt 110
  done
  apply enforce 'forkGuard: {maxProcesses: 40}'
  docker exec -d "$NAME-main" /bin/busybox sleep 3000
  for bomb in bomb bomb-exec; do
    most=$(most_while main "$bomb 12")
    expect_that "on: $bomb is stopped" "$most processes" test "$most" -le 60
  done
  expect "on: the rest of the container survives" "alive" "$(inside main 'ps | grep -q "[s]leep 3000" && echo alive')"
  expect "on: 1,000 commands one after the other are innocent" "1000" \
    "$(inside main 'i=0; n=0; while [ $i -lt 1000 ]; do /bin/busybox true && n=$((n+1)); i=$((i+1)); done; echo $n' | tail -n 1)"
  within 10 has_events 1 --control forkGuard --workload "$NAME-main" || true # the next line says what came
  expect_that "on: the limit is in the manager" "$(count_events --control forkGuard --workload "$NAME-main") events" \
    has_events 1 --control forkGuard --workload "$NAME-main"
}

# most_while CONTAINER BOMB: the most processes of the container while the bomb runs.
most_while() {
  local most=0 now end
  docker exec -d "$NAME-$1" /bin/busybox sh -c "exec /opt/probe/probe $2"
  end=$((SECONDS + 4))
  while [[ $SECONDS -lt $end ]]; do
    now=$(docker top "$NAME-$1" -o pid 2>/dev/null | wc -l)
    [[ $now -le $most ]] || most=$now
  done
  echo "$most"
}

act_enforcer_killed() {
  note "THE ENFORCER IS KILLED (-9); containers are restarted and started meanwhile"
  apply enforce "$BLOCKLIST" "$DRIFT"
  kill -9 "$enforcer"
  wait "$enforcer" 2>/dev/null || true
  expect "enforcer dead: a copied binary" "0 of $TRIES ran" "$(ran main "$TRIES" '/tmp/copied hello') of $TRIES ran"
  expect "enforcer dead: a binary in memory" "0 of $TRIES ran" \
    "$(ran main "$TRIES" '/opt/probe/probe memory /opt/probe/probe hello') of $TRIES ran"
  docker restart -t 1 "$NAME-main" >/dev/null
  expect "enforcer dead, container restarted: a copied binary" "0 of $TRIES ran" "$(ran main "$TRIES" '/tmp/copied hello') of $TRIES ran"
  expect "enforcer dead, container restarted: the image's programs" "3 of 3 ran" "$(ran main 3 '/opt/probe/probe hello') of 3 ran"
  docker run -d --name "$NAME-late" --label "sekisho.demo=$NAME" --network none "$IMAGE" /bin/busybox sleep 3000 >/dev/null
  expect "enforcer dead, container started: the image's programs" "3 of 3 ran" "$(ran late 3 '/opt/probe/probe hello') of 3 ran"
  inside late 'cp /opt/probe/probe /tmp/copied'
  expect "enforcer dead, failMode open, container started: a copied binary" "10 of 10 ran" "$(ran late 10 '/tmp/copied hello') of 10 ran"
  start_enforcer
  within 20 is_workload "$NAME-late" || true # the lines below fail then
  within 10 has_events 10 --query /tmp/copied --workload "$NAME-late" --control driftPrevention || true # the next line says what came
  expect_that "enforcer back: what ran there meanwhile is reported" "$(count_events --query /tmp/copied --workload "$NAME-late" --control driftPrevention) events" \
    has_events 10 --query /tmp/copied --workload "$NAME-late" --control driftPrevention
  expect "enforcer back: a copied binary" "0 of $TRIES ran" "$(ran main "$TRIES" '/tmp/copied hello') of $TRIES ran"
  expect "enforcer back: wget" "0 of $TRIES ran" "$(ran main "$TRIES" 'wget --help') of $TRIES ran"
  expect "enforcer back: a copied binary in the new container" "0 of $TRIES ran" "$(ran late "$TRIES" '/tmp/copied hello') of $TRIES ran"
  enforcer_killed_and_closed
}

# Of a container that starts while the enforcer is dead only the host is known: failMode says what holds then.
enforcer_killed_and_closed() {
  FAIL_MODE=closed apply enforce "$BLOCKLIST" "$DRIFT"
  kill -9 "$enforcer"
  wait "$enforcer" 2>/dev/null || true
  docker run -d --name "$NAME-later" --label "sekisho.demo=$NAME" --network none "$IMAGE" /bin/busybox sleep 3000 >/dev/null
  inside later 'cp /opt/probe/probe /tmp/copied'
  expect "enforcer dead, failMode closed, container started: a copied binary" "0 of $TRIES ran" "$(ran later "$TRIES" '/tmp/copied hello') of $TRIES ran"
  expect "enforcer dead, failMode closed, container started: wget" "0 of $TRIES ran" "$(ran later "$TRIES" 'wget --help') of $TRIES ran"
  expect "enforcer dead, failMode closed, container started: the image's programs" "3 of 3 ran" "$(ran later 3 '/opt/probe/probe hello') of 3 ran"
  start_enforcer
  within 20 is_workload "$NAME-later" || true # the next line fails then
  expect "enforcer back: a copied binary in the newest container" "0 of $TRIES ran" "$(ran later "$TRIES" '/tmp/copied hello') of $TRIES ran"
  apply enforce "$BLOCKLIST" "$DRIFT"
}

act_manager_away() {
  note "THE MANAGER IS STOPPED for $OUTAGE s; the enforcer goes on"
  kill "$manager"
  wait "$manager" 2>/dev/null || true
  local stopped=$SECONDS left
  expect "manager away: a copied binary" "0 of $TRIES ran" "$(ran main "$TRIES" '/tmp/copied hello') of $TRIES ran"
  inside main '/bin/busybox echo written-while-the-manager-was-away' >/dev/null
  left=$((OUTAGE - (SECONDS - stopped)))
  if [[ $left -gt 0 ]]; then sleep "$left"; fi
  start_manager
  expect_that "manager back: what happened meanwhile arrives" "its arguments" \
    within 30 has_events 1 --query written-while-the-manager-was-away
}

# Keys are counted up by one without holes: a hole is a loss, a key twice is a double.
act_nothing_lost() {
  note "EVERY EVENT ONCE"
  local newest=-1
  while [[ $(count_events) != "$newest" ]]; do # until no more arrive
    newest=$(count_events)
    sleep 3
  done
  events | grep -o '"key":{[^}]*}' >"$work/keys"
  expect_that "the manager has events" "$(wc -l <"$work/keys") events" test -s "$work/keys"
  expect "no event twice" "0 twice" "$(sort "$work/keys" | uniq -d | wc -l) twice"
  expect "no event lost" "0 holes" "$(holes) holes"
}

holes() {
  local series missing=0 last counted
  while read -r series; do # host and epoch
    last=$(grep -F "$series" "$work/keys" | grep -o '"sequence":[0-9]*' | cut -d: -f2 | sort -n | tail -n 1)
    counted=$(grep -cF "$series" "$work/keys")
    missing=$((missing + last - counted))
  done < <(grep -v '"host":"manager"' "$work/keys" | sed 's/,"sequence":[0-9]*}//' | sort -u)
  echo "$missing"
}

# Stops the enforcer and removes what it pinned, behind its back: what the kernel held is no longer held.
take_kernel_away() {
  kill -9 "$enforcer"
  wait "$enforcer" 2>/dev/null || true
  find "$PINS" -type f -delete
  find "$PINS" -depth -type d -exec rmdir {} +
}
