# Hài Lòng. `make` alone tells what there is to do. Needs Python 3.11 or newer and nothing else.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
NO_PACKAGES = { echo "The packages could not be installed; the lines above say why. The first time needs the network."; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help run chat check test lint messages bench clean

help: ## Tell what there is (this list)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1@\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F@ '{printf "  %-14s %s\n", $$1, $$2}'

run: $(VENV)/installed ## Start the bot with its pages on http://127.0.0.1:8080
	@exec $(BIN)/python -m bot run $(ARGS)

chat: $(VENV)/installed ## Talk with the bot here, in the terminal
	@exec $(BIN)/python -m bot chat $(ARGS)

check: $(VENV)/installed ## Tell what is wrong or missing in the set-up
	@$(BIN)/python -m bot check $(ARGS)

test: $(VENV)/installed-dev ## Run every test this machine allows; ARGS="-k words" picks some
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-dev ## Check style, types and which part imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/installed-dev ## Bring the translations up to the sentences in the code
	$(BIN)/python bot/locales/update.py

bench: $(VENV)/installed-dev ## Measure, and print the tables
	@for file in $$(grep -l __main__ benchmarks/*.py); do echo "== $$file"; $(BIN)/python -m "$$(echo $${file%.py} | tr / .)" || exit 1; done

clean: ## Remove what was installed and made (the database under var/ stays)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp is newer than what it was made from, so a second start installs nothing.
$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (once; a minute or two)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . -c constraints.txt || $(NO_PACKAGES)
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing, with the developers' tools (once; a few minutes)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt || $(NO_PACKAGES)
	@touch $@ $(VENV)/installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Hài Lòng needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -1)."; \
	  echo "If a newer one is installed, name it: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
	  echo "'$(PYTHON)' cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
