//go:build race

package defects_test

const raceEnabled = true
