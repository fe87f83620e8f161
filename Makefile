# Everything a fresh machine needs is made by these commands; nothing but Python >= 3.12 is asked of it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PORT ?= 8000
WORKERS ?= 2
export PORT WORKERS EMPTY DEMO THEME DEBUG DATABASE_URL CHROMIUM
# The first Python that is new enough. Only used to make .venv; everything else runs in it.
PYTHON ?= $(shell for p in python3 python3.13 python3.14 python3.12 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done)
BOOTSTRAP = $(if $(PYTHON),$(PYTHON),$(error Python 3.12 or newer is needed and was not found)) lvv_site/operations/launch/bootstrap.py
BIN = .venv/bin
unexport VIRTUAL_ENV
# Every test starts processes; without their compiled modules at hand each of them would compile them all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check serve bench backup restore lock translations help

help:
	@echo "make run | test | check | serve | bench | backup FILE= | restore FILE="

run:
	@$(BOOTSTRAP) run
	@exec $(BIN)/python lvv_site/operations/launch/site.py run

serve:
	@$(BOOTSTRAP) run
	@exec $(BIN)/python lvv_site/operations/launch/site.py serve

check:
	@$(BOOTSTRAP) dev
	@$(BIN)/python lvv_site/operations/launch/checks.py

test:
	@$(BOOTSTRAP) dev
	@$(BIN)/python lvv_site/operations/launch/checks.py
	@$(BIN)/python lvv_site/operations/launch/browser.py
	@$(BIN)/python -m pytest -n 2 $(ARGS)

bench:
	@$(BOOTSTRAP) dev
	@$(BIN)/python -m tests.bench $(ARGS)

backup:
	@$(BOOTSTRAP) run
	@$(BIN)/python lvv_site/operations/launch/backup.py backup "$(FILE)"

restore:
	@$(BOOTSTRAP) run
	@$(BIN)/python lvv_site/operations/launch/backup.py restore "$(FILE)"

# For maintainers: new versions into the lock files (needs uv), new texts into the catalogue.
lock:
	uv pip compile -q --python-version 3.12 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade pyproject.toml -o requirements.txt
	uv pip compile -q --python-version 3.12 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

translations:
	$(BIN)/python manage.py translations --extract
