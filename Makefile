# `make` alone lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_NO_PROGRESS := 1

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test test-all check fix bench pictures docs module lock dist production

help: ## list these recipes
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## start the demonstration on http://127.0.0.1:8000
	@ALLOTMENT_DEMO=1 $(BIN)/allotment demo --serve

setup: $(VENV)/.runtime ## install what running needs; quick when there is nothing to do
	@$(BIN)/python tools/assets.py

$(VENV)/.uv:
	@$(PYTHON) tools/ground.py $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.uv requirements/build.txt pyproject.toml
	@echo "Installing …"
	@$(UV) pip install -q --require-hashes -r requirements/build.txt
	@$(UV) pip install -q --no-build-isolation --no-deps -e .
	@touch $@

setup-dev: setup $(VENV)/.dev

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@$(UV) pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

test: setup-dev ## what must hold; with ROOM=fund one room and its pages
	@$(BIN)/python tools/run_tests.py $(if $(ROOM),--room $(ROOM))

test-all: setup-dev ## everything on both engines, every role at every address
	@$(BIN)/python tools/run_tests.py --all

check: setup-dev ## style, types, directions of imports, templates: seconds
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --cache-dir .import_linter_cache
	@$(BIN)/djlint --lint --quiet src

fix: setup-dev ## mend what can be mended by itself
	@$(BIN)/ruff check --fix-only . ; $(BIN)/ruff format .

bench: setup-dev ## measure the bars, print the tables
	@$(BIN)/python -m bench

pictures: setup-dev ## every main page as each role at 1280 and 320 px into var/pictures/
	@$(BIN)/python tools/pictures.py

docs: setup-dev ## write the reference pages and the README's pictures
	@$(BIN)/python tools/docs.py

dist: setup ## build the wheel, CSS and JavaScript in it, into dist/
	@$(BIN)/python tools/dist.py

production: setup-dev ## set production up from the wheel as the guide says, and try it: a minute
	@$(BIN)/python tools/production.py

module: setup-dev ## write a minimal module: make module NAME=notices
	@$(BIN)/python tools/new_module.py $(NAME)

lock: $(VENV)/.uv ## choose new versions for the lock files
	@$(BIN)/python tools/lock.py
