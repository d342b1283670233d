package peers

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write README.md")

// The README says what TestPeers holds the peers to, for the versions in go.mod.
func TestReadme(t *testing.T) {
	want := readme(t)
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("README.md is not what is on record; go test -run TestReadme -update writes it")
	}
}

const readmeHead = `<!-- Generated: go test -run TestReadme -update -->

# Readers that no one here wrote

What the conformance suite ` + "`strategies/readeratest`" + ` finds in them. ` + "`go test`" + ` in this folder repeats it
and fails when a peer breaks a rule that is not below, or keeps one that is; with ` + "`-race`" + ` also when the data races
are not those below. The folder is a module of its own, so that what the peers depend on stays out of the main one.

- **Glass box**: over a source that the suite owns, breaks and steps. What carries it to the peer (HTTP replies, osio's
  KeyStreamerAt, containerd's Fetcher) is checked by passing known-correct readers through it, which break nothing.
- **Black box**: over HTTP on loopback from the fake S3 of the benchmarks. No faults, no chosen order of events.

Not every rule is in the documentation of io.ReaderAt: those marked *this suite* are its own, and a reader may have
reasons not to keep them. Rules about Close are for readers that have one. No finding says anything about speed.
A dash means that the box does not have the rule, or that it was kept there; *by schedule* that it is broken in most
runs or in few, and follows from another finding anyway.

`

func readme(t *testing.T) string {
	var b strings.Builder
	b.WriteString(readmeHead)
	b.WriteString("| peer | version | licence | concurrent calls, by its documentation | run here | rules broken, glass box | black box |\n")
	b.WriteString("|---|---|---|---|---|---|---|\n")
	for _, p := range all() {
		f := onRecord(p.name)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d | %d |\n",
			p.name, version(t, p.module), p.licence, p.concurrent, p.note, count(f, "glass"), count(f, "black"))
	}
	for _, p := range all() {
		writeFindings(&b, p)
	}
	return b.String()
}

func writeFindings(b *strings.Builder, p peer) {
	found := onRecord(p.name)
	if len(found) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", p.name)
	if p.races != "" {
		fmt.Fprintf(b, "With -race, the race detector reports a data race in it (%s).\n\n",
			map[string]string{"glass": "glass box", "black": "black box", "both": "both boxes"}[p.races])
	}
	b.WriteString("| rule | says | glass | black | case | reading |\n|---|---|---|---|---|---|\n")
	for _, f := range found {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s: `%s` | %s |\n", f.rule, f.by, f.glass, f.black, f.after, f.got, f.why)
	}
}

func (v verdict) String() string {
	return [...]string{"—", "broken", "by schedule"}[v]
}

func count(found []finding, box string) (n int) {
	for _, f := range found {
		if f.in(box) != never {
			n++
		}
	}
	return n
}

// version is the one in go.mod.
func version(t *testing.T, module string) string {
	t.Helper()
	if module == "" {
		return "standard library"
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == module {
			return module + " " + f[1]
		}
	}
	t.Fatalf("go.mod does not name %s", module)
	return ""
}
