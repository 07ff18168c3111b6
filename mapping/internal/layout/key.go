package layout

import (
	"crypto/sha1"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/google/uuid"
)

// AppendStayKey appends the name of the stay: its number among the patient's
// stays, or where that is not stated its admission. mayLack says that the record
// need not be of a stay.
func AppendStayKey(s *frontsheet.FrontSheet, dst []byte, patient string, mayLack bool) []byte {
	dst = append(dst, patient...)
	if n := s.Stay.AdmissionCount; n != "" {
		return append(append(dst, "/stay/"...), n...)
	}
	if number := chars.FirstOf(s.Stay.Number, s.Emergency.Number); number != "" {
		dst = append(dst, "/case/"...)
		if a := s.Stay.Authority; !a.IsZero() && s.Stay.Number != "" {
			dst = append(append(dst, a.Key()...), '/')
		}
		return append(dst, number...)
	}
	if mayLack {
		return append(dst, factKey(s)...)
	}
	admission := s.Stay.Admission
	if admission.IsZero() {
		admission = s.Emergency.Admission
	}
	return admission.Append(append(dst, "/admitted/"...), "")
}

// StatesStay reports whether the sheet says anything of a stay: how it is paid
// for is no stay.
func StatesStay(s *frontsheet.FrontSheet) bool {
	stay := s.Stay
	stay.Payment = frontsheet.Coded{}
	if !stay.IsZero() {
		return true
	}
	for i := range s.Diagnoses {
		if r := s.Diagnoses[i].Role; r == frontsheet.Principal || r == frontsheet.Other || r == frontsheet.OnAdmission {
			return true
		}
	}
	return false
}

func CodeKey(list []frontsheet.Code, name string) string {
	var key strings.Builder
	for i := range list {
		key.WriteString(list[i].Code + "/")
	}
	if len(list) == 0 {
		key.WriteString(name)
	}
	return key.String()
}

// factKey names what a record is about that is of no numbered stay: the
// attendance by its time, or else the facts themselves.
func factKey(s *frontsheet.FrontSheet) string {
	if !s.Emergency.IsZero() || StatesStay(s) {
		admission := s.Emergency.Admission
		if admission.IsZero() {
			admission = s.Stay.Admission
		}
		return "/attended/" + string(admission.Append(nil, "")) + "/" + strconv.Itoa(admission.Hour)
	}
	key := ""
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		key += "/noted/" + string(d.Reference.Append(nil, "")) + "/" + CodeKey(d.Codes, d.Name)
	}
	for i := range s.Procedures {
		p := &s.Procedures[i]
		key += "/performed/" + string(p.Performed.Append(nil, "")) + "/" + CodeKey(p.Codes, p.Name)
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		key += "/observed/" + string(o.Observed.Append(nil, "")) + "/" + CodeKey(o.Codes, o.Name) + "/" + o.Figure() + o.Text
	}
	for _, f := range s.Fields {
		key += "/" + f.Value
	}
	return key
}

// FactDates are the dates of what a record states beside a stay.
func FactDates(s *frontsheet.FrontSheet) []frontsheet.DateTime {
	var dates []frontsheet.DateTime
	for i := range s.Diagnoses {
		dates = append(dates, s.Diagnoses[i].Reference)
	}
	for i := range s.Procedures {
		dates = append(dates, s.Procedures[i].Performed)
	}
	for i := range s.Observations {
		dates = append(dates, s.Observations[i].Observed)
	}
	return dates
}

func FacilityNamespace(facility string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(fhir.Base+"/facility/"+facility))
}

// HashUUID returns the UUID version 5 of a namespace and the name after it.
func HashUUID(name []byte) uuid.UUID {
	sum := sha1.Sum(name)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}
