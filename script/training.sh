# Makes the start-up caches of the command by doing once what it will do: classes, and what is worth compiling.
# Sourced, not run. Without the caches all works, later.

# train_command JAVA HOME: checks a policy for cache/command.aot, and scans an image for cache/scan.aot.
train_command() {
  local java=$1 home=$2 work
  say training-of command
  trained "$java" "$home" command policy check "$SEKISHO_ROOT/script/training-policy.yaml"
  work=$(mktemp -d)
  if ! training_image "$work" >"$work/log" 2>&1; then
    say no-training scan "$(tail -n 1 "$work/log")"
  elif SEKISHO_JAVA=$java SEKISHO_HOME=$home "$SEKISHO_ROOT/script/launch" db build --from "$work/osv" --db "$work/db" >/dev/null 2>&1; then
    trained "$java" "$home" scan scan image --input "$work/image.tar" --db "$work/db" --cache-dir "$work/layers" --format json -o "$work/report.json"
  else
    say no-training scan "db build"
  fi
  rm -rf "$work"
}

# trained JAVA HOME CACHE COMMAND…: runs a command and keeps what it loaded.
trained() {
  SEKISHO_TRAINING=$3 SEKISHO_JAVA=$1 SEKISHO_HOME=$2 "$SEKISHO_ROOT/script/launch" "${@:4}" >/dev/null 2>&1 </dev/null || true # what it found does not matter
  [[ -s $2/cache/$3.aot ]] || say no-training "$3" "${*:4:2}"
}

# training_image FOLDER: an archive as docker save writes it, with a bit of everything, and an advisory to compare with.
training_image() {
  local work=$1 root=$1/root config layer
  mkdir -p "$root/etc" "$root/var/lib/dpkg" "$root/app/node_modules/lodash" "$work/osv/npm" "$work/osv/Debian"
  printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' >"$root/etc/os-release"
  printf 'Package: lib%s\nStatus: install ok installed\nArchitecture: amd64\nSource: src%s (1.%s)\nVersion: 1.%s-1+deb12u1\n\n' \
    $(for ((i = 0; i < 200; i++)); do printf '%s %s %s %s ' "$i" "$i" "$i" "$i"; done) >"$root/var/lib/dpkg/status"
  printf '{"name": "lodash", "version": "4.17.15", "license": "MIT"}\n' >"$root/app/node_modules/lodash/package.json"
  printf 'DATABASE_PASSWORD=%s\nGITHUB_TOKEN=none\n' training-only-0 >"$root/app/.env"
  for ((i = 0; i < 400; i++)); do printf 'key_%s = "value of token %s"\nsecret: none\n' "$i" "$i" >"$root/app/$i.conf"; done
  mkdir -p "$work/jar/META-INF/maven/org.example/one"
  printf 'groupId=org.example\nartifactId=one\nversion=1.0\n' >"$work/jar/META-INF/maven/org.example/one/pom.properties"
  "$JDK/bin/jar" --create --file "$work/one.jar" -C "$work/jar" .
  mkdir -p "$work/fat/BOOT-INF/lib"
  for ((i = 0; i < 100; i++)); do cp "$work/one.jar" "$work/fat/BOOT-INF/lib/one-$i.jar"; done
  "$JDK/bin/jar" --create --no-compress --file "$root/app/app.jar" -C "$work/fat" .
  head -c 96000000 /dev/urandom >"$root/app/blob" # as large as it takes for the digest's loop to be compiled
  tar -C "$root" --owner=0 --group=0 -cf "$work/layer.tar" .
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"],"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"COPY . /"}]}' \
    "$layer" >"$work/config.json"
  config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
  mv "$work/config.json" "$work/$config.json"
  printf '[{"Config":"%s.json","RepoTags":["training:1"],"Layers":["layer.tar"]}]' "$config" >"$work/manifest.json"
  tar -C "$work" -cf "$work/image.tar" manifest.json "$config.json" layer.tar
  printf '{"id":"TRAINING-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"lodash"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"4.17.21"}]}]}]}' >"$work/TRAINING-1.json"
  printf '{"id":"TRAINING-2","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"Debian:12","name":"src7"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.0-1"}]}]}]}' >"$work/TRAINING-2.json"
  "$JDK/bin/jar" --create --no-manifest --file "$work/osv/npm/all.zip" -C "$work" TRAINING-1.json
  "$JDK/bin/jar" --create --no-manifest --file "$work/osv/Debian/all.zip" -C "$work" TRAINING-2.json
}
