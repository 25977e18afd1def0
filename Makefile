# The only entrance; what each does stands in scripts/.

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench fuzz sanitize build release

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Three real Alertmanagers gossiping through Subrosa (ONCE=1: show it and exit)
	@scripts/demo.sh

test: ## Everything: lint, unit tests, acceptance tests with real Alertmanagers
	@scripts/test.sh

lint: ## Check formatting, shell, Python and file sizes
	@scripts/lint.sh

format: ## Format the sources in place
	@scripts/format.sh

bench: ## Measure against plain UDP and TCP on the same path
	@scripts/install-dependencies.sh build network python
	@scripts/bench.sh

fuzz: ## Fuzz the decoders (FUZZ_SECONDS each, default 60)
	@scripts/install-dependencies.sh build
	@scripts/fuzz.sh $(FUZZ_SECONDS)

sanitize: ## The unit tests under AddressSanitizer and ThreadSanitizer; not part of make test
	@scripts/sanitize.sh

build: ## Debug build
	@scripts/build.sh debug

release: ## Stripped dist/subrosa, with Swift's libraries in it
	@scripts/build.sh release
