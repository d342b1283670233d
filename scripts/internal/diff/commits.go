package diff

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/proc"
)

// revertForm is the line that git revert writes.
var revertForm = regexp.MustCompile(`This reverts commit ([0-9a-f]{40,64})`)

// acceptances are the lines in commits since the base that accept worse figures of the
// readers, and the lines that look like one. A reverted commit accepts nothing.
func (b *Base) acceptances(ctx context.Context, readers []string) (all []gate.Acceptance, unclear []string, err error) {
	log, err := proc.Git(ctx, "log", "--no-show-signature", "-z", "--format=%H%n%B", b.commit+"..HEAD") // newest first
	if err != nil {
		return nil, nil, err
	}
	reverted := map[string]bool{}
	for message := range strings.SplitSeq(log, "\x00") {
		commit, text, _ := strings.Cut(message, "\n")
		if reverted[commit] {
			continue
		}
		for _, m := range revertForm.FindAllStringSubmatch(text, -1) {
			reverted[m[1]] = true
		}
		found, odd := gate.Acceptances(short(commit), lines(plainLines(text)))
		all, unclear = append(all, found...), append(unclear, odd...)
		for _, a := range found {
			for _, reader := range a.Readers {
				if !slices.Contains(readers, reader) {
					unclear = append(unclear, fmt.Sprintf("%s names %s, which is not a reader", a.Commit, reader))
				}
			}
		}
	}
	return all, unclear, nil
}

// limitsFile has the limits of figures.
const limitsFile = "scripts/internal/gate/limits.go"

// changedLimits is the diff of the limits: a change may not loosen its own without
// showing it.
func (b *Base) changedLimits(ctx context.Context) ([]string, error) {
	if _, err := proc.Git(ctx, "cat-file", "-e", b.commit+":./"+limitsFile); err != nil {
		return nil, nil // the base is older than the limits
	}
	text, err := proc.Git(ctx, "diff", "--no-color", "--no-ext-diff", "--unified=0", b.commit, "--", limitsFile)
	return plainLines(text), err
}

func plainLines(text string) (all []string) {
	for line := range strings.Lines(text) {
		all = append(all, plain(line))
	}
	return all
}
