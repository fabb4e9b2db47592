# Everything a developer does. Only Python 3.11 or newer and make are assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
EMPTY :=
SPACE := $(EMPTY) $(EMPTY)

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset dev test coverage lint format bench bench-faults screenshots lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile

demo: $(READY) ## Serve everything with fictitious people, until Ctrl-C
	@$(BIN)/punos demo

demo-reset: $(READY) ## The same, afresh
	@$(BIN)/punos demo --reset

dev: $(READY) ## The same, started anew whenever the source changes
	@$(BIN)/punos demo --reload

test: $(READY) ## Run every test
	@$(BIN)/pytest -n 2

coverage: $(READY) ## The same with branch coverage, which takes a third longer
	@$(BIN)/pytest -n 2 --cov --cov-report=term

lint: $(READY) ## Style, types, import contracts, rules of the wall
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=$(subst $(SPACE),:,platform $(PLUGINS)) $(BIN)/mypy platform/punos tools bench $(PLUGINS)
	$(BIN)/lint-imports
	$(BIN)/python tools/lint_wall.py

format: $(READY) ## Put the source in its style
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(READY) ## Measure against the floor
	@$(BIN)/python -m bench

bench-faults: $(READY) ## Kills under load, a full disk, a mail server that hangs; prints what was counted
	@PUNOS_KILLS=200 $(BIN)/pytest -q tests/faults/test_money_killed.py
	@PUNOS_COPIES=5000 $(BIN)/pytest -q tests/faults/test_message_killed.py
	@PUNOS_ROWS=5000 $(BIN)/pytest -q tests/imports/test_many.py
	@PUNOS_FAULT_KILLS=20 $(BIN)/pytest -q tests/faults --ignore=tests/faults/test_money_killed.py
	@for run in 1 2 3 4 5 6 7 8 9; do \
		$(BIN)/pytest -q tests/faults --ignore=tests/faults/test_money_killed.py || exit 1; done
	@$(BIN)/pytest -q tests/operation/test_backup.py

lock: $(READY) ## Make requirements.lock anew from requirements*.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-header --quiet -o requirements.lock \
		requirements.in requirements-dev.in

clean: ## Remove the environment and what tools left; the demo's data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf .coverage .coverage.* build dist
	find platform plugins tests tools bench -name __pycache__ -prune -exec rm -rf {} +

# The environment is made anew only when what it is made from has changed.
$(READY): requirements.lock setup.cfg pyproject.toml $(wildcard plugins/*/setup.cfg plugins/*/pyproject.toml)
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and \
		"Punos needs Python 3.11 or newer, and $(PYTHON) is %d.%d. Name another one, as in: make PYTHON=python3.12 demo" % v[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock lists …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		-e . $(addprefix -e ./,$(PLUGINS))
	@touch $@
