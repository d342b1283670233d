package runner

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"readeratbench/internal/cell"
)

// Shard is one of N parts of what a goal measures: the cells whose index mod N is I-1.
// Sizes take turns in the matrix: an odd number of parts is shared out more evenly than
// an even one. The zero Shard is none.
type Shard struct{ I, N int }

var shardForm = regexp.MustCompile(`^([0-9]{1,9})/([0-9]{1,9})$`)

// ParseShard reads 1/3; "" is none.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	m := shardForm.FindStringSubmatch(s)
	if m == nil {
		return Shard{}, errors.New("not a part and a number of parts, such as 1/2")
	}
	i, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	if i < 1 || i > n {
		return Shard{}, fmt.Errorf("there is no part %d of %d; they count from 1 to %d", i, n, n)
	}
	return Shard{i, n}, nil
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.I, s.N) }

// File is where the shard of a goal's figures stands in the folder of shards.
func (s Shard) File(goal string) string { return fmt.Sprintf("%s-%d-of-%d.bench", goal, s.I, s.N) }

// Of is the shard's share of the cells.
func (s Shard) Of(cells []cell.Name) ([]cell.Name, error) {
	if s.N > len(cells) {
		return nil, fmt.Errorf("there are %d cells, so a shard would be empty; give at most %d parts", len(cells), len(cells))
	}
	var share []cell.Name
	for i := s.I - 1; i < len(cells); i += s.N {
		share = append(share, cells[i])
	}
	return share, nil
}
