package readeratest

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of README.md anew")

const readme = "README.md"

// table is what stands between two marks of README.md.
func table(t *testing.T, name string) *regexp.Regexp {
	t.Helper()
	return regexp.MustCompile(`(?s)(<!-- ` + name + ` -->\n)(.*?)(<!-- end -->)`)
}

func rulesTable() string {
	var b strings.Builder
	b.WriteString("| rule | what it demands | who says so | black box |\n|---|---|---|---|\n")
	for _, r := range rules {
		mark := ""
		if r.blackBox {
			mark = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.name, r.text, r.source, mark)
	}
	return b.String()
}

// mutantsTable needs to be told which rules reject a reader beside its own, and how
// often luck finds it.
func mutantsTable(also func(mutant) []string, rate func(mutant) string) string {
	var b strings.Builder
	b.WriteString("| reader | what is wrong with it | rejected by | and, as a rule, by |\n|---|---|---|---|\n")
	for _, s := range mutants() {
		rule := "`" + s.rule + "`"
		if s.stress {
			rule += ", by luck: " + rate(s)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.name, s.what, rule, strings.Join(also(s), ", "))
	}
	return b.String()
}

// reject runs the suite n times and counts the rules that were broken.
func (s mutant) reject(n int) map[string]int {
	count := make(map[string]int)
	for range n {
		for _, r := range brokenRules(Check(s.newReader)) {
			count[r]++
		}
	}
	return count
}

// always lists the rules broken n times, the one meant left out.
func (s mutant) always(count map[string]int, n int) (names []string) {
	for _, r := range rules {
		if count[r.name] >= n && r.name != s.rule {
			names = append(names, r.name)
		}
	}
	return names
}

// README.md shows the rules and the mutants as they are.
func TestReadmeShowsTheTables(t *testing.T) {
	if raceEnabled {
		t.Skip("half of the mutants are for the race detector")
	}
	impatient(t)
	if *update {
		write(t)
	}
	b, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	committed := table(t, "mutants").FindSubmatch(b)
	shown := rowsOf(string(committed[2]))
	want := mutantsTable(
		func(s mutant) []string { return s.confirmed(t, shown[s.name].also) },
		func(s mutant) string { return shown[s.name].rate })
	if string(committed[2]) != want {
		t.Errorf("the mutants in README.md are not those of the tests: go test ./strategies/readeratest -run Readme -update")
	}
	if got := table(t, "rules").FindSubmatch(b); string(got[2]) != rulesTable() {
		t.Errorf("the rules in README.md are not the rules: go test ./strategies/readeratest -run Readme -update")
	}
}

// row is what of a row cannot be derived from the mutants.
type row struct {
	also []string
	rate string
}

func rowsOf(table string) map[string]row {
	rows := make(map[string]row)
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) == 3 {
			cells = append(cells, "")
		}
		if len(cells) != 4 {
			continue
		}
		_, rate, _ := strings.Cut(cells[2], "by luck: ")
		var also []string
		if c := strings.Trim(cells[3], " |"); c != "" {
			also = strings.Split(c, ", ")
		}
		rows[cells[0]] = row{also, rate}
	}
	return rows
}

// confirmed keeps the rules that do reject the reader, at least now and then:
// those that leave the order to the scheduler may need some runs.
func (s mutant) confirmed(t *testing.T, also []string) (kept []string) {
	got := make(map[string]bool)
	missing := func(name string) bool { return !got[name] }
	for i := 0; i == 0 || i < 10 && slices.ContainsFunc(also, missing); i++ {
		for name := range s.reject(1) {
			got[name] = true
		}
	}
	if !s.stress && !got[s.rule] {
		t.Errorf("%s is not rejected by %s", s.name, s.rule)
	}
	for _, name := range also {
		if missing(name) {
			t.Errorf("%s is not rejected by %s, as README.md says", s.name, name)
		} else {
			kept = append(kept, name)
		}
	}
	return kept
}

func write(t *testing.T) {
	b, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	const runs = 5
	counts := make(map[string]map[string]int)
	for _, s := range mutants() {
		counts[s.name] = s.reject(runs)
	}
	mutantsText := mutantsTable(
		func(s mutant) []string {
			if s.stress {
				return nil
			}
			return s.always(counts[s.name], runs)
		},
		func(s mutant) string {
			const runs = 100
			found := 0
			for range runs {
				if s.check() != nil {
					found++
				}
			}
			return fmt.Sprintf("%d of %d runs", found, runs)
		})
	b = table(t, "mutants").ReplaceAll(b, slices.Concat([]byte("${1}"), []byte(mutantsText), []byte("${3}")))
	b = table(t, "rules").ReplaceAll(b, slices.Concat([]byte("${1}"), []byte(rulesTable()), []byte("${3}")))
	if err := os.WriteFile(readme, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
