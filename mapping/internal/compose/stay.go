package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// stay makes the Encounter with its locations.
func (b *Builder) stay() {
	if b.emergency() || b.mayLackStay() && !layout.StatesStay(b.sheet) {
		return
	}
	s := &b.sheet.Stay
	id := b.stayID("encounter")
	b.encounterRef = id
	e := r4.Encounter{
		Id:      b.arena.string(id.id()),
		Status:  r4.EncounterStatusFinished,
		Class:   b.coding(fhir.SystemActCode, "IMP", "inpatient encounter"),
		Subject: b.refer(b.patientRef),
		Period:  b.span("stay.admission", "stay.discharge", s.Admission, s.Discharge),
	}
	if s.Discharge.IsZero() && !stayOpen(s) {
		e.Status = r4.EncounterStatusUnknown
		severity := frontsheet.Warning
		if b.mayLackStay() {
			severity = frontsheet.Information // an extract does not state it
		}
		b.issue(severity, "stay.discharge", "no-discharge", "the sheet has no time of discharge: the status of the stay is unknown")
	}
	b.attendance(&e, s, "stay")
	if n, err := strconv.ParseInt(string(s.AdmissionCount), 10, 32); err != nil && s.AdmissionCount != "" {
		b.keep("stay.admission-count", string(s.AdmissionCount))
		b.issue(frontsheet.Warning, "stay.admission-count", "no-home", "the count is none that FHIR can state: it is kept verbatim")
	} else if n := int(n); n > 0 {
		e.Extension = b.arena.extensions.Append(e.Extension, r4.Extension{Url: b.uri(fhir.ExtensionAdmissionCount), ValuePositiveInt: b.arena.integers.Of(n)})
	}
	e.Extension = b.extend(e.Extension, fhir.ExtensionDaySurgery, &s.DaySurgery)
	e.Extension = b.readmission(e.Extension)
	e.Extension = b.details(e.Extension, "stay", 1)
	if s.Days != "" {
		e.Length = (*r4.Duration)(b.quantity(&s.Days, "d", "d"))
	}
	admitted := b.locationStatus(s)
	if s.Location != (frontsheet.Ward{}) && s.Location != s.AdmittedTo {
		admitted = r4.EncounterLocationStatusCompleted // the patient is elsewhere now
	}
	b.locateWith(&e, "admission", &s.AdmittedTo, admitted)
	for i := range s.Transfers {
		b.locate(&e, "transfer", &s.Transfers[i], nil)
	}
	b.locateWith(&e, "discharge", &s.DischargedFrom, r4.EncounterLocationStatusCompleted)
	for i := range s.Intensive {
		b.intensive(&e, i+1, &s.Intensive[i])
	}
	b.document.Encounters = append(b.document.Encounters, e)
	b.sections.stay = append(b.sections.stay, b.reference(id))
}

// readmission adds whether the patient is to be admitted again, and what for.
func (b *Builder) readmission(list []r4.Extension) []r4.Extension {
	s := &b.sheet.Stay
	var parts []r4.Extension
	if planned := b.concept(&s.Readmission); planned != nil {
		parts = b.arena.extensions.Append(parts, r4.Extension{Url: "planned", ValueCodeableConcept: planned})
	}
	if s.Purpose != "" {
		parts = b.arena.extensions.Append(parts, r4.Extension{Url: "purpose", ValueString: &s.Purpose})
	}
	if parts == nil {
		return list
	}
	return b.arena.extensions.Append(list, r4.Extension{Url: b.uri(fhir.ExtensionReadmissionPlan), Extension: parts})
}

// hospitalization sets how the patient came, and where to he left.
func (b *Builder) hospitalization(e *r4.Encounter, s *frontsheet.Stay, element string) {
	h := r4.EncounterHospitalization{
		AdmitSource:          b.concept(&s.Route),
		DischargeDisposition: b.concept(&s.Disposition),
	}
	switch {
	case s.Destination != "" && s.Community != "":
		h.Destination = &r4.Reference{Display: &s.Destination}
		b.keep(element+".community", s.Community)
		b.issue(frontsheet.Warning, element+".community", "two-destinations", "the sheet names two receiving institutions: the second is kept verbatim")
	case s.Destination != "":
		h.Destination = &r4.Reference{Display: &s.Destination}
	case s.Community != "":
		h.Destination = &r4.Reference{
			Extension: []r4.Extension{{Url: b.uri(fhir.ExtensionDestinationKind), ValueCode: new("community")}},
			Display:   &s.Community,
		}
	}
	if h.AdmitSource != nil || h.DischargeDisposition != nil || h.Destination != nil {
		e.Hospitalization = b.arena.admissions.Of(h)
	}
}
