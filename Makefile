# Everything happens in .venv, a private environment; nothing here needs root.
#   make run      open the explorer, the practice server ready
#   make test     run the tests        make check   lint and types
#   make bench    speed, as ratios     make clean   remove .venv and caches
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench messages clean
.DEFAULT_GOAL := run

run: $(VENV)/.run-ready
	@$(BIN)/smtptui $(ARGS)

test: $(VENV)/.test-ready
	@echo "smtptui: running the tests"
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: $(VENV)/.test-ready
	@echo "smtptui: ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "smtptui: mypy --strict"
	@$(BIN)/mypy

bench: $(VENV)/.test-ready
	@$(BIN)/python -m tests.bench $(ARGS)

# Extracts the sentences for people, updates the catalogues, compiles them.
messages: $(VENV)/.test-ready
	@$(BIN)/python -m tests.catalogue

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "smtptui needs Python 3.11 or later on PATH (or: make PYTHON=/path/to/python3.11)." >&2; exit 1; }
	@echo "smtptui: making a private environment in $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is missing: on Debian and Ubuntu it is in the package python3-venv." >&2; exit 1; }

$(VENV)/.run-ready: pyproject.toml | $(VENV)/bin/python
	@echo "smtptui: installing what it needs into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test-ready: pyproject.toml | $(VENV)/bin/python
	@echo "smtptui: installing what its tests need into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
