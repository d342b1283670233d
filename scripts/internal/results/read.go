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
)

// nameKeys are the keys that a cell's name may have.
var nameKeys = []string{"uploader", "reader", "size", "profile", "ttfb", "seed", "workers", "part", "layers", "parallel", "memory"}

// File is a committed results file, read and found whole.
type File struct {
	Path string
	Set

	lines map[string]int // of the cells, by name
}

// Read reads what Set.WriteFile wrote and nothing else: complete, every cell with the
// same known units, no key that is not known, one model, and no line that the
// benchmark format would have skipped. Its errors name file and line.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there; make %s makes it", path, target(strings.TrimSuffix(filepath.Base(path), ".bench")))
	}
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, lines: map[string]int{}}
	if !bytes.HasSuffix(text, []byte("\n"+end)) {
		return nil, f.refuse(bytes.Count(text, []byte("\n"))+1, "was cut short: its last line is not "+strings.TrimSpace(end))
	}
	found, err := f.Scan(text, path)
	if err != nil {
		return nil, fmt.Errorf("%w; make it again, or take it from git", err) // it names file and line
	}
	for _, r := range found {
		if err := f.addRead(r); err != nil {
			return nil, err
		}
	}
	if len(found) == 0 {
		return nil, f.refuse(1, "has no cells")
	}
	var again bytes.Buffer
	if err := f.WriteFile(&again); err != nil {
		return nil, err
	}
	if line, err := SameLines(again.Bytes(), text); err != nil {
		return nil, f.refuse(line, err.Error())
	}
	return f, nil
}

// refuse says where, what and what to do.
func (f *File) refuse(line int, what string) error {
	return fmt.Errorf("%s:%d: %s; make it again, or take it from git", f.Path, line, what)
}

// target is what make makes a set with: that of the whole matrix has another name.
func target(set string) string {
	if set == "upload" {
		return "bench"
	}
	return set
}

func (f *File) addRead(r *benchfmt.Result) error {
	_, line := r.Pos()
	name := r.Name.String()
	if first := f.lines[name]; first != 0 {
		return f.refuse(line, fmt.Sprintf("cell %s is there already, in line %d", name, first))
	}
	f.lines[name] = line
	for _, c := range r.Config {
		if c.File && c.Key != ModelKey {
			return f.refuse(line, fmt.Sprintf("unknown key %q above cell %s", c.Key, name))
		}
	}
	if r.GetConfig(ModelKey) == "" {
		return f.refuse(line, fmt.Sprintf("no key %s: above cell %s", ModelKey, name))
	}
	_, parts := r.Name.Parts()
	for _, part := range parts {
		key, _, ok := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
		if !ok || !slices.Contains(nameKeys, key) {
			return f.refuse(line, fmt.Sprintf("unknown key %q in the name of cell %s", key, name))
		}
	}
	if err := checkUnits(r); err != nil {
		return f.refuse(line, fmt.Sprintf("cell %s %v", name, err))
	}
	if err := f.AddResult(r); err != nil {
		return f.refuse(line, fmt.Sprintf("cell %s %v", name, err))
	}
	return nil
}

// checkUnits wants all units that are known, but for the one that not every cell
// has, and no others.
func checkUnits(r *benchfmt.Result) error {
	for _, v := range r.Values {
		if !slices.Contains(unitOrder, v.Unit) {
			return fmt.Errorf("has %v %s, a unit that virtual figures do not have", v.Value, v.Unit)
		}
	}
	for _, unit := range unitOrder[:len(unitOrder)-1] { // but for peakBuffer
		if _, ok := r.Value(unit); !ok {
			return fmt.Errorf("has no %s", unit)
		}
	}
	return nil
}

// Model is the version of the model that the figures are of.
func (f *File) Model() string { return f.Results[0].GetConfig(ModelKey) }

// firstLine is where its first cell stands.
func (f *File) firstLine() int { return f.lines[f.Results[0].Name.String()] }

// SameLines returns the number of the first line of got that is not as in want,
// and says what is different; 0 and nil if nothing is.
func SameLines(want, got []byte) (int, error) {
	if bytes.Equal(want, got) {
		return 0, nil
	}
	w, g := slices.Collect(bytes.Lines(want)), slices.Collect(bytes.Lines(got))
	line := func(lines [][]byte, i int) string {
		if i < len(lines) {
			return strconv.Quote(string(lines[i]))
		}
		return "the end"
	}
	i := 0
	for i < len(w) && i < len(g) && bytes.Equal(w[i], g[i]) {
		i++
	}
	return i + 1, fmt.Errorf("here is %s where there should be %s", line(g, i), line(w, i))
}
