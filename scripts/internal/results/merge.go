package results

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// Shards are the parts of one or more goals' figures, measured apart. Each is a file in
// the benchmark format with commit: and model: above its cells, and waterfall.csv's
// rows beside it where it has cells that are traced; the files may be concatenated.
type Shards struct {
	Files  []string
	Commit string
	Trace  Trace

	units Set
	cells map[cell.Name]*benchfmt.Result
}

// ReadShards reads all shards in a folder and checks that they are of one commit and
// model, and that none has a cell of another.
func ReadShards(dir string) (*Shards, error) {
	s := &Shards{cells: map[cell.Name]*benchfmt.Result{}}
	for _, ext := range []string{".bench", ".csv"} {
		names, err := fs.Glob(os.DirFS(dir), "*"+ext)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			path := filepath.Join(dir, name)
			read := s.read
			if ext == ".csv" {
				read = s.Trace.AddFile
			}
			if err := read(path); err != nil {
				return nil, err
			}
			s.Files = append(s.Files, path)
		}
	}
	if len(s.cells) == 0 {
		return nil, fmt.Errorf("there are no shards in %s; make them with make figures SHARD=1/2 and SHARD=2/2, or copy them there", dir)
	}
	return s, nil
}

func (s *Shards) read(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(text, []byte("\n"+end)) {
		return fmt.Errorf("%s was cut short; make this shard again", path)
	}
	found, err := s.units.Scan(text, path)
	if err != nil {
		return fmt.Errorf("%w; make this shard again", err)
	}
	for _, r := range found {
		if err := s.add(r); err != nil {
			file, line := r.Pos()
			return fmt.Errorf("%s:%d: cell %s %w", file, line, r.Name, err)
		}
	}
	return nil
}

func (s *Shards) add(r *benchfmt.Result) error {
	name := NameOf(r)
	if other := s.cells[name]; other != nil {
		file, line := other.Pos()
		return fmt.Errorf("is in %s:%d as well; keep the shards of one goal and one number of parts, and remove the others", file, line)
	}
	of := r.GetConfig(cell.Commit)
	switch {
	case of == "":
		return errors.New("has no commit: above it, so it is of no shard; remove the file")
	case s.Commit != "" && s.Commit != of:
		return fmt.Errorf("is of commit %s, others are of %s; make all shards of one commit", of, s.Commit)
	}
	s.Commit = of
	s.cells[name] = r
	return nil
}

// Definitions are those that the shards have cells of.
func (s *Shards) Definitions() []Definition {
	return slices.DeleteFunc(slices.Clone(Definitions), func(d Definition) bool {
		for name := range s.cells {
			if name.Benchmark() == d.Benchmark {
				return false
			}
		}
		return true
	})
}

// Order puts the cells in the order of the listing, without their commit. Every cell
// that is listed must be there, and no other.
func (s *Shards) Order(listed []cell.Name) (*Set, error) {
	whole := &Set{Units: s.units.Units}
	var missing []cell.Name
	for _, name := range listed {
		r := s.cells[name]
		if r == nil {
			missing = append(missing, name)
			continue
		}
		r = r.Clone() // AddResult takes the commit off
		if err := whole.AddResult(r); err != nil {
			return nil, fmt.Errorf("cell %s %w", name, err)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("the shards lack %d of %d cells, %s first; make the missing shard, or copy it there", len(missing), len(listed), missing[0])
	}
	if len(s.cells) > len(listed) {
		for name, r := range s.cells {
			if file, line := r.Pos(); !slices.Contains(listed, name) {
				return nil, fmt.Errorf("%s:%d: there is no cell %s in this version of the code; make all shards of this commit", file, line, name)
			}
		}
	}
	return whole, nil
}
