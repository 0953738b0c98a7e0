#!/usr/bin/env bash
# Installs what the tests need and is missing, and says so: servers and a browser by apt, packages
# of the page and of test tools by npm and, into folders of their own, by pip. Nothing is started and no configuration outside of this folder is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

have() {
  PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1
}

postgres_there() {
  have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

packages=()
have cc || packages+=(gcc libc6-dev)
have redis-server || packages+=(redis-server)
have haproxy || packages+=(haproxy)
have nginx || packages+=(nginx-light)
postgres_there || packages+=(postgresql)
have sqlite3 || packages+=(sqlite3)
have promtool || packages+=(prometheus)
have chromium || have chromium-browser || have google-chrome || packages+=(chromium)
have node || packages+=(nodejs)
have npm || packages+=(npm)
have python3 || packages+=(python3)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)

if [ ${#packages[@]} -gt 0 ]; then
  if ! have apt-get; then
    echo "The tests need these programs; install them by your system's means: ${packages[*]}" >&2
    exit 1
  fi
  echo "installing with apt: ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Servers that come with a package must not start: the tests start their own, on free ports.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ] && [ "$(id -u)" = 0 ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

have cargo || { echo "Rust is missing: install rustup, then try again" >&2; exit 1; }

for folder in services/gateway/web tests/browser tests/documents docs/bots; do
  [ -f "$folder/package-lock.json" ] || continue
  if [ ! -e "$folder/node_modules/.package-lock.json" ] ||
    [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    echo "installing with npm: $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json)
  fi
done

venv=tests/documents/.venv
if [ tests/documents/requirements.txt -nt "$venv/installed" ]; then
  echo "installing with pip: tests/documents"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/documents/requirements.txt
  touch "$venv/installed"
fi

tests/deploy/setup.sh
