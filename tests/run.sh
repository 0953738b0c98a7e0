#!/usr/bin/env bash
# Every suite in turn, each with the seconds it took and its runner's own summary. All run even if
# one fails; the exit code says whether any did.
set -uo pipefail
cd "$(dirname "$0")/.."
web=services/gateway/web
report=()
failed=0

suite() {
  local name=$1 began=$SECONDS verdict=ok
  shift
  printf '\n── %s: %s\n' "$name" "$*"
  "$@" || { verdict=FAILED; failed=1; }
  report+=("$(printf '%6d s  %-28s %s' $((SECONDS - began)) "$name" "$verdict")")
}

in_folder() {
  local folder=$1
  shift
  (cd "$folder" && "$@")
}

# Everything is built at once and for all: a crate built by itself may get other features, and then
# it and all beneath it would be built a second time.
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
export TEST_MATINEE_BINARY=$target/debug/matinee
export MATINEE_DEPLOYMENT=$target/debug/matinee-deployment

suite "page: types" in_folder $web npm run --silent check
suite "page: format" in_folder $web npm run --silent lint
suite "page: unit tests" in_folder $web npm run --silent test
suite "page: build" make page
suite "deploy: manifests" tests/deploy/check.sh
suite "rust: format" cargo fmt --check
suite "rust: clippy" cargo clippy --workspace --all-targets --quiet -- -D warnings
suite "rust: build" cargo build --workspace --all-targets --quiet
# A test that hangs must not take the whole run with it in silence.
suite "rust: tests" timeout --kill-after=30 1800 cargo test --workspace --no-fail-fast
if [ -f tests/browser/package-lock.json ]; then
  suite "browser: stories" in_folder tests/browser npm run --silent test
fi
suite "documents and bots" in_folder tests/documents npm run --silent test

printf '\n'
printf '%s\n' "${report[@]}"
exit $failed
