#!/usr/bin/env bash
# Judges what is deployed without deploying it. Base and both overlays are rendered and held against
# the schemas of Kubernetes; what runs somewhere, the overlays, against checkov's rules, too.
# Exceptions stand as annotations beside what they are about.
set -uo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/tests/deploy/.venv/bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# Shows what it said only if it fails.
holds() {
  local what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s:\n' "$what"
    cat "$work/said"
  fi
}

rendered() {
  kubectl kustomize "k8s/$1" >"$work/$2.yaml" && grep -q '^kind: Deployment$' "$work/$2.yaml"
}

# compose.yaml names files that hold secrets; whether it is right does not hang on what is in them.
compose() {
  mkdir -p "$work/compose" && cp -r deploy/. "$work/compose" && "$work/compose/secrets.sh" &&
    docker-compose --file "$work/compose/compose.yaml" config --quiet
}

contained() {
  docker-compose --file "$work/compose/compose.yaml" config --format json | python3 tests/deploy/contained.py
}

for overlay in base overlays/dev overlays/prod; do
  name=$(basename "$overlay")
  holds "k8s/$overlay: kustomize" rendered "$overlay" "$name"
  holds "k8s/$overlay: kubernetes-validate" \
    kubernetes-validate --strict --kubernetes-version 1.34.0 "$work/$name.yaml"
done
# The rules are in the package; nobody is asked for newer ones.
holds "k8s/overlays: checkov" env LOG_LEVEL=CRITICAL \
  checkov --quiet --compact --skip-download --framework kubernetes --file "$work/dev.yaml" "$work/prod.yaml"
holds "deploy/Dockerfile: hadolint" hadolint deploy/Dockerfile
holds "deploy/Dockerfile: checkov" env LOG_LEVEL=CRITICAL \
  checkov --quiet --compact --skip-download --framework dockerfile --file deploy/Dockerfile
holds "deploy/compose.yaml: docker compose config" compose
holds "deploy/compose.yaml: every service is contained" contained

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
