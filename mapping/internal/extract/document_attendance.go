package extract

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// withoutEmergency takes the attendance at the emergency department out of the
// encounters, where the sheet tells it apart from the stay.
func (r *Reader) withoutEmergency(list []r4.Encounter) []r4.Encounter {
	if !r.has("emergency.admission") {
		return list
	}
	var rest []r4.Encounter
	for i := range list {
		if r.emergency == nil && arena.Deref(list[i].Class.Code) == "EMER" {
			r.emergency = &r.Document.Encounters[i]
			continue
		}
		rest = append(rest, list[i])
	}
	return rest
}

// attendances reads what a stay and the attendance before it have in common.
func (r *Reader) attendances(stay *r4.Encounter) {
	if e := r.emergency; e != nil {
		s := &r.Sheet.Emergency
		if p := e.Period; p != nil {
			s.Admission, s.Discharge = r.date(p.Start, "emergency.admission"), r.date(p.End, "emergency.discharge")
			r.hours(p.Extension, &s.Admission, &s.Discharge)
		}
		if h := e.Hospitalization; h != nil {
			s.Disposition = r.coded(h.DischargeDisposition, "emergency.disposition")
		}
		r.attendance(e, s, "emergency")
		r.left("Encounter", e, "identifier", "status", "class", "subject", "period", "serviceProvider", "serviceType", "hospitalization", "diagnosis", "participant", "location")
	}
	if stay != nil {
		r.attendance(stay, &r.Sheet.Stay, "stay")
	}
}

func (r *Reader) attendance(e *r4.Encounter, s *frontsheet.Stay, element string) {
	if r.has(element + ".number") {
		for i := range e.Identifier {
			if s.Number == "" {
				s.Number = arena.Deref(e.Identifier[i].Value)
			}
		}
	}
	if r.has(element + ".service") {
		s.Service = r.coded(e.ServiceType, element+".service")
	}
	if r.has(element + ".class") {
		s.Class = r.class(e, element+".class")
	}
	if at := e.ServiceProvider; r.has(element+".hospital") && at != nil {
		if o := r.organizations[arena.Deref(at.Reference)]; o != nil && !r.isAuthor(at) {
			s.Hospital = r.hospitalOf(o, element+".hospital")
		}
	}
}

// isAuthor reports whether a reference is to the facility that made the document.
func (r *Reader) isAuthor(to *r4.Reference) bool {
	for _, author := range r.Document.Composition.Author {
		if arena.Deref(author.Reference) == arena.Deref(to.Reference) {
			return true
		}
	}
	return false
}

// class reads the class of an Encounter. In a sheet of ours it is a standard
// code where none was stated.
func (r *Reader) class(e *r4.Encounter, element string) frontsheet.Coded {
	if x := r.extension(e.Extension, fhir.ExtensionPatientClass); x != nil {
		return r.coded(x.ValueCodeableConcept, element)
	}
	c := r4.CodeableConcept{Coding: []r4.Coding{e.Class}}
	switch {
	case e.Class.Code == nil:
		c = r4.CodeableConcept{Text: e.Class.Display}
	case r.fromRows() && r.Translator.Back.Sets[r.ours(e.Class.System)] == nil:
		return frontsheet.Coded{}
	}
	return r.coded(&c, element)
}

// wardAround reads the bed and the room that a Location is, and returns the ward
// that they are in, nil for none.
func (r *Reader) wardAround(l *r4.Location, w *frontsheet.Ward) *r4.Location {
	for range 2 {
		var at *string
		switch r.code(l.PhysicalType, fhir.SystemPhysicalType) {
		case "bd":
			at = &w.Bed
		case "ro":
			at = &w.Room
		}
		if at == nil || *at != "" {
			return l
		}
		*at = arena.Deref(l.Name)
		if l.PartOf == nil {
			return nil
		}
		if l = r.locations[arena.Deref(l.PartOf.Reference)]; l == nil {
			return nil
		}
	}
	return l
}

// unlistedRole returns the role and the line of a diagnosis of a sheet of ours that the
// stay does not list, or lists without a role; no line where it does.
func (r *Reader) unlistedRole(c *r4.Condition, line *r4.EncounterDiagnosis) (frontsheet.DiagnosisRole, int) {
	if !r.fromRows() || line != nil && line.Use != nil {
		return "", 0
	}
	role, slot := frontsheet.DiagnosisRole(""), 0
	for i := range c.Category {
		if own := r.sheetRole(&c.Category[i]); role == "" {
			role = own
		}
	}
	switch {
	case line != nil && line.Rank != nil:
		slot = *line.Rank
	case role != "":
		slot = r.line(c.Extension)
		if slot == 0 {
			slot = 1
		}
	}
	return role, r.freeSlot(role, slot)
}

// item reads an item beside those of the front sheet, and reports whether an
// Observation is one.
func (r *Reader) item(o *r4.Observation) bool {
	code := r.code(&o.Code, fhir.SystemSheetItem)
	for _, k := range frontsheet.ItemKinds {
		element := "item." + code
		if k.Code != code || !r.has(element) && code != "death-date-exact" {
			continue
		}
		i := frontsheet.Item{Code: code}
		switch k.Kind {
		case 'c':
			i.Coded = r.coded(o.ValueCodeableConcept, element)
		case 't':
			i.Time = r.date(o.ValueDateTime, element)
		case 'i':
			if o.ValueInteger != nil {
				i.Number = frontsheet.Decimal(strconv.Itoa(*o.ValueInteger))
			}
		default:
			i.Number = r.amount(o.ValueQuantity, element, k.Unit)
		}
		r.Sheet.Items = append(r.Sheet.Items, i)
		r.left("Observation", o, "status", "category", "code", "subject", "encounter", "valueQuantity", "valueCodeableConcept", "valueInteger", "valueDateTime")
		return true
	}
	return false
}
