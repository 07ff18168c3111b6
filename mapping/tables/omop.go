package tables

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/spool"
)

// The tables, by their place in omop.csv.
const (
	tablePerson = iota
	tableVisit
	tableCondition
	tableProcedure
	tableDrug
	tableSourceCode
)

// omopShared says that a person is as the newest stay has him, and a code is there once.
func omopShared() spool.Shared {
	return spool.Shared{
		Kinds: map[byte]bool{tablePerson + 1: true, tableSourceCode + 1: true},
		ID: func(kind byte, text []byte) (id spool.ID, content [2][]byte, err error) {
			named := text
			if n, size := binary.Uvarint(text); kind == tablePerson+1 && size > 0 && n < uint64(len(text)) {
				named = text[:size+int(n)-1] // the id of the person
			}
			sum := sha256.Sum256(append([]byte{kind}, named...))
			copy(id[:], sum[:])
			return id, [2][]byte{text}, nil
		},
	}
}

// An omopStay is a document whose rows are made.
type omopStay struct {
	*builder
	d      *fhir.Document
	person string
}

// appendOMOP makes the rows of a document. The cells come in the order of omop.csv.
func appendOMOP(b *builder, d *fhir.Document) {
	s := &omopStay{b, d, number(d.Patient.Id)}
	s.patient(&d.Patient)
	for i := range d.Encounters {
		s.visit(&d.Encounters[i])
	}
	start := s.start()
	for i := range d.Conditions {
		s.condition(&d.Conditions[i], start)
	}
	for i := range d.Procedures {
		s.procedure(&d.Procedures[i])
	}
	for i := range d.MedicationStatements {
		s.drug(&d.MedicationStatements[i])
	}
}

// number returns 63 bits of the id of a resource as a number, "" of none. The bits of
// a UUID that tell its version are mixed with others.
func number(id *string) string {
	if id == nil {
		return ""
	}
	u, err := spool.ParseID([]byte(*id))
	if err != nil {
		return ""
	}
	return strconv.FormatUint((binary.BigEndian.Uint64(u[:8])^binary.BigEndian.Uint64(u[8:]))&(1<<63-1), 10)
}

// numberTo returns the number of the resource to which a reference leads.
func numberTo(r *r4.Reference) string {
	if r == nil || r.Reference == nil {
		return ""
	}
	id, ok := strings.CutPrefix(*r.Reference, "urn:uuid:")
	if !ok {
		return ""
	}
	return number(&id)
}

// start returns the time at which the stay began.
func (s *omopStay) start() *string {
	if e := spool.MainEncounter(s.d); e != nil && e.Period != nil {
		return e.Period.Start
	}
	return nil
}

// none adds the concept that stands for no concept.
func (s *omopStay) none() { s.text("0") }

func (s *omopStay) patient(p *r4.Patient) {
	s.text(s.person)
	concept, gender := "0", ""
	if p.Gender != nil {
		gender = p.Gender.Code()
		switch *p.Gender {
		case r4.AdministrativeGenderMale:
			concept = "8507"
		case r4.AdministrativeGenderFemale:
			concept = "8532"
		}
	}
	s.text(concept)
	var parts [3]string
	if p.BirthDate != nil {
		for i, part := range strings.SplitN(*p.BirthDate, "-", 3) {
			parts[i] = strings.TrimLeft(part, "0")
		}
	}
	for _, part := range parts {
		s.text(part)
	}
	s.null(1)
	s.none()
	s.none()
	s.null(3)
	s.string(numbered(p.Identifier, "MR"))
	if sex := extension(p.Extension, fhir.ExtensionAdministrativeSex).ValueCodeableConcept; sex != nil && len(sex.Coding) > 0 && sex.Coding[0].Code != nil {
		gender = *sex.Coding[0].Code
	}
	s.text(gender)
	s.none()
	s.null(1)
	s.none()
	s.null(1)
	s.none()
	s.end(tablePerson)
}

func (s *omopStay) visit(e *r4.Encounter) {
	s.text(number(e.Id))
	s.text(s.person)
	concept := "0"
	if code := e.Class.Code; code != nil {
		switch *code {
		case "IMP":
			concept = "9201"
		case "EMER":
			concept = "9203"
		}
	}
	s.text(concept)
	period := e.Period
	if period == nil {
		period = &r4.Period{}
	}
	s.day(period.Start)
	s.day(period.End)
	s.none()
	s.null(2)
	s.string(numbered(e.Identifier, "VN"))
	s.none()
	h := e.Hospitalization
	if h == nil {
		h = &r4.EncounterHospitalization{}
	}
	s.none()
	s.code(h.AdmitSource)
	s.none()
	s.code(h.DischargeDisposition)
	s.null(1)
	s.end(tableVisit)
}

// day adds the day of a time, and the time.
func (s *omopStay) day(at *string) {
	s.text(dateOf(at))
	s.text(timeOf(at))
}

// code adds the code of the source.
func (s *omopStay) code(c *r4.CodeableConcept) {
	if c == nil || len(c.Coding) == 0 {
		s.null(1)
		return
	}
	s.string(c.Coding[0].Code)
}

// source adds the code of the source, or else the name.
func (s *omopStay) source(c *r4.CodeableConcept) {
	switch {
	case c == nil:
		s.null(1)
	case len(c.Coding) > 0 && c.Coding[0].Code != nil:
		s.string(c.Coding[0].Code)
	default:
		s.string(c.Text)
	}
}

func (s *omopStay) condition(c *r4.Condition, start *string) {
	s.text(number(c.Id))
	s.text(s.person)
	s.none()
	s.day(start)
	s.null(2)
	s.none()
	s.none()
	s.null(2)
	s.text(numberTo(c.Encounter))
	s.null(1)
	s.source(c.Code)
	s.none()
	role := ownRole(c)
	if v := listed(s.d, c); v != nil && v.Use != nil {
		role = v.Use
	}
	s.code(role)
	s.end(tableCondition)
	s.sourceCode(c.Code)
}

func (s *omopStay) procedure(p *r4.Procedure) {
	s.text(number(p.Id))
	s.text(s.person)
	s.none()
	s.day(p.PerformedDateTime)
	s.null(2)
	s.none()
	s.none()
	s.null(2)
	s.text(numberTo(p.Encounter))
	s.null(1)
	s.source(p.Code)
	s.none()
	s.null(1)
	s.end(tableProcedure)
	s.sourceCode(p.Code)
}

// drug makes a row of a drug that was prescribed or dispensed, and none of one that was
// noted alone.
func (s *omopStay) drug(m *r4.MedicationStatement) {
	p := prescriptionOf(m)
	if strings.EqualFold(p.action(), "Keep Record only") {
		return
	}
	s.text(number(m.Id))
	s.text(s.person)
	s.none()
	period := p.period()
	start := period.Start
	if start == nil {
		start = p.detail("dispensed").ValueDateTime
	}
	s.day(start)
	s.day(period.End)
	s.text(dateOf(period.End))
	s.none()
	s.null(2)
	s.text(p.figure(fhir.ExtensionMedicationQuantity, "quantity-unit", ""))
	s.text(p.figure(fhir.ExtensionMedicationDuration, "duration-unit", "Day(s)"))
	dose := p.dose()
	s.text(p.sig(dose))
	s.none()
	s.null(2)
	s.text(numberTo(m.Context))
	s.null(1)
	s.source(&m.MedicationCodeableConcept)
	s.none()
	s.string(p.route())
	s.string(dose.Unit)
	s.end(tableDrug)
	s.sourceCode(&m.MedicationCodeableConcept)
}

// sourceCode says of which code system a code is.
func (s *omopStay) sourceCode(c *r4.CodeableConcept) {
	if c == nil || len(c.Coding) == 0 || c.Coding[0].Code == nil {
		return
	}
	first := &c.Coding[0]
	s.string(first.Code)
	s.none()
	s.text(vocabulary(first))
	s.string(first.Display)
	s.none()
	s.text("None")
	s.text("1970-01-01")
	s.text("2099-12-31")
	s.null(1)
	s.end(tableSourceCode)
}

// shortNames are the short names of code systems by their URIs.
var shortNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, s := range codes.Systems() {
		if names[s.URI] == "" {
			names[s.URI] = s.Name
		}
	}
	return names
})

// vocabulary names the code system of a coding.
func vocabulary(c *r4.Coding) string {
	if c.System == nil {
		return ""
	}
	name := *c.System
	if short := shortNames()[name]; short != "" {
		name = short
	}
	if c.Version != nil {
		name += " " + *c.Version
	}
	return name
}
