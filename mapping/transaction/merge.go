package transaction

import (
	"encoding/json"
	"time"

	"github.com/crossbay/crossbay/fhir"
)

// AsOf returns the time as of which the Patient of the Bundle is so, the zero Time for
// none or an unknown one.
func (b *Bundle) AsOf() time.Time {
	if at := asOf(b); at != never {
		return time.Unix(at, 0)
	}
	return time.Time{}
}

// asOf returns the time as of which a stay is so, in seconds: that which its Patient
// states, the least for one that states none. A date is the start of its day in Hong
// Kong and mainland China.
func asOf(b *Bundle) int64 {
	for _, e := range b.Entries {
		if e.Type != "Patient" {
			continue
		}
		var p struct {
			Extension []struct {
				URL           string `json:"url"`
				ValueDateTime string `json:"valueDateTime"`
			} `json:"extension"`
		}
		if json.Unmarshal(e.Resource, &p) != nil {
			continue
		}
		for _, x := range p.Extension {
			if x.URL == fhir.ExtensionAsOf {
				return seconds(x.ValueDateTime)
			}
		}
	}
	return never
}

// never is before every time.
const never = -1 << 62

func seconds(date string) int64 {
	zone := time.FixedZone("", 8*60*60)
	for _, form := range [...]string{time.RFC3339, "2006-01-02", "2006-01", "2006"} {
		if t, err := time.ParseInLocation(form, date, zone); err == nil {
			return t.Unix()
		}
	}
	return never
}
