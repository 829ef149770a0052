# `make demo` and `make test` do all set-up; they need python3 (3.11 or newer) with venv, and nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: help demo test lint bench schema build python clean

help:
	@echo "make demo    install, show the Dutch plan and compare it with those of NATO allies"
	@echo "make test    install the test tools and run every test"
	@echo "make lint    ruff and strict types"
	@echo "make bench   ratios: import, load, build"
	@echo "make build   build the release that datasets/ describes"

python:
	@command -v $(PYTHON) >/dev/null || { echo "napcompare needs Python 3.11 or newer, and there is no $(PYTHON). Install it (Debian, Ubuntu: apt install python3 python3-venv) or name another: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "napcompare needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name a newer one: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. Install the venv module (Debian, Ubuntu: apt install python3-venv) and try again."; exit 1; }

$(BIN)/python: | python
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.installed: pyproject.toml hatch_build.py $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group test --editable .
	@touch $@

$(VENV)/.linted: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev --editable .
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/napcompare show NLD
	@echo
	@echo "The Dutch plan, edition by edition (unknown is not no):"
	@$(BIN)/napcompare history NLD
	@echo
	@echo "The Dutch plan beside those of NATO allies:"
	@$(BIN)/napcompare compare NLD --peers nato --figure nld-nato.png
	@echo
	@echo "The Dutch report, as an annex to a letter to parliament:"
	@$(BIN)/napcompare report NLD --peers nato --lang nl --output nld.html

test: $(VENV)/.tested
	$(BIN)/python -m pytest

lint: $(VENV)/.linted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/bench.py

schema: $(VENV)/.installed
	$(BIN)/python -m napcompare.codebook > schemas/registry.schema.json

build: $(VENV)/.installed
	$(BIN)/napcompare build

clean:
	rm -rf $(VENV) build dist
