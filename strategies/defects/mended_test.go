package defects_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"readeratbench/strategies/defects"
	"readeratbench/strategies/readeratest"
)

// lines are the mendings, what stands for each in README.md, and the rules that it
// alone decides over.
var lines = []struct {
	mending defects.Mending
	name    string
	rules   []string
}{
	{defects.MendOffset, "offset", []string{"no-shared-position"}},
	{defects.MendShortRead, "short read", []string{"short-read-has-error"}},
	{defects.MendClose, "close", []string{"close-beside-reads", "not-eof-after-close"}},
}

// unmended are the rules that all three together still break: the reader opens
// streams past the object's end, for an empty p as well, keeps one that has failed,
// takes a stream that ends too soon for the end, and waits in Close for a read that
// waits for ever.
var unmended = []string{
	"right-bytes", "eof-past-end", "empty-read", "survives-broken-stream", "truncation-is-not-end", "close-ends-reads",
}

// Each line mends what it is said to, whichever of the others are there. But where
// the offset is stale, calls that Close meets may get wrong bytes all the same: now
// and then, as the lock is handed over.
func TestWhatEachLineBuys(t *testing.T) {
	t.Setenv("READERATEST_PATIENCE", "3s") // all wait for ever in Close; the rules after that have a tenth of it
	for set := defects.Mending(0); set <= defects.MendAll; set++ {
		t.Run(nameOf(set), func(t *testing.T) {
			t.Parallel()
			got := brokenRules(readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
				return defects.NewMended(src, set), nil
			}))
			for _, l := range lines {
				for _, rule := range l.rules {
					if rule == "close-beside-reads" && set&defects.MendOffset == 0 && set&defects.MendClose != 0 {
						continue
					}
					if broken := slices.Contains(got, rule); broken == (set&l.mending != 0) {
						t.Errorf("%s broken: %t; it is the line for %s that mends it", rule, broken, l.name)
					}
				}
			}
			for _, rule := range unmended {
				if !slices.Contains(got, rule) {
					t.Errorf("%s is not broken any more", rule)
				}
			}
			if got = slices.Compact(got); set == defects.MendAll && !slices.Equal(got, unmended) {
				t.Errorf("all three together break %v; want %v", got, unmended)
			}
		})
	}
}

func nameOf(set defects.Mending) string {
	var names []string
	for _, l := range lines {
		if set&l.mending != 0 {
			names = append(names, l.name)
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}

// README.md names the rules as the test above has them.
func TestReadmeNamesTheRules(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		row := fmt.Sprintf("| %s | ", l.name)
		_, rest, ok := strings.Cut(string(b), row)
		rest, _, _ = strings.Cut(rest, "\n")
		for _, rule := range l.rules {
			if !ok || !strings.Contains(rest, "`"+rule+"`") {
				t.Errorf("README.md has no row %q with %s in it", row, rule)
			}
		}
	}
	for _, rule := range unmended {
		if !strings.Contains(string(b), "`"+rule+"`") {
			t.Errorf("README.md does not name %s, which all three lines leave broken", rule)
		}
	}
}
