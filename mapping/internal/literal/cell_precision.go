package literal

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Truncate takes off what is beyond the precision.
func Truncate(d *frontsheet.DateTime, p frontsheet.Precision) {
	if d.Precision <= p {
		return
	}
	d.Precision = p
	d.Hour, d.Minute, d.Second = 0, 0, 0
	if p < frontsheet.ToDay {
		d.Day = 0
	}
	if p < frontsheet.ToMonth {
		d.Month = 0
	}
}
