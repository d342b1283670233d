# These reach the recipes through the environment and under other names:
# $(value) keeps make, and the environment keeps the shell, from reading the
# $ ( | ) in an expression.
passed = BENCH SIZE BLOB PROFILE SHARD TIMES
export ARG_BENCH := $(value BENCH)
export ARG_SIZE := $(value SIZE)
export ARG_BLOB := $(value BLOB)
export ARG_PROFILE := $(value PROFILE)
export ARG_SHARD := $(value SHARD)
export ARG_TIMES := $(value TIMES)
unexport $(passed)

GO = go
# How long make fuzz looks for new inputs.
FUZZTIME = 60s

# An empty value given on purpose is a slip (BLOB=$UNSET), not the whole matrix.
$(foreach v,$(passed),$(if $(filter command,$(firstword $(origin $v))),\
	$(if $(strip $(value $v)),,$(error $v is empty: give it a value, or leave it out))))

# So is one that a goal has no use for: make range PROFILE=lan would say nothing of lan.
takes-bench = BENCH SIZE BLOB PROFILE SHARD
takes-stress = BENCH SIZE TIMES
$(foreach g,bench merge range lock ahead model figures stress model-error,$(if $(filter $g,$(MAKECMDGOALS)),\
	$(foreach v,$(filter-out $(takes-$g),$(passed)),$(if $(filter command,$(firstword $(origin $v))),\
		$(error make $g takes no $v: leave it out$(if $(takes-$g),; it takes $(takes-$g)))))))

.DEFAULT_GOAL := help
.PHONY: help bench merge range lock ahead model figures stress model-error runner test race fuzz peers check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@printf '  make bench %s\n' \
		"BENCH='Upload/=manager/=pooled'  only these cells; matched element by element between slashes" \
		"SIZE=32MiB                       this many bytes instead of the sizes of the matrix" \
		"BLOB=path/to/layer.tar.gz        the bytes of this file instead of generated ones" \
		"PROFILE=lan                      another network and store: a name, or path/to/mine.json" \
		"SHARD=1/3                        a third of the matrix, for make merge"
	@echo "  These write to results/local/, never over committed figures."
	@printf '  make stress %s\n' \
		"SIZE=12MiB TIMES=100            this many bytes and runs instead of 64MiB and 25; BENCH as above"

bench: runner ## run the whole matrix in virtual time, print the tables, write results/
	@exec .bin/readeratbench -bench="$$ARG_BENCH" -size="$$ARG_SIZE" -blob="$$ARG_BLOB" \
		-profile="$$ARG_PROFILE" -shard="$$ARG_SHARD"

merge: runner ## put the shards of the matrix together, as one make bench would write it
	@exec .bin/readeratbench merge

range: runner ## measure how far the figures move with latencies, write results/
	@exec .bin/readeratbench range

lock: runner ## measure the mutex reader with both of its locks, write results/
	@exec .bin/readeratbench lock

ahead: runner ## measure fetching ahead, near the store and far from it, write results/
	@exec .bin/readeratbench ahead

model: runner ## measure what model-error compares, write results/
	@exec .bin/readeratbench model

figures: bench range lock ahead model ## these five: every virtual figure in results/

model-error: lock model ## compare with real TCP and TLS, on the real clock: takes 12 minutes
	@scripts/wall.sh
	@$(GO) run ./scripts/modelerror

stress: runner ## run every cell many times on busy cores, fail if a figure differs
	@exec .bin/readeratbench stress -bench="$$ARG_BENCH" -size="$$ARG_SIZE" -times="$$ARG_TIMES"

# Built and then executed, not `go run`: that would swallow the exit status.
runner:
	@test ! -t 2 || echo "building; on a fresh machine this takes a minute" >&2
	@$(GO) build -o .bin/readeratbench ./scripts/run

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
