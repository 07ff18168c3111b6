package layout

import (
	"strings"
)

// ElementName returns the name of an element without its index.
func ElementName(path string) string {
	before, rest, found := strings.Cut(path, "[")
	if !found {
		return path
	}
	_, after, _ := strings.Cut(rest, "]")
	return before + after
}
