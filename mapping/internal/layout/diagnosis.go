package layout

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// LineOf names the line of a diagnosis, as layouts do.
func LineOf(d *frontsheet.Diagnosis) string {
	return "diagnosis." + string(d.Role) + "[" + strconv.Itoa(d.Slot) + "]"
}
