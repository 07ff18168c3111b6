package layout

import (
	"crypto/sha1"
	"hash"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/google/uuid"
)

// PatientKey returns what tells the patient from others of the facility. Of one
// without any number it is what the record states of the person and the stay, and
// where the record stands: so that it is nobody else's.
func PatientKey(s *frontsheet.FrontSheet) string {
	key := s.PatientKey()
	if key != "patient/" {
		return key
	}
	p, o := &s.Patient, s.Origin()
	return strings.Join([]string{
		"patient/unnumbered", p.Name, p.EnglishName.Text, p.EnglishName.Surname, p.EnglishName.GivenName,
		string(p.BirthDate.Append(nil, "")), p.Sex.Code, s.Stay.Number, s.Emergency.Number,
		string(s.Stay.Admission.Append(nil, "")), string(s.Stay.Discharge.Append(nil, "")), string(s.Emergency.Admission.Append(nil, "")),
		s.Event.Message, strconv.Itoa(o.Position.Record),
	}, "/")
}

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
		switch s.Diagnoses[i].Role {
		case frontsheet.Principal, frontsheet.Other, frontsheet.OnAdmission, frontsheet.TCMDisease, frontsheet.TCMSyndrome:
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
	var key strings.Builder
	fact := func(kind string, on frontsheet.DateTime, rest ...string) {
		key.WriteString(kind)
		key.Write(on.Append(nil, ""))
		key.WriteByte('/')
		for _, part := range rest {
			key.WriteString(part)
		}
	}
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		fact("/noted/", d.Reference, CodeKey(d.Codes, d.Name))
	}
	for i := range s.Procedures {
		p := &s.Procedures[i]
		fact("/performed/", p.Performed, CodeKey(p.Codes, p.Name))
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		fact("/observed/", o.Observed, CodeKey(o.Codes, o.Name), "/", o.Figure(), o.Text)
	}
	for i := range s.Medications {
		m := &s.Medications[i]
		fact("/prescribed/", m.Start, CodeKey(m.Codes, m.Name), "/", m.Number, m.Instruction, m.Key())
	}
	for _, f := range s.Fields {
		if !isMinute(f.Value) { // which the facts have: it is kept to tell that it has no seconds
			key.WriteString("/" + f.Value)
		}
	}
	return key.String()
}

// isMinute reports whether a kept cell is a time without seconds, and nothing else.
func isMinute(cell string) bool {
	const pattern = "9999-99-99 99:99"
	if len(cell) != len(pattern) {
		return false
	}
	for i := range len(cell) {
		if pattern[i] == '9' && !chars.IsDigit(cell[i]) || pattern[i] != '9' && cell[i] != pattern[i] {
			return false
		}
	}
	return true
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
	for i := range s.Medications {
		dates = append(dates, s.Medications[i].Start, s.Medications[i].Dispensed)
	}
	return dates
}

func FacilityNamespace(facility string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(fhir.Base+"/facility/"+facility))
}

// HashUUID returns the UUID version 5 of a namespace and the name after it.
func HashUUID(name []byte) uuid.UUID {
	sum := sha1.Sum(name)
	return version5(sum[:])
}

// NewHash returns a hash of the namespace of a UUID, to which the beginning of names
// can be written.
func NewHash(namespace []byte) hash.Cloner {
	h := sha1.New().(hash.Cloner)
	h.Write(namespace)
	return h
}

// SumUUID returns the UUID version 5 of what was written to a hash and the rest of a
// name after it. It leaves the hash as it is.
func SumUUID(h hash.Cloner, rest []byte) uuid.UUID {
	whole, err := h.Clone()
	if err != nil { // hashes of the standard library can be cloned
		panic(err)
	}
	whole.Write(rest)
	return version5(whole.Sum(nil))
}

func version5(sum []byte) uuid.UUID {
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}
