package fhir

import (
	"fmt"
	"io"
	"log/slog"
)

// A document holds a patient's values: it prints as [redacted] with every verb
// of fmt and in every log of slog. Append writes it out.
const redacted = "[redacted]"

// Format writes "[redacted]", whatever the verb is.
func (Document) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (Document) LogValue() slog.Value { return slog.StringValue(redacted) }
