# Everything happens inside this folder: the environment, its caches, temporary files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENGINES := .venv-engines
SKLEARN := .venv-sklearn
BENCH := .venv-bench
RESULTS := $(if $(MOST),$(BENCH)/results,benchmarks/results)
export TMPDIR := $(CURDIR)/$(VENV)/tmp
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/cache
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test test-sklearn test-engines bench fuzz lint clean

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

$(SKLEARN)/ready: pyproject.toml
	$(PYTHON) -m venv $(SKLEARN)
	mkdir -p $(TMPDIR)
	$(SKLEARN)/bin/pip install -q -e . 'scikit-learn>=1.4' 'pytest>=8.2' 'hypothesis>=6.100'
	touch $@

test-sklearn: export TMPDIR := $(CURDIR)/$(SKLEARN)/tmp
test-sklearn: export PIP_CACHE_DIR := $(CURDIR)/$(SKLEARN)/cache
test-sklearn: $(SKLEARN)/ready  ## a Calibrator in scikit-learn's own hands
	$(SKLEARN)/bin/python -m pytest tests/test_calibrator.py

# Dask and Spark are big, so they have an environment of their own.
$(ENGINES)/ready: pyproject.toml
	$(PYTHON) -m venv $(ENGINES)
	mkdir -p $(TMPDIR)
	$(ENGINES)/bin/pip install -q -e '.[dask,spark]' 'pytest>=8.2' 'hypothesis>=6.100'
	touch $@

test-engines: export TMPDIR := $(CURDIR)/$(ENGINES)/tmp
test-engines: export PIP_CACHE_DIR := $(CURDIR)/$(ENGINES)/cache
test-engines: $(ENGINES)/ready  ## Dask and Spark for real, on this machine
	$(ENGINES)/bin/python -m pytest tests/engines

# The engines that this is held beside have an environment of their own, too.
$(BENCH)/ready: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	mkdir -p $(TMPDIR)
	$(BENCH)/bin/pip install -q -e '.[bench]'
	touch $@

bench: export TMPDIR := $(CURDIR)/$(BENCH)/tmp
bench: export PIP_CACHE_DIR := $(CURDIR)/$(BENCH)/cache
bench: $(BENCH)/ready  ## speed beside other engines; MOST=100000 for a quick one
	test ! -f $(RESULTS).json || cp $(RESULTS).json $(RESULTS).before.json
	$(BENCH)/bin/python -m benchmarks.speed $(if $(MOST),--most $(MOST)) \
		--json $(RESULTS).json --svg $(RESULTS).svg
ifndef MOST
	for readme in README.md benchmarks/README.md; do \
		$(BENCH)/bin/python -m benchmarks.speed.readme $$readme $(RESULTS).json \
			$(RESULTS).before.json; \
	done
endif

fuzz: $(VENV)/dev  ## a minute of damaged files against every reader
	$(BIN)/python tests/fuzz_readers.py --seconds 60

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) $(ENGINES) $(SKLEARN) $(BENCH) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
