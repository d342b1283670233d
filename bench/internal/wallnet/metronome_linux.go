package wallnet

import "syscall"

// beat is the system's sleep, which Go does not round.
func beat() {
	d := syscall.NsecToTimespec(100_000)
	_ = syscall.Nanosleep(&d, nil) // cut short by a signal, it is too soon
}
