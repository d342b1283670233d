//go:build !unix

package proc

import (
	"os/exec"
	"time"
)

// killGroup has no groups to work with here: the process alone is ended.
func killGroup(cmd *exec.Cmd) {
	cmd.WaitDelay = 5 * time.Second
}
