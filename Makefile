# Every target makes the environment when it is missing and starts at once when it is not.
PYTHON ?= python3
BIN := .venv/bin
# the processes that tests start read what the first of them compiled, whatever the environment says
TESTS = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile
READY := .venv/.ready

.PHONY: run test types tests coverage materialize contract search rollback token prune backup restore
.PHONY: reset score help fuzz fuzz-api kill-test soak audit bench clean lock

# the variables of make's command line that a target takes; settings (CHURN_...) go with any
TAKES_materialize := PARTITION
TAKES_contract := SOURCE ID TARGET YES NAME OUT SHEET ENCODING DECIMAL FORCE
TAKES_score := SOURCE OUT
TAKES_rollback := VERSION RELEASE
TAKES_prune := DRY_RUN
TAKES_backup := OUT
TAKES_restore := FROM
TAKES_reset := YES
TAKES_soak := MINUTES POSTGRES
TAKES_bench := PARTS SIZES
GOALS := $(or $(MAKECMDGOALS),run)
TAKES := $(foreach goal,$(GOALS),$(TAKES_$(goal)))
GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
UNKNOWN := $(filter-out $(TAKES) ANYWAY PYTHON CHURN_%,$(GIVEN))
$(if $(UNKNOWN),$(error make $(GOALS) does not take $(UNKNOWN); it takes $(or $(TAKES),no variable), and settings such \
as CHURN_UI_PORT=3001 or CHURN_API_PORT=8001, see docs/settings.md))

run: $(READY)            ## run the Dagster UI, the schedule and the API
	$(COMMAND)

test: $(READY)           ## format, lint, types, imports, definitions, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs=2 types tests

# the two beside each other: mypy alone keeps one core busy for more than a minute
types: $(READY)          ## a part of make test: types and definitions
	$(BIN)/mypy
	$(BIN)/dg check defs

tests: $(READY)          ## a part of make test: the tests
	$(TESTS)

coverage: $(READY)       ## the tests alone, with their coverage, which takes half as long again
	$(TESTS) --cov --cov-report=term

# what make was given, as options of the command; contract and score take names that may well be
# variables of somebody else's environment, so there only make's command line counts
ORIGINS = command $(if $(filter contract score,$@),,environment)
OPTION = --$(shell echo $(1) | tr A-Z_ a-z-)=$(subst ','\'',$($(1)))
OPTIONS = $(foreach key,$(TAKES_$@),$(if $(filter $(ORIGINS),$(origin $(key))),'$(call OPTION,$(key))'))
COMMAND = @exec $(BIN)/churn $@ $(OPTIONS)

materialize: $(READY)    ## materialize the whole graph once, without the UI; for a dated source PARTITION=2026-03
	$(COMMAND)

contract: $(READY)       ## draft a contract for your own table: SOURCE=my.csv
	$(COMMAND)

score: $(READY)          ## score a table without labels with the current model: SOURCE=to_score.csv OUT=scores.csv
	$(COMMAND)

search: $(READY)         ## search hyperparameters of both models by cross-validation
	$(COMMAND)

rollback: $(READY)       ## let an earlier champion serve again: VERSION=..., or RELEASE=1 to undo
	$(COMMAND)

prune: $(READY)          ## remove old runs and results; DRY_RUN=1 only lists them
	$(COMMAND)

backup: $(READY)         ## back up everything to one file, while the platform runs: OUT=folder or file.tar.gz
	$(COMMAND)

reset: $(READY)          ## remove all results and the history; YES=1 skips the question
	$(COMMAND)

restore: $(READY)        ## replace the data folder by a backup; the old one is kept: FROM=...
	$(COMMAND)

token: $(READY)          ## make an API token; customer data and changes need one
	$(COMMAND)

fuzz: $(READY)           ## 1,000 damaged and disguised tables through the real steps, counted
	@exec $(BIN)/python -W ignore -m churn_platform_tests.mutations

kill-test: $(READY)      ## kills at every step of a publication and of every process, as a table
	@exec $(BIN)/python -W ignore -m churn_platform_tests.unattended

soak: $(READY)           ## ticks, random kills and polling clients: MINUTES=30, POSTGRES=1
	@exec $(BIN)/python -W ignore -m churn_platform_tests.unattended.soak \
		--minutes $(or $(MINUTES),30) $(if $(POSTGRES),--postgres)

fuzz-api: $(READY)       ## every endpoint of the API against its own document, for minutes
	@CHURN_FUZZ_EXAMPLES=$${CHURN_FUZZ_EXAMPLES:-1000} $(BIN)/python -m pytest -q --no-header \
		-p no:cacheprovider churn_platform_tests/api/test_fuzz.py churn_platform_tests/api/test_raw_requests.py

# pinned here and not in requirements.lock: nothing of the platform needs them
AUDIT_TOOLS := pip-audit==2.10.1 detect-secrets==1.5.0
NO_SECRETS = git ls-files -z | xargs -0 .audit/bin/detect-secrets-hook --baseline .secrets.baseline

audit: .audit/.ready     ## known holes in requirements.lock (needs the internet), secrets in the files
	@$(NO_SECRETS) >/dev/null 2>&1 || $(NO_SECRETS)  # where lines have moved, the first updates the baseline
	@echo "No secrets in the files that git knows."
	@.audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock || { \
		echo "The locked packages have known holes, or the vulnerability service cannot be reached: see above." >&2; exit 1; }

.audit/.ready:
	@$(PYTHON) -m venv .audit
	@.audit/bin/pip install --quiet --disable-pip-version-check $(AUDIT_TOOLS)
	@touch $@

bench: $(READY)          ## measurements, as ratios in one run: PARTS="tick sizes", SIZES=10000,100000
	@exec $(BIN)/python -m benchmarks $(PARTS) $(if $(SIZES),--sizes $(SIZES))

help:                    ## these lines
	@sed -n 's/^\([a-z-]*\):[^#]*## */\1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F '|' '{printf "make %-12s %s\n", $$1, $$2}'

clean:                   ## remove the environment and caches; results in data/ stay
	rm -rf .venv .audit .bench .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info

lock:                    ## renew requirements.lock (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, found " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Creating the environment in .venv; this takes a minute or two, once."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
