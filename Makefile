# Everything happens inside this folder: the environments, their caches, temporary files. An
# environment holds the exact versions of its file in locks/, put there by nothing but pip.
PYTHON ?= python3
PY := $(shell $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) and print("%d.%d" % sys.version_info[:2])' 2> /dev/null)
ifeq ($(PY),)
$(error $(PYTHON) is no Python from 3.11 on that starts here; name one that is, as in \
	make test PYTHON=python3.13)
endif
VENV := .venv
BIN := $(VENV)/bin
ENGINES := .venv-engines
BENCH := .venv-bench
PAGE := .venv-page
LOWEST := .venv-lowest
NEWEST := .venv-newest
DOCS := .venv-docs
LOCK := .venv-lock
RESULTS := $(if $(MOST),$(BENCH)/results,benchmarks/results)
FUZZ ?= 120
export TMPDIR := $(CURDIR)/.cache/tmp
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.NOTPARALLEL:  # demo and test share an environment
.PHONY: demo test test-engines test-page pictures page-speed test-lowest test-newest bench docs fuzz lint lock clean

# $(call empty,FOLDER): an environment of this Python; one of another Python is begun anew.
empty = mkdir -p "$(TMPDIR)" && $(PYTHON) -m venv \
	$(if $(wildcard $(1)/lib/python$(PY)),,--clear) $(1)
# $(call locked,FOLDER,LOCK): what locks/LOCK.txt says, then this checkout, built by what is there.
locked = $(call empty,$(1)) && $(1)/bin/pip install -q -r locks/$(2).txt && \
	$(1)/bin/pip install -q --no-deps --no-build-isolation -e .

$(VENV)/demo-$(PY): pyproject.toml locks/demo.txt
	$(call locked,$(VENV),demo)
	touch $@

$(VENV)/test-$(PY): pyproject.toml locks/test.txt
	$(call locked,$(VENV),test)
	touch $@ $(VENV)/demo-$(PY)

$(ENGINES)/ready-$(PY): pyproject.toml locks/engines.txt
	$(call locked,$(ENGINES),engines)
	touch $@

$(BENCH)/ready-$(PY): pyproject.toml locks/bench.txt
	$(call locked,$(BENCH),bench)
	touch $@

$(PAGE)/ready-$(PY): pyproject.toml locks/page.txt
	$(call locked,$(PAGE),page)
	touch $@

$(LOWEST)/ready-$(PY): pyproject.toml locks/lowest.txt
	$(call locked,$(LOWEST),lowest)
	touch $@

$(DOCS)/ready-$(PY): pyproject.toml locks/docs.txt
	$(call locked,$(DOCS),docs)
	touch $@

$(LOCK)/ready-$(PY): locks/lock.txt
	$(call empty,$(LOCK))
	$(LOCK)/bin/pip install -q -r locks/lock.txt
	touch $@

demo: $(VENV)/demo-$(PY)  ## score the sample archive that ships with the package
	$(BIN)/ssi demo

test: $(VENV)/test-$(PY) lint  ## the whole suite
	$(BIN)/python -m pytest -n auto

# Dask and Spark are big, so they have an environment of their own.
test-engines: $(ENGINES)/ready-$(PY)  ## Dask and Spark for real, on this machine
	$(ENGINES)/bin/python -m pytest tests/engines tests/test_lakes.py

test-page: $(PAGE)/ready-$(PY)  ## the what-if page, in the Chromium of this machine
	$(chromium)
	$(PAGE)/bin/python -m pytest tests/page

pictures: $(PAGE)/ready-$(PY)  ## the pictures of the README, from the sample archive
	$(chromium)
	$(PAGE)/bin/python docs/write_pictures.py

page-speed: $(PAGE)/ready-$(PY)  ## how quickly the what-if page follows a drag
	$(chromium)
	$(PAGE)/bin/python -m benchmarks.dragging
chromium = command -v chromium chromium-browser > /dev/null || { apt-get update -q && \
	apt-get install -y -q chromium; } || echo 'no Chromium: the page is not tested'

test-lowest: $(LOWEST)/ready-$(PY)  ## all suites with the lower bounds of pyproject.toml
	$(LOWEST)/bin/python -m pytest -n auto
	$(LOWEST)/bin/python -m pytest tests/engines
	$(chromium)
	$(LOWEST)/bin/python -m pytest tests/page
	$(LOWEST)/bin/sphinx-build -q -W -b html docs docs/build
	$(LOWEST)/bin/python -m benchmarks.speed snapshot raw history --most 10000

test-newest:  ## all suites with what is served today, which no lock holds; before a release
	rm -rf $(NEWEST) $(NEWEST)-engines $(NEWEST)-bench
	$(call empty,$(NEWEST)) && $(NEWEST)/bin/pip install -q -e '.[dev,page,docs]'
	$(call empty,$(NEWEST)-engines) && $(NEWEST)-engines/bin/pip install -q -e '.[engines]'
	$(call empty,$(NEWEST)-bench) && $(NEWEST)-bench/bin/pip install -q -e '.[bench]'
	$(NEWEST)/bin/pip list
	$(NEWEST)/bin/ruff check .
	$(NEWEST)/bin/mypy
	$(NEWEST)/bin/python -m pytest -n auto
	$(chromium)
	$(NEWEST)/bin/python -m pytest tests/page
	$(NEWEST)/bin/sphinx-build -q -W -b html docs docs/build
	$(NEWEST)-engines/bin/pip list
	$(NEWEST)-engines/bin/python -m pytest tests/engines tests/test_lakes.py
	$(NEWEST)-bench/bin/pip list
	$(NEWEST)-bench/bin/python -m benchmarks.speed snapshot raw history --most 10000

# The engines that this is held beside have an environment of their own, too.
bench: $(BENCH)/ready-$(PY)  ## speed beside other engines; MOST=100000 for a quick one
	test ! -f $(RESULTS).json || cp $(RESULTS).json $(RESULTS).before.json
	$(BENCH)/bin/python -m benchmarks.speed $(if $(MOST),--most $(MOST)) \
		--json $(RESULTS).json --svg $(RESULTS).svg
ifndef MOST
	$(BENCH)/bin/python -m benchmarks.speed.readme benchmarks/README.md $(RESULTS).json \
		$(RESULTS).before.json
endif

docs: $(DOCS)/ready-$(PY)  ## the pages of docs/ as HTML, in docs/build
	$(DOCS)/bin/python docs/write_commands.py
	$(DOCS)/bin/python docs/write_schemas.py
	$(DOCS)/bin/sphinx-build -q -W -b html docs docs/build

fuzz: $(VENV)/test-$(PY)  ## damaged files against every reader, for FUZZ seconds
	$(BIN)/python tests/fuzz_readers.py --seconds $(FUZZ)

lint: $(VENV)/test-$(PY)
	$(BIN)/ruff check .
	$(BIN)/mypy

# What stands in a lock stays where it can; UPGRADE=1 takes the newest of everything.
lock: $(LOCK)/ready-$(PY)  ## the files in locks/, from pyproject.toml
	echo uv | $(call compile,lock) -
	$(call compile,test) --extra dev pyproject.toml
	$(call compile,demo) --constraint locks/test.txt --extra data --group build pyproject.toml
	$(call compile,engines) --extra engines pyproject.toml
	$(call compile,bench) --extra bench pyproject.toml
	$(call compile,page) --extra page pyproject.toml
	$(call compile,docs) --extra docs pyproject.toml
	$(call compile,lowest) --resolution lowest-direct --all-extras pyproject.toml
compile = $(LOCK)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) -o locks/$(1).txt

clean:
	rm -rf .venv .venv-* .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
