# make run      set up on the first call, then serve the app at http://localhost:8501
# make test     everything that CI runs
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PORT ?= 8501
WORKERS ?= 2
export HF_HUB_DISABLE_TELEMETRY := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: run install dev test test-all lint format bench words update clean

run: install
	@$(BIN)/python -m core serve --port $(PORT)

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --quiet --constraint constraints.txt torch
	$(PIP) install --quiet --constraint constraints.txt .
	@touch $@

dev: .venv/.dev

.venv/.dev: .venv/.installed
	$(PIP) install --quiet --constraint constraints.txt ".[dev]"
	@touch $@

test: dev
	@bash tests/system_packages.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: dev
	@bash tests/system_packages.sh
	$(BIN)/python -m pytest -m ""

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: dev
	$(BIN)/python -m benchmarks

bench-%: dev
	$(BIN)/python -m benchmarks $*

words: dev
	$(BIN)/python -m pages.shared.catalogue

update:
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --quiet torch==2.13.0
	$(PIP) install --quiet ".[dev]"
	(echo "# Versions that were tested together. 'make update' renews them; see docs/decisions.md."; \
	  $(PIP) freeze --exclude isogloss | sed 's/+cpu//') > constraints.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache tests/.cache
