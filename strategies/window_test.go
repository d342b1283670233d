package strategies

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/window anew")

// The policy, by transcripts: a line that begins with > is a command, what follows
// is what the window answered. The first command of a file makes the window.
func TestWindow(t *testing.T) {
	files, err := filepath.Glob("testdata/window/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("transcripts: %v, %v; want some", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := runTranscript(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("%s says otherwise; -update shows how in git diff. Got:\n%s", file, got)
			}
		})
	}
}

// transcript is a window with its memory and what is on its way, without the reader.
type transcript struct {
	t      *testing.T
	window *window
	cache  *blocks
	kept   int64 // memory that is not for fetching ahead
	flying []*fetch
	out    strings.Builder
}

// runTranscript runs the commands of a transcript and writes it anew.
func runTranscript(t *testing.T, text string) string {
	p := &transcript{t: t}
	for line := range strings.Lines(text) {
		command, ok := strings.CutPrefix(line, "> ")
		switch {
		case ok:
			p.out.WriteString(line)
			p.do(strings.TrimSpace(command))
		case strings.HasPrefix(line, "#") || line == "\n":
			p.out.WriteString(line)
		}
	}
	return p.out.String()
}

func (p *transcript) do(command string) {
	p.t.Helper()
	var a, b int64
	var name string
	switch name, _, _ = strings.Cut(command, " "); name {
	case "window":
		var size, unit, first, most, memory int64
		var misslimit, early, late int
		p.scan(command, "window size=%d unit=%d first=%d most=%d memory=%d kept=%d misslimit=%d early=%d late=%d part=%d",
			&size, &unit, &first, &most, &memory, &p.kept, &misslimit, &early, &late, &b)
		p.cache = newBlocks(size, unit, memory)
		p.window = newWindow(p.cache, first, most, 0)
		p.window.missLimit, p.window.early, p.window.late = misslimit, early, late
		p.window.partUnit = b
	case "read":
		p.scan(command, "read %d %d", &a, &b)
		p.read(a, b)
	case "arrive":
		p.land(nil)
	case "fail":
		p.land(errStopped)
	default:
		p.t.Fatalf("command %q: want window, read, arrive or fail", command)
	}
}

func (p *transcript) scan(command, format string, args ...any) {
	p.t.Helper()
	if _, err := fmt.Sscanf(command, format, args...); err != nil {
		p.t.Fatalf("command %q: %v; want %q", command, err, format)
	}
}

// read does what a reader does under its lock, but for waiting: what has not
// arrived by the end of the call counts as not read.
func (p *transcript) read(off, n int64) {
	read := span{off, off + n}
	for _, s := range p.window.record(read) {
		fmt.Fprintf(&p.out, "drop %d-%d\n", s.from, s.to)
		p.drop(s)
	}
	for at := p.cache.floor(off); at < read.to; at += p.cache.unit {
		if p.cache.at(at) == nil {
			if room := p.cache.demandRoom(); room > 0 {
				p.plan("demand", p.window.demand(span{at, read.to}, room))
			} else {
				fmt.Fprintf(&p.out, "wait for memory for %d\n", at)
			}
		}
		for {
			s, ok := p.window.ahead(p.cache.room()-p.kept, len(p.flying))
			if !ok {
				break
			}
			p.plan("ahead", s)
		}
		if b := p.cache.at(at); b != nil && b.whole() {
			p.cache.pin(b)
			b.read = b.read || b.to <= read.to
			p.cache.unpin(b)
		}
	}
}

func (p *transcript) plan(why string, s span) {
	fmt.Fprintf(&p.out, "%s %d-%d\n", why, s.from, s.to)
	if s.from >= s.to || s.from%p.cache.unit != 0 {
		p.t.Errorf("%s %d-%d is no span of blocks", why, s.from, s.to)
	}
	if p.cache.gap(s) != s {
		p.t.Errorf("%s %d-%d: some of it is there or on its way already", why, s.from, s.to)
	}
	f := &fetch{span: s}
	p.cache.allocate(f)
	p.flying = append(p.flying, f)
	if p.cache.allocated > p.cache.limit {
		p.t.Errorf("%d buffers; want %d at most", p.cache.allocated, p.cache.limit)
	}
}

// land ends all that is on its way, well or not.
func (p *transcript) land(err error) {
	p.cache.begun = p.cache.begun || err == nil
	for _, f := range p.flying {
		f.ended, f.err = true, err
		for _, b := range f.blocks {
			if err == nil {
				b.have = len(b.buf)
			} else {
				p.cache.forget(b)
			}
			p.cache.settle(b)
		}
	}
	p.flying = nil
}

func (p *transcript) drop(s span) {
	for at := range p.cache.split(s) {
		if b := p.cache.at(at.from); b != nil && b.whole() {
			p.cache.evict(b)
		}
	}
}
