# Needs Python 3.11+ and make. Everything else is installed into .venv, pinned by constraints*.txt.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run
DEV    := $(VENV)/.dev
NODE   := $(VENV)/.node
UI     := $(BIN)/python -m worker.console.building
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# JOBS: how many processes the tests run on, each with servers of its own; 0 runs them in one, for a debugger. By default
# two more than there are processors where tests wait for servers most of the time, and one more where few ever wait.
CORES  := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
BUSY   := $(shell echo $$(($(CORES) < 7 ? $(CORES) + 1 : 8)))
SERVED := $(shell echo $$(($(CORES) < 6 ? $(CORES) + 2 : 8)))
SPREAD := --dist loadgroup --no-loadscope-reorder

# Python keeps what it has compiled, whatever is set for the shell: without, each of the many processes that tests start
# compiles all of its packages anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test serve lint format types imports unit api-fuzz search recognition faults bench bench-console bench-rules schemas lock image clean console console-demo console-dev console-check console-wheel

help: ## explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST) | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "leadworker needs Python 3.11 or later; say which: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# Hash-checked installs; the project itself is installed in place, without dependencies of its own. Python compiles what
# it imports: to compile all of every package takes longer.
$(RUN): constraints.txt pyproject.toml | $(BIN)/python
	@echo "installing the pinned packages into $(VENV)"
	@$(PIP) install -q --no-compile --require-hashes -r constraints.txt
	@$(PIP) install -q --no-compile --require-hashes -r constraints-build.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

# All packages at once: those above are among them.
$(DEV): constraints-dev.txt pyproject.toml | $(BIN)/python
	@echo "installing the packages of tests and checks into $(VENV)"
	@$(PIP) install -q --no-compile --require-hashes -r constraints-dev.txt
	@[ $(RUN) -nt pyproject.toml ] || $(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $(RUN) $@

# A Node from the package index, where the machine has none that is new enough.
$(NODE): constraints-console.txt | $(BIN)/python
	@$(UI) node 2>/dev/null || { echo "installing Node into $(VENV)"; $(PIP) install -q --no-compile --require-hashes -r constraints-console.txt; }
	@touch $@

demo: $(RUN) ## run the main job on this machine: some hundreds of messages become leads (ARGS="--keep DIR" keeps them)
	@$(BIN)/leadworker demo $(ARGS)

console-demo: $(RUN) console ## as demo, and it ends with the web console open on the leads, until Ctrl-C
	@$(BIN)/leadworker demo --console $(ARGS)

serve: $(RUN) ## run the worker with the servers of the environment (LEADWORKER_AMQP_URL, LEADWORKER_MONGO_URL)
	@$(BIN)/leadworker serve $(ARGS)

# The console is built while the packages of Python are installed, and checked while mypy runs. What a command says is
# shown in one piece when it has ended.
test: ## lint, types, import contracts, schema drift, and every test, on real servers (JOBS=N processes)
	@$(MAKE) --no-print-directory $(NODE)
	@$(MAKE) --no-print-directory -j 3 -Oline servers console-check types lint imports schemas-check collected
	@$(BIN)/pytest -n $(or $(JOBS),$(SERVED)) $(SPREAD) --durations 12 $(ARGS)

# Beside the installation of the packages, hence with the Python that is there.
.PHONY: servers
servers:
	@$(PYTHON) -m tests.services.install

# Python compiles the files of tests when they are first imported: once, and not in every process that runs some.
.PHONY: collected
collected: $(DEV)
	@said=$$($(BIN)/pytest -n0 --collect-only -qq 2>&1) || { echo "$$said"; exit 1; }

unit: $(DEV) ## the tests that need no server
	@$(BIN)/pytest tests/unit -n $(or $(JOBS),$(BUSY)) $(SPREAD) $(ARGS)

search: $(DEV) ## property tests with new random examples, where `make test` has the same ones on every run
	@LEADWORKER_TEST_SEARCH=1 $(BIN)/pytest tests/unit -n $(or $(JOBS),$(BUSY)) $(SPREAD) -m hypothesis $(ARGS)

api-fuzz: $(DEV) ## requests of every kind against a real server, as the API's document says (EXAMPLES=300 per operation, minutes)
	@LEADWORKER_TEST_FUZZ=$(or $(EXAMPLES),300) $(BIN)/pytest -n0 --timeout 3600 -s tests/acceptance/test_conformance.py $(ARGS)

faults: $(DEV) ## the long fault runs: kills, freezes, restarts, with more messages and rounds
	@$(BIN)/pytest -n $(or $(JOBS),2) $(SPREAD) -m slow --durations 0 --durations-min 1 $(ARGS)

bench: $(DEV) ## compare with a hand-written consumer and with a raw pipeline, on real servers; ARGS=--parts: each part alone
	@$(BIN)/python -m tests.bench $(ARGS)

bench-intake: $(DEV) ## webhooks over HTTP beside a handler that publishes one by one; ARGS=--outage: RabbitMQ goes away meanwhile
	@$(BIN)/python -m tests.bench.intake $(ARGS)

bench-console: $(DEV) ## lists, filters and searches over 100,000 leads; ARGS="--leads 1000000" for more
	@$(BIN)/python -m tests.bench.lists $(ARGS)

bench-rules: $(DEV) ## matching with 10 to 10,000 rules against a linear scan, loading 500 rules
	@$(BIN)/python -m tests.bench.rules $(ARGS)

recognition: $(DEV) ## how well names of fields and bodies of senders nobody mapped are read, with all that is wrong
	@$(BIN)/python -m tests.recognition

console: $(NODE) ## build the web console, if its sources changed (needs no Node on the machine)
	@$(UI) build

console-dev: $(NODE) ## the console with its sources as they are, beside a worker on LEADWORKER_CONSOLE (http://127.0.0.1:8090)
	@$(UI) dev $(ARGS)

console-check: console ## the console's formats, rules, types, generated files, and the tests of its pure modules
	@$(UI) check
	@$(UI) test

console-wheel: $(DEV) $(NODE) ## build wheel and source archive from a clean clone, install the wheel without Node, open its page
	@$(BIN)/pytest -n0 -m slow tests/console/test_wheel.py $(ARGS)

lint: $(DEV) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(DEV) ## let ruff format and mend what it can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(DEV) ## mypy, strict
	@$(BIN)/mypy

imports: $(DEV) ## the import contracts: who may know whom
	@$(BIN)/lint-imports --no-cache

.PHONY: schemas-check
schemas-check: $(DEV)
	@$(BIN)/leadworker schemas --check

schemas: $(DEV) ## write the JSON Schemas, the AsyncAPI document and the README's table of settings anew
	@$(BIN)/leadworker schemas --write
	@$(BIN)/python -m tests.readme
	@$(MAKE) --no-print-directory $(NODE)
	@$(UI) write

lock: $(DEV) ## resolve the pinned versions anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra embedded --generate-hashes --no-header --no-emit-index-url --no-annotate -o constraints.txt
	uv pip compile --group pyproject.toml:build --universal --python-version 3.11 -c constraints.txt --generate-hashes --no-header --no-emit-index-url --no-annotate -o constraints-build.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra embedded --group dev -c constraints.txt --generate-hashes --no-header --no-emit-index-url --no-annotate -o constraints-dev.txt
	uv pip compile --group pyproject.toml:console --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -o constraints-console.txt

image: ## build the container image
	docker build -f deploy/Dockerfile -t leadworker $(ARGS) .

clean: ## remove what was built and installed here
	rm -rf $(VENV) worker/console/static worker/console/ui/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis var
