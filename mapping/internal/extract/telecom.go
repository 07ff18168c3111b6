package extract

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// telecoms reads the telephone of the patient, and the other ways to reach him
// for which the sheet has a place.
func (r *Reader) telecoms(p *r4.Patient) {
	s := &r.sheet.Patient
	chosen := phoneOf(p.Telecom)
	if chosen >= 0 && r.furtherTelecom(&p.Telecom[chosen]) != nil {
		chosen = -1 // it has a place of its own
	}
	if chosen >= 0 {
		s.Current.Phone = arena.Deref(p.Telecom[chosen].Value)
	}
	if r.furtherTelecoms(p.Telecom, chosen) {
		r.issue(frontsheet.Information, "patient.current.phone", "several-telecoms", "the patient has numbers or addresses for which the sheet has no place: it has one telephone")
	}
}

// phoneOf returns the index of the telephone, that at home before any other; -1
// where there is none.
func phoneOf(list []r4.ContactPoint) int {
	chosen := -1
	for i := range list {
		t := &list[i]
		phone := t.System == nil || *t.System == r4.ContactPointSystemPhone
		if !phone || t.Value == nil || t.Use != nil && *t.Use == r4.ContactPointUseOld {
			continue
		}
		if chosen < 0 || t.Use != nil && *t.Use == r4.ContactPointUseHome && (list[chosen].Use == nil || *list[chosen].Use != r4.ContactPointUseHome) {
			chosen = i
		}
	}
	return chosen
}

// furtherTelecom returns where the sheet has a way to reach the patient other
// than the telephone at home, nil where it has no place for it.
func (r *Reader) furtherTelecom(t *r4.ContactPoint) *string {
	if t.System == nil || t.Value == nil {
		return nil
	}
	use := ""
	if t.Use != nil {
		use = t.Use.Code()
	}
	switch {
	case *t.System == r4.ContactPointSystemEmail && r.hasColumn("patient.email"):
		return layout.TelecomAt(r.sheet, "email", "")
	case *t.System == r4.ContactPointSystemPhone && (use == "mobile" || use == "work") && r.hasColumn("patient.phone."+use):
		return layout.TelecomAt(r.sheet, "phone", use)
	}
	return nil
}

// furtherTelecoms reads the ways to reach the patient beside the one chosen, and
// reports whether there are any for which the sheet has no place.
func (r *Reader) furtherTelecoms(list []r4.ContactPoint, chosen int) (left bool) {
	for i := range list {
		if i == chosen {
			continue
		}
		at := r.furtherTelecom(&list[i])
		if at == nil || *at != "" {
			left = true
			continue
		}
		*at = arena.Deref(list[i].Value)
	}
	return left
}
