// Package interrupt ends the work of a program when whoever started it asks for that.
package interrupt

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// Context returns a context that ends with the signals to interrupt, to terminate and
// to hang up. What whoever started the program has it ignore, as nohup does, stays
// ignored. To write to a pipe that is closed becomes an error like another. stop gives
// the signals back.
func Context() (ctx context.Context, stop context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE)
	ends := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	if len(ends) == 0 { // none would stand for all
		return context.WithCancel(context.Background())
	}
	return signal.NotifyContext(context.Background(), ends...)
}
