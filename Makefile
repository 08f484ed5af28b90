# One command each; every target first installs what it lacks, and is quick the second time.
PYTHON ?= python3
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) tools/bootstrap.py
# Tests wait for servers, browsers and timers more than they compute: twice the usual two cores.
WORKERS ?= 4

# Where it is set, every one of the hundred processes that tests start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test checks lint types ui-lint ui-types ui-test soak bench screenshots lock clean

help:
	@echo "make demo         set up and run with sample customers on all four channels"
	@echo "make test         set up and run every check"
	@echo "make soak         the same promises with large counts and every crash point"
	@echo "make bench        measure, side by side with the baselines, in at most 20 minutes"
	@echo "make screenshots  a picture of every page, both languages, two sizes"
	@echo "make lint         only the linters"
	@echo "make setup        only install"
	@echo "make lock         renew the lock files"

setup:
	@$(BOOTSTRAP) test

# exec: signals reach the hub itself, so Ctrl-C stops everything.
demo:
	@$(BOOTSTRAP) demo
	@exec $(BIN)/python -m hub demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: setup
	$(BIN)/mypy

ui-lint: setup
	@$(BIN)/python tools/ui.py run lint

ui-types: setup
	@$(BIN)/python tools/ui.py run types

ui-test: setup
	@$(BIN)/python tools/ui.py run format test

# What takes longest begins first.
checks: ui-lint types ui-types ui-test lint

# pytest comes last: its summary is the last line.
test: setup
	@$(MAKE) --no-print-directory -j 2 --output-sync=target checks
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

soak: setup
	$(BIN)/python -m pytest -m soak -n 2 --dist loadgroup --timeout 900 tests

bench:
	@$(BOOTSTRAP) bench
	$(BIN)/python -m benchmarks --json

screenshots: setup
	$(BIN)/python -m tools.screenshots

lock:
	@$(BOOTSTRAP) test
	$(BIN)/python tools/lock.py

clean:
	rm -rf .setup .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
