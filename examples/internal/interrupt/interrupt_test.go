//go:build unix

package interrupt_test

import (
	"fmt"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/interrupt"
)

func TestASignalEndsTheContext(t *testing.T) {
	ctx, stop := interrupt.Context()
	defer stop()
	require.NoError(t, syscall.Kill(syscall.Getpid(), syscall.SIGTERM))
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		assert.Fail(t, "the context goes on")
	}
}

// nohup has a program ignore that the terminal hangs up.
func TestWhatIsIgnoredStaysSo(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	ctx, stop := interrupt.Context()
	defer stop()
	require.NoError(t, syscall.Kill(syscall.Getpid(), syscall.SIGHUP))
	time.Sleep(50 * time.Millisecond)
	assert.NoError(t, ctx.Err())
}

func Example() {
	ctx, stop := interrupt.Context()
	fmt.Println(ctx.Err())
	stop()
	fmt.Println(ctx.Err())
	// Output:
	// <nil>
	// context canceled
}
