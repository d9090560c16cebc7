# The commands that always work from a fresh clone: see README.md.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
OUT ?= walk
JOBS ?= $(shell n=$$(nproc); [ $$n -gt 4 ] && echo 4 || echo $$n)
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)

.PHONY: demo demo-reset walk test lint bench bench-page messages assets manual hooks setup setup-dev clean

setup: .setup-run
setup-dev: .setup-dev

# uv lives in the environment itself; a machine without the venv module is told the one line that helps.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Šalter needs Python 3.11 or newer: make PYTHON=python3.11 …" >&2; exit 3; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "apt-get install -y python3-venv" >&2; exit 3; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check "uv==0.13.9"

.setup-run: $(BIN)/uv pyproject.toml uv.lock
	@[ -e .setup-dev ] || $(BIN)/uv sync --quiet --frozen --inexact
	@touch $@

.setup-dev: $(BIN)/uv pyproject.toml uv.lock
	@$(BIN)/uv sync --quiet --frozen --inexact --group dev
	@touch $@ .setup-run

demo: .setup-run
	@exec $(BIN)/salter demo --port $(PORT)

demo-reset: .setup-run
	@$(BIN)/salter demo --reset

walk: .setup-run
	@$(BIN)/salter walk --out $(OUT)

# LONG=1 adds the long tests, REQUIRE=all makes what this machine could not run a failure.
test: .setup-dev
	@LONG=$(LONG) REQUIRE=$(REQUIRE) $(BIN)/pytest -n $(JOBS) --dist loadgroup $(ARGS)

lint: .setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@SALTER_MODE=test $(BIN)/python -m tests.support.templates
	@$(BIN)/python -m salter.ui.messages --check
	@$(BIN)/python -m salter.ops.manual_pages --check
	@SALTER_MODE=test $(BIN)/python -m tests.support.migrations
	@SALTER_MODE=test DATABASE_URL=postgresql:///none $(BIN)/mypy

bench: .setup-dev
	@$(BIN)/salter bench $(NAME)

# The figures of the last run go into the manual's performance page.
bench-page: .setup-dev
	@$(BIN)/python -m salter.ops.benchmarks.page

messages: .setup-dev
	@$(BIN)/python -m salter.ui.messages

manual: .setup-dev
	@$(BIN)/python -m salter.ops.manual_pages

assets:
	@cd assets && npm ci --silent && npm run --silent build

hooks:
	@git config core.hooksPath .hooks

clean:
	@rm -rf $(VENV) .setup-run .setup-dev
