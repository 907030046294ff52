# Finds the JDK and Maven; installs or names missing system packages. Sourced, not run.
# shellcheck source=say.sh
source "$SEKISHO_ROOT/script/say.sh"

is_jdk_25() { [[ -x $1/bin/javac && -r $1/release ]] && grep -q '^JAVA_VERSION="25[."]' "$1/release"; }

# Sets JDK and JAVA_HOME; ends with 3 where there is none.
find_jdk() {
  local candidate on_path
  on_path=$(command -v javac || true)
  for candidate in "${JAVA_HOME-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "${on_path:-/}")")")}" /usr/lib/jvm/*25*; do
    if [[ -n $candidate ]] && is_jdk_25 "$candidate"; then
      JDK=$candidate
      export JAVA_HOME=$JDK
      return
    fi
  done
  if [[ ${1-} != after-install ]] && can_install && has_package openjdk-25-jdk-headless; then
    install_packages openjdk-25-jdk-headless
    find_jdk after-install
    return
  fi
  say no-jdk
  exit 3
}

can_install() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null && [[ -r /etc/debian_version ]]; }

has_package() {
  update_package_lists
  apt-cache show "$1" >/dev/null 2>&1
}

update_package_lists() {
  [[ -n ${PACKAGE_LISTS_UPDATED-} ]] || apt-get -qq update >&2 || true # offline: the lists that are there must do
  PACKAGE_LISTS_UPDATED=1
}

# install_packages NAME…: says so, then installs; the caller has checked can_install.
install_packages() {
  say installing "$*"
  update_package_lists
  if ! DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" </dev/null >&2; then
    say install-failed "$*"
    return 1
  fi
}

# need COMMAND=PACKAGE…: each command must be there; a missing one is installed, or named and the script ends with 3.
need() {
  local pair commands=() packages=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || {
      commands+=("${pair%%=*}")
      packages+=("${pair#*=}")
    }
  done
  [[ ${#packages[@]} -gt 0 ]] || return 0
  if can_install && install_packages "${packages[@]}"; then return 0; fi
  say missing "${commands[*]}" "${packages[*]}"
  exit 3
}
