# Every target sets itself up on first use. `make help` lists them.
SHELL := /bin/sh
BIN := .venv/bin
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
# Not the -nogui packages: their Calc dies when a session opens a second spreadsheet.
OFFICE := libreoffice-calc libreoffice-writer python3-uno poppler-utils qpdf strace
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo reports watch forms test torture lint bench pdf office clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

demo: pdf ## the main job on a worked, invented family, in a folder of its own
	@$(BIN)/rcpc demo

reports: pdf ## take in what waits in the inbox and bring the outbox up to date
	@$(BIN)/rcpc reports $(CASES)

watch: pdf ## the same, again and again, whenever forms arrive
	@$(BIN)/rcpc watch

forms: pdf ## blank forms into the outbox; CASES=... for those of one case
	@$(BIN)/rcpc forms $(CASES)

test: .venv/ready-dev pdf office ## the test suite
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q -m "$$(tools/what-runs)" $(TESTS)

torture: .venv/ready-dev pdf office ## the long tests of what must never be lost or leak
	@$(BIN)/python -m pytest -n 2 --dist load -q -m "$$(tools/what-runs torture)" $(or $(TESTS),tests/torture)

lint: .venv/ready-dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: pdf ## how long the main job takes here
	@$(BIN)/python tools/bench.py

clean: ## remove the set-up and everything derived; forms, record and outbox stay
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

# PDF pages need Pango. Without it everything else still works, so asking in vain is no failure: next time again.
pdf: .venv/ready
	@[ -e .venv/pdf ] || if $(BIN)/python -c 'import weasyprint' >/dev/null 2>&1 || \
	    tools/system-packages "lay out PDF pages" $(PANGO); then touch .venv/pdf; fi

# Tests run the real office programs. Without them the tests marked `office` are left out, and said to be.
office: .venv/ready-dev
	@{ command -v soffice && command -v pdftotext && command -v qpdf && command -v strace && /usr/bin/python3 -c "import uno"; } >/dev/null 2>&1 || \
	    tools/system-packages "test with real office programs" $(OFFICE) || true

.venv/pip: tools/make-venv
	@[ -x $(BIN)/pip ] || tools/make-venv
	@touch $@

.venv/ready: requirements.lock pyproject.toml .venv/pip
	@echo "Setting up (once): Python packages" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo "Setting up (once): what tests and linters need" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
