package extract

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// identifiers reads the numbers of the patient.
func (r *Reader) identifiers(p *r4.Patient) {
	s := &r.sheet.Patient
	record, papers, card, insurance := -1, -1, -1, -1
	for i := range p.Identifier {
		id := &p.Identifier[i]
		system, kind := r.uri(id.System), r.code(id.Type, fhir.SystemIdentifierType)
		switch {
		case r.isOldNumber(id):
		case r.isSystem(id.System, "record-number"):
			record = i
		case r.isSystem(id.System, "health-card"):
			card = i
		case r.hasColumn("patient.insurance-card") && r.isSystem(id.System, "insurance-card"):
			insurance = i
		case papers < 0 && (kindOfSystem(system) != identity.Unknown || isDocument(kind)),
			papers < 0 && (system == "" && kind == "" || r.fromRows()) && id.Type != nil && r.isPapers(id):
			papers = i
		}
	}
	keyed := r.fromRows() && !r.hasColumn("patient.record-number") // by a number of another kind
	if record < 0 && !keyed {
		record = r.recordNumber(p, func(i int) bool { return i != card && i != papers && i != insurance })
	}
	left := 0
	for i := range p.Identifier {
		switch i {
		case record:
			s.RecordNumber = arena.Deref(p.Identifier[i].Value)
		case card:
			s.HealthCard = arena.Deref(p.Identifier[i].Value)
		case insurance:
			s.InsuranceCard = arena.Deref(p.Identifier[i].Value)
		case papers:
			s.DocumentNumber = arena.Deref(p.Identifier[i].Value)
			s.DocumentType = r.documentType(p.Identifier[i].Type)
		default:
			if !r.readPatientKey(&p.Identifier[i]) {
				left++
			}
		}
	}
	if left > 0 {
		r.issue(frontsheet.Information, "patient.document-number", "several-identifiers", "the patient has identifiers for which the sheet has no place")
	}
	if !keyed {
		r.deriveKeys(p)
	}
	if s.RecordNumber == "" && !keyed {
		r.issue(frontsheet.Warning, "patient.record-number", "no-record-key", "the patient has no number, so nobody can say whose record it is")
	}
}

// isPapers reports whether an identifier is one as compose writes those of identity
// documents: official, unless the record contradicts it.
func (r *Reader) isPapers(i *r4.Identifier) bool {
	return isUsed(i, r4.IdentifierUseOfficial) || r.extension(i.Extension, fhir.ExtensionContradictedBy) != nil
}

// kindOfSystem returns the kind of identity document whose numbers an identifier
// system has.
func kindOfSystem(system string) identity.Kind {
	for kind := identity.HKID; kind <= identity.Passport; kind++ {
		if kind.System() == system {
			return kind
		}
	}
	if strings.HasPrefix(system, "http://hl7.org/fhir/sid/passport-") {
		return identity.Passport
	}
	return identity.Unknown
}

// isDocument reports whether a code of HL7's table 0203 is that of a document
// by which people are identified.
func isDocument(code string) bool {
	switch code {
	case "NI", "NNCHN", "NNHKG", "PPN", "PRC", "CZ":
		return true
	}
	return false
}

// documentType reads the kind of an identity document where the sheet states
// it. A kind that compose found by the shape of the number is not the
// sheet's.
func (r *Reader) documentType(c *r4.CodeableConcept) frontsheet.Coded {
	if c == nil {
		return frontsheet.Coded{}
	}
	stated := r4.CodeableConcept{Text: c.Text}
	if r.sheet.Layout == "" { // anybody's: their code says more than the words beside it
		if of := r.coded(c, "patient.document-type"); of.Code != "" {
			return of
		}
	}
	for i := range c.Coding {
		if r.uri(c.Coding[i].System) != fhir.SystemIdentifierType {
			stated.Coding = append(stated.Coding, c.Coding[i])
		}
	}
	switch text := arena.Deref(c.Text); {
	case narrative.LabelOf("identifier.document").Is(text):
		stated.Text = nil
	case text != "":
		for kind := identity.HKID; kind <= identity.Passport; kind++ {
			if text == kind.Hans() || text == kind.English() || text == localize.InScript(r.layout.LabelLanguage(), kind.Hans(), kind.Hant(), kind.English()) {
				stated.Text = nil
			}
		}
	}
	if stated.Text == nil && stated.Coding == nil {
		return frontsheet.Coded{}
	}
	return r.coded(&stated, "patient.document-type")
}

// readPatientKey reads the number by which an extract knows the patient, and
// reports whether the identifier is such a number.
func (r *Reader) readPatientKey(i *r4.Identifier) bool {
	if !r.hasColumn("patient.reference-key") || r.code(i.Type, fhir.SystemIdentifierType) != "PI" || len(r.sheet.Patient.Identifiers) > 0 || r.isOldNumber(i) {
		return false
	}
	if system := r.uri(i.System); system != "" && layout.Of(r.sheet) == nil && system != r.layout.Systems["patient-key"] {
		return false // of a hospital, and not the one of the column
	}
	r.sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: arena.Deref(i.Value), Type: "PI"}}
	return true
}
