package layout

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// LineOf names the line of a diagnosis, as layouts do.
func LineOf(d *frontsheet.Diagnosis) string {
	return "diagnosis." + string(d.Role) + "[" + strconv.Itoa(d.Slot) + "]"
}

// ElementName returns the name of an element without its index.
func ElementName(path string) string {
	before, rest, found := strings.Cut(path, "[")
	if !found {
		return path
	}
	_, after, _ := strings.Cut(rest, "]")
	return before + after
}
