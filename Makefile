# One obvious command for each job. Everything runs inside .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MANAGE := $(BIN)/python manage.py

.PHONY: setup demo test check lint types imports migrations run worker benchmark screens clean-demo

setup: $(STAMP)

$(STAMP): requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	touch $(STAMP)

demo: $(STAMP)
	$(MANAGE) demo $(if $(ONESHOT),--oneshot)

clean-demo: $(STAMP)
	$(BIN)/python -m billing_site.embedded_postgres stop
	rm -rf $${VAR_DIR:-var}/postgres $${VAR_DIR:-var}/demo

test: $(STAMP)
	$(BIN)/python -m pytest -n logical --maxprocesses 8

check: lint types imports migrations test

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy .

imports: $(STAMP)
	$(BIN)/lint-imports --no-cache

migrations: $(STAMP)
	$(MANAGE) makemigrations --check --dry-run

run: $(STAMP)
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) runserver 127.0.0.1:8000

worker: $(STAMP)
	$(MANAGE) work

benchmark: $(STAMP)
	$(MANAGE) benchmark

# Of a demo that is being served on 127.0.0.1:8000; needs Chromium.
screens: $(STAMP)
	$(BIN)/python -m tests.journeys.screens http://127.0.0.1:8000 docs/screens
