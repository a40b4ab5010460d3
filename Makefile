# The commands of this project; `make help` lists them.

PYTHON ?= python3
HOST ?= $(or $(QUIZAPP_HOST),127.0.0.1)
PORT ?= $(or $(QUIZAPP_PORT),8000)
WORKERS ?= $(or $(QUIZAPP_WORKERS),$(shell $(PYTHON) -c "import os; print(os.cpu_count() or 1)"))

VENV := .venv
BIN := $(VENV)/bin
# pip of the system installs into the environment: some systems have venv without a pip of its own.
INSTALL = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check --quiet \
	install --require-hashes
QUIZAPP_URL = http://$(if $(filter 0.0.0.0 ::,$(HOST)),127.0.0.1,$(HOST)):$(PORT)

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench lock

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/run-stamp: requirements.txt | $(BIN)/python
	@echo "Installing what Quizapp needs ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev-stamp: requirements-dev.txt requirements.txt | $(BIN)/python
	@echo "Installing what Quizapp's tests need ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/run-stamp

setup: $(VENV)/dev-stamp ## Make .venv with what running and testing need

run: $(VENV)/run-stamp ## Migrate, load questions/ and serve (HOST=, PORT=, WORKERS=)
	@$(BIN)/flask db upgrade
	@$(BIN)/flask banks load || echo "Not all banks were loaded; see above."
	@$(BIN)/flask users setup-link --url $(QUIZAPP_URL)
	@echo "Quizapp is at $(QUIZAPP_URL) (stop it with Ctrl+C)"
	@exec $(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --workers $(WORKERS) \
		--blocking-threads 1 --backlog 4096 --backpressure 2048 --no-ws --log-level warning wsgi:app

test: $(VENV)/dev-stamp ## Run the whole suite
	@$(BIN)/python -m pytest -n auto tests/engine --cov=quizapp.engine --cov-branch --cov-fail-under=100 \
		--cov-report=term-missing:skip-covered
	@$(BIN)/python -m pytest -n auto --dist loadfile tests --ignore=tests/engine --ignore=tests/browser
	@$(BIN)/python -m pytest tests/browser

check: $(VENV)/dev-stamp ## Lint, types, import rules, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates

format: $(VENV)/dev-stamp ## Format the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/dev-stamp ## Measure answers, derivation and imports, each beside a baseline
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.derivation
	@$(BIN)/python -m benchmarks.imports
	@$(BIN)/python -m benchmarks.analysis
	@$(BIN)/python -m benchmarks.gradebook

lock: ## Pin the newest allowed versions (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -U -o requirements.txt
	uv pip compile pyproject.toml --group dev -c requirements.txt --universal --generate-hashes \
		--no-header -q -U -o requirements-dev.txt
