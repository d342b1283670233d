//go:build unix

package proc

import (
	"os/exec"
	"syscall"
	"time"
)

// killGroup puts the process into a group of its own and ends the group when
// the command's context ends: a Ctrl-C then reaches only us, and a killed
// child cannot be mistaken for one that failed.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second // for output pipes that a grandchild holds
}
