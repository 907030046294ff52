#!/bin/sh
# Installs Sekisho from the unpacked archive: install.sh [--root DIR]. May be run again, also to upgrade; settings in /etc stay.
# --root installs below DIR and touches neither users nor services (for packages and images).
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=
if [ "${1-}" = --root ]; then root=${2:?install.sh --root DIR}; fi
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
  echo "install.sh: root is needed. Run: sudo ./install.sh" >&2
  exit 3
fi

mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/etc/sekisho" "$root/lib/systemd/system" "$root/var/lib/sekisho"
# The new program lies beside the old one until it is whole, so that an interrupted install leaves one that works.
rm -rf "$root/usr/lib/sekisho.new"
cp -a "$here/usr/lib/sekisho" "$root/usr/lib/sekisho.new"
rm -rf "$root/usr/lib/sekisho.old"
if [ -e "$root/usr/lib/sekisho" ]; then mv "$root/usr/lib/sekisho" "$root/usr/lib/sekisho.old"; fi
mv "$root/usr/lib/sekisho.new" "$root/usr/lib/sekisho"
rm -rf "$root/usr/lib/sekisho.old"
cp -a "$here/usr/bin/sekisho" "$root/usr/bin/sekisho"
cp -a "$here"/lib/systemd/system/sekisho-*.service "$root/lib/systemd/system/"
for file in manager.env enforcer.env; do
  [ -e "$root/etc/sekisho/$file" ] || install -m 600 "$here/etc/sekisho/$file" "$root/etc/sekisho/$file"
done

if [ -z "$root" ]; then
  getent passwd sekisho >/dev/null ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sekisho
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
  echo "Installed. Next: systemctl enable --now sekisho-manager, or without systemd: sekisho up"
fi
