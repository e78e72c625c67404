# The two commands of the README, and what CI calls. Needs only python3 and make.
.DEFAULT_GOAL := help
.PHONY: help demo programme test check quick night bench spark requirements clean

python := .venv/bin/python
uv := .tools/bin/uv
uv_version := 0.13.9
# uv brings roots of its own; a machine that has some may know of a proxy that they do not.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),true,false)

help: ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: .venv/demo ## score a synthetic city of 10,000 members and show it
	.venv/bin/goodstanding demo

programme: .venv/programme ## install what a running programme needs

test: .venv/dev ## run all tests
	$(python) -m pytest -q

check: ## everything a change must pass
	.ci/run

quick: ## the checks for every save
	.ci/run quick

night: ## the long checks
	.ci/run night

bench: .venv/dev ## measure what benchmarks/RESULTS.md states; SIZE=200m FOLDER=DIR ONLY="city peers"
	$(python) benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(FOLDER),--folder $(FOLDER)) $(ONLY)

spark: .venv/spark ## run the tests of the cluster; needs Java 17
	$(python) -m pytest -q tests/spark

requirements: $(uv) ## resolve and hash the dependencies again
	$(uv) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra city pyproject.toml -o requirements/demo.txt
	$(uv) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra city --extra web --extra postgres --group dev pyproject.toml -o requirements/dev.txt
	cp requirements/dev.txt requirements/programme.txt
	$(uv) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra city --extra web --extra postgres pyproject.toml -o requirements/programme.txt
	$(uv) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra spark pyproject.toml -o requirements/spark.txt

$(uv):
	python3 -m venv .tools
	.tools/bin/pip install -q --disable-pip-version-check uv==$(uv_version)

.venv/bin/python: $(uv)
	$(uv) venv -q --allow-existing --python python3 .venv

.venv/demo: .venv/bin/python requirements/demo.txt pyproject.toml
	$(uv) pip install -q --python $(python) --require-hashes -r requirements/demo.txt
	$(uv) pip install -q --python $(python) --no-deps -e .
	touch $@

.venv/programme: .venv/bin/python requirements/programme.txt pyproject.toml
	$(uv) pip install -q --python $(python) --require-hashes -r requirements/programme.txt
	$(uv) pip install -q --python $(python) --no-deps -e .
	touch $@ .venv/demo

.venv/dev: .venv/bin/python requirements/dev.txt pyproject.toml
	$(uv) pip install -q --python $(python) --require-hashes -r requirements/dev.txt
	$(uv) pip install -q --python $(python) --no-deps -e .
	touch $@ .venv/demo .venv/programme

# Hundreds of megabytes, and Java beside it: only those who change the cluster's part need it.
.venv/spark: .venv/dev requirements/spark.txt
	$(uv) pip install -q --python $(python) --require-hashes -r requirements/spark.txt
	touch $@

clean: ## remove what was installed
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
