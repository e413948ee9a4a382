# make help lists the targets.  Each one sets up what it needs in .venv.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

# The first interpreter that is there, works and is supported; or: make PYTHON=… test
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$python && break; done)

# An editable install is compiled by whoever imports it first; were that switched off,
# every start of qualflow would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo pages test test-deep coverage lint bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.run  ## one approval from application to decision, told step by step
	@$(BIN)/qualflow demo

pages: $(VENV)/.pages  ## the pages to learn with, at http://127.0.0.1:8000; Ctrl-C ends them
	@$(BIN)/qualflow serve

test: $(VENV)/.dev  ## the whole suite: src, tests, docs and README.md
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-deep: $(VENV)/.dev  ## 2000 examples for every property; planted bugs must be noticed
	@QUALFLOW_TEST_DEPTH=deep $(BIN)/python -m pytest -n auto --dist loadfile
	@$(BIN)/python scripts/plant_bugs.py

coverage: $(VENV)/.dev  ## the suite, and the lines and branches it never reached
	@$(BIN)/python -m pytest --cov

lint: $(VENV)/.dev  ## format, lint, types, import arrows
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.bench  ## the benchmarks
	@$(BIN)/python -m bench

clean:  ## remove .venv, caches and build products
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bench docs scripts src tests -name __pycache__ -type d -prune -exec rm -rf {} + \
		2>/dev/null || true

# Stamps: an install is repeated when pyproject.toml is newer.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'qualflow needs Python 3.11, 3.12 or 3.13' >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	@$(PIP) --editable .
	@touch $@

$(VENV)/.pages: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[web,simulate]'
	@touch $(VENV)/.run $@

# What develops can also run, so .dev renews .run.
$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.run $(VENV)/.pages $@

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[bench]'
	@touch $(VENV)/.run $@
