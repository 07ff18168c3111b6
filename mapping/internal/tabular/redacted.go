package tabular

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// Format writes "[redacted]", whatever the verb is.
func (Record) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Record) LogValue() slog.Value { return redact.LogValue() }
