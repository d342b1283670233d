package main

import "testing"

func TestIsPath(t *testing.T) {
	for profile, want := range map[string]bool{
		"": false, "lan": false, "s3-standard": false, "json": false, "lan.jsonc": false,
		"mine.json": true, "./lan": true, "/tmp/lan": true, "dir/": true, ".json": true,
	} {
		if got := isPath(profile); got != want {
			t.Errorf("isPath(%q) = %v, want %v", profile, got, want)
		}
	}
}
