# What the tests need of the machine: a container engine, bpffs, a browser, fonts. Brought up where missing, taken away after.
# Sourced, not run. What cannot be had is said; the tests that need it then say that they did not run.
# shellcheck source=need.sh
source "$SEKISHO_ROOT/script/need.sh"

ENGINE_PID=
ENGINE_FOLDER=
BPFFS_MOUNTED=

surround() {
  has_japanese_font || ! can_install || install_packages fonts-noto-cjk || true
  install_where_missing chromium=chromium docker-registry=docker-registry skopeo=skopeo openssl=openssl clamd=clamav-daemon
  has_yara || ! can_install || install_packages libyara9 || true
  if [[ $(id -u) == 0 ]]; then
    mount_bpffs
    start_engine
  fi
}

leave_surroundings() {
  if [[ -n $ENGINE_PID ]]; then
    kill "$ENGINE_PID" 2>/dev/null || true
    wait "$ENGINE_PID" 2>/dev/null || true
    # The engine leaves its host network namespace mounted.
    umount "$ENGINE_FOLDER"/exec/netns/* 2>/dev/null || true
    rm -rf "$ENGINE_FOLDER"
  fi
  if [[ -n $BPFFS_MOUNTED ]]; then umount /sys/fs/bpf || true; fi
}

# install_where_missing COMMAND=PACKAGE…: what cannot be had is missed by the tests that need it, and they say so.
install_where_missing() {
  local pair
  for pair in "$@"; do
    if ! command -v "${pair%%=*}" >/dev/null && can_install; then install_packages "${pair#*=}" || true; fi
  done
}

has_yara() { ldconfig -p 2>/dev/null | grep -q 'libyara\.so\.'; }

has_japanese_font() { command -v fc-list >/dev/null && [[ -n $(fc-list :lang=ja) ]]; }

mount_bpffs() {
  [[ $(stat -f -c %T /sys/fs/bpf 2>/dev/null) == bpf_fs ]] && return
  if mount -t bpf bpf /sys/fs/bpf 2>/dev/null; then
    BPFFS_MOUNTED=yes
    say bpffs-mounted
  else
    say bpffs-missing
  fi
}

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# Starts an engine of our own on the usual socket where none answers: own data, no bridge, no firewall rules.
start_engine() {
  engine_answers && return
  if can_install; then
    command -v dockerd >/dev/null || install_packages docker.io || true
    command -v iptables >/dev/null || install_packages iptables || true
    engine_answers && return # the package may have started it
  fi
  if ! command -v dockerd >/dev/null; then
    say engine-missing
    return
  fi
  ENGINE_FOLDER=$(mktemp -d /var/tmp/sekisho-engine.XXXXXX)
  say engine-starting "$ENGINE_FOLDER/log"
  dockerd --data-root "$ENGINE_FOLDER/data" --exec-root "$ENGINE_FOLDER/exec" --pidfile "$ENGINE_FOLDER/pid" \
    --host unix:///var/run/docker.sock --bridge none --iptables=false </dev/null >"$ENGINE_FOLDER/log" 2>&1 &
  ENGINE_PID=$!
  local try
  for ((try = 0; try < 60; try++)); do
    engine_answers && return
    kill -0 "$ENGINE_PID" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 10 "$ENGINE_FOLDER/log" >&2
  say engine-missing
}
