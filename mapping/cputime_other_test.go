//go:build !unix

package mapping_test

import "time"

var begun = time.Now()

// processorTime is the time that has gone by, where nothing says what the process
// has taken of it.
func processorTime() time.Duration { return time.Since(begun) }
