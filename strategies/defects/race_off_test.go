//go:build !race

package defects_test

const raceEnabled = false
