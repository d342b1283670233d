//go:build !linux

package wallnet

import "time"

// beat is the runtime's sleep, rounded as any other.
func beat() { time.Sleep(100_000) }
