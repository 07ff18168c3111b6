//go:build unix

package mapping_test

import (
	"syscall"
	"time"
)

// processorTime is what the process has taken so far, which other programs on the
// machine do not disturb.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
