# Thin: each target says what it runs. The page is built by npm, everything else by cargo.
WEB := services/gateway/web
# Beside the page and not in it: what is in dist is served.
PAGE := $(WEB)/node_modules/.page-built
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
BENCH := cargo run --release -q -p matinee-load-bench --
PAGE_SOURCES := $(shell find $(WEB) proto/examples -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: run build image test lint fmt bench bench-quick bench-check bench-built verify page documents

run: page ## everything in one process at http://localhost:8080
	cargo run -p matinee -- serve

build: page ## the release binary, target/release/matinee
	cargo build --release -p matinee

image: ## the container image, matinee:dev
	docker build -f deploy/Dockerfile -t matinee:dev --build-arg REVISION=$$(git rev-parse HEAD) \
		--build-arg VERSION=$$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml) .

page: $(PAGE)

$(PAGE): $(WEB)/node_modules/.package-lock.json $(PAGE_SOURCES)
	cd $(WEB) && npm run build
	touch $@

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund
	touch $@

test: ## installs what the tests need and runs all of them
	tests/setup.sh
	tests/run.sh

lint: page
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	cd $(WEB) && npm run check && npm run lint

fmt:
	cargo fmt
	cd $(WEB) && npm run format

documents: ## writes what is made from the code under docs/; a test fails if it is not what is committed
	cargo run -q -p matinee-proto-codegen
	cargo run -q -p matinee-gateway --example openapi > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json
	cargo build -q -p matinee && TEST_MATINEE_BINARY=$(TARGET)/debug/matinee node tests/documents/src/configuration.js

bench: bench-built ## limit, peers and Matinee in turn, all goals; on top of BENCHMARKS.md; see tests/load
	$(BENCH) --write BENCHMARKS.md

bench-quick: bench-built ## the same in two minutes: one short round, without peers, nothing written
	$(BENCH) --quick

bench-check: bench-built ## fails if a goal is met less well than in the last entry of BENCHMARKS.md
	$(BENCH) --check BENCHMARKS.md --parts table,claims --no-peers

bench-built: page
	cargo build --release -p matinee -p matinee-load-bench -p matinee-load-generator -p matinee-load-limit
	tests/load/peers/build.sh

verify: ## all tests with as much in them as a busy day has, and a rolling update held to its figures
	TEST_WEBHOOKS=10000 TEST_CROWD_MEMBERS=200 TEST_CROWD_SECONDS=60 TEST_API_SECONDS=180 tests/run.sh
	$(MAKE) build
	ulimit -n 16384 && TEST_ROLLING_SOCKETS=3000 TEST_MATINEE_BINARY=$(TARGET)/release/matinee \
		cargo test -p matinee-tests --test e2e a_rolling_update -- --nocapture
