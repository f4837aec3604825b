# Standlkassa: the two commands of the README are `make demo` and `make test`.
.DEFAULT_GOAL := help
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest
PORT ?= 8080
SECONDS ?= 60
MINUTES ?=
CUTS ?= 200
SHARE ?= 1
HOURS ?= 1
OTHER_LANES := hardware or heavy or image or power
WHOLE := whole or browser
MEMORY := $(shell .ci/memory)

.PHONY: help setup demo lint test test-whole test-device-python test-heavy test-image test-power campaign soak image image-lock fuzz bench audit handbook lock clean

help:  ## these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':[^#]*## *' '{ printf "%-20s %s\n", $$1, $$2 }'

setup:  ## .venv with everything, from pinned hashes
	@.ci/setup

demo: setup  ## the till in the browser: keypad, display, paper (PORT=8080)
	@$(VENV)/kassa demo --port $(PORT)

lint: setup  ## ruff, mypy, import contracts, secrets in tracked files
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports --no-cache
	@$(VENV)/python -m tests.security.scan

test: lint  ## every check, and the tests of every module
	@$(MEMORY) $(PYTEST) -m "not ($(OTHER_LANES) or $(WHOLE))" -n 2 --dist loadgroup

test-whole: setup  ## the product as its user meets it: browser, desk, real drivers and servers, two hundred market days
	@$(MEMORY) $(PYTEST) -m "($(WHOLE)) and not ($(OTHER_LANES))" -n 2 --dist loadgroup

test-device-python: setup  ## the tests of the till's rooms under the till's own Python (as root, in the image's tools)
	@.ci/device-python

test-heavy: setup  ## the long lane: cuts by pairs, long properties, deaths of servers; MINUTES=30 for as much as fits
	@.ci/setup heavy
	@KASSA_MINUTES=$(MINUTES) $(PYTEST) -m "heavy" -n 2

image: setup  ## the SD card for a Pi, with its papers, in dist/image (as root; six to twelve minutes the first time, then one)
	@.ci/setup image
	@$(VENV)/python -m imager build

image-lock: setup  ## new locks of the image's Debian packages, as Debian stands now
	@$(VENV)/python -m imager lock

test-image: image  ## the image in a virtual machine: boots, sells, exports, updates, comes back
	@$(PYTEST) -m "image" -n 0

test-power: image  ## the plug of the virtual machine pulled while it sells, CUTS=200 times
	@KASSA_CUTS=$(CUTS) $(PYTEST) -m "power" -n 0

campaign: setup  ## the classes of faults, each as often as docs/reliability.md says (SHARE=0.1: a tenth of it, as every night)
	@$(VENV)/python -m tests.campaign all --share $(SHARE)

soak: setup  ## market days by fresh seeds on all cores, HOURS=1; ends with 1 and the seeds when something broke
	@$(VENV)/python -m tests.simulation --soak $(HOURS)

fuzz: setup  ## every reader of what comes from outside, SECONDS=60 each, guided by coverage
	@$(VENV)/python -m tests.fuzz.guided $(SECONDS)

bench: setup  ## ratios to the physical limits (fsync, P-256, openssl)
	@$(VENV)/python -m tests.bench

audit: setup  ## pinned libraries: hashes, licences, known holes (3: the database of holes did not answer), the archive's bill of materials
	@$(VENV)/python -m imager sbom
	@$(VENV)/python -m imager audit

handbook: setup  ## the German handbook: fresh pictures, all of it as dist/handbuch.pdf, the cashier's card as dist/kurzanleitung.pdf
	@$(VENV)/python -m tests.docs.render_handbook --pdf dist/handbuch.pdf --card dist/kurzanleitung.pdf

lock:  ## new pinned hashes after a change of dependencies (needs pip-tools)
	@.ci/lock

clean:  ## removes what was built
	@rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .demo
