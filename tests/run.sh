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

# nextest where it is installed (it runs test binaries side by side), cargo's own runner otherwise.
rust_tests() {
  if command -v cargo-nextest >/dev/null 2>&1; then
    cargo nextest run --workspace --no-fail-fast && cargo test --workspace --doc --quiet
  else
    cargo test --workspace --no-fail-fast
  fi
}

suite "page: types" in_folder $web npm run --silent check
suite "page: format" in_folder $web npm run --silent lint
suite "page: unit tests" in_folder $web npm run --silent test
suite "page: build" make page
suite "rust: format" cargo fmt --check
suite "rust: clippy" cargo clippy --workspace --all-targets --quiet -- -D warnings
suite "rust: the binary" cargo build -p matinee
suite "rust: tests" rust_tests
if [ -f tests/browser/package-lock.json ]; then
  suite "browser: stories" in_folder tests/browser npm run --silent test
fi

printf '\n'
printf '%s\n' "${report[@]}"
exit $failed
