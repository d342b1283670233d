package runner

import (
	"slices"
	"testing"

	"readeratbench/internal/cell"
)

func TestParseShard(t *testing.T) {
	for s, want := range map[string]Shard{"1/1": {1, 1}, "2/3": {2, 3}, "10/12": {10, 12}} {
		if got, err := ParseShard(s); got != want || err != nil || got.String() != s {
			t.Errorf("ParseShard(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"1", "/", "1/", "/2", "0/1", "2/1", "1/0", "+1/2", "1/2/3", "1/2 ", "1 / 2", "a/b", "1/9999999999"} {
		if got, err := ParseShard(s); err == nil {
			t.Errorf("ParseShard(%q) = %v, nil; want an error", s, got)
		}
	}
}

// TestShardShares: every cell is in exactly one share, at its index mod n.
func TestShardShares(t *testing.T) {
	cells := []cell.Name{"a", "b", "c", "d", "e", "f", "g"}
	for _, tt := range []struct {
		shard Shard
		want  []cell.Name
	}{
		{Shard{1, 1}, cells},
		{Shard{1, 3}, []cell.Name{"a", "d", "g"}},
		{Shard{2, 3}, []cell.Name{"b", "e"}},
		{Shard{3, 3}, []cell.Name{"c", "f"}},
		{Shard{7, 7}, []cell.Name{"g"}},
	} {
		if got, err := tt.shard.Of(cells); !slices.Equal(got, tt.want) || err != nil {
			t.Errorf("shard %s of %q = %q, %v; want %q", tt.shard, cells, got, err, tt.want)
		}
	}
}

// A shard of more parts than cells would be empty.
func TestShardEmpty(t *testing.T) {
	if got, err := (Shard{1, 3}).Of([]cell.Name{"a", "b"}); err == nil {
		t.Errorf("shard 1/3 of 2 cells = %q; want an error", got)
	}
	if s, err := ParseShard(""); s != (Shard{}) || err != nil {
		t.Errorf("ParseShard of nothing = %v, %v; want none", s, err)
	}
}
