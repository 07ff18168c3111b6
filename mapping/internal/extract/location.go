package extract

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// departments reads where the patient was.
func (r *Reader) departments(e *r4.Encounter) {
	s := &r.sheet.Stay
	unmarked := 0
	for i := range e.Location {
		at := &e.Location[i]
		role := ""
		if x := r.extension(at.Extension, fhir.ExtensionLocationRole); x != nil {
			role = r.code(x.ValueCodeableConcept, fhir.SystemSheetLocationRole)
		}
		l := r.locations[arena.Deref(at.Location.Reference)]
		if l == nil {
			l = &r4.Location{Name: at.Location.Display}
		}
		if role == "" && r.isIntensive(l) {
			role = "intensive-care"
		}
		switch role {
		case "admission":
			s.AdmittedTo = r.ward(l, "stay.admitted-to.department")
		case "transfer":
			s.Transfers = append(s.Transfers, r.ward(l, "stay.transfers"))
		case "discharge":
			s.DischargedFrom = r.ward(l, "stay.discharged-from.department")
		case "intensive-care":
			r.intensive(at, l)
		default:
			unmarked++
		}
		r.unreadElements("Encounter.location", at, "location", "period", "status")
	}
	if unmarked > 0 {
		r.issue(frontsheet.Information, "stay.admitted-to.department", "location-role", "the stay has locations that do not say whether the patient was admitted to them, moved to them or discharged from them: they are left out")
	}
}

// isIntensive reports whether a Location is a unit of intensive care.
func (r *Reader) isIntensive(l *r4.Location) bool {
	for i := range l.Type {
		switch r.code(&l.Type[i], fhir.SystemRoleCode) {
		case "ICU", "CCU", "PEDICU", "PEDNICU", "BMTU":
			return true
		}
	}
	return false
}

// ward reads a Location as a department, and the ward within it where it is one.
func (r *Reader) ward(l *r4.Location, element string) frontsheet.Ward {
	var w frontsheet.Ward
	if l = r.wardAround(l, &w); l == nil {
		return w
	}
	if len(l.Type) > 0 {
		w.Department = r.coded(&l.Type[0], element)
	}
	if r.code(l.PhysicalType, fhir.SystemPhysicalType) == "wa" || len(l.Type) == 0 {
		w.Name = arena.Deref(l.Name)
	}
	return w
}

// wardAround reads a Location that is a bed or a room, and returns the ward
// around it, nil for none. Any other Location it returns as it is.
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

// intensive reads a time in intensive care.
func (r *Reader) intensive(at *r4.EncounterLocation, l *r4.Location) {
	index := len(r.sheet.Stay.Intensive) + 1
	if line := r.line(at.Extension); line > index {
		index = line
	}
	unit := layout.IntensiveAt(r.sheet, index)
	path := "stay.intensive[" + strconv.Itoa(index) + "]"
	if len(l.Type) > 0 && r.code(&l.Type[0], fhir.SystemSheetLocationRole) == "" {
		unit.Unit = r.coded(&l.Type[0], path+".unit")
	}
	r.details(at.Extension, "intensive", index)
	if p := at.Period; p != nil {
		unit.Entered, unit.Left = r.date(p.Start, path+".entered"), r.date(p.End, path+".left")
		r.hours(p.Extension, &unit.Entered, &unit.Left)
	}
}
