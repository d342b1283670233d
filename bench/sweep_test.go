package bench

import (
	"fmt"
	"slices"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/strategies"
)

// A sweep is the matrix with one circumstance varied that the default matrix holds
// still. Each is a benchmark of its own, since names of BenchmarkUpload never grow.

// BenchmarkSize is every reader from a small layer to a large one.
func BenchmarkSize(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, s := range matrixSubjects() {
			for _, mib := range []int64{4, 16, 64, 256, 1024} {
				if mib<<20 <= largest(u, s) {
					cells = append(cells, cell{uploader: u, subject: s, content: content.Generated(seed, mib<<20), profile: S3Standard()})
				}
			}
		}
	}
	runCells(b, cells)
}

// slowLimit is where readers end that make a request for every 32 KiB. Beyond it
// their figures grow with the size, as they do before it, and a cell takes 10 s.
const slowLimit = 256 << 20

func largest(u uploader, s subject) int64 {
	oftenAsking := []string{"mutex", "stateless", "stateless-open-ended", "stateless-locked", "contentutil-locked", "merged"}
	if u.name == "manager" && slices.Contains(oftenAsking, s.name) {
		return slowLimit
	}
	return 1 << 30
}

// comparedSubjects are those of the matrix that differ in what decides a sweep.
// Left out are the same policies in other shapes (stateless-open-ended,
// contentutil-locked), history (reopen-at-0) and defects.
func comparedSubjects() []subject {
	var all []subject
	for _, name := range []string{
		"mutex", "mutex-barging", "stateless", "stateless-locked", "pooled", "pooled-locked", "readahead", "stream", "memory", "floor",
	} {
		i := slices.IndexFunc(matrixSubjects(), func(s subject) bool { return s.name == name })
		if i < 0 {
			panic("bench: the sweeps compare " + name + ", a reader that there is not; take it out of comparedSubjects")
		}
		all = append(all, matrixSubjects()[i])
	}
	return all
}

// parts is how many parts there are for the workers: a number that 1, 2, 5, 10 and
// 20 divide, so that no worker is idle in the last round.
const parts = 20

// BenchmarkWorkers is what more workers buy, of the uploaders' own parts.
func BenchmarkWorkers(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, workers := range []int{1, 2, 5, 10, 20} {
			cells = append(cells, workerCells(u, workers, variation{S3Standard(), ""})...)
		}
	}
	runCells(b, cells)
}

// BenchmarkScaling gives what BenchmarkWorkers says of the manager's workers its
// range: with 1, 5 and 20 of them, varied as in BenchmarkRange.
func BenchmarkScaling(b *testing.B) {
	var cells []cell
	for _, workers := range []int{1, 5, 20} {
		for _, v := range variations() {
			cells = append(cells, workerCells(uploaders()[0], workers, v)...)
		}
	}
	runCells(b, cells)
}

func workerCells(u uploader, workers int, v variation) []cell {
	u.workers = workers
	var cells []cell
	for _, s := range slices.Concat(comparedSubjects(), fittedSubjects(workers, u.partSize())) {
		cells = append(cells, cell{
			uploader: u, subject: s, content: content.Generated(seed, parts*u.partSize()), profile: v.profile,
			more: fmt.Sprintf("%s/workers=%d", v.keys, workers),
		})
	}
	return cells
}

// fittedSubjects are given what their documentation asks for; all others are
// measured as they come.
func fittedSubjects(workers int, part int64) []subject {
	var all []subject
	for _, s := range strategies.All() {
		if s.Name == "pooled" || s.Name == "readahead" {
			s = with(s, fitted(workers, part)...)
			s.Name += "-fitted"
			all = append(all, strategySubject(s))
		}
	}
	return all
}

// BenchmarkPart is the matrix with larger parts than the uploaders' own.
func BenchmarkPart(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, mib := range []int64{5, 8, 16, 64} {
			u.part = mib << 20
			for _, s := range slices.Concat(comparedSubjects(), fittedSubjects(5, u.part)) {
				cells = append(cells, cell{
					uploader: u, subject: s, content: content.Generated(seed, 256<<20), profile: S3Standard(),
					more: "/part=" + sizeName(u.part),
				})
			}
		}
	}
	runCells(b, cells)
}

// BenchmarkLayers copies several objects at once, each through a reader of its own
// and all through one client and one card, as BuildKit exports layers: 4 at once
// are its default. size= is that of each.
func BenchmarkLayers(b *testing.B) {
	const size = 64 << 20
	var cells []cell
	for _, u := range uploaders() {
		for _, layers := range []int{1, 4, 8} {
			for _, s := range comparedSubjects() {
				c := cell{
					uploader: u, subject: s, content: content.Generated(seed, size), profile: S3Standard(),
					more: fmt.Sprintf("/layers=%d", layers),
				}
				for i := range layers - 1 {
					c.beside = append(c.beside, content.Generated(seed+uint64(i)+1, size))
				}
				cells = append(cells, c)
			}
		}
	}
	runCells(b, cells)
}

// BenchmarkProfile is every reader on every network that is built in, and those
// that do not make a request for every 32 KiB with a large object as well.
func BenchmarkProfile(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, p := range Profiles() {
			for _, s := range matrixSubjects() {
				for _, mib := range []int64{64, 256} {
					if mib == 64 || largest(u, s) > slowLimit {
						cells = append(cells, cell{uploader: u, subject: s, content: content.Generated(seed, mib<<20), profile: p})
					}
				}
			}
		}
	}
	runCells(b, cells)
}

// BenchmarkMemory is what readahead makes of less memory, and of more.
func BenchmarkMemory(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, p := range Profiles() {
			for _, mib := range []int64{1, 5, 10, 20, 40, 80, 160} {
				s := strategySubject(with(strategyNamed(b, "readahead"), strategies.WithMemory(mib<<20)))
				cells = append(cells, cell{
					uploader: u, subject: s, content: content.Generated(seed, 256<<20), profile: p,
					more: "/memory=" + sizeName(mib<<20),
				})
			}
		}
	}
	runCells(b, cells)
}

// BenchmarkWaterfall is the copies that the report draws request by request, for
// which EnvTrace names the file.
func BenchmarkWaterfall(b *testing.B) {
	var cells []cell
	for _, name := range []string{"mutex", "stateless", "pooled", "readahead"} {
		cells = append(cells, cell{
			uploader: uploaders()[0], subject: named(b, name), content: content.Generated(seed, 64<<20), profile: S3Standard(),
		})
	}
	runCells(b, cells)
}
