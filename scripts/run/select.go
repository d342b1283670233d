package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// maxSize keeps a slip of the finger from taking the machine's memory.
const (
	maxSize  = 4 << 30
	tooLarge = "every running cell keeps its whole copy in memory, to compare it"
)

// selection is a part of the default matrix, or another one. An empty value means "not
// given", which is how make passes variables that were not set.
type selection struct {
	bench, size, blob, profile, manifest, pkg string
}

// bench runs the default matrix, whose figures are committed, or what a selection makes
// of it, whose figures are the caller's own.
func (c command) bench(fs *flag.FlagSet) action {
	m := c.measureFlags(fs, results.Goal(results.Upload.Name), results.Upload)
	var s selection
	fs.StringVar(&s.bench, "bench", "", "run only the cells that match this `regexp` (BENCH), element by element between slashes")
	fs.StringVar(&s.size, "size", "", "upload this many `bytes` (SIZE) instead of the sizes of the matrix")
	fs.StringVar(&s.blob, "blob", "", "upload the bytes of this `file` (BLOB) instead of generated ones")
	fs.StringVar(&s.profile, "profile", "", "measure on this `profile` (PROFILE): a name, or a file with a / or ending in .json")
	fs.StringVar(&s.manifest, "manifest", "", "copy the layers of the image whose manifest is in this `file` (MANIFEST), 4 at a time")
	fs.StringVar(&s.pkg, "pkg", c.pkg, "run the benchmarks of this `package`")
	return func(ctx context.Context, progress io.Writer) (render, error) {
		if s == (selection{pkg: c.pkg}) {
			return c.whole(ctx, progress, m, results.Upload)
		}
		return c.partial(ctx, progress, m, s)
	}
}

// partial runs a selection. Its results never go over the committed ones.
func (c command) partial(ctx context.Context, progress io.Writer, m *measurement, s selection) (render, error) {
	given := s.given()
	if m.shard != "" {
		return nil, fmt.Errorf("SHARD=%s and %s: a shard is of the whole committed matrix; give one of the two", m.shard, given[0])
	}
	var err error
	if m.env, err = s.check(); err != nil {
		return nil, err
	}
	m.results = filepath.Join(m.results, localFolder)
	m.pkg, m.traced = s.pkg, false
	d := results.Upload
	if s.manifest != "" {
		d = results.Image
	}
	m.pattern = results.Pattern(d)
	if s.bench != "" {
		m.pattern = s.bench
	}
	m.explain = s.explain
	set, trace, err := c.measure(ctx, progress, m)
	if err != nil {
		return nil, err
	}
	set.SetBlob(s.blob)
	show, err := judged(set)(publish(m.results, set, trace, d))
	return show, errors.Join(err, dropStale(m.results, set))
}

// given is what was given of it, as make names it.
func (s selection) given() []string {
	var all []string
	for _, v := range [][2]string{{"BENCH=", s.bench}, {"MANIFEST=", s.manifest}, {"SIZE=", s.size}, {"BLOB=", s.blob}, {"PROFILE=", s.profile}, {"-pkg ", s.pkg}} {
		if v[1] != "" {
			all = append(all, v[0]+v[1])
		}
	}
	return all
}

// explain begins an error on cells with what of the caller's may be wrong.
func (s selection) explain(err error) error {
	if s.bench != "" && strings.Contains(err.Error(), " has no cells of ") {
		return fmt.Errorf("BENCH=%s matches no cell; it is matched element by element between slashes, and names look like Benchmark%s", s.bench, cell.Example)
	}
	of := selection{bench: s.bench, manifest: s.manifest, profile: s.profile}.given()
	if len(of) == 0 {
		return err
	}
	return fmt.Errorf("%s: %w", strings.Join(of, ": "), err)
}

// check refuses, before anything is compiled, what could only fail later, and returns
// the cells' environment. Their files are absolute: they run in the folder of their
// package.
func (s selection) check() (env []string, err error) {
	if err := checkBench(s.bench); err != nil {
		return nil, err
	}
	if s.size != "" && s.blob != "" {
		return nil, fmt.Errorf("SIZE=%s and BLOB=%s: a file has its own size; give one of the two", s.size, s.blob)
	}
	for _, other := range [][2]string{{"SIZE", s.size}, {"BLOB", s.blob}} {
		if s.manifest != "" && other[1] != "" {
			return nil, fmt.Errorf("MANIFEST=%s and %s=%s: an image has layers of its own; give one of the two", s.manifest, other[0], other[1])
		}
	}
	if s.size != "" {
		n, err := checkSize(s.size)
		if err != nil {
			return nil, err
		}
		env = append(env, cell.EnvSize+"="+strconv.FormatInt(n, 10))
	}
	if s.profile != "" && !isPath(s.profile) {
		env = append(env, cell.EnvProfile+"="+s.profile) // whether there is one the benchmarks say
		s.profile = ""
	}
	for _, f := range []struct{ name, env, path string }{
		{"BLOB", cell.EnvBlob, s.blob},
		{"MANIFEST", cell.EnvManifest, s.manifest},
		{"PROFILE", cell.EnvProfile, s.profile},
	} {
		if f.path == "" {
			continue
		}
		path, err := regularFile(f.path)
		if err != nil {
			return nil, fmt.Errorf("%s=%s: %s", f.name, f.path, reason(err))
		}
		env = append(env, f.env+"="+path)
	}
	return env, nil
}

func checkBench(bench string) error {
	if _, err := regexp.Compile(bench); err != nil {
		return fmt.Errorf("BENCH=%s: %w; quote what the expression should take literally with \\", bench, err)
	}
	return nil
}

func checkSize(size string) (int64, error) {
	n, err := cell.ParseSize(size)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("SIZE=%s: not a positive number of bytes; give one such as SIZE=8388608 or SIZE=8MiB", size)
	}
	if n > maxSize {
		return 0, fmt.Errorf("SIZE=%s: %s; give at most 4GiB", size, tooLarge)
	}
	return n, nil
}

// isPath tells a profile in a file from the name of one that the benchmarks know.
func isPath(profile string) bool {
	return strings.ContainsRune(profile, '/') || strings.ContainsRune(profile, filepath.Separator) ||
		strings.HasSuffix(profile, ".json")
}

// regularFile is the absolute path of a file; what is in it the benchmarks judge.
func regularFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular() || info.Size() == 0:
		return "", errors.New("is empty, or not a regular file; give one with something in it")
	case info.Size() > maxSize:
		return "", errors.New(tooLarge + "; give a file of at most 4 GiB")
	}
	return filepath.Abs(path)
}

// reason is err without the operation and path that the message has already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return err.Error()
}
