# On Windows, make.bat does the same.

# The first Python here that is new enough; else `python3`, which then says that it is too old.
PYTHON ?= $(or $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done),python3)
RUN := .venv/bin/python
# By these another Python's libraries would come in.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PYTHONPLATLIBDIR

.DEFAULT_GOAL := help
.PHONY: help lab restore edit check test soak baseline gallery lint notebooks links parts lock dist bench bank web words atlas tables pictures browser clean set-up set-up-test

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

lab: set-up ## Open the lessons in JupyterLab (ARGS="--no-browser --port 9000" and the like)
	@$(RUN) -m lessons start $(ARGS)

restore: set-up ## Put your copy of a lesson back as it was made (LESSON=03); answers stay
	@$(RUN) -m lessons restore $(LESSON)

check: set-up-test ## Run the quick checks, for each small change
	@$(RUN) tools/verify.py check $(WHAT)

edit: set-up ## Open the kit's own notebooks in JupyterLab, to write in them
	@$(RUN) -m lessons edit $(ARGS)

test: set-up-test browser ## Run everything that CI runs (WHAT=notebooks and the like for a part)
	@$(RUN) tools/verify.py test $(WHAT)

soak: set-up-test browser ## Run large counts of kills, forged work and the like (WHAT=kills for one)
	@$(RUN) tools/verify.py soak $(WHAT)

lint: set-up-test ## Check style, types and which part imports which
	@$(RUN) tools/verify.py lint

notebooks: set-up-test ## Run the notebooks and store what they show (ARGS="notebooks/04_the_toll.ipynb")
	@$(RUN) tools/store_outputs.py $(ARGS)

bench: set-up-test browser ## Measure speed, each beside a peer (ARGS="tests/benchmarks/bench_maps.py")
	@$(RUN) -m pytest --override-ini python_files='bench_*.py' -q $(or $(ARGS),tests/benchmarks)

web: set-up-test ## Build the scripts that run in the browser (needs node)
	@$(RUN) tools/web.py build

words: set-up-test ## Compile what the kit says (ARGS=uk brings a translation up to date first)
	@$(RUN) tools/words.py $(ARGS)

atlas: set-up-test ## Build data/atlas again from its sources (needs the network)
	@$(RUN) data/build $(ARGS)

pictures: set-up-test browser ## Take the README's pictures again: a map, a card, the class report
	@$(RUN) -m tools.pictures

links: set-up-test ## List the sources that want opening, most used first (ARGS=build/links.csv takes what was found)
	@$(RUN) tools/links.py $(ARGS)

parts: set-up-test ## Bring the Python that plain pages mark with (lessons site; needs npm and the network)
	@$(RUN) tools/site_parts.py

tables: set-up-test ## Build data/datapackage.json again from the descriptions beside the tables
	@$(RUN) data/build/datapackage.py

baseline: set-up-test ## Draw the pictures that tests compare anew; show old beside new (ARGS=members_map)
	@$(RUN) tools/baseline.py $(ARGS)

gallery: set-up-test ## Draw every exhibit in every medium into one page to look through (ARGS=the_toll)
	@$(RUN) tools/gallery.py $(ARGS)
bank: set-up-test ## Build lessons/bank.json, all questions in one file that is quick to read
	@$(RUN) -m lessons.kit.quiz bank

lock: set-up-test ## Choose the newest versions that fit pyproject.toml, for every system and Python
	@$(RUN) -m pip install --quiet uv
	@$(RUN) tools/lock.py

dist: set-up-test ## Build what a release holds into dist/ (TAG=v0.1.0 holds version and change log to it)
	@$(RUN) tools/release.py $(if $(TAG),--tag "$(TAG)")

browser: set-up-test
	@$(RUN) tools/browser.py >/dev/null

set-up:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Reading a Crisis needs Python 3.11 or newer; install it, then try again." >&2; exit 2; }
	@$(PYTHON) tools/install.py lab

set-up-test:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Reading a Crisis needs Python 3.11 or newer; install it, then try again." >&2; exit 2; }
	@$(PYTHON) tools/install.py test

clean: ## Take away what was made here, but never a learner's answers (work/)
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
