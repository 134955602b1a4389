# Two commands do everything: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
# A file's tests share what they set up, such as a desk that runs: they go to one process together.
AT_ONCE ?= --numprocesses=logical --maxprocesses=4 --dist=loadfile
# A mirror of the public data, where there is one beside the checkout; see docs/how-to/public-data.md.
export CROSSTALLY_DATA ?= $(wildcard $(abspath ../shared/data))

.PHONY: help demo test test-long lint format types check system bench lock docs words clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): requirements/run.txt requirements/build.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $@

$(DEV_READY): $(READY) requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(READY) ## check the bundled elections and name the reports written
	$(BIN)/python -m crosstally demo --out reports

test: $(DEV_READY) ## run the tests
	$(BIN)/python -m pytest $(AT_ONCE)

test-long: $(DEV_READY) ## run the tests with many cases
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest $(AT_ONCE) -m 'long or not long'

lint: $(DEV_READY) ## look for mistakes
	$(BIN)/ruff check .

format: $(DEV_READY) ## hold the code against the formatter
	$(BIN)/ruff format --check .

types: $(DEV_READY) ## check the types
	$(BIN)/mypy

system: ## install the apt packages that tests of pages, signatures and PostgreSQL need (needs root)
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-noto-core minisign openssh-client openssl postgresql

bench: $(DEV_READY) ## measure side by side with peers
	$(BIN)/python -m benchmarks.run

docs: $(DEV_READY) ## write the reference pages and schemas from the code
	$(BIN)/python -m docs.generate

words: $(DEV_READY) ## gather new words into the catalogues and compile them
	$(BIN)/python -m docs.words

lock: ## lock the requirements with hashes (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	echo 'hatchling' | uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 - -c requirements/run.txt -o requirements/build.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --group dev --all-extras pyproject.toml -c requirements/run.txt -c requirements/build.txt -o requirements/dev.txt

clean: ## remove what the commands above made
	rm -rf $(VENV) reports dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
