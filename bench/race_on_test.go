//go:build race

package bench

// RaceEnabled says whether the race detector is compiled in.
const RaceEnabled = true
