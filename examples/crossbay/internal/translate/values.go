package translate

import (
	"encoding/json"

	"github.com/crossbay/crossbay/mapping"
)

// valueWriter returns a function that writes an issue with the cell that it is
// about, a patient's value, to the file that -issues-with-values names; it does
// nothing where o is nil. That file nobody but its owner can read.
func valueWriter(o *output) func(i mapping.Issue, value string) error {
	if o == nil {
		return func(mapping.Issue, string) error { return nil }
	}
	encoder := json.NewEncoder(o)
	encoder.SetEscapeHTML(false)
	return func(i mapping.Issue, value string) error {
		return encoder.Encode(struct {
			mapping.Issue
			Value string `json:"value,omitempty"`
		}{i, value})
	}
}

// valueOf returns the i-th of the values of a result, which has none where
// nobody asked for them, nor of what shows only beside other records.
func valueOf(r *mapping.Result, i int) string {
	if i >= len(r.Values) {
		return ""
	}
	return r.Values[i]
}
