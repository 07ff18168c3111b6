package mapping

import (
	"strconv"
	"strings"

	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
)

// stays makes the Encounters: the stay, and the attendance at the emergency
// department before it or without one. Where a record need not be of a stay,
// there is none unless the record says something of it.
func (b *documentBuilder) stays() {
	b.attendance = -1
	if !b.sheet.mayLackStay() || b.sheet.statesStay() {
		b.stay()
		b.describe(&b.document.Encounters[0], &b.sheet.Stay)
	}
	if !b.sheet.Emergency.IsZero() {
		b.emergency()
	}
}

// mayLackStay reports whether the sheet need not be of a stay in hospital.
func (s *FrontSheet) mayLackStay() bool {
	return !s.Emergency.IsZero() || s.layout != nil && s.layout.ifStated
}

// statesStay reports whether the sheet says anything of a stay: how it is paid
// for is no stay.
func (s *FrontSheet) statesStay() bool {
	stay := s.Stay
	stay.Payment = Coded{}
	if !stay.IsZero() {
		return true
	}
	for i := range s.Diagnoses {
		if r := s.Diagnoses[i].Role; r == Principal || r == Other || r == OnAdmission {
			return true
		}
	}
	return false
}

// describe adds to an Encounter what records of Hong Kong state of it.
func (b *documentBuilder) describe(e *r4.Encounter, s *Stay) {
	if s.Number != "" {
		e.Identifier = append(e.Identifier, r4.Identifier{
			Type:   &r4.CodeableConcept{Coding: []r4.Coding{b.coding(fhir.SystemIdentifierType, "VN", "")}},
			System: b.system("visit-number", b.uri(codes.Base+"/identifier/visit-number")), Value: &s.Number,
		})
	}
	if class := b.concept(&s.Class); class != nil {
		e.Type = append(e.Type, *class)
		if code := s.Class.standard(); code != "" && s.Class.Set.Standard == fhir.SystemActCode {
			concept, _ := s.Class.Set.Concept(s.Class.Code)
			e.Class = b.translated(fhir.SystemActCode, "", code, s.Class.Set.Map, "", concept.Equivalence)
		}
	}
	if kind := b.concept(&s.Type); kind != nil {
		e.Type = append(e.Type, *kind)
	}
	e.ServiceType = b.concept(&s.Service)
	if !s.Hospital.IsZero() {
		e.ServiceProvider = refer(b.hospital(&s.Hospital))
	}
}

// emergency makes the Encounter of the attendance at the emergency department.
func (b *documentBuilder) emergency() {
	s := &b.sheet.Emergency
	id := b.stayID("attendance")
	e := r4.Encounter{
		Id:      &id,
		Status:  r4.EncounterStatusFinished,
		Class:   b.coding(fhir.SystemActCode, "EMER", "emergency"),
		Subject: refer(b.patientRef),
		Period:  b.span("emergency.admission", "emergency.discharge", s.Admission, s.Discharge),
	}
	if s.Discharge.IsZero() {
		e.Status = r4.EncounterStatusUnknown
		b.issue(Information, "emergency.discharge", "no-discharge", "the record does not say when the attendance ended: its status is unknown")
	}
	if b.facilityRef != "" {
		e.ServiceProvider = refer(b.facilityRef)
	}
	b.describe(&e, s)
	h := r4.EncounterHospitalization{AdmitSource: b.concept(&s.Route), DischargeDisposition: b.concept(&s.Disposition)}
	if s.Destination != "" {
		h.Destination = &r4.Reference{Display: &s.Destination}
	}
	if h.AdmitSource != nil || h.DischargeDisposition != nil || h.Destination != nil {
		e.Hospitalization = &h
	}
	b.attendance = len(b.document.Encounters)
	if b.encounterRef == "" {
		b.encounterRef = id
	}
	b.document.Encounters = append(b.document.Encounters, e)
	b.sections.stay = append(b.sections.stay, reference(id))
}

// encounter refers to the stay, or else the attendance; nil where the record is
// of neither.
func (b *documentBuilder) encounter() *r4.Reference {
	if b.encounterRef == "" {
		return nil
	}
	return refer(b.encounterRef)
}

// encounterOf returns the Encounter to which a diagnosis of a role belongs, nil
// where that is none.
func (b *documentBuilder) encounterOf(role DiagnosisRole) *r4.Encounter {
	switch {
	case role == DeathCause, role == DeathContributing, len(b.document.Encounters) == 0:
		return nil
	case role == Outpatient && b.attendance >= 0:
		return &b.document.Encounters[b.attendance]
	}
	return &b.document.Encounters[0]
}

// conditionID returns the id of a diagnosis. One without a role is what its
// codes and name say, whatever row they came in.
func (b *documentBuilder) conditionID(d *Diagnosis) string {
	if d.Role == "" && b.sheet.mayLackStay() {
		return b.stayID("condition/noted/" + codeKey(d.Codes, d.Name))
	}
	return b.stayID("condition/" + string(d.Role) + "/" + strconv.Itoa(d.Slot))
}

func codeKey(list []Code, name string) string {
	var key strings.Builder
	for i := range list {
		key.WriteString(list[i].Code + "/")
	}
	if len(list) == 0 {
		key.WriteString(name)
	}
	return key.String()
}

// tableKey names what a record of a table is about among what its patient has:
// the case, the attendance, or else the facts themselves. It is "" where the
// record has no number and is of a stay.
func (s *FrontSheet) tableKey() string {
	key := ""
	if s.Stay.Number != "" {
		key = "/case/" + s.Stay.Number
	}
	if n := s.Emergency.Number; n != "" {
		key += "/attendance/" + n
	} else if !s.Emergency.IsZero() {
		key += "/attended/" + string(s.Emergency.Admission.Append(nil, "")) + "/" + strconv.Itoa(s.Emergency.Admission.Hour)
	}
	if key != "" || s.statesStay() || !s.mayLackStay() {
		return key
	}
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		key += "/noted/" + string(d.Reference.Append(nil, "")) + "/" + codeKey(d.Codes, d.Name)
	}
	for i := range s.Procedures {
		p := &s.Procedures[i]
		key += "/performed/" + string(p.Performed.Append(nil, "")) + "/" + codeKey(p.Codes, p.Name)
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		key += "/observed/" + string(o.Observed.Append(nil, "")) + "/" + codeKey(o.Codes, o.Name) + "/" + string(o.Number) + o.Text
	}
	for _, f := range s.Fields {
		key += "/" + f.Value
	}
	return key
}

// tableDates are the dates of what records of tables state beside a stay.
func (s *FrontSheet) tableDates() []DateTime {
	dates := []DateTime{s.Emergency.Discharge, s.Emergency.Admission}
	for i := range s.Diagnoses {
		dates = append(dates, s.Diagnoses[i].Reference)
	}
	for i := range s.Procedures {
		dates = append(dates, s.Procedures[i].Performed)
	}
	for i := range s.Observations {
		dates = append(dates, s.Observations[i].Observed)
	}
	return dates
}

// hospital returns the id of the Organization that a value set names, making it
// where the document has none yet.
func (b *documentBuilder) hospital(c *Coded) string {
	id := uuid.NewSHA1(facilityNamespace(firstOf(c.Code, c.Text)), []byte("facility")).String()
	for i := range b.document.Organizations {
		if *b.document.Organizations[i].Id == id {
			return id
		}
	}
	o := r4.Organization{Id: &id, Name: text(&c.Text)}
	if c.Code != "" {
		o.Identifier = []r4.Identifier{{System: b.system("organization", systemOrganization), Value: &c.Code}}
		concept, _ := c.Set.Concept(c.Code)
		o.Name = text(&concept.English)
		if concept.Chinese != "" {
			o.Alias = []string{concept.Chinese}
		}
	}
	b.document.Organizations = append(b.document.Organizations, o)
	return id
}

func facilityNamespace(facility string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(fhir.Base+"/facility/"+facility))
}

// grade returns the extension that says how far an item of a domain record is
// coded, nil where the source claims nothing.
func (b *documentBuilder) grade(list []r4.Extension, g *Grade) []r4.Extension {
	if g.Claimed == "" {
		return list
	}
	parts := []r4.Extension{{Url: "claimed", ValueCode: &g.Claimed}, {Url: "verified", ValueCode: &g.Verified}}
	if g.Reason != "" {
		parts = append(parts, r4.Extension{Url: "reason", ValueCode: &g.Reason})
	}
	return append(list, r4.Extension{Url: b.uri(fhir.ExtensionGrade), Extension: parts})
}

// items makes an Observation of each item that the record has beside those of
// the front sheet.
func (b *documentBuilder) items() {
	for i := range b.sheet.Items {
		item := &b.sheet.Items[i]
		for _, k := range itemKinds {
			if k.code == item.Code {
				b.item(item, k)
			}
		}
	}
}

func (b *documentBuilder) item(item *Item, k itemKind) {
	var o r4.Observation
	switch {
	case !item.Coded.IsZero():
		o.ValueCodeableConcept = b.concept(&item.Coded)
	case !item.Time.IsZero():
		o.ValueDateTime = b.date(item.Time)
	case item.Number == "":
		return // the cell could not be read, and is kept verbatim
	case k.kind == 'i':
		n, err := strconv.Atoi(string(item.Number))
		if err != nil {
			b.keep("item."+item.Code, string(item.Number))
			return
		}
		o.ValueInteger = &n
	default:
		o.ValueQuantity = quantity(&item.Number, k.unit, k.unit)
	}
	b.observe(item.Code, item.Code, "", o)
	if last := &b.document.Observations[len(b.document.Observations)-1]; k.emergency && b.attendance >= 0 {
		last.Encounter = refer(*b.document.Encounters[b.attendance].Id)
	} else if !k.emergency {
		last.Encounter = nil
	}
	if item.Code == "episode-death" && item.Coded.Code == "Y" && b.document.Patient.DeceasedDateTime == nil {
		b.document.Patient.DeceasedBoolean = new(true)
	}
}
