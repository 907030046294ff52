#!/bin/sh
# Removes Sekisho: uninstall.sh [--keep-data] [--root DIR]. First the enforcer takes back everything it has changed on this
# host; then program, settings, user and data go. May be run again. Containers keep running throughout.
set -eu
root= keep=
while [ $# -gt 0 ]; do
  case $1 in
    --keep-data) keep=yes ;;
    --root)
      root=${2:?uninstall.sh --root DIR}
      shift
      ;;
    *)
      echo "uninstall.sh: unknown: $1 (uninstall.sh [--keep-data] [--root DIR])" >&2
      exit 2
      ;;
  esac
  shift
done
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
  echo "uninstall.sh: root is needed. Run: sudo uninstall.sh" >&2
  exit 3
fi

if [ -z "$root" ]; then
  if [ -d /run/systemd/system ]; then
    systemctl disable --now sekisho-enforcer sekisho-manager 2>/dev/null || true # not there: nothing to stop
  fi
  if [ -x /usr/bin/sekisho ]; then /usr/bin/sekisho enforcer --uninstall; fi
fi
rm -rf "$root/usr/lib/sekisho" "$root/usr/lib/sekisho.new" "$root/usr/lib/sekisho.old" "$root/usr/bin/sekisho" "$root/etc/sekisho"
rm -f "$root/lib/systemd/system/sekisho-manager.service" "$root/lib/systemd/system/sekisho-enforcer.service"
[ -n "$keep" ] || rm -rf "$root/var/lib/sekisho"
if [ -z "$root" ]; then
  if getent passwd sekisho >/dev/null && [ -z "$keep" ]; then userdel sekisho; fi
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
  echo "Removed."
fi
