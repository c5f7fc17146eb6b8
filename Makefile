# Everything happens inside this folder: the environment, its caches, temporary files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export TMPDIR := $(CURDIR)/$(VENV)/tmp
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/cache
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test fuzz lint clean

$(VENV)/demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(TMPDIR)
	$(BIN)/pip install -q -e .
	touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(TMPDIR)
	$(BIN)/pip install -q -e '.[dev]'
	touch $@ $(VENV)/demo

demo: $(VENV)/demo  ## score the sample archive that ships with the package
	$(BIN)/ssi demo

test: $(VENV)/dev lint  ## the whole suite
	$(BIN)/python -m pytest -n auto

fuzz: $(VENV)/dev  ## a minute of damaged files against every reader
	$(BIN)/python tests/fuzz_readers.py --seconds 60

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
