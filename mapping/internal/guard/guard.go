// Package guard lets a panic cost the record that it met, and not the run. It may
// import frontsheet, for the issue that says so.
package guard

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// ErrInternal says that a record met a fault of this library, and was left out.
// Its issues say where in the code; the next record can be worked on.
var ErrInternal = errors.New("a fault of this library")

// Do calls f, which works on one record, and reports whether f panicked and
// where in the code. The value of the panic is dropped: it may quote the record.
func Do(f func()) (place string, panicked bool) {
	defer func() {
		if recover() != nil {
			place, panicked = panicPlace(), true
		}
	}()
	f()
	return "", false
}

// panicPlace names the function and the line that panicked, of the goroutine
// that recovers from it.
func panicPlace() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	inside := false // the frames of the panic itself, which are the runtime's
	for {
		f, more := frames.Next()
		switch runtimes := strings.HasPrefix(f.Function, "runtime."); {
		case f.Function == "runtime.gopanic":
			inside = true
		case inside && !runtimes:
			return fmt.Sprintf("%s (%s:%d)", f.Function[strings.LastIndexByte(f.Function, '/')+1:], filepath.Base(f.File), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// InternalError returns the issue of a record that met a panic at a place in the
// code.
func InternalError(at frontsheet.Position, place string) frontsheet.Issue {
	return frontsheet.Issue{
		File: at.File, Record: at.Record, Line: at.Line, Severity: frontsheet.Error, Code: "internal-error",
		Detail: "a fault of this library, in " + place + ": the record is rejected",
	}
}
