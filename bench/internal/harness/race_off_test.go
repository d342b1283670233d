//go:build !race

package harness

// RaceEnabled says whether the race detector is compiled in.
const RaceEnabled = false
