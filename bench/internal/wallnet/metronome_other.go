//go:build !linux

package wallnet

import "time"

// beat is as good as the runtime's sleep here.
func beat() { time.Sleep(100_000) }
