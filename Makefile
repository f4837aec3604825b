# Standlkassa: the two commands of the README are `make demo` and `make test`.
.DEFAULT_GOAL := help
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest
PORT ?= 8080

.PHONY: help setup demo lint test test-fast test-heavy bench handbook lock clean

help:  ## these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/:/' | column -t -s:

setup:  ## .venv with everything, from pinned hashes
	@.ci/setup

demo: setup  ## the till in the browser: keypad, display, paper (PORT=8080)
	@$(VENV)/kassa demo --port $(PORT)

lint: setup  ## ruff, mypy, import contracts
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports --no-cache

test: lint  ## every check and every test of the everyday lane
	@$(PYTEST) -m "not hardware and not heavy" -n 2 --dist loadgroup

test-heavy: setup  ## minutes: enumerated power cuts by pairs, long properties
	@$(PYTEST) -m "heavy" -n 2

bench: setup  ## ratios to the physical limits (fsync, P-256, openssl)
	@$(VENV)/python -m tests.bench

handbook: setup  ## the German handbook: fresh pictures, and all of it as dist/handbuch.pdf
	@$(VENV)/python -m tests.docs.render_handbook --pdf dist/handbuch.pdf

lock:  ## new pinned hashes after a change of dependencies (needs pip-tools)
	@.ci/lock

clean:  ## removes what was built
	@rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .demo
