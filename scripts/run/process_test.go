package main

import "testing"

// What a failed cell said comes without the lines every cell prints.
func TestWithoutHeader(t *testing.T) {
	const out = "model: 1\nUnit vsec/op better=lower assume=exact\ngoos: linux\n--- FAIL: BenchmarkUpload\n    Unit tests: fine\n"
	const want = "--- FAIL: BenchmarkUpload\n    Unit tests: fine\n"
	if got := withoutHeader(out); got != want {
		t.Errorf("withoutHeader = %q; want %q", got, want)
	}
}
