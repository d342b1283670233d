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
			got := play(t, string(want))
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

// player is a window with its memory and what is on its way, without the reader.
type player struct {
	t      *testing.T
	window *window
	cache  *blocks
	kept   int64 // memory that is not for fetching ahead
	flying []*fetch
	out    strings.Builder
}

// play runs the commands of a transcript and writes it anew.
func play(t *testing.T, transcript string) string {
	p := &player{t: t}
	for line := range strings.Lines(transcript) {
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

func (p *player) do(command string) {
	p.t.Helper()
	var a, b int64
	var name string
	switch name, _, _ = strings.Cut(command, " "); name {
	case "window":
		var size, unit, first, most, memory int64
		var patience, early, late int
		p.scan(command, "window size=%d unit=%d first=%d most=%d memory=%d kept=%d patience=%d early=%d late=%d",
			&size, &unit, &first, &most, &memory, &p.kept, &patience, &early, &late)
		p.cache = newBlocks(size, unit, memory)
		p.window = newWindow(p.cache, first, most, 0)
		p.window.patience, p.window.early, p.window.late = patience, early, late
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

func (p *player) scan(command, format string, args ...any) {
	p.t.Helper()
	if _, err := fmt.Sscanf(command, format, args...); err != nil {
		p.t.Fatalf("command %q: %v; want %q", command, err, format)
	}
}

// read does what a reader does under its lock, but for waiting: what has not
// arrived by the end of the call counts as not read.
func (p *player) read(off, n int64) {
	for _, s := range p.window.touch(off, n) {
		fmt.Fprintf(&p.out, "drop %d-%d\n", s.from, s.to)
		p.drop(s)
	}
	for at := p.cache.floor(off); at < off+n; at += p.cache.unit {
		if p.cache.at(at) == nil {
			if room := p.cache.demandRoom(); room > 0 {
				p.plan("demand", p.window.demand(at, off+n-at, room))
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
			p.cache.use(b)
			b.read = b.read || at+int64(b.size) <= off+n
			p.cache.done(b)
		}
	}
}

func (p *player) plan(why string, s span) {
	fmt.Fprintf(&p.out, "%s %d-%d\n", why, s.from, s.to)
	if s.from >= s.to || s.from%p.cache.unit != 0 {
		p.t.Errorf("%s %d-%d is no span of blocks", why, s.from, s.to)
	}
	for at := s.from; at < s.to; at += p.cache.unit {
		if p.cache.at(at) != nil {
			p.t.Errorf("%s %d-%d: byte %d is there or on its way already", why, s.from, s.to, at)
		}
	}
	f := &fetch{span: s}
	f.blocks = p.cache.take(s, f)
	p.flying = append(p.flying, f)
	if p.cache.made > p.cache.limit {
		p.t.Errorf("%d buffers; want %d at most", p.cache.made, p.cache.limit)
	}
}

// land ends all that is on its way, well or not.
func (p *player) land(err error) {
	p.cache.begun = p.cache.begun || err == nil
	for _, f := range p.flying {
		f.ended, f.err = true, err
		for _, b := range f.blocks {
			if err == nil {
				b.have = b.size
			} else {
				p.cache.lose(b)
			}
			p.cache.settle(b)
		}
	}
	p.flying = nil
}

func (p *player) drop(s span) {
	for at := s.from; at < s.to; at += p.cache.unit {
		if b := p.cache.at(at); b != nil && b.whole() {
			p.cache.drop(b)
		}
	}
}
