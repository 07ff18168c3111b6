package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
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
		Id:      b.Arena.string(id.id()),
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
		e.Extension = b.Arena.extensions.Append(e.Extension, r4.Extension{Url: b.uri(fhir.ExtensionAdmissionCount), ValuePositiveInt: b.Arena.integers.Of(n)})
	}
	e.Extension = b.extend(e.Extension, fhir.ExtensionDaySurgery, &s.DaySurgery)
	e.Extension = b.readmission(e.Extension)
	if s.Days != "" {
		e.Length = (*r4.Duration)(b.quantity(&s.Days, "d", "d"))
	}
	b.locateWith(&e, "admission", &s.AdmittedTo, b.locationStatus(s))
	for i := range s.Transfers {
		b.locate(&e, "transfer", &s.Transfers[i], nil)
	}
	b.locateWith(&e, "discharge", &s.DischargedFrom, r4.EncounterLocationStatusCompleted)
	for i := range s.Intensive {
		b.intensive(&e, i+1, &s.Intensive[i])
	}
	b.Document.Encounters = append(b.Document.Encounters, e)
	b.sections.stay = append(b.sections.stay, b.reference(id))
}

// span returns the period between the times of two elements, and reports what
// FHIR's Period cannot state: an end before its start, and a start with a time
// on the very day that is all that is known of the end (per-1).
func (b *Builder) span(startElement, endElement string, start, end frontsheet.DateTime) *r4.Period {
	switch {
	case end.Before(start):
		b.issue(frontsheet.Error, endElement, "end-before-start", "the end lies before the start: neither is passed on, both are kept verbatim")
		b.keepDate(startElement, start)
		b.keepDate(endElement, end)
		return nil
	case start.Precision >= frontsheet.ToMinute && !end.IsZero() && end.Precision < frontsheet.ToMinute && literal.SameDay(start, end):
		b.issue(frontsheet.Information, startElement, "time-left-out", "the end is known to the day alone, which is that of the start: the start is passed on as a date, its time kept verbatim")
		b.keepDate(startElement, start)
		start.Precision = frontsheet.ToDay
	}
	return b.period(start, end)
}

// readmission adds whether the patient is to be admitted again, and what for.
func (b *Builder) readmission(list []r4.Extension) []r4.Extension {
	s := &b.sheet.Stay
	var parts []r4.Extension
	if planned := b.concept(&s.Readmission); planned != nil {
		parts = b.Arena.extensions.Append(parts, r4.Extension{Url: "planned", ValueCodeableConcept: planned})
	}
	if s.Purpose != "" {
		parts = b.Arena.extensions.Append(parts, r4.Extension{Url: "purpose", ValueString: &s.Purpose})
	}
	if parts == nil {
		return list
	}
	return b.Arena.extensions.Append(list, r4.Extension{Url: b.uri(fhir.ExtensionReadmissionPlan), Extension: parts})
}

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
		e.Hospitalization = b.Arena.admissions.Of(h)
	}
}

// locate adds a ward to the stay. Its Location is that of the department and
// the ward within the facility.
func (b *Builder) locate(e *r4.Encounter, role string, w *frontsheet.Ward, period *r4.Period) {
	if w.Department.IsZero() && w.Name == "" && w.Room == "" && w.Bed == "" {
		return
	}
	key := b.Arena.Join("location/", w.Department.Code, "/", w.Department.Text, "/", w.Name)
	if w.Room != "" || w.Bed != "" {
		defer b.locateBed(e, role, key, w)
		if w.Department.IsZero() && w.Name == "" {
			return
		}
	}
	b.addLocation(e, role, key, period, func() r4.Location {
		l := r4.Location{Name: arena.Text(&w.Name)}
		if department := b.concept(&w.Department); department != nil {
			l.Type = b.Arena.concept(*department)
			if l.Name == nil {
				l.Name = b.nameOf(&w.Department)
			}
		}
		if w.Name != "" {
			l.PhysicalType = b.constant(fhir.SystemPhysicalType, "wa", "Ward")
		}
		return l
	})
}

func (b *Builder) intensive(e *r4.Encounter, index int, unit *frontsheet.Intensive) {
	line := strconv.Itoa(index)
	period := b.span("stay.intensive["+line+"].entered", "stay.intensive["+line+"].left", unit.Entered, unit.Left)
	if unit.Unit.IsZero() && period == nil {
		return
	}
	lines := 1 // of intensive care, this one included
	for _, at := range e.Location {
		if role := at.Extension[0].ValueCodeableConcept; *role.Coding[0].Code == "intensive-care" {
			lines++
		}
	}
	key := "intensive/" + unit.Unit.Code + "/" + unit.Unit.Text
	b.addLocation(e, "intensive-care", key, period, func() r4.Location {
		l := r4.Location{Name: b.nameOf(&unit.Unit)}
		if kind := b.concept(&unit.Unit); kind != nil {
			l.Type = []r4.CodeableConcept{*kind}
		} else {
			l.Type = []r4.CodeableConcept{*b.own(fhir.SystemSheetLocationRole, "intensive-care")}
		}
		return l
	})
	if index > lines {
		at := &e.Location[len(e.Location)-1]
		at.Extension = append(at.Extension, b.sheetLine(index))
	}
}

// sheetLine says on which line something stands, where the lines before it,
// being empty, do not.
func (b *Builder) sheetLine(index int) r4.Extension {
	return r4.Extension{Url: b.uri(fhir.ExtensionSheetLine), ValuePositiveInt: &index}
}

// addLocation adds the Location that key names, once, and a line to the stay.
func (b *Builder) addLocation(e *r4.Encounter, role, key string, period *r4.Period, build func() r4.Location) {
	id, known := b.locations[key]
	if !known {
		id = b.lastingID(key)
		l := build()
		l.Id = b.Arena.string(id.id())
		if b.facilityRef != "" {
			l.ManagingOrganization = b.refer(b.facilityRef)
		}
		b.Document.Locations = append(b.Document.Locations, l)
		if b.locations == nil {
			b.locations = map[string]fullURL{}
		}
		b.locations[key] = id
	}
	e.Location = b.Arena.places.Append(e.Location, r4.EncounterLocation{
		Extension: b.ownExtension(fhir.ExtensionLocationRole, fhir.SystemSheetLocationRole, role),
		Location:  b.reference(id), Period: period,
	})
}

// nameOf returns a coded value's name.
func (b *Builder) nameOf(c *frontsheet.Coded) *string {
	if c.Text != "" {
		return &c.Text
	}
	if c.Set == nil {
		return nil
	}
	concept, _ := c.Set.Concept(c.Code)
	return b.Arena.optional(b.layout.Word(concept.Chinese, concept.English))
}
