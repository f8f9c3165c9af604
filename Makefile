# The few commands of every day; `make` alone lists them. CI runs .ci/run, which knows nothing of this file.
PYTHON ?= python3.11
BIN := .venv/bin
EXTRAS := $(shell sed -n 's/.*-e "\.\[\(.*\)\]".*/\1/p' .ci/test)
LOWEST ?= tests/test_cases.py tests/test_score.py tests/test_edition.py tests/test_reader.py tests/test_write_back.py \
	tests/test_consolidate.py tests/test_export.py tests/test_cli.py tests/test_packs.py tests/test_words.py

.DEFAULT_GOAL := help
.PHONY: help setup test quick lint types docs site pictures bench dist lowest hooks

help:  ## list what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup:  ## the environment in .venv, with all extras (LibreOffice and Chromium: make test)
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -e ".[$(EXTRAS)]"

test:  ## everything that CI asks for
	bash .ci/run

quick:  ## the tests of what you changed since main's last push: each changed test, and each that is named after a changed module
	@names=$$(git diff --name-only --diff-filter=d @{upstream} 2>/dev/null || git diff --name-only --diff-filter=d HEAD); \
	tests=$$(for name in $$names; do \
		case $$name in tests/test_*.py) echo $$name ;; *.py) ls tests/test_$$(basename $$name) 2>/dev/null ;; esac; \
	done | sort -u); \
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests/test_imports.py tests/test_problems.py $$tests

lint:  ## ruff and its form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:  ## mypy, strictly
	$(BIN)/mypy

docs:  ## the generated pages and templates
	$(BIN)/python -m docs.templates
	$(BIN)/python -m docs.reference

site:  ## the documentation as a site, in build/site
	$(BIN)/mkdocs build --strict

pictures:  ## all pictures, drawn from the program; look at them before you commit them
	$(BIN)/python -m docs.pictures

bench:  ## speed and scale; leave the machine alone meanwhile
	$(BIN)/python -m benchmarks

dist:  ## sdist and wheel in dist/, with their hashes
	rm -rf build/lib dist
	$(BIN)/python -m build
	cd dist && sha256sum *.tar.gz *.whl | tee SHA256SUMS

lowest:  ## a part of the tests with the lowest versions that setup.cfg allows (uv takes them)
	[ -x $(BIN)/uv ] || $(BIN)/python -m pip install -q uv
	$(BIN)/uv venv -q --clear --python $(BIN)/python build/lowest
	$(BIN)/uv pip install -q --python build/lowest --resolution lowest-direct -e ".[$(EXTRAS)]"
	build/lowest/bin/python -m pytest -n 2 --dist loadgroup $(LOWEST)

hooks:  ## run ruff and mypy before each commit
	$(BIN)/python -m pip install -q pre-commit
	$(BIN)/pre-commit install
