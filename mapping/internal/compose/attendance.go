package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// emergency makes the Encounter of the emergency department, which comes before
// that of the stay, and reports whether the sheet has no stay beside it.
func (b *Builder) emergency() (alone bool) {
	s := &b.sheet.Emergency
	if layout.OfEvent(b.sheet) || !stayStated(s) && !b.attended {
		return false // an event is of one stay
	}
	id := b.stayID("emergency")
	b.emergencyRef = id
	e := r4.Encounter{
		Id:      b.arena.string(id.id()),
		Status:  r4.EncounterStatusFinished,
		Class:   b.coding(fhir.SystemActCode, "EMER", "emergency"),
		Subject: b.refer(b.patientRef),
		Period:  b.span("emergency.admission", "emergency.discharge", s.Admission, s.Discharge),
	}
	if s.Discharge.IsZero() {
		e.Status = r4.EncounterStatusUnknown
		b.issue(frontsheet.Information, "emergency.discharge", "no-discharge", "the record does not say when the attendance ended: its status is unknown")
	}
	b.attendance(&e, s, "emergency")
	b.document.Encounters = append(b.document.Encounters, e)
	b.sections.stay = append(b.sections.stay, b.reference(id))
	if !layout.StatesStay(b.sheet) {
		b.encounterRef = id
		return true
	}
	return false
}

// mainEncounter returns the Encounter of the stay, or that of the emergency
// department where the sheet has no stay.
func (b *Builder) mainEncounter() *r4.Encounter {
	return &b.document.Encounters[len(b.document.Encounters)-1]
}

// mayLackStay reports whether a record without a stay is nothing to report. It is
// asked often, so the look at all of the attendance is taken once.
func (b *Builder) mayLackStay() bool {
	return b.attended || b.layout != nil && b.layout.IfStated
}

// encounter returns a reference to the stay, or else to the attendance; nil where
// the record has neither.
func (b *Builder) encounter() *r4.Reference {
	if b.encounterRef == "" {
		return nil
	}
	return b.refer(b.encounterRef)
}

// stayOpen reports whether the stay is not over yet, as the source states it.
func stayOpen(s *frontsheet.Stay) bool { return s.Status != "" && s.Status != frontsheet.StayFinished }

// stayStated reports whether the sheet says anything of a stay or an attendance.
func stayStated(s *frontsheet.Stay) bool {
	return s.Number != "" || !s.Admission.IsZero() || !s.Discharge.IsZero() || !s.Class.IsZero() || !s.Disposition.IsZero()
}

// attendance adds what a stay and an attendance have in common.
func (b *Builder) attendance(e *r4.Encounter, s *frontsheet.Stay, element string) {
	switch s.Status {
	case frontsheet.StayPlanned:
		e.Status = r4.EncounterStatusPlanned
	case frontsheet.StayArrived:
		e.Status = r4.EncounterStatusArrived
	case frontsheet.StayInProgress:
		e.Status = r4.EncounterStatusInProgress
	case frontsheet.StayOnLeave:
		e.Status = r4.EncounterStatusOnleave
	case frontsheet.StayFinished:
		e.Status = r4.EncounterStatusFinished
	}
	b.class(e, &s.Class)
	if s.Number != "" {
		number := r4.Identifier{
			Type:   b.constant(fhir.SystemIdentifierType, "VN", ""),
			System: b.system("visit-number", fhir.Base+"/identifier/visit-number"), Value: &s.Number,
		}
		if b.facilityRef != "" {
			number.Assigner = b.refer(b.facilityRef)
		}
		b.numberOf(&number, s.Authority)
		e.Identifier = append(e.Identifier, number)
	}
	if b.facilityRef != "" {
		e.ServiceProvider = b.refer(b.facilityRef)
	}
	if !s.Hospital.IsZero() {
		id := b.organization(&s.Hospital)
		e.ServiceProvider = b.refer(id)
		if id == b.facilityRef { // which provides the stay where nothing is stated, too
			b.keep(element+".hospital", chars.FirstOf(s.Hospital.Code, s.Hospital.Text))
		}
	}
	if kind := b.concept(&s.Type); kind != nil {
		e.Type = append(e.Type, *kind)
	}
	e.ServiceType = b.concept(&s.Service)
	if s.Reason != "" {
		e.ReasonCode = append(e.ReasonCode, r4.CodeableConcept{Text: &s.Reason})
	}
	b.hospitalization(e, s, element)
	status := b.locationStatus(s)
	b.locateWith(e, "prior", &s.PriorLocation, r4.EncounterLocationStatusCompleted)
	b.locateWith(e, "assigned", &s.Location, status)
}

// class sets the class of an Encounter from that of the patient. A front sheet
// without one is of an in-patient; an event must have one.
func (b *Builder) class(e *r4.Encounter, c *frontsheet.Coded) {
	switch {
	case c.IsZero():
		if layout.OfEvent(b.sheet) {
			e.Class = r4.Coding{Extension: []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}}
		}
		return
	case c.Code == "":
		e.Class = r4.Coding{Display: &c.Text}
		return
	}
	concept, _ := c.Set.Concept(c.Code)
	if concept.Standard == "" {
		e.Class = b.coding(c.Set.URI, c.Code, b.layout.Word(concept.Chinese, concept.English))
		return
	}
	e.Class = b.coding(concept.System, concept.Standard, classDisplays[concept.Standard])
	if l := b.layout; concept.Equivalence != "equivalent" || l != nil && !l.Format.Events {
		// The class of a sheet in rows is assumed where none is stated. This one
		// is stated.
		e.Extension = b.extend(e.Extension, fhir.ExtensionPatientClass, c)
	}
}

// classDisplays are the names that HL7 gives the classes of encounters.
var classDisplays = map[string]string{
	"IMP": "inpatient encounter", "EMER": "emergency", "AMB": "ambulatory", "PRENC": "pre-admission",
	"SS": "short stay", "HH": "home health",
}
