package mapping

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// Format writes "[redacted]", whatever the verb is.
func (Result) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Result) LogValue() slog.Value { return redact.LogValue() }
