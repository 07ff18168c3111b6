package layout

import "github.com/crossbay/crossbay/mapping/frontsheet"

// TypeRecordNumber is the type of HL7's table 0203 of the number of a medical
// record (病案号). A patient's internal identifier (PI) is none: it tells apart
// the patients of a system, which may give their records other numbers.
const TypeRecordNumber = "MR"

// IsOtherFacility reports whether an authority that assigns numbers is known to
// be another than the facility: a hospital of the value set, or any where the
// facility is not named. Of one that the set does not have this is not known,
// since many write a short name.
func IsOtherFacility(f *frontsheet.Facility, authority string) bool {
	h := &f.Hospital
	switch {
	case authority == "" || authority == h.Text:
		return false
	case h.Set == nil:
		return h.Text == ""
	}
	code, _, ok := h.Set.Match(authority)
	return ok && code != h.Code
}
