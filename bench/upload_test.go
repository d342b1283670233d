package bench

import (
	"slices"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// BenchmarkUpload is the default matrix.
func BenchmarkUpload(b *testing.B) { runMatrix(b, matrixSubjects()) }

// matrixSubjects are the readers that figures are published of: every sound one,
// mutex with both ends of its lock, those unsound ones that end, and the
// references.
func matrixSubjects() []subject {
	var sound []subject
	for _, s := range strategies.All() {
		sound = append(sound, limited(strategySubject(s)))
		if s.Name == "mutex" {
			sound = append(sound, bargingSubject(s))
		}
	}
	return slices.Concat(sound, measuredDefects(), references())
}

// measuredDefects are the merged reader and contentutil. The others are not
// measured: they crash, and go test ./strategies/defects -run Crash -v shows how.
func measuredDefects() []subject {
	var all []subject
	for _, s := range defects.All() {
		if s.Name == "merged" || s.Name == "contentutil" {
			all = append(all, limited(strategySubject(s)))
		}
	}
	return all
}

// limited leaves out what would tell nothing, or take too long to tell it;
// results/README.md says so, too.
func limited(s subject) subject {
	switch s.name {
	case "reopen-at-0":
		// Each of the manager's calls would fetch the object up to its offset: 2,048
		// calls of 32 KiB, and so 64 GiB for 64 MiB.
		s.fits = func(u uploader, size int64) bool { return u.name != "manager" || size <= 8<<20 }
	case "contentutil":
		// Callers read from each other's streams, and past the object's end: what
		// arrives is wrong, where the upload does not fail.
		s.fits = func(u uploader, _ int64) bool { return u.name != "manager" }
	}
	return s
}

// named returns one of the published readers.
func named(t testing.TB, name string) subject {
	t.Helper()
	for _, s := range matrixSubjects() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no reader is called %s", name)
	return subject{}
}
