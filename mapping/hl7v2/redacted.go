package hl7v2

import (
	"fmt"
	"io"
	"log/slog"
)

// A message holds a patient's values: it prints as [redacted] with every verb
// of fmt and in every log of slog.
const redacted = "[redacted]"

// Format writes "[redacted]", whatever the verb is.
func (Frame) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (Frame) LogValue() slog.Value { return slog.StringValue(redacted) }

// Format writes "[redacted]", whatever the verb is.
func (Message) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (Message) LogValue() slog.Value { return slog.StringValue(redacted) }

// Format writes "[redacted]", whatever the verb is.
func (Segment) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (Segment) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON returns "[redacted]" as a string of JSON.
func (Frame) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalJSON returns "[redacted]" as a string of JSON.
func (Message) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalJSON returns "[redacted]" as a string of JSON.
func (Segment) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
