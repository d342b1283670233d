//go:build !race

package readeratest

const raceEnabled = false
