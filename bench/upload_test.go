package bench

import (
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// BenchmarkUpload is the default matrix: every sound reader, the one that was
// merged upstream, and the references.
func BenchmarkUpload(b *testing.B) {
	var subjects []subject
	for _, s := range strategies.All() {
		subjects = append(subjects, strategySubject(s))
	}
	for _, s := range defects.All() {
		if s.Name == "merged" { // the other one crashes: scripts/crash.sh shows how
			subjects = append(subjects, strategySubject(s))
		}
	}
	runMatrix(b, append(subjects, references()...))
}
