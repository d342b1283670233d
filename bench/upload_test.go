package bench

import (
	"slices"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// BenchmarkUpload is the default matrix: every sound reader, the one that was
// merged upstream, and the references.
func BenchmarkUpload(b *testing.B) {
	var sound []subject
	for _, s := range strategies.All() {
		sound = append(sound, strategySubject(s))
	}
	runMatrix(b, slices.Concat(sound, mergedSubject(), references()))
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
