package compose

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// furtherIdentifiers adds the identity documents beside the first, and the
// numbers that systems have given the patient.
func (b *Builder) furtherIdentifiers(p *r4.Patient) {
	s := &b.sheet.Patient
	for i := range s.Documents {
		d := &s.Documents[i]
		before := len(p.Identifier)
		b.identityDocument(p, "patient.document["+strconv.Itoa(i+1)+"]", &d.Type, d.Number, d.Country)
		if len(p.Identifier) > before {
			b.hold(&p.Identifier[before], d.Valid, d.Old)
		}
	}
	for i := range s.Identifiers {
		n := &s.Identifiers[i]
		if n.Value == "" {
			continue
		}
		identifier := r4.Identifier{Value: &n.Value}
		switch {
		case identifierType(n.Type):
			identifier.Type = b.constant(fhir.SystemIdentifierType, n.Type, "")
		case n.Type != "":
			identifier.Type = &r4.CodeableConcept{Text: &n.Type}
		}
		if b.hasOwnSystem(n.Authority) {
			identifier.System = b.assignedSystem(n.Authority)
		} else if n.Type == "PI" || n.Type == "" {
			identifier.System = b.system("patient-key", fhir.Base+"/identifier/patient-key")
		}
		h := &b.sheet.Facility.Hospital
		switch {
		case b.facilityRef != "" && (n.Authority.IsZero() && n.Type == "PI" || n.Authority.ID == "" && n.Authority.Name != "" && (n.Authority.Name == h.Code || n.Authority.Name == h.Text)):
			identifier.Assigner = b.refer(b.facilityRef)
		default:
			identifier.Assigner = b.assigner(n.Authority)
		}
		b.hold(&identifier, n.Valid, n.Old)
		p.Identifier = append(p.Identifier, identifier)
	}
}

// hold says when a number holds.
func (b *Builder) hold(i *r4.Identifier, valid frontsheet.Period, old bool) {
	i.Period = b.period(valid.Start, valid.End)
	if old && valid.Ahead(b.sheet.Event.Recorded) {
		return // FHIR has no word for what is not valid yet
	}
	if old {
		i.Use = new(r4.IdentifierUseOld)
	}
}

// identifierType reports whether a type is one of those of HL7's table 0203 that
// hospitals give: others may stand for something else in FHIR.
func identifierType(code string) bool {
	switch code {
	case "PI", "MR", "PT", "AN", "VN", "PN", "PE", "RI", "XX", "ANON", "BCT", "DL", "SS", "NH", "MC", "MA", "JHN", "HC", "SB":
		return true
	}
	return false
}

// identityDocument adds the number of an identity document. Its kind is the one
// that the sheet states, or else the one that the shape of the number gives
// away: a resident identity card or a residence permit. element is what the
// elements of the document start with.
func (b *Builder) identityDocument(p *r4.Patient, element string, documentType *frontsheet.Coded, written, country string) {
	typeElement, numberElement := "patient.document-type", "patient.document-number"
	if element != "patient.document" {
		typeElement, numberElement = element+".type", element+".number"
	}
	if written == "" {
		if !documentType.IsZero() {
			b.keep(typeElement, chars.FirstOf(documentType.Code, documentType.Text))
		}
		return
	}
	stated := documentType.DocumentKind()
	number := identity.Parse(stated, written)
	value := number.Value()
	i := r4.Identifier{Value: b.arena.string(value), Use: b.arena.numberUses.Of(r4.IdentifierUseOfficial)}
	kind := number.Kind
	if stated == identity.Unknown && !documentType.IsZero() && kind != identity.ResidencePermit {
		kind = identity.Unknown // the sheet states a type that has no kind
	}
	if number.Changed {
		b.keep(numberElement, written)
		b.issue(frontsheet.Information, numberElement, "number-form", "the number of the identity document is not written as its standard writes it")
	}
	if !number.Verdict.OK() {
		severity := frontsheet.Warning
		if stated == identity.Unknown && number.Kind == identity.Unknown && number.Verdict != identity.Damaged {
			severity = frontsheet.Information
		}
		b.issue(severity, numberElement, number.Verdict.String(), "the number of the identity document does not check: "+number.Reason)
	}
	if number.Verdict == identity.Damaged {
		// It identifies nobody: a number that a spreadsheet has rounded is
		// kept as a cell, and is no identifier.
		b.keep(numberElement, written)
		if !documentType.IsZero() {
			b.keep(typeElement, chars.FirstOf(documentType.Code, documentType.Text))
		}
		return
	}
	concept := b.concept(documentType)
	if concept == nil {
		concept = b.arena.conceptOf(r4.CodeableConcept{})
	}
	if stated != identity.Unknown && kind != stated || stated == identity.Unknown && kind != identity.Unknown && !documentType.IsZero() {
		b.issue(frontsheet.Warning, typeElement, "document-type", "the number is that of another kind of document than the sheet states: "+kind.English())
	}
	if kind != identity.Unknown {
		if code := kind.TypeCode(); code != "" && !hasCoding(concept, fhir.SystemIdentifierType, code) {
			own := concept.Coding // which documents may share
			concept.Coding = append(append(b.arena.codings.List(len(own)+1), own...), b.coding(fhir.SystemIdentifierType, code, ""))
		}
		concept.Text = b.arena.string(localize.InScript(b.layout.LabelLanguage(), kind.Hans(), kind.Hant(), kind.English()))
		i.System = b.arena.string(b.uri(kind.System()))
		if system := identity.PassportSystem(country); system != "" && kind == identity.Passport {
			i.System = &system
		}
	} else if concept.Text == nil && concept.Coding == nil {
		concept.Text = new(b.label("identifier.document"))
	}
	i.Type = concept
	if contradicted := b.crossCheck(number); contradicted != nil {
		// It is another's, as the mother's on the sheet of her newborn, or the record is
		// wrong: nobody is to be found by it as by a number that is the patient's.
		i.Use, i.Extension = new(r4.IdentifierUseSecondary), contradicted
	}
	p.Identifier = b.arena.identifiers.Append(p.Identifier, i)
}

// crossCheck reports where the number states another birth date or sex than
// the sheet does, and returns the extensions that say so of the identifier.
func (b *Builder) crossCheck(number identity.Identity) (contradicted []r4.Extension) {
	s := &b.sheet.Patient
	contradicts := func(what string) {
		contradicted = append(contradicted, r4.Extension{Url: b.uri(fhir.ExtensionContradictedBy), ValueCode: &what})
	}
	b.scratch = s.BirthDate.AppendDate(b.scratch[:0])
	if born := number.BirthDate(); born != "" && !s.BirthDate.IsZero() && !strings.HasPrefix(born, string(b.scratch)) {
		b.issue(frontsheet.Warning, "patient.birth-date", "birth-date-conflict", "the identity number states another birth date")
		contradicts("birth-date")
	}
	if sex := string(number.Sex()); sex != "" && (s.Sex.Standard() == "male" || s.Sex.Standard() == "female") && s.Sex.Standard() != sex {
		b.issue(frontsheet.Warning, "patient.sex", "sex-conflict", "the identity number states another sex")
		contradicts("sex")
	}
	return contradicted
}

// hasCoding reports whether a concept has a code of a system.
func hasCoding(c *r4.CodeableConcept, system, code string) bool {
	for i := range c.Coding {
		if s, v := c.Coding[i].System, c.Coding[i].Code; s != nil && v != nil && *s == system && *v == code {
			return true
		}
	}
	return false
}
