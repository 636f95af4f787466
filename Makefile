# Thin on purpose: the work is in scripts/, which needs nothing but Python 3.11 or newer.
PYTHON = python3
ARGS =

help:
	@echo "make run     set up what is missing, then serve at http://127.0.0.1:8000 (PORT=8001 for another)"
	@echo "make test    every test, on SQLite and on PostgreSQL (ARGS='-k walls' for some)"
	@echo "make lint    style, types, import contracts, templates, house checks"
	@echo "make bench   what it costs, as ratios measured in one run"
	@echo "make clean   remove what run and test made; the data in instance/ stays"

run:
	@$(PYTHON) scripts/run.py

test:
	@$(PYTHON) scripts/test.py $(ARGS)

lint:
	@$(PYTHON) scripts/lint.py $(ARGS)

bench:
	@$(PYTHON) scripts/bench.py $(ARGS)

clean:
	@$(PYTHON) scripts/clean.py

.PHONY: help run test lint bench clean
