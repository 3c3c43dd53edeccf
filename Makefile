# Needletail: the two commands a newcomer needs are `make demo` and `make test`.

PREFIX ?= /usr/local
SWIFT_BUILD := swift build -c release
TOOL := .build/release/needletail
STEP := scripts/step
# Our Swift files, without what benchmarks and examples have built.
SOURCES = $(shell find Package.swift Sources Tests Benchmarks Examples -name '*.swift' -not -path '*/.build/*')

.PHONY: demo test build bench reproduce format docs install clean setup setup-torch setup-postgres packages lint

# The main job: generate a population, compare six models on it, recommend, write a report.
demo: build
	@$(TOOL) demo

# Lint, build without warnings, and run all tests.
test: setup lint
	@$(STEP) "build with tests" $(SWIFT_BUILD) --build-tests --explicit-target-dependency-import-check error
	@$(STEP) "tests" scripts/run-tests

# The tool, as .build/release/needletail.
build: packages
	@$(STEP) "build" $(SWIFT_BUILD) --product needletail

# Needletail beside its peers, as ratios in one run.
bench: build
	@scripts/bench

# The figures of the README, on the public data in NEEDLETAIL_DATA.
reproduce: build
	@scripts/reproduce

format:
	@swift format -i $(SOURCES)

lint: packages
	@$(STEP) "lint" swift format lint --strict $(SOURCES)

# The interface documentation of the library, as symbol graphs under .build/docs.
docs: packages
	@$(STEP) "docs" scripts/docs

# A tool with the Swift runtime linked in, so that the machine it is copied to needs no Swift.
install: packages
	@$(STEP) "static build" $(SWIFT_BUILD) --product needletail --static-swift-stdlib --scratch-path .build/static
	@install -D -m 755 .build/static/release/needletail "$(DESTDIR)$(PREFIX)/bin/needletail"
	@[ ! -f .build/torch/libneedletail-torch.so ] || install -D -m 755 .build/torch/libneedletail-torch.so \
	  "$(DESTDIR)$(PREFIX)/lib/needletail/libneedletail-torch.so"
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/needletail"

# All that the build, the tests and neural models need; silent when it is there.
setup: packages setup-torch

# Debian packages that the build needs.
packages:
	@scripts/setup

# LibTorch from Debian, or from TORCH_HOME, and the backend on it; only neural models use them.
setup-torch:
	@scripts/setup-torch

# A PostgreSQL server for the tests of its store, which are skipped without one.
setup-postgres:
	@scripts/setup-postgres

clean:
	@rm -rf .build Benchmarks/.build Benchmarks/.venv Benchmarks/.venv-torch Examples/*/.build
