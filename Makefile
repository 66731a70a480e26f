# GymDesk: `make demo` and `make test` are all a fresh machine needs.
PY := .venv/bin/python
READY := .venv/.ready

.PHONY: help demo run test check prove-ci prove mutants bench shots clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(READY) ## Run the main job on the demo gym (without a screen: prints the list to build/demo)
	$(PY) -m ui.demo_run

run: $(READY) ## Open GymDesk on this PC's own data
	.venv/bin/gymdesk

test: $(READY) ## Run the test suite
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadgroup -q

check: $(READY) ## Formatting, lint, types, import rules: what CI checks before the tests
	.venv/bin/ruff format --check gymdesk ui tests
	.venv/bin/ruff check gymdesk ui tests
	.venv/bin/mypy
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -p no:randomly tests/test_architecture.py tests/test_project.py

prove-ci: $(READY) ## Seeded slices of the long properties
	QT_QPA_PLATFORM=offscreen GYMDESK_SCALE=10 $(PY) -m pytest -q -n 2 -p no:randomly tests/domain tests/sync tests/api tests/store

prove: $(READY) ## The long properties in full, GYMDESK_SCALE=40: 1,000 kill -9, 680 broken backups (hours)
	QT_QPA_PLATFORM=offscreen GYMDESK_SCALE=40 $(PY) -m pytest -q -n 2 --dist loadgroup -p no:randomly tests/domain tests/sync tests/api tests/store

mutants: $(READY) ## Change the rules of what is owed in one place at a time: do the tests notice?
	$(PY) -m tests.mutation

bench: $(READY) ## Measure speed and memory as ratios, into build/bench.json
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench

shots: $(READY) ## Screenshots of every pane into build/demo, light and dark
	QT_QPA_PLATFORM=offscreen $(PY) -m ui.demo_run --no-display

clean: ## Remove what was built
	rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements-dev.txt pyproject.toml .ci/setup
	bash .ci/setup
	@touch $@
