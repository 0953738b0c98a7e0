#!/usr/bin/env bash
# Makes the secrets that compose.yaml reads, where they are missing; what is there stays.
set -euo pipefail
cd "$(dirname "$0")"
# The folder is closed to others; the files are readable, because containers see them as they are
# and none of them runs as root.
mkdir -p secrets
chmod 700 secrets

secret() {
  [ -s "secrets/$1" ] || { printf '%s' "$2" >"secrets/$1"; echo "made deploy/secrets/$1"; }
  chmod 444 "secrets/$1"
}

random() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

# A list: docs/operators.md, "Change keys", says how it is changed while everything runs.
secret internal-key "$(random)"
secret redis-password "$(random)"
secret postgres-password "$(random)"
secret grafana-password "$(random)"
secret broker-url "redis://:$(cat secrets/redis-password)@redis:6379"
secret database-url "postgres://matinee:$(cat secrets/postgres-password)@postgres:5432/matinee"
