package mapping

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Format writes "[redacted]", whatever the verb is.
func (Result) Format(f fmt.State, _ rune) { frontsheet.Redact(f) }

// LogValue returns "[redacted]".
func (Result) LogValue() slog.Value { return frontsheet.RedactedLog() }
