package extract

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// stay reads the Encounter with its locations.
func (r *Reader) stay() {
	e := r.chooseEncounter()
	r.attendances(e)
	if e == nil {
		if r.emergency != nil || r.fromRows() && r.layout.IfStated {
			return
		}
		r.issue(frontsheet.Warning, "stay.admission", "no-encounter", "the document has no encounter: nothing is known of the stay")
		return
	}
	r.encounter = e
	s := &r.Sheet.Stay
	if p := e.Period; p != nil {
		s.Admission, s.Discharge = r.date(p.Start, "stay.admission"), r.date(p.End, "stay.discharge")
		r.hours(p.Extension, &s.Admission, &s.Discharge)
	}
	if x := r.extension(e.Extension, fhir.ExtensionAdmissionCount); x != nil && x.ValuePositiveInt != nil {
		s.AdmissionCount = frontsheet.Decimal(strconv.Itoa(*x.ValuePositiveInt))
	}
	s.DaySurgery = r.extended(e.Extension, fhir.ExtensionDaySurgery, "stay.day-surgery")
	if x := r.extension(e.Extension, fhir.ExtensionReadmissionPlan); x != nil {
		s.Readmission = r.extended(x.Extension, "planned", "stay.readmission")
		if purpose := r.extension(x.Extension, "purpose"); purpose != nil {
			s.Purpose = arena.Deref(purpose.ValueString)
		}
	}
	if e.Length != nil {
		s.Days = r.amount((*r4.Quantity)(e.Length), "stay.days", "d")
	}
	if h := e.Hospitalization; h != nil {
		s.Route = r.coded(h.AdmitSource, "stay.route")
		s.Disposition = r.coded(h.DischargeDisposition, "stay.disposition")
		r.destination(h.Destination)
		r.left("Encounter.hospitalization", h, "admitSource", "dischargeDisposition", "destination")
	}
	r.departments(e)
	if d := &r.Document.Patient; !r.has("patient.death") && (d.DeceasedDateTime != nil || d.DeceasedBoolean != nil && *d.DeceasedBoolean) && s.Disposition.Standard() != "exp" {
		r.issue(frontsheet.Warning, "stay.disposition", "death-not-said", "the patient has died, and the discharge does not say so: nor does the sheet")
	}
	r.strange("Encounter", e.Extension, fhir.ExtensionAdmissionCount, fhir.ExtensionDaySurgery, fhir.ExtensionReadmissionPlan,
		r.memberFor("stay.class", fhir.ExtensionPatientClass))
	r.left("Encounter", e, "status", "class", "subject", "period", "serviceProvider", "length", "hospitalization", "location", "participant", "diagnosis",
		r.memberFor("stay.number", "identifier"), r.memberFor("stay.service", "serviceType"))
	r.qualified("Encounter", e.ModifierExtension)
}

// chooseEncounter returns the stay that the sheet is about: that of the
// Composition, or else the first in hospital, or else the first.
func (r *Reader) chooseEncounter() *r4.Encounter {
	list := r.Document.Encounters
	if len(list) == 0 {
		return nil
	}
	if list = r.withoutEmergency(list); len(list) == 0 {
		return nil
	}
	if len(list) == 1 {
		return &list[0]
	}
	r.issue(frontsheet.Warning, "stay.admission", "several-encounters", "the document has several encounters: the sheet is about that of the Composition, or else the first in hospital")
	if c := r.Document.Composition.Encounter; c != nil {
		for i := range list {
			if document.URN+arena.Deref(list[i].Id) == arena.Deref(c.Reference) {
				return &list[i]
			}
		}
	}
	for i := range list {
		switch arena.Deref(list[i].Class.Code) {
		case "IMP", "ACUTE", "NONAC":
			return &list[i]
		}
	}
	return &list[0]
}

// destination reads where the patient went: another hospital, or a community
// health centre where the document tells it apart.
func (r *Reader) destination(to *r4.Reference) {
	if to == nil {
		return
	}
	s := &r.Sheet.Stay
	name := arena.Deref(to.Display)
	if name == "" {
		if o := r.organizations[arena.Deref(to.Reference)]; o != nil {
			name = arena.Deref(o.Name)
		} else if l := r.locations[arena.Deref(to.Reference)]; l != nil {
			name = arena.Deref(l.Name)
		}
	}
	if x := r.extension(to.Extension, fhir.ExtensionDestinationKind); x != nil && arena.Deref(x.ValueCode) == "community" {
		s.Community = name
		return
	}
	s.Destination = name
}

// departments reads where the patient was.
func (r *Reader) departments(e *r4.Encounter) {
	s := &r.Sheet.Stay
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
		r.left("Encounter.location", at, "location", "period", "status")
	}
	if unmarked > 0 {
		r.issue(frontsheet.Information, "stay.admitted-to.department", "location-role", "the stay has locations that do not say whether the patient was admitted to them, moved to them or discharged from them: they are left out")
	}
}

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

func (r *Reader) intensive(at *r4.EncounterLocation, l *r4.Location) {
	index := len(r.Sheet.Stay.Intensive) + 1
	if line := r.line(at.Extension); line > index {
		index = line
	}
	unit := layout.IntensiveAt(r.Sheet, index)
	path := "stay.intensive[" + strconv.Itoa(index) + "]"
	if len(l.Type) > 0 && r.code(&l.Type[0], fhir.SystemSheetLocationRole) == "" {
		unit.Unit = r.coded(&l.Type[0], path+".unit")
	}
	if p := at.Period; p != nil {
		unit.Entered, unit.Left = r.date(p.Start, path+".entered"), r.date(p.End, path+".left")
		r.hours(p.Extension, &unit.Entered, &unit.Left)
	}
}

// line returns the line of the sheet that an extension states, 0 for none.
// No sheet has more lines than maxLines.
func (r *Reader) line(list []r4.Extension) int {
	if x := r.extension(list, fhir.ExtensionSheetLine); x != nil && x.ValuePositiveInt != nil && *x.ValuePositiveInt <= maxLines {
		return *x.ValuePositiveInt
	}
	return 0
}

// maxLines bounds the empty lines that a document can ask for.
const maxLines = 1000
