# BENCH, SIZE and BLOB reach the recipe through the environment and under
# other names: $(value) keeps make, and the environment keeps the shell, from
# reading the $ ( | ) in an expression.
export ARG_BENCH := $(value BENCH)
export ARG_SIZE := $(value SIZE)
export ARG_BLOB := $(value BLOB)
unexport BENCH SIZE BLOB

GO = go
# How long make fuzz looks for new inputs.
FUZZTIME = 60s

# An empty value given on purpose is a slip (BLOB=$UNSET), not the whole matrix.
$(foreach v,BENCH SIZE BLOB,$(if $(filter command,$(firstword $(origin $v))),\
	$(if $(strip $(value $v)),,$(error $v is empty: give it a value, or leave it out))))

.DEFAULT_GOAL := help
.PHONY: help bench test race fuzz peers check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile
	@echo
	@printf '  make bench %s\n' \
		"BENCH='Upload/=manager/=pooled'  only these cells; matched element by element between slashes" \
		"SIZE=32MiB                       this many bytes instead of the sizes of the matrix" \
		"BLOB=path/to/layer.tar.gz        the bytes of this file instead of generated ones"
	@echo "  These three write to results/local/, never over committed figures."

# Built and then executed, not `go run`: that would swallow the exit status.
bench: ## run the whole matrix in virtual time, print the tables, write results/
	@test ! -t 2 || echo "building; on a fresh machine this takes a minute" >&2
	@$(GO) build -o .bin/readeratbench ./scripts/run
	@exec .bin/readeratbench -bench="$$ARG_BENCH" -size="$$ARG_SIZE" -blob="$$ARG_BLOB"

test: ## run all tests
	$(GO) test ./...

race: ## run all tests under the race detector (needs a C compiler)
	$(GO) test -race ./...

fuzz: ## look for call sequences that break a reader, for FUZZTIME (60s)
	$(GO) test -run '^$$' -fuzz '^FuzzReader$$' -fuzztime $(FUZZTIME) ./strategies

peers: ## run the conformance suite against readers that no one here wrote (bench/peers)
	cd bench/peers && $(GO) vet ./... && $(GO) test -count=1 ./...

check: ## gofmt, go vet and staticcheck
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { \
		echo "not formatted, run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
