# Xinqiao 心桥. `make` alone tells what there is; all set-up happens by itself, in .venv.

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(if $(wildcard $(BIN)/uv),$(BIN)/uv pip install,$(PIP) install --progress-bar off) --quiet
# Checks read no .env and leave the data of the site alone.
CHECK := ENV_FILE=/dev/null DATA_DIR=$(VENV)/checks SECRET_KEY=only-for-checks-that-serve-nobody
TEMPLATES := find assessments courses search site -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

.PHONY: help
help: ## tell what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: port-free $(VENV)/run-ready .env ## serve the site on this machine; PORT=9000 for another port
	@exec $(BIN)/python manage.py launch

.PHONY: test
test: lint browser ## all checks and all tests; ARGS='-k word' for some
	@exec $(BIN)/python -m pytest -n 2 -p tests.scheduling --no-loadscope-reorder $(ARGS)

.PHONY: services-test
services-test: $(VENV)/test-ready browser ## all tests on PostgreSQL, Redis, Celery, Elasticsearch
	@exec $(BIN)/python -m tests.services $(ARGS)

.PHONY: bench
bench: $(VENV)/test-ready browser ## measure, print a table, write bench.json
	@exec $(BIN)/python -m tests.bench $(ARGS)

.PHONY: lint
lint: $(VENV)/test-ready ## style, types, layers, migrations, content
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "make format puts this right"; exit 1; }
	@$(TEMPLATES) --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(CHECK) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(CHECK) $(BIN)/python manage.py load_content --check

.PHONY: format
format: $(VENV)/test-ready ## put code and templates in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(TEMPLATES)

.PHONY: messages
messages: $(VENV)/run-ready ## bring the translations in line with the code
	@$(CHECK) $(BIN)/python manage.py makemessages
	@$(CHECK) $(BIN)/python manage.py compilemessages

.PHONY: lock
lock: ## pin the requirements of pyproject.toml anew; needs uv
	@for kind in run dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-annotate --group build \
	    $$([ $$kind = dev ] && echo "--group dev -c requirements/run.txt") \
	    pyproject.toml -o requirements/$$kind.txt || exit 1; \
	done

.PHONY: clean
clean: ## remove what was made; data/ and .env stay
	@rm -rf $(VENV) data/static data/static.fingerprint data/cache bench.json
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find assessments courses search site tests -name __pycache__ -prune -exec rm -rf {} +
	@find site -name '*.mo' -delete

# Set-up

# Only before the long first start; later on `manage.py launch` looks by itself.
.PHONY: port-free
port-free:
	@[ -e .env ] || ! (exec 3<>/dev/tcp/127.0.0.1/$(or $(PORT),8000)) 2>/dev/null || \
	  { echo "Port $(or $(PORT),8000) is taken; try another: make run PORT=9000"; exit 1; }

# Debian splits ensurepip from Python.
$(VENV)/made:
	@for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	[ "$$python" ] || { echo "Python 3.11 or newer is needed: install python3 and python3-venv"; exit 1; }; \
	$$python -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$$python lacks venv: install python3-venv (Debian: apt-get install python3-venv)"; exit 1; }; \
	$(PIP) --version >/dev/null 2>&1 || $$python -m venv $(VENV)
	@touch $@

$(VENV)/run-ready: $(VENV)/made requirements/run.txt pyproject.toml
	@echo "Installing what the site needs …"
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(PIP) install --quiet --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/test-ready: $(VENV)/run-ready requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

.env: | $(VENV)/run-ready
	@umask 077; printf 'DEMO=true\nSECRET_KEY=%s\nBASE_URL=http://127.0.0.1:%s\n' \
	  "$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" "$(or $(PORT),8000)" > $@

.PHONY: browser
browser:
	@for name in chromium chromium-browser google-chrome; do \
	  command -v $$name >/dev/null && \
	    { ! command -v fc-list >/dev/null || fc-list :lang=zh family | grep -q .; } && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium and a Chinese font …"; \
	  { apt-get update && DEBIAN_FRONTEND=noninteractive \
	    apt-get install --yes --no-install-recommends chromium fonts-noto-cjk; } >/dev/null; \
	else \
	  echo "The browser tests need Chromium and a Chinese font: install chromium, fonts-noto-cjk"; \
	  exit 1; \
	fi
