# `make run` and `make test` install what they need into .venv from the hash-locked requirements/*.txt.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
INSTALL := $(BIN)/pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all:
LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
PURE_TESTS := tests/files tests/measurement tests/statistics
DJADE := $(BIN)/djade --target-version 5.2
TEMPLATES = $(shell git ls-files 'templates/*.html' 'templates/*.txt')
NO_DATABASE := sqlite:///:memory:
PRODUCTION := env CSQUALITY_ENV=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	ALLOWED_HOSTS=example.org DATABASE_URL=$(NO_DATABASE)

.PHONY: run demo setup test check format lock messages
.DELETE_ON_ERROR:

run: .venv/.site .env
	@$(BIN)/python manage.py serve --port $(PORT)

# Made-up classes beside whatever is there; `manage.py remove_demo` takes them away.
demo: .venv/.site .env
	@$(BIN)/python manage.py make_demo --port $(PORT)
	@echo "Now: make run$(if $(filter-out 8000,$(PORT)), PORT=$(PORT))"

# What the tests need; then .venv/bin/pytest runs any of them.
setup: .venv/.tests .env

test: .venv/.tests .env
	@$(BIN)/python -m tests.run $(ARGS)

check: .venv/.tests .env
	@echo "check: lint";         $(BIN)/ruff check --quiet
	@echo "check: format";       $(BIN)/ruff format --quiet --check
	@echo "check: templates";    $(DJADE) --check $(TEMPLATES)
	@echo "check: types";        $(BIN)/mypy --no-error-summary
	@echo "check: migrations";   DATABASE_URL=$(NO_DATABASE) $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "check: production";   $(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "check: static files"; $(PRODUCTION) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@echo "check: pure rooms";    $(BIN)/coverage run -m pytest -m "not slow" --hypothesis-seed=0 $(PURE_TESTS) && $(BIN)/coverage report
	@echo "check: repository and translations"; $(BIN)/pytest tests/test_repository.py tests/test_translations.py

format: .venv/.tests
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format --quiet
	@$(DJADE) $(TEMPLATES)

messages: .venv/.site
	@$(BIN)/python -m csquality.translations.catalogs update

lock:
	@$(LOCK) requirements/base.in -o requirements/base.txt
	@$(LOCK) requirements/dev.in -o requirements/dev.txt

.venv/.site: requirements/base.txt
	$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>&1 | grep -x True),,\
		$(error Python 3.11 or newer is needed; name it like this: make run PYTHON=python3.11))
	@echo "Installing into .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { echo "'$(PYTHON) -m venv' fails: on Debian, install python3-venv."; exit 1; }
	@$(INSTALL) -r requirements/base.txt
	@touch $@

.venv/.tests: .venv/.site requirements/dev.txt
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

# A key of its own, made once and never overwritten.
.env: | .venv/.site
	@umask 077; $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > $@
