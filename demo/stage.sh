# The stage of the demonstration: image, manager, enforcer, containers, and how a line is counted. Sourced by runtime.sh.

passed=0 failed=0 skipped=0

# expect LINE EXPECTED SAW: one line of the demonstration.
expect() {
  if [[ $2 == "$3" ]]; then
    passed=$((passed + 1))
    printf 'ok   %-62s expected %s, saw %s\n' "$1" "$2" "$3"
  else
    failed=$((failed + 1))
    printf 'FAIL %-62s expected %s, saw %s\n' "$1" "$2" "$3"
  fi
}

# expect_that LINE SAW COMMAND…: the same for a condition.
expect_that() {
  local line=$1 saw=$2
  shift 2
  if "$@"; then expect "$line" "$saw" "$saw"; else expect "$line" "otherwise" "$saw"; fi
}

not_run() {
  skipped=$((skipped + 1))
  printf 'SKIP %s\n' "$1"
}

note() { printf -- '-- %s\n' "$*"; }

# ---- the image: Alpine where its root file system is at hand, else made of this machine's busybox and C library

# Sets LOADER (the dynamic loader) and DYNAMIC (a dynamic program that prints its arguments).
make_image() {
  local tree=$work/image alpine name
  mkdir -p "$tree/opt/probe"
  alpine=$(find "$ROOTFS" -name 'alpine-minirootfs-3.16*-x86_64.tar.gz' 2>/dev/null | head -n 1) || alpine=''
  if [[ -n $alpine ]]; then
    note "image: $(basename "$alpine")"
    tar -xzf "$alpine" -C "$tree"
    LOADER=/lib/ld-musl-x86_64.so.1
    cp "$tree/bin/busybox" "$tree/opt/probe/dynamic"
  else
    note "NO ALPINE below $ROOTFS: the image is made of this machine's busybox and C library instead"
    busybox_tree "$tree"
  fi
  DYNAMIC=/opt/probe/dynamic
  for name in probe modified linked; do install -m 755 "$PROBE" "$tree/opt/probe/$name"; done
  tar -C "$tree" -c . | docker import - "$IMAGE" >/dev/null
  rm -rf "$tree"
}

busybox_tree() {
  local busybox library name
  busybox=$(command -v busybox || true)
  if [[ -z $busybox ]] || ldd "$busybox" >/dev/null 2>&1; then
    echo "runtime.sh: a static busybox is needed (apt-get install busybox-static)" >&2
    exit 3
  fi
  mkdir -p "$1"/{bin,etc,tmp,proc,dev,sys,root,lib64,usr/bin}
  chmod 1777 "$1/tmp"
  install -m 755 "$busybox" "$1/bin/busybox"
  for name in $("$busybox" --list); do [[ $name == busybox ]] || ln -s busybox "$1/bin/$name"; done
  printf 'root:x:0:0:root:/root:/bin/sh\n' >"$1/etc/passwd"
  LOADER=$(ldd /usr/bin/env | grep -o '/lib[^ ]*ld-linux[^ ]*' | head -n 1)
  for library in "$LOADER" $(ldd /usr/bin/env | grep -o '=> /[^ ]*' | cut -c4-); do
    install -D -m 755 "$library" "$1$library"
  done
  install -m 755 /usr/bin/env "$1/opt/probe/dynamic"
}

# ---- manager and enforcer, each started and stopped by its own

start_manager() {
  rm -f "$data/manager/ready.json"
  "$SEKISHO" manager --data "$data" --console-address "127.0.0.1:$CONSOLE_PORT" --agents-address "127.0.0.1:$AGENTS_PORT" \
    </dev/null >>"$work/manager.log" 2>&1 &
  manager=$!
  if ! within 180 manager_ready; then
    tail -n 20 "$work/manager.log"
    expect "the manager starts" ready "not ready after 180 s"
    exit 1
  fi
  export SEKISHO_ADDRESS=https://127.0.0.1:$CONSOLE_PORT SEKISHO_CA SEKISHO_TOKEN
  SEKISHO_CA=$(sed -n 's/.*"ca" *: *"\([^"]*\)".*/\1/p' "$data/manager/ready.json")
  SEKISHO_TOKEN=$(<"$data/manager/local-token")
}

manager_ready() {
  kill -0 "$manager" 2>/dev/null && [[ -e $data/manager/ready.json ]] || return 1
  curl -fsk --max-time 2 "https://127.0.0.1:$CONSOLE_PORT/health/ready" >/dev/null 2>&1
}

api() {
  local path=$1
  shift
  curl -fsS --max-time 20 --cacert "$SEKISHO_CA" -H "Authorization: Bearer $SEKISHO_TOKEN" "$@" "$SEKISHO_ADDRESS/api/v1/$path"
}

start_enforcer() {
  local token=()
  if [[ ! -e $work/token ]]; then
    api enrolment-tokens -H 'Content-Type: application/json' -d '{"validFor":"PT1H"}' |
      sed -n 's/.*"token" *: *"\([^"]*\)".*/\1/p' >"$work/token"
    chmod 600 "$work/token"
    token=(--token-file "$work/token")
  fi
  "$SEKISHO" enforcer --data "$data" --manager "https://127.0.0.1:$AGENTS_PORT" "${token[@]}" --bpffs "$PINS" --keep-guards \
    </dev/null >>"$work/enforcer.log" 2>&1 &
  enforcer=$!
  if ! within 60 enforcer_connected; then
    tail -n 20 "$work/enforcer.log"
    expect "the enforcer reports" "within 60 s" "not"
    exit 1
  fi
}

enforcer_connected() { kill -0 "$enforcer" 2>/dev/null && api hosts | grep -q '"status" *: *"CONNECTED"'; }

# within SECONDS COMMAND…: asks until it succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [[ $SECONDS -lt $end ]] || return 1
    sleep 0.1
  done
}

# ---- policies

revision() { api hosts | grep -o '"revision" *: *[0-9]*' | grep -o '[0-9]*$' | sort -n | tail -n 1; }

newer_revision() { [[ $(revision) -gt $1 ]]; }

# apply MODE CONTROL…: sets the demonstration's policy and waits until the enforcer holds it. FAIL_MODE is open if unset;
# RESPONSES are none.
apply() {
  local mode=$1 before control
  shift
  before=$(revision)
  {
    printf 'apiVersion: sekisho.dev/v1\nkind: Policy\nmetadata: {name: %s}\n' "$NAME"
    printf 'scope: container.labels["sekisho.demo"] == "%s"\nexcept: container.name == "%s-bystander"\n' "$NAME" "$NAME"
    [[ -z ${RESPONSES-} ]] || printf 'responses: %s\n' "$RESPONSES"
    printf 'mode: %s\nfailMode: %s\ncontrols:\n' "$mode" "${FAIL_MODE:-open}"
    for control in "$@"; do [[ ${control%%:*} == "$WITHOUT" ]] || printf '  %s\n' "$control"; done
    printf '  forensics: {processes: true}\n'
  } >"$work/policy.yaml"
  "$SEKISHO" policy apply "$work/policy.yaml" >"$work/apply.log" 2>&1 || expect "the policy is accepted" yes "$(tail -n 3 "$work/apply.log")"
  within 20 newer_revision "${before:-0}" || expect "the policy is in force" "within 20 s" "not (revision $(revision))"
}

# ---- containers

container() { # container NAME [OPTION…]
  local name=$1
  shift
  # The limit is for the machine's sake: a bomb that nothing stops ends there.
  docker run -d --name "$NAME-$name" --label "sekisho.demo=$NAME" --network none --pids-limit 600 --tmpfs /dev/shm:rw,exec,size=16m "$@" "$IMAGE" \
    /bin/busybox sh -c 'trap "exit 0" TERM; while :; do sleep 1000 & wait; done' >/dev/null
  within 20 is_workload "$NAME-$name" || expect "the enforcer knows the container $name" "within 20 s" "not"
}

is_workload() { api workloads | grep -q "\"name\" *: *\"$1\""; }

inside() { # inside CONTAINER SCRIPT: its output
  docker exec "$NAME-$1" /bin/busybox sh -c "$2" 2>&1 || true
}

# ran CONTAINER TRIES COMMAND: how often the command really ran, by what it prints when it does. The shell's own words about a
# child that was killed go to its standard error.
ran() {
  local loop="n=0; i=0; while [ \$i -lt $2 ]; do case \"\$($3 2>&1)\" in *'hello from inside'*|*'Usage: wget'*) n=\$((n+1));; esac; i=\$((i+1)); done; echo \$n"
  docker exec "$NAME-$1" /bin/busybox sh -c "$loop" 2>/dev/null || true
}

# ---- events

events() { "$SEKISHO" events -n 1000000 -o json "$@" 2>/dev/null; } # decisions as JSON, one a line

count_events() { events "$@" | wc -l; }

# has_events NUMBER FILTER…: whether at least so many have arrived.
has_events() {
  local least=$1
  shift
  [[ $(count_events "$@") -ge $least ]]
}

# ---- leaving no trace

clear_stage() {
  local id
  # shellcheck disable=SC2046 # ids
  docker rm -f $(docker ps -aq --filter "label=sekisho.demo=$NAME") >/dev/null 2>&1 || true
  docker rmi -f "$IMAGE" >/dev/null 2>&1 || true
  for id in "${enforcer-}" "${manager-}"; do
    [[ -z $id ]] || kill "$id" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  if [[ -d $data/enforcer ]]; then
    "$SEKISHO" enforcer --uninstall --data "$data" --bpffs "$PINS" >>"$work/enforcer.log" 2>&1 ||
      note "uninstall failed, see $work/enforcer.log"
  fi
  if [[ -n $KEEP || $failed != 0 || $passed == 0 ]]; then note "logs: $work"; else rm -rf "$work"; fi
}
