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
// mutex with both ends of its lock, the one that was merged upstream, and the
// references.
func matrixSubjects() []subject {
	var sound []subject
	for _, s := range strategies.All() {
		sound = append(sound, strategySubject(s))
		if s.Name == "mutex" {
			sound = append(sound, bargingSubject(s))
		}
	}
	return slices.Concat(sound, mergedSubject(), references())
}

// mergedSubject is the merged reader. The other defect is not measured: it
// crashes, and scripts/crash.sh shows how.
func mergedSubject() []subject {
	var merged []subject
	for _, s := range defects.All() {
		if s.Name == "merged" {
			merged = append(merged, strategySubject(s))
		}
	}
	return merged
}
