# locktwin. `make` alone lists what can be made.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO       ?= go
BIN      := build/locktwin
STORY    ?= scenarios/library/pin-denied-after-battery-change.yaml
FUZZTIME ?= 10s
BENCH    ?= .

# $(call need,command,Debian package): stop with one clear line when a tool is missing.
need = command -v $(1) >/dev/null || { echo "make $@: the command $(1) is missing; on Debian: apt-get install $(2)" >&2; exit 1; }
# $(call say,text): announce a step.
say = printf '== %s\n' "$(1)"

.PHONY: help
help: ## list the targets
	@bold=; plain=; if [ -t 1 ] && [ -z "$${NO_COLOR:-}" ]; then bold=$$'\e[1m'; plain=$$'\e[0m'; fi; \
	echo "make TARGET, where TARGET is one of"; \
	sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)$$/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | \
	while IFS=$$'\t' read -r name text; do printf '  %s%-12s%s %s\n' "$$bold" "$$name" "$$plain" "$$text"; done

.PHONY: build
build: ## build/locktwin for this machine
	@$(call need,$(GO),golang-go (1.26 or newer))
	@CGO_ENABLED=0 $(GO) build -o $(BIN) ./cmd/locktwin

.PHONY: run
run: build ## start the server with a demo lock that is ready to pair; Ctrl-C ends it
	@$(BIN) serve --ephemeral

.PHONY: story
story: build ## play a battery change that loses the PIN (STORY=file.yaml for another one)
	@$(BIN) run $(STORY)

.PHONY: sweep
sweep: build ## every instant at which a cut loses the PIN, drawn in build/sweep.html (STORY=file.yaml for another one)
	@$(BIN) sweep $(STORY) --html build/sweep.html
	@echo "build/sweep.html shows it"

.PHONY: test
test: ## every test at full length; needs nothing but Go
	@$(call need,$(GO),golang-go (1.26 or newer))
	@$(call say,tests)
	@$(GO) test -timeout 20m ./...

.PHONY: check
check: format vet staticcheck tidy generated race cross determinism ## what CI holds a change to, beside `make test`, `make broker`, `make examples` and `make page`
	@echo "make check: all good"

.PHONY: format
format: ## gofmt would change nothing
	@$(call say,gofmt)
	@$(call need,gofmt,golang-go (1.26 or newer))
	@bad=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l); \
	[ -z "$$bad" ] || { echo "gofmt would change:" >&2; echo "$$bad" >&2; exit 1; }

.PHONY: vet
vet: ## go vet
	@$(call say,go vet)
	@$(GO) vet ./...

.PHONY: staticcheck
staticcheck: ## staticcheck, in the version that go.mod pins
	@$(call say,staticcheck)
	@$(GO) tool staticcheck ./...

.PHONY: tidy
tidy: ## go.mod and go.sum list what is used and nothing else
	@$(call say,go mod tidy)
	@$(GO) mod tidy -diff

# The whole working tree becomes a git tree before and after; so it works on
# uncommitted work too, and sees new files as well as changed ones.
.PHONY: generated
generated: ## go generate changes no file: schema and generated documents are current
	@$(call say,go generate)
	@$(call need,git,git)
	@mkdir -p build; \
	tree() { rm -f build/index; GIT_INDEX_FILE=build/index git add -A; GIT_INDEX_FILE=build/index git write-tree; }; \
	before=$$(tree); $(GO) generate ./...; after=$$(tree); rm -f build/index; \
	[ "$$before" = "$$after" ] || { git --no-pager diff "$$before" "$$after" >&2; \
	  echo "go generate changed the files above: commit them" >&2; exit 1; }

.PHONY: race
race: ## race detector over the tests, sweeps in their short form
	@$(call say,tests with the race detector)
	@$(call need,gcc,gcc libc6-dev)
	@$(GO) test -race -short -timeout 20m ./...

CROSS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: cross
cross: ## build without cgo for Linux, macOS and Windows on amd64 and arm64
	@$(call say,builds without cgo)
	@for t in $(CROSS); do \
	  CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -o build/cross/$${t/\//-}/ ./cmd/...; \
	  echo "ok  	$$t"; \
	done

.PHONY: determinism
determinism: ## the same traces, byte for byte, on amd64, on amd64 with FMA (GOAMD64=v3) and on arm64
	@$(call say,the same bytes on every processor)
	@GO=$(GO) .ci/determinism

.PHONY: bench
bench: ## benchmarks, and the golden case g1 against ngspice (BENCH=regexp to choose)
	@$(call need,ngspice,ngspice)
	@$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

.PHONY: examples
examples: build ## the examples against a real server: noble, the JavaScript client and a client of the Web of Things in Node, bleak in Python
	@$(call need,node,nodejs)
	@$(call need,npm,npm)
	@$(call need,python3,python3)
	@for e in noble js wot python; do $(call say,examples/$$e); LOCKTWIN=$(CURDIR)/$(BIN) sh examples/$$e/test.sh; done

.PHONY: broker
broker: ## twins fed by a real MQTT broker, mosquitto, on loopback
	@$(call need,$(GO),golang-go (1.26 or newer))
	@[ -x /usr/sbin/mosquitto ] || $(call need,mosquitto,mosquitto)
	@$(call say,tests with a broker)
	@$(GO) vet -tags broker ./emulator/shadow/mqtt
	@$(GO) test -tags broker ./emulator/shadow/mqtt

.PHONY: page
page: build ## the page: types, words, unit tests, and browser tests in Chromium
	@$(call need,node,nodejs)
	@$(call need,npm,npm)
	@$(call need,chromium,chromium)
	@LOCKTWIN=$(CURDIR)/$(BIN) sh web/test.sh

.PHONY: page-bench
page-bench: build ## work of the page's main thread in a frame, on ten minutes of live data; at most 8 ms in 95 of 100 frames
	@$(call need,node,nodejs)
	@$(call need,chromium,chromium)
	@[ -d web/node_modules ] || (cd web && npm ci --ignore-scripts --no-audit --no-fund --silent)
	@LOCKTWIN=$(CURDIR)/$(BIN) node web/bench/smooth.js

.PHONY: page-screens
page-screens: build ## take the pictures of the page in docs/screens anew
	@$(call need,node,nodejs)
	@$(call need,chromium,chromium)
	@[ -d web/node_modules ] || (cd web && npm ci --ignore-scripts --no-audit --no-fund --silent)
	@LOCKTWIN=$(CURDIR)/$(BIN) node web/screens.js

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME (10s)
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' "$$pkg" | grep '^Fuzz' || :); do \
	    echo "== $$pkg $$f"; \
	    $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) "$$pkg"; \
	  done; \
	done

.PHONY: picture
picture: build ## draw docs/lost-pin.svg anew
	@status=0; $(BIN) run $(STORY) --quiet --trace docs/lost-pin.svg || status=$$?; [ $$status -le 1 ]

.PHONY: clean
clean: ## remove what was built
	@rm -rf build
