# What make passes on. These reach the recipes through the environment and under other
# names: $(value) keeps make, and the environment keeps the shell, from reading the
# $ ( | ) in an expression.
passed = BENCH SIZE BLOB PROFILE MANIFEST SHARD TIMES BASE FIGURES
$(foreach v,$(passed),$(eval export ARG_$v := $$(value $v)))
unexport $(passed)

GO = go
# How long make fuzz looks for new inputs.
FUZZTIME = 60s

# Variables that a caller may set; every other one is a slip (make bench PROFLE=lan).
known = $(passed) GO FUZZTIME CC CGO_ENABLED GOFLAGS
$(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$(if $(filter $v,$(known)),,\
	$(error there is no variable $v: make knows $(known)))))

# So is an empty value given on purpose (BLOB=$UNSET), which is not the whole matrix,
$(foreach v,$(passed),$(if $(filter command,$(firstword $(origin $v))),\
	$(if $(strip $(value $v)),,$(error $v is empty: give it a value, or leave it out))))

# and one that a goal has no use for: make range PROFILE=lan would say nothing of lan.
sets = size workers scaling part layers profile memory range lock ahead model waterfall faults
takes-bench = BENCH SIZE BLOB PROFILE MANIFEST SHARD
takes-stress = BENCH SIZE TIMES
takes-diff = BASE BENCH FIGURES
takes-figures = SHARD
$(foreach g,$(sets),$(eval takes-$g = SHARD))
$(foreach g,bench diff merge $(sets) figures tables report cpu stress model-error,$(if $(filter $g,$(MAKECMDGOALS)),\
	$(foreach v,$(filter-out $(takes-$g),$(passed)),$(if $(filter command,$(firstword $(origin $v))),\
		$(error make $g takes no $v: leave it out$(if $(takes-$g),; it takes $(takes-$g)))))))

.DEFAULT_GOAL := help
.PHONY: help bench diff merge $(sets) figures tables report cpu stress model-error runner test race fuzz peers check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@printf '  make bench %s\n' \
		"BENCH='Upload/=manager/=pooled'  only these cells; matched element by element between slashes" \
		"SIZE=32MiB                       this many bytes instead of the sizes of the matrix" \
		"BLOB=path/to/layer.tar.gz        the bytes of this file instead of generated ones" \
		"PROFILE=lan                      another network and store: a name, or path/to/mine.json" \
		"MANIFEST=path/to/manifest.json   the layers of this image, 4 at a time" \
		"SHARD=1/3                        a third of the matrix, for make merge; so does make figures"
	@printf '  make diff %s\n' \
		"BASE=v1.2                         compare with this commit instead of the merge base with main" \
		"BENCH='Upload/=manager/=pooled'   only these cells" \
		"FIGURES=results                   what make figures has just measured, instead of measuring"
	@echo "  These write to results/local/, never over committed figures."
	@printf '  make stress %s\n' \
		"SIZE=12MiB TIMES=100            this many bytes and runs instead of 64MiB and 25; BENCH as above"

bench: runner ## run the whole matrix in virtual time, print the tables, write results/
	@exec .bin/readeratbench bench -bench="$$ARG_BENCH" -size="$$ARG_SIZE" -blob="$$ARG_BLOB" \
		-profile="$$ARG_PROFILE" -manifest="$$ARG_MANIFEST" -shard="$$ARG_SHARD"

diff: runner ## run every virtual benchmark, compare with the figures of main, fail if one is worse
	@exec .bin/readeratbench diff -base="$$ARG_BASE" -bench="$$ARG_BENCH" -figures="$$ARG_FIGURES"

merge: runner ## put shards together, as one run would write it
	@exec .bin/readeratbench merge

size: ## every reader from 4 MiB to 1 GiB
workers: ## with 1 to 20 workers
scaling: ## and how far that moves with latencies
part: ## with parts of 5 to 64 MiB
layers: ## 1, 4 and 8 objects at once
profile: ## on every network that is built in
memory: ## readahead with 1 to 160 MiB
range: ## how far the figures move with latencies
lock: ## the mutex reader with both of its locks
ahead: ## fetching ahead, near the store and far from it
model: ## what model-error compares
waterfall: ## every request of a few copies, for the report's pictures
faults: ## how copies end when something goes wrong, and what that costs: three minutes
figures: ## every virtual figure in results/: bench and those above, of faults the candidates
$(sets) figures: runner
	@exec .bin/readeratbench $@ -shard="$$ARG_SHARD"

tables: runner ## make every table anew from results/*.bench, and print them
	@exec .bin/readeratbench tables

report: ## make results/report.html, DECISION.md and figures/ from results/*.bench
	@$(GO) run ./scripts/report

cpu: ## what one ReadAt costs the processor, on the real clock: takes two minutes
	@scripts/cpu.sh

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

check: ## gofmt, go vet, staticcheck, and whether the report says what the results do
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { \
		echo "not formatted, run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) run ./scripts/report -check
