#!/usr/bin/env bash
# ./sekisho test [--long] [--only modules|demo|archive]: all tests of all modules, then the demonstration against the checkout
# and against the unpacked release archive. Prints last, alone on a line: N passed, N failed, N skipped.
# --long also runs what takes hours (10,000 tries of each demonstration, reproducible builds).
# With CI=true a test that could not run makes the whole run fail.
set -euo pipefail

SEKISHO_ROOT=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
export SEKISHO_ROOT
# shellcheck source=build.sh
source "$SEKISHO_ROOT/script/build.sh"
# shellcheck source=surroundings.sh
source "$SEKISHO_ROOT/script/surroundings.sh"

long=
only=all
while [[ $# -gt 0 ]]; do
  case $1 in
    --long) long=--long ;;
    --only) only=${2?} && shift ;;
    *) say test-usage "$1" && exit 2 ;;
  esac
  shift
done

results=$SEKISHO_ROOT/target/test
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0
failures=() skips=() # what to name at the end

wants() { [[ $only == all || $only == "$1" ]]; }

# count PASSED FAILED SKIPPED
count() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

fail() {
  count 0 1 0
  failures+=("$1")
}

skip() {
  count 0 0 1
  skips+=("$1")
}

run_modules() {
  local status=0 groups='long,bpf-rebuild' report
  if [[ -n $long ]]; then
    need clang=clang bpftool=bpftool
    groups=
  fi
  say testing-modules "$results/modules.log"
  find "$SEKISHO_ROOT" -path '*/target/surefire-reports/*' -delete
  mvn -f "$SEKISHO_ROOT/pom.xml" --fail-at-end -DexcludedGroups="$groups" ${long:+-Dsekisho.bpf.rebuild=true} verify </dev/null 2>&1 |
    tee "$results/modules.log" | sed -un 's/^\[INFO\] Building \(Sekisho [a-z]*\) .*/  \1/p' >&2 || status=$?
  local before=$failed
  for report in "$SEKISHO_ROOT"/*/target/surefire-reports/TEST-*.xml; do
    [[ -e $report ]] && read_report "$report"
  done
  # Formatting, a compile error, a JVM that died: a failure without a failed test.
  if [[ $status != 0 && $failed == "$before" ]]; then
    fail "mvn verify: $(grep -m1 '^\[ERROR\] Failed to execute' "$results/modules.log" || echo "see $results/modules.log")"
  fi
  grep -E '^\[ERROR\]' "$results/modules.log" | head -n 60 >&2 || true
}

# Adds up one report of Surefire: attributes of <testsuite>, then the names of what failed or was skipped.
read_report() {
  local head tests errors ignored broken
  head=$(grep -m1 -o '<testsuite [^>]*>' "$1")
  tests=$(attribute tests "$head") errors=$(attribute errors "$head") broken=$(attribute failures "$head")
  ignored=$(attribute skipped "$head")
  count $((tests - errors - broken - ignored)) $((errors + broken)) "$ignored"
  mapfile -t -O ${#failures[@]} failures < <(cases_with 'failure|error' "$1")
  mapfile -t -O ${#skips[@]} skips < <(cases_with skipped "$1")
}

attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

# cases_with ELEMENT REPORT: "class: name (message)" of each case that holds the element.
cases_with() {
  awk -v wanted="^ *<($1)[ />]" '
    /<testcase / {
      name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
      class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class)
    }
    $0 ~ wanted {
      why = ""
      if (match($0, / message="[^"]*"/)) why = " (" substr($0, RSTART + 10, RLENGTH - 11) ")"
      print class ": " name substr(why, 1, 200)
    }' "$2"
}

# run_demo LABEL SEKISHO [DEMO OPTION…]: the demonstration; its last line counts, its marked lines name.
run_demo() {
  local log=$results/demo-$1.log line demo=${3:-runtime}
  say testing-demo "$1" "$log"
  SEKISHO=$2 bash "$SEKISHO_ROOT/demo/$demo.sh" "${@:4}" $long </dev/null 2>&1 | tee "$log" >&2 || true
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1)
  if [[ -z $line ]]; then
    fail "demo/$demo.sh ($1) did not come to its end: see $log"
    return
  fi
  # shellcheck disable=SC2046 # three numbers
  count $(tr -cd '0-9 ' <<<"$line")
  mapfile -t -O ${#failures[@]} failures < <(sed -n "s/^FAIL /demo ($1): /p" "$log")
  mapfile -t -O ${#skips[@]} skips < <(sed -n "s/^SKIP /demo ($1): /p" "$log")
}

# The demonstration with one control taken out of the policy: each line that rests on it must now fail.
run_demo_without() {
  local log=$results/demo-without-$1.log failing
  say testing-demo "without $1" "$log"
  SEKISHO=$SEKISHO_ROOT/sekisho bash "$SEKISHO_ROOT/demo/runtime.sh" --tries 2 --without "$1" </dev/null >"$log" 2>&1 || true
  failing=$(grep -cE '^FAIL enforce: (a |docker exec of a )' "$log" || true)
  if [[ $failing == "$2" ]] && grep -qE '^[0-9]+ passed, [0-9]+ failed' "$log"; then
    count 1 0 0
  else
    fail "demo/runtime.sh --without $1: $failing of $2 lines failed, see $log"
  fi
}

run_archive() {
  local place=$results/archive started
  say testing-archive
  if ! bash "$SEKISHO_ROOT/script/package.sh" --built >"$results/package.log" 2>&1; then
    fail "script/package.sh: see $results/package.log"
    return
  fi
  started=$SECONDS
  mkdir -p "$place"
  tar -xzf "$SEKISHO_ROOT"/target/sekisho-*.tar.gz -C "$place" --strip-components=1
  # A machine without JDK and Maven: neither on the PATH, no JAVA_HOME.
  if env -u JAVA_HOME PATH=/usr/sbin:/usr/bin:/sbin:/bin bash "$SEKISHO_ROOT/script/first-block.sh" "$place/usr/bin/sekisho" \
    >"$results/first-block.log" 2>&1; then
    count 1 0 0
    say first-block $((SECONDS - started))
    [[ $((SECONDS - started)) -lt 300 ]] || fail "from unpacking to the first blocked event took more than 5 minutes"
  else
    tail -n 30 "$results/first-block.log" >&2
    fail "the unpacked archive does not block: see $results/first-block.log"
  fi
  # The same acts as in the checkout, fewer times: what differs is what they run from.
  run_demo archive "$place/usr/bin/sekisho" runtime --tries 20 --outage 15
}

finish() {
  local each
  for each in "${failures[@]}"; do printf 'FAILED   %s\n' "$each"; done
  for each in "${skips[@]}"; do printf 'NOT RUN  %s\n' "$each"; done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [[ $failed == 0 && $passed != 0 ]] || exit 1
  [[ ${CI-} != true || $skipped == 0 ]] || exit 1
}

find_jdk
need mvn=maven setpriv=util-linux curl=curl busybox=busybox-static
surround
trap 'leave_surroundings' EXIT
if wants modules; then run_modules; fi
build_home all
if wants demo; then
  run_demo checkout "$SEKISHO_ROOT/sekisho"
  run_demo_without driftPrevention 9
  run_demo controls "$SEKISHO_ROOT/sekisho" controls
fi
if wants archive; then run_archive; fi
finish
