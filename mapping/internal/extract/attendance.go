package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// attendances reads what a stay and the attendance before it have in common.
func (r *Reader) attendances(stay *r4.Encounter) {
	if e := r.emergency; e != nil {
		s := &r.sheet.Emergency
		if p := e.Period; p != nil {
			s.Admission, s.Discharge = r.date(p.Start, "emergency.admission"), r.date(p.End, "emergency.discharge")
			r.hours(p.Extension, &s.Admission, &s.Discharge)
		}
		if h := e.Hospitalization; h != nil {
			s.Disposition = r.coded(h.DischargeDisposition, "emergency.disposition")
		}
		r.attendance(e, s, "emergency")
		r.unreadElements("Encounter", e, "identifier", "status", "class", "subject", "period", "serviceProvider", "serviceType", "hospitalization", "diagnosis", "participant", "location")
	}
	if stay != nil {
		r.attendance(stay, &r.sheet.Stay, "stay")
	}
}

// attendance reads one of them, for which the layout has columns.
func (r *Reader) attendance(e *r4.Encounter, s *frontsheet.Stay, element string) {
	if !r.fromRows() && (r.hasColumn(element+".number") || r.layout != nil && r.layout.Format.Events) {
		s.Number = r.visitNumber(e)
	} else if r.hasColumn(element + ".number") {
		for i := range e.Identifier {
			if s.Number == "" {
				s.Number = arena.Deref(e.Identifier[i].Value)
			}
		}
	}
	if r.hasColumn(element + ".service") {
		s.Service = r.coded(e.ServiceType, element+".service")
	}
	if r.hasColumn(element+".class") || r.layout != nil && r.layout.Format.Events && r.sheet.Layout == "" {
		s.Class = r.class(e, element+".class")
	}
	if at := e.ServiceProvider; r.hasColumn(element+".hospital") && at != nil {
		if o := r.organizations[arena.Deref(at.Reference)]; o != nil && !r.isAuthor(at) {
			s.Hospital = r.hospitalOf(o, element+".hospital")
		}
	}
}

// isAuthor reports whether a reference is to the facility that made the document.
func (r *Reader) isAuthor(to *r4.Reference) bool {
	for _, author := range r.document.Composition.Author {
		if arena.Deref(author.Reference) == arena.Deref(to.Reference) {
			return true
		}
	}
	return false
}

// class reads the class of an Encounter. In a document that was made from rows, a
// code of HL7's without the source's was assumed, and nothing was stated.
func (r *Reader) class(e *r4.Encounter, element string) frontsheet.Coded {
	if x := r.extension(e.Extension, fhir.ExtensionPatientClass); x != nil {
		return r.coded(x.ValueCodeableConcept, element)
	}
	c := r4.CodeableConcept{Coding: []r4.Coding{e.Class}}
	switch {
	case e.Class.Code == nil:
		c = r4.CodeableConcept{Text: e.Class.Display}
	case r.fromRows() && r.layouts.SetByURI(r.uri(e.Class.System)) == nil:
		return frontsheet.Coded{}
	}
	return r.coded(&c, element)
}
