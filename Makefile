# What a person does with Sepia. `make run` and `make test` need Python 3.11 or later, make and a network, nothing else.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || true)
BIN := .venv/bin
# Three on two cores: much of what end-to-end tests do is waiting.
WORKERS ?= 3
# What Python compiled is kept, whatever the machine's habit: a start of Sepia is nine processes, the tests are hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help env run test office check bench generate lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

env: ## the environment, from the hash-pinned lock
	@$(or $(PYTHON),$(error Sepia needs Python 3.11 or later, and none was found. Install one, or name it: make run PYTHON=/path/to/python3.12)) deploy/bootstrap.py

run: env ## everything on this machine, with the demo data; DATA=file.csv for your own ISLD file instead
	@$(BIN)/sepia up $(if $(DATA),--file "$(DATA)")

check: env ## static checks: formatting, lint, types, architecture, contract
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python protos/generate.py --check

office: ## LibreOffice, for the tests that read workbooks back with it (Debian, as root; else they are skipped)
	@$(or $(PYTHON),python3) -m deploy.office

test: ## every test, with real PostgreSQL and real Envoy
	@$(MAKE) --no-print-directory -j2 env office
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

bench: env ## what it costs, as ratios to the limit measured beside it
	$(BIN)/python -m tests.load

generate: env ## generated code, after a change of the contract
	$(BIN)/python protos/generate.py

lock: env ## the lock, after a change of the dependencies (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --upgrade --output-file requirements.lock

clean: ## everything that was made here, demo data included
	rm -rf .venv .data build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
