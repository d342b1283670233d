package results

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// File is a committed results file, read and found whole.
type File struct {
	Path string
	Set

	lines map[cell.Name]int // of the cells
}

// Read reads what Set.WriteFile wrote and nothing else: complete, every cell with the
// same known units, no key that is not known, one model, and no line that the
// benchmark format would have skipped. Its errors name file and line.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there; make %s makes it", path, Goal(strings.TrimSuffix(filepath.Base(path), ".bench")))
	}
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, lines: map[cell.Name]int{}}
	found, err := f.scanWhole(text, path)
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		if err := f.addRead(r); err != nil {
			return nil, err
		}
	}
	var again bytes.Buffer
	if err := f.WriteFile(&again); err != nil {
		return nil, err
	}
	if line, err := firstDifference(again.Bytes(), text); err != nil {
		return nil, f.refuse(line, err.Error())
	}
	return f, nil
}

// scanWhole reads a file that must be complete and have cells.
func (f *File) scanWhole(text []byte, path string) ([]*benchfmt.Result, error) {
	if !bytes.HasSuffix(text, []byte("\n"+end)) {
		return nil, f.refuse(bytes.Count(text, []byte("\n"))+1, "was cut short: its last line is not "+strings.TrimSpace(end))
	}
	found, err := f.Scan(text, path)
	if err != nil {
		return nil, fmt.Errorf("%w; make it again, or take it from git", err) // it names file and line
	}
	if len(found) == 0 {
		return nil, f.refuse(1, "has no cells")
	}
	return found, nil
}

// refuse says where, what and what to do.
func (f *File) refuse(line int, what string) error {
	return fmt.Errorf("%s:%d: %s; make it again, or take it from git", f.Path, line, what)
}

func (f *File) addRead(r *benchfmt.Result) error {
	_, line := r.Pos()
	name := NameOf(r)
	if first := f.lines[name]; first != 0 {
		return f.refuse(line, fmt.Sprintf("cell %s is there already, in line %d", name, first))
	}
	f.lines[name] = line
	for _, c := range r.Config {
		if c.File && c.Key != cell.Model {
			return f.refuse(line, fmt.Sprintf("unknown key %q above cell %s", c.Key, name))
		}
	}
	if r.GetConfig(cell.Model) == "" {
		return f.refuse(line, fmt.Sprintf("no key %s: above cell %s", cell.Model, name))
	}
	if err := name.Check(); err != nil {
		return f.refuse(line, err.Error())
	}
	if err := errors.Join(checkUnits(r), f.AddResult(r)); err != nil {
		return f.refuse(line, fmt.Sprintf("cell %s %v", name, err))
	}
	return nil
}

// checkUnits wants all units that are known, but for those that not every cell has,
// and no others.
func checkUnits(r *benchfmt.Result) error {
	known := cell.UnitsOf(NameOf(r))
	for _, v := range r.Values {
		if !slices.ContainsFunc(known, func(u cell.Unit) bool { return u.Name == v.Unit }) {
			return fmt.Errorf("has %v %s, a unit that virtual figures do not have", v.Value, v.Unit)
		}
	}
	for _, u := range known {
		if _, ok := r.Value(u.Name); !ok && !u.Optional {
			return fmt.Errorf("has no %s", u.Name)
		}
	}
	return nil
}

// firstLine is where its first cell stands.
func (f *File) firstLine() int { return f.lines[NameOf(f.Results[0])] }

// firstDifference returns the number of the first line of got that is not as in want,
// and says what is different; 0 and nil if nothing is.
func firstDifference(want, got []byte) (int, error) {
	w, g := slices.Collect(bytes.Lines(want)), slices.Collect(bytes.Lines(got))
	line := func(lines [][]byte, i int) string {
		if i < len(lines) {
			return strconv.Quote(string(lines[i]))
		}
		return "the end"
	}
	for i := range max(len(w), len(g)) {
		if line(w, i) != line(g, i) {
			return i + 1, fmt.Errorf("here is %s where there should be %s", line(g, i), line(w, i))
		}
	}
	return 0, nil
}
