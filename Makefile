# Everything runs in .venv, which `make` builds itself from python3 alone: no system
# package is needed. Stamps in .venv remember what is installed, so that a second call
# starts at once; a change of pyproject.toml installs again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
MODEL := models/pp_crate/model.yaml
DEMO := build/demo

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check test-all docs bench bench-full format hooks clean distclean

help:
	@echo "make demo      solve a model of models/ and draw its system boundary"
	@echo "make test      the light tests (some minutes after the first call)"
	@echo "make check     format, lint, types, spelling"
	@echo "make test-all  every test, also those against other LCA software"
	@echo "make docs      JSON Schema and the list of findings, into build/docs"
	@echo "make bench     the engine beside bw2calc, some minutes; make bench-full: all"
	@echo "make format    let ruff format and repair what it can"
	@echo "make hooks     run the checks before each commit of yours"
	@echo "make clean     remove what was built; make distclean: the environment too"

# ------------------------------------------------------------------ environment

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "lcagraph needs Python 3.11 or later; name one: make PYTHON=python3.12 …" >&2; \
	  exit 1; }
	@echo "making the environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: pyproject.toml $(VENV)/created
	@echo "installing lcagraph"
	@$(PIP) --editable .
	@touch $@

# One stamp per extra: $(VENV)/with-test, $(VENV)/with-dev, $(VENV)/with-heavy.
$(VENV)/with-%: $(VENV)/installed
	@echo "installing the extra “$*”"
	@$(PIP) --editable '.[$*]'
	@touch $@

# ------------------------------------------------------------------------- work

demo: $(VENV)/installed
	@mkdir -p $(DEMO)
	@$(BIN)/lcagraph solve $(MODEL)
	@$(BIN)/lcagraph solve $(MODEL) --json > $(DEMO)/result.json
	@$(BIN)/lcagraph draw $(MODEL) -o $(DEMO)/boundary.svg
	@echo
	@echo "model     $(MODEL)"
	@echo "result    $(DEMO)/result.json"
	@echo "boundary  $(DEMO)/boundary.svg"
	@echo "next      $(BIN)/lcagraph tree $(MODEL)"

# One process per core, four at most, as each takes up to a gigabyte; a file's tests stay
# together, since they share what is slow to make.
SPREAD := --numprocesses auto --maxprocesses 4 --dist loadfile

test: $(VENV)/with-test
	@$(BIN)/python -m pytest $(SPREAD) -m "not heavy"

check: $(VENV)/with-test $(VENV)/with-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/codespell

test-all: $(VENV)/with-test $(VENV)/with-heavy
	@$(BIN)/python -m pytest $(SPREAD) --hypothesis-profile=thorough

docs: $(VENV)/installed
	@mkdir -p build/docs
	@$(BIN)/lcagraph schema > build/docs/lcagraph-1.schema.json
	@$(BIN)/python docs/list_findings.py en > build/docs/findings.en.md
	@$(BIN)/python docs/list_findings.py zh > build/docs/findings.zh.md
	@echo "build/docs/lcagraph-1.schema.json"
	@echo "build/docs/findings.en.md build/docs/findings.zh.md"

bench: $(VENV)/with-bench
	@$(BIN)/python benchmarks/engine.py

bench-full: $(VENV)/with-bench
	@$(BIN)/python benchmarks/engine.py --full
	@for name in growth multipliers import_table tree scenarios edits solve_variants import_time open_background; \
	  do echo; echo "== $$name"; $(BIN)/python benchmarks/$$name.py; done

format: $(VENV)/with-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

hooks: $(VENV)/with-dev
	@$(BIN)/pre-commit install

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find lcagraph tests benchmarks docs -name __pycache__ -type d -prune \
	  -exec rm -rf {} + 2>/dev/null || true

distclean: clean
	rm -rf $(VENV)
