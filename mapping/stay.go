package mapping

import (
	"encoding/json"
	"strconv"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// stay makes the Encounter with its locations.
func (b *documentBuilder) stay() {
	if b.emergency() || b.sheet.mayLackStay() && !b.sheet.statesStay() {
		return
	}
	s := &b.sheet.Stay
	id := b.stayID("encounter")
	b.encounterRef = id
	e := r4.Encounter{
		Id:      &id,
		Status:  r4.EncounterStatusFinished,
		Class:   b.coding(fhir.SystemActCode, "IMP", "inpatient encounter"),
		Subject: refer(b.patientRef),
		Period:  b.span("stay.admission", "stay.discharge", s.Admission, s.Discharge),
	}
	if s.Discharge.IsZero() && !s.open() {
		e.Status = r4.EncounterStatusUnknown
		severity := Warning
		if b.sheet.mayLackStay() {
			severity = Information // an extract does not state it
		}
		b.issue(severity, "stay.discharge", "no-discharge", "the sheet has no time of discharge: the status of the stay is unknown")
	}
	b.attendance(&e, s, "stay")
	if n, err := strconv.Atoi(string(s.AdmissionCount)); err == nil && n > 0 {
		e.Extension = append(e.Extension, r4.Extension{Url: b.uri(fhir.ExtensionAdmissionCount), ValuePositiveInt: &n})
	}
	e.Extension = b.extend(e.Extension, fhir.ExtensionDaySurgery, &s.DaySurgery)
	if plan := b.readmission(); plan != nil {
		e.Extension = append(e.Extension, *plan)
	}
	if s.Days != "" {
		e.Length = &r4.Duration{Value: new(json.Number(s.Days)), Unit: new("d"), System: new(fhir.SystemUCUM), Code: new("d")}
	}
	b.locateWith(&e, "admission", &s.AdmittedTo, b.locationStatus(s))
	for i := range s.Transfers {
		b.locate(&e, "transfer", &s.Transfers[i], nil)
	}
	b.locateWith(&e, "discharge", &s.DischargedFrom, r4.EncounterLocationStatusCompleted)
	for i := range s.Intensive {
		b.intensive(&e, i+1, &s.Intensive[i])
	}
	b.document.Encounters = append(b.document.Encounters, e)
	b.sections.stay = append(b.sections.stay, reference(id))
}

// span returns the period between the times of two elements, and reports what
// FHIR's Period cannot state: an end before its start, and a start with a time
// on the very day that is all that is known of the end (per-1).
func (b *documentBuilder) span(startElement, endElement string, start, end DateTime) *r4.Period {
	switch {
	case end.Before(start):
		b.issue(Error, endElement, "end-before-start", "the end lies before the start: neither is passed on, both are kept verbatim")
		b.keepDate(startElement, start)
		b.keepDate(endElement, end)
		return nil
	case start.Precision >= ToMinute && !end.IsZero() && end.Precision < ToMinute && sameDay(start, end):
		b.issue(Information, startElement, "time-left-out", "the end is known to the day alone, which is that of the start: the start is passed on as a date, its time kept verbatim")
		b.keepDate(startElement, start)
		start.Precision = ToDay
	}
	return b.period(start, end)
}

func sameDay(d, e DateTime) bool { return d.Year == e.Year && d.Month == e.Month && d.Day == e.Day }

func (b *documentBuilder) readmission() *r4.Extension {
	s := &b.sheet.Stay
	var parts []r4.Extension
	if planned := b.concept(&s.Readmission); planned != nil {
		parts = append(parts, r4.Extension{Url: "planned", ValueCodeableConcept: planned})
	}
	if s.Purpose != "" {
		parts = append(parts, r4.Extension{Url: "purpose", ValueString: &s.Purpose})
	}
	if parts == nil {
		return nil
	}
	return &r4.Extension{Url: b.uri(fhir.ExtensionReadmissionPlan), Extension: parts}
}

func (b *documentBuilder) hospitalization(e *r4.Encounter, s *Stay, element string) {
	h := r4.EncounterHospitalization{
		AdmitSource:          b.concept(&s.Route),
		DischargeDisposition: b.concept(&s.Disposition),
	}
	switch {
	case s.Destination != "" && s.Community != "":
		h.Destination = &r4.Reference{Display: &s.Destination}
		b.keep(element+".community", s.Community)
		b.issue(Warning, element+".community", "two-destinations", "the sheet names two receiving institutions: the second is kept verbatim")
	case s.Destination != "":
		h.Destination = &r4.Reference{Display: &s.Destination}
	case s.Community != "":
		h.Destination = &r4.Reference{Display: &s.Community}
	}
	if h.AdmitSource != nil || h.DischargeDisposition != nil || h.Destination != nil {
		e.Hospitalization = &h
	}
}

// locate adds a ward to the stay. Its Location is that of the department and
// the ward within the facility.
func (b *documentBuilder) locate(e *r4.Encounter, role string, w *Ward, period *r4.Period) {
	if w.Department.IsZero() && w.Name == "" && w.Room == "" && w.Bed == "" {
		return
	}
	key := "location/" + w.Department.Code + "/" + w.Department.Text + "/" + w.Name
	if w.Room != "" || w.Bed != "" {
		defer b.locateBed(e, role, key, w)
		if w.Department.IsZero() && w.Name == "" {
			return
		}
	}
	b.addLocation(e, role, key, period, func() r4.Location {
		l := r4.Location{Name: text(&w.Name)}
		if department := b.concept(&w.Department); department != nil {
			l.Type = []r4.CodeableConcept{*department}
			if l.Name == nil {
				l.Name = b.nameOf(&w.Department)
			}
		}
		if w.Name != "" {
			l.PhysicalType = &r4.CodeableConcept{Coding: []r4.Coding{b.coding(fhir.SystemPhysicalType, "wa", "Ward")}}
		}
		return l
	})
}

func (b *documentBuilder) intensive(e *r4.Encounter, index int, unit *Intensive) {
	line := strconv.Itoa(index)
	period := b.span("stay.intensive["+line+"].entered", "stay.intensive["+line+"].left", unit.Entered, unit.Left)
	if unit.Unit.IsZero() && period == nil {
		return
	}
	key := "intensive/" + unit.Unit.Code + "/" + unit.Unit.Text
	b.addLocation(e, "intensive-care", key, period, func() r4.Location {
		l := r4.Location{Name: b.nameOf(&unit.Unit)}
		if kind := b.concept(&unit.Unit); kind != nil {
			l.Type = []r4.CodeableConcept{*kind}
		} else {
			l.Type = []r4.CodeableConcept{b.own(fhir.SystemSheetLocationRole, "intensive-care")}
		}
		return l
	})
}

// addLocation adds the Location that key names, once, and a line to the stay.
func (b *documentBuilder) addLocation(e *r4.Encounter, role, key string, period *r4.Period, build func() r4.Location) {
	id, known := b.locations[key]
	if !known {
		id = b.id(key)
		l := build()
		l.Id = &id
		if b.facilityRef != "" {
			l.ManagingOrganization = refer(b.facilityRef)
		}
		b.document.Locations = append(b.document.Locations, l)
		if b.locations == nil {
			b.locations = map[string]string{}
		}
		b.locations[key] = id
	}
	e.Location = append(e.Location, r4.EncounterLocation{
		Extension: []r4.Extension{{
			Url:                  b.uri(fhir.ExtensionLocationRole),
			ValueCodeableConcept: new(b.own(fhir.SystemSheetLocationRole, role)),
		}},
		Location: reference(id), Period: period,
	})
}

// nameOf returns a coded value's name.
func (b *documentBuilder) nameOf(c *Coded) *string {
	if c.Text != "" {
		return &c.Text
	}
	if c.Set == nil {
		return nil
	}
	concept, _ := c.Set.Concept(c.Code)
	name := b.word(concept.Chinese, concept.English)
	return text(&name)
}
