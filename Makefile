# Everything happens in a virtual environment beside this file; nothing is installed elsewhere.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
export PYTHONHASHSEED ?= 0

.PHONY: demo test eval check bench clean system

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" -c constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . --group dev
	touch $(STAMP)

demo: $(STAMP)            ## convert the sample plans and say where to look
	$(BIN)/taizhang convert corpus --out outputs/demo --overwrite
	@echo "Open outputs/demo/ledger.xlsx (the ledger) or outputs/demo/tables/ (CSV, Parquet)."

test: $(STAMP)            ## the whole test suite
	$(BIN)/python -m pytest

eval: $(STAMP)            ## precision, recall and F1 against hand-made annotations
	$(BIN)/python benchmarks/evaluate.py

check: $(STAMP)           ## style, types, imports, lexicons
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m taizhang.lexicon

bench: $(STAMP)           ## speed, as ratios
	$(BIN)/python benchmarks/run.py

system:                   ## Debian programs that some tests look at outputs with
	apt-get install -y $$(grep -v '^#' tools/apt.txt)

clean:
	rm -rf $(VENV) outputs/demo outputs/eval outputs/eval.json outputs/bench.json .pytest_cache .mypy_cache .ruff_cache
