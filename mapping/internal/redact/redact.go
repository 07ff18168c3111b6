// Package redact prints in place of what holds a patient's values.
//
// A type that holds such values gives its methods Format and LogValue to these
// functions. Then it prints as [redacted] with every verb of fmt and in every
// log of slog, so that a value that strays into a log line or an error takes
// nobody's name there.
package redact

import (
	"fmt"
	"io"
	"log/slog"
)

const text = "[redacted]"

// Format writes "[redacted]", whatever the verb is.
func Format(f fmt.State) { io.WriteString(f, text) }

// LogValue returns "[redacted]".
func LogValue() slog.Value { return slog.StringValue(text) }

// MarshalJSON returns "[redacted]" as a string of JSON.
func MarshalJSON() ([]byte, error) { return []byte(`"[redacted]"`), nil }
