package readeratest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// The environment variables that the suite reads.
const (
	seedVariable     = "READERATEST_SEED"
	patienceVariable = "READERATEST_PATIENCE"
)

// patience is how long no call may end before those under way count as hung. A
// variable for the tests, which wait for readers that do hang.
var patience = 10 * time.Second

// settings are what the environment decides.
type settings struct {
	seed     uint64
	patience time.Duration
}

func newSettings() (settings, error) {
	set := settings{rand.Uint64(), patience}
	var err error
	if s := os.Getenv(seedVariable); s != "" {
		if set.seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			return set, fmt.Errorf("readeratest: %s=%q: want the number that a violation named: %w", seedVariable, s, err)
		}
	}
	if s := os.Getenv(patienceVariable); s != "" {
		set.patience, err = time.ParseDuration(s)
		if err != nil || set.patience <= 0 {
			return set, fmt.Errorf("readeratest: %s=%q: want a time above zero, like 30s", patienceVariable, s)
		}
	}
	return set, nil
}
