# Builds the program's home, target/home, as it is also laid out in the release archive. Sourced, not run:
#   lib/      jars of the command and the enforcer
#   manager/  the manager (a Quarkus application)
#   cache/    start-up caches, bound to this JVM and these jars
# shellcheck source=need.sh
source "$SEKISHO_ROOT/script/need.sh"
# shellcheck source=training.sh
source "$SEKISHO_ROOT/script/training.sh"

SEKISHO_HOME=$SEKISHO_ROOT/target/home
# The one instant that built files carry: caches compare it, and archives are the same from the same sources.
BUILT_AT='2026-11-25T00:00:00Z'

# build_home command|all: leaves JDK set and the home up to date. "command" leaves the manager alone.
build_home() {
  find_jdk
  bring_up_to_date "$1"
}

bring_up_to_date() {
  local what=$1 stamp=$SEKISHO_HOME/built-$1
  is_newer_than_sources "$stamp" && return
  local digest
  digest=$(source_digest)
  if [[ -r $stamp && $(<"$stamp") == "$digest" ]]; then
    touch "$stamp" # files were touched, their content is the same
    return
  fi
  # Two commands at once must not build into each other.
  mkdir -p "$SEKISHO_ROOT/target"
  exec 9>"$SEKISHO_ROOT/target/build.lock"
  flock 9
  if [[ ! -r $stamp || $(<"$stamp") != "$digest" ]]; then
    run_maven "$what"
    assemble "$what" "$SEKISHO_HOME"
    train_command "$JDK/bin/java" "$SEKISHO_HOME"
    printf '%s\n' "$digest" >"$SEKISHO_HOME/built-command"
    if [[ $what == all ]]; then printf '%s\n' "$digest" >"$stamp"; fi
  fi
  exec 9>&-
}

source_folders() {
  local module
  for module in "$SEKISHO_ROOT"/*/pom.xml; do
    module=${module%/pom.xml}
    [[ -d $module/src/main ]] && printf '%s\n' "$module/src/main"
    printf '%s\n' "$module/pom.xml"
  done
  printf '%s\n' "$SEKISHO_ROOT/pom.xml"
}

is_newer_than_sources() {
  local stamp=$1 folders
  [[ -r $stamp ]] || return 1
  mapfile -t folders < <(source_folders)
  [[ -z $(find "${folders[@]}" -newer "$stamp" -print -quit) ]]
}

source_digest() {
  local folders
  mapfile -t folders < <(source_folders)
  find "${folders[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sed "s|$SEKISHO_ROOT/||" | sha256sum | cut -c1-64
}

# Runs Maven without tests; a line a module, the whole log in target/build.log.
run_maven() {
  local what=$1 modules=cli log=$SEKISHO_ROOT/target/build.log started=$SECONDS
  [[ $what == all ]] && modules=cli,manager
  need mvn=maven
  say building "$modules"
  if ! mvn -f "$SEKISHO_ROOT/pom.xml" -pl "$modules" -am -DskipTests package </dev/null 2>&1 | tee "$log" |
    sed -un 's/^\[INFO\] Building \(Sekisho [a-z]*\) .*/  \1/p' >&2; then
    grep -E '^\[(ERROR|WARNING|FATAL)\] .' "$log" | grep -vE 'Help 1|full stack trace|full debug|mvn <args>|After correcting|For more information' | tail -n 20 >&2
    say build-failed "$log"
    exit 3
  fi
  say built $((SECONDS - started))
}

# assemble command|all FOLDER: lays out the home there from what Maven built.
assemble() {
  local what=$1 home=$2
  mkdir -p "$home/cache"
  rm -rf "$home/lib" "$home/cache/command.aot" "$home/cache/scan.aot"
  mkdir "$home/lib"
  cp "$SEKISHO_ROOT"/cli/target/lib/*.jar "$SEKISHO_ROOT"/cli/target/sekisho-cli-*.jar "$home/lib/"
  "$JDK/bin/java" "$SEKISHO_ROOT/script/Modernize.java" "$home"/lib/picocli-*.jar
  touch -d "$BUILT_AT" "$home"/lib/*.jar
  if [[ $what == all ]]; then
    rm -rf "$home/manager"
    cp -a "$SEKISHO_ROOT/manager/target/quarkus-app" "$home/manager"
    find "$home/manager" -exec touch -d "$BUILT_AT" {} +
  fi
}
