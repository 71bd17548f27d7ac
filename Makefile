PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

# Every notebook starts a kernel, and a kernel without compiled modules takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
help:  ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

demo: $(STAMP)  ## the whole loop on the bundled campaign, in ./demo-workspace
	@$(BIN)/hitl demo

test: $(STAMP)  ## every test: units, notebooks, browser
	$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

test-postgres: $(STAMP)  ## the same tests, every ledger on PostgreSQL (needs one installed)
	$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --database postgresql

bench: $(STAMP)  ## the benchmarks, and their table in tests/benchmarks/RESULTS.md
	$(BIN)/python -m tests.benchmarks

lab: $(STAMP)  ## JupyterLab on the demo workspace
	@$(BIN)/hitl lab --workspace demo-workspace

lint: $(STAMP)  ## ruff and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv export --no-emit-project --no-header --no-annotate --group dev -o requirements.lock
	rm -f uv.lock

clean:  ## remove what make made
	rm -rf $(VENV) demo-workspace

# uv is quick but does not read pip's settings: hand it pip's index; without uv, pip alone does the same.
$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once; under a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hitl-kit needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@$(PYTHON) -m venv $(VENV)
	@idx=$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}; \
	if [ -z "$$NO_UV" ] && $(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null && \
	   env $${idx:+UV_DEFAULT_INDEX=$$idx} $(BIN)/uv pip install -q --python $(BIN)/python -r requirements.lock; then :; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock; fi
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.PHONY: help demo test test-postgres bench lab lint format lock clean
