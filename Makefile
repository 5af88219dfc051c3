# The commands of the project. `make` alone lists them; CONTRIBUTING.md says more.

HOST ?= 127.0.0.1
PORT ?= 8000
# Processes of the production server: one a processor, and at least two.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ "$$n" -gt 2 ] && echo "$$n" || echo 2)
# Requests at a time in each of them; every one may hold a database connection.
THREADS ?= 4

python := .venv/bin/python
manage := $(python) manage.py
runtime := .venv/runtime.stamp
dev := .venv/dev.stamp
wanted := $(shell cat .python-version)
url_host := $(if $(findstring :,$(HOST)),[$(HOST)],$(HOST))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# What people use

.PHONY: help
help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1#\2/p' Makefile | awk -F'#' '{printf "%-18s %s\n", $$1, $$2}'

.PHONY: run
run: export DEBUG ?= 1
run: export SITE_URL ?= http://$(url_host):$(PORT)
run: export ALLOWED_HOSTS ?= 127.0.0.1,localhost,[::1],$(url_host)
run: $(runtime) ## start the site on this computer: PORT=8000 HOST=127.0.0.1
	@$(manage) migrate --verbosity 0
	@$(manage) load_starter
	@$(manage) serve_locally --host $(HOST) --port $(PORT)

.PHONY: curator
curator: export DEBUG ?= 1
curator: $(runtime) ## make a curator, asking for name and password
	@$(manage) migrate --verbosity 0
	@$(manage) createsuperuser

# DEBUG is emptied: whatever the shell says, this is the public site.
.PHONY: serve
serve: export override DEBUG =
serve: $(runtime) ## start the production server: set SECRET_KEY, ALLOWED_HOSTS and SITE_URL
	$(manage) collectstatic --noinput
	$(python) -m granian --interface wsgi --host $(HOST) --port $(PORT) --workers $(WORKERS) \
	    --blocking-threads $(THREADS) --respawn-failed-workers --no-ws socialchange.wsgi:application

# N may be several numbers; ARGS goes to the program: make bench N="1000 100000" ARGS="--database postgresql".
N ?= 100000
.PHONY: bench
bench: export override DEBUG =
bench: $(dev) system ## measure the site with N=100000 synthetic entries; writes bench/RESULTS.md
	$(python) -m bench $(N) $(ARGS)

.PHONY: pictures
pictures: export override DEBUG = 1
pictures: $(dev) system ## take the pictures of README.md and docs/curating.md anew
	$(python) -m tests.pictures

# Every check runs, also after one has failed; the end says which.
checks := lint check-settings test-sqlite test-postgresql
.PHONY: test
test: $(dev) system ## run every check and test, on SQLite and on PostgreSQL
	@failed=""; \
	for check in $(checks); do \
	    printf '\n== make %s\n' "$$check"; \
	    if $(MAKE) --keep-going --no-print-directory "$$check"; \
	    then summary="$$summary\n  passed  $$check"; \
	    else summary="$$summary\n  FAILED  $$check"; failed=yes; fi; \
	done; \
	printf "\n== make test$$summary\n"; \
	[ -z "$$failed" ]

# Writing code

.PHONY: lint
lint: lint-python lint-templates lint-types ## find mistakes without running anything

.PHONY: format
format: $(dev) ## lay out Python and templates as the linters want them
	$(python) -m ruff check --fix-only .
	$(python) -m ruff format .
	$(python) -m djlint --reformat --quiet templates

.PHONY: lock
lock: $(dev) ## renew the versions in both lock files
	$(uv_compile) pyproject.toml --output-file requirements.lock
	$(uv_compile) pyproject.toml --group dev --output-file requirements-dev.lock

uv_compile := $(python) -m uv --quiet pip compile --upgrade --universal --generate-hashes --no-header --python-version $(wanted)

# The parts of `make test`, each good alone. ARGS goes to pytest: make test-sqlite ARGS="-k search -x".

pytest := $(python) -m pytest -n 2 $(ARGS)

.PHONY: test-sqlite
test-sqlite: $(dev)
	env -u DATABASE_URL $(pytest)

.PHONY: test-postgresql
test-postgresql: $(dev)
	$(python) -m tests.postgres -- $(pytest)

.PHONY: lint-python
lint-python: $(dev)
	$(python) -m ruff check .
	$(python) -m ruff format --check .

.PHONY: lint-templates
lint-templates: $(dev)
	$(python) -m djlint --lint --check --quiet templates

.PHONY: lint-types
lint-types: $(dev)
	DEBUG=1 $(python) -m mypy

# Models without a migration, and settings that a public site should not have.
.PHONY: check-settings
check-settings: $(dev)
	env -u DATABASE_URL DEBUG=1 $(manage) makemigrations --check --dry-run
	env -u DATABASE_URL DEBUG=0 SECRET_KEY=known-to-all-and-good-for-this-check-only-0123456789 \
	    ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
	    $(manage) check --deploy --fail-level WARNING

# The PostgreSQL server and the browser that the tests start.
.PHONY: system
system: $(dev)
	@$(python) -m tests.system

# The virtual environment. pip's own file is the last that a new environment gets, so half an environment is made again.

.venv/bin/pip: .python-version
	@for python in python3 python$(wanted) ""; do \
	    "$$python" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(wanted)")' 2>/dev/null && break; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Python $(wanted) is needed, as python3 or python$(wanted): install it from python.org," >&2; \
	    echo "your system's packages or with 'pyenv install $(wanted)', then run make again." >&2; \
	    exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)"; \
	rm -rf .venv && "$$python" -m venv .venv

pip_install := $(python) -m pip install --quiet --disable-pip-version-check --require-hashes

$(runtime): .venv/bin/pip requirements.lock
	@echo "Installing what the site needs"
	@$(pip_install) -r requirements.lock
	@touch $@

$(dev): $(runtime) requirements-dev.lock
	@echo "Installing what its tests and linters need"
	@$(pip_install) -r requirements-dev.lock
	@touch $@
