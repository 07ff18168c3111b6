package layout

import "github.com/crossbay/crossbay/mapping/frontsheet"

// TypeRecordNumber is the type of HL7's table 0203 of the number of a medical
// record (病案号). A patient's internal identifier (PI) is none: it tells apart
// the patients of a system, which may give their records other numbers.
const TypeRecordNumber = "MR"

// IsOtherFacility reports whether an authority that assigns numbers is another
// than the facility. It is the facility where its name is that, or stands for its
// code in the value set; of one that no table knows nobody can say whose numbers
// are its own.
func IsOtherFacility(f *frontsheet.Facility, a frontsheet.Authority) bool {
	h := &f.Hospital
	switch {
	case a.IsZero():
		return false
	case a.Name == "":
		return true
	case a.Name == h.Code || a.Name == h.Text:
		return false
	case h.Set == nil:
		return true
	}
	code, _, ok := h.Set.Match(a.Name)
	return !ok || code != h.Code
}

// IsKnownHospital reports whether an authority is a hospital of the value set in
// which the facility is named.
func IsKnownHospital(f *frontsheet.Facility, a frontsheet.Authority) bool {
	if f.Hospital.Set == nil || a.Name == "" {
		return false
	}
	_, _, ok := f.Hospital.Set.Match(a.Name)
	return ok
}
