package literal

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func SameDay(d, e frontsheet.DateTime) bool {
	return d.Year == e.Year && d.Month == e.Month && d.Day == e.Day
}
