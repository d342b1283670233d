package bubble

import "strings"

// Goroutines are the stacks of those goroutines of the caller's bubble, the caller's own
// apart, that have what in them.
func Goroutines(what string) []string {
	var kept []string
	for i, g := range goroutines(stacks(), bubbleID()) {
		if i > 0 && strings.Contains(g, what) { // the caller's is the first
			kept = append(kept, g)
		}
	}
	return kept
}
