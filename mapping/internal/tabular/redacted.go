package tabular

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Format writes "[redacted]", whatever the verb is.
func (Record) Format(f fmt.State, _ rune) { frontsheet.Redact(f) }

// LogValue returns "[redacted]".
func (Record) LogValue() slog.Value { return frontsheet.RedactedLog() }
