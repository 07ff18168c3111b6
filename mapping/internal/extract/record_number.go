package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// recordNumber returns the place of the identifier that is the number of the
// hospital's record, -1 for none: the one of a system that the site has named, or
// else of the type MR (medical record number), that of the hospital itself before
// those of others; or else the first that may be one, which an issue says. free
// tells which identifiers are not of another kind already.
func (r *Reader) recordNumber(p *r4.Patient, free func(int) bool) int {
	var typed, possible []int
	for i := range p.Identifier {
		id := &p.Identifier[i]
		switch {
		case !free(i) || id.Value == nil || r.isOldNumber(id):
		case slices.Contains(r.settings.RecordNumberSystems, r.uri(id.System)):
			return i
		case r.code(id.Type, fhir.SystemIdentifierType) == "MR":
			typed = append(typed, i)
		case r.mayBeRecordNumber(id):
			possible = append(possible, i)
		}
	}
	if len(typed) > 0 {
		if i := slices.IndexFunc(typed, func(i int) bool { return r.isAssignedHere(p, &p.Identifier[i]) }); i >= 0 {
			return typed[i]
		}
		if i := slices.IndexFunc(typed, func(i int) bool { return isUsed(&p.Identifier[i], r4.IdentifierUseOfficial, r4.IdentifierUseUsual) }); i >= 0 && len(typed) > 1 {
			typed[0] = typed[i]
		}
		if len(typed) > 1 && !r.fromRows() {
			r.issue(frontsheet.Warning, "patient.record-number", "several-record-numbers", "the patient has several numbers of the type MR (medical record number), and nothing says which is that of the hospital of the stay: the official one, or else the first was taken")
		}
		return typed[0]
	}
	if len(possible) == 0 {
		return -1
	}
	r.issue(frontsheet.Warning, "patient.record-number", "record-number", "no identifier says that it is the record's number: the first that is no number of another kind was taken")
	return possible[0]
}

func isUsed(id *r4.Identifier, uses ...r4.IdentifierUse) bool {
	return id.Use != nil && slices.Contains(uses, *id.Use)
}

// isAssignedHere reports whether the hospital of the stay gave a number.
func (r *Reader) isAssignedHere(p *r4.Patient, id *r4.Identifier) bool {
	by := target(id.Assigner)
	if by == "" {
		return false
	}
	for i := range r.document.Encounters {
		if target(r.document.Encounters[i].ServiceProvider) == by {
			return true
		}
	}
	return target(p.ManagingOrganization) == by
}

// mayBeRecordNumber reports whether an identifier of no stated kind may be the
// record's number: one of a type of HL7's table 0203 is only where the type is one
// for numbers of patients, and one of a register of persons or of the insured
// never is.
func (r *Reader) mayBeRecordNumber(id *r4.Identifier) bool {
	switch r.code(id.Type, fhir.SystemIdentifierType) {
	case "", "PI", "PT", "PE", "RI":
		return !isRegister(r.uri(id.System))
	}
	return r.fromRows()
}

// deriveKeys makes up for a record number, and the other numbers by which the
// layout tells records apart, where the document has none: by the id of the
// resource, which is the same each time. A number that somebody else assigned
// beside the key of the record, as that of a region's record, is not made up.
func (r *Reader) deriveKeys(p *r4.Patient) {
	s := &r.sheet.Patient
	if r.fromRows() || p.Id == nil || r.layout == nil {
		return
	}
	derived := func(element string) {
		r.issue(frontsheet.Warning, element, "key-derived", "the document has no number for it: the key is the id of the resource")
	}
	switch {
	case r.hasColumn("patient.record-number") && s.RecordNumber == "":
		s.RecordNumber = *p.Id
		derived("patient.record-number")
	case r.layout.ColumnOf("patient.reference-key") != "" && len(r.layout.Key) == 1 && len(s.Identifiers) == 0:
		s.Identifiers = []frontsheet.Identifier{{Value: *p.Id, Type: "PI"}}
		derived("patient.reference-key")
	case r.layout.Messages() && s.RecordNumber == "" && len(s.Identifiers) == 0:
		s.Identifiers = []frontsheet.Identifier{{Value: *p.Id, Type: "PI"}} // it is no hospital's
		derived("patient.record-number")
	}
}

// visitNumber returns the number of a stay in a document that others made, "" for
// none: the one of the type VN (visit number), or else the official one, or else the
// first that is in use.
func (r *Reader) visitNumber(e *r4.Encounter) string {
	best, rank := "", 0
	for i := range e.Identifier {
		id, at := &e.Identifier[i], 1
		switch {
		case id.Value == nil || r.isOldNumber(id):
			continue
		case r.code(id.Type, fhir.SystemIdentifierType) == "VN":
			at = 3
		case isUsed(id, r4.IdentifierUseOfficial):
			at = 2
		}
		if at > rank {
			best, rank = *id.Value, at
		}
	}
	return best
}

// deriveStayNumber is deriveKeys for the number of the stay.
func (r *Reader) deriveStayNumber(e *r4.Encounter) {
	if s := &r.sheet.Stay; !r.fromRows() && r.isKey("stay.number") && s.Number == "" && e.Id != nil {
		s.Number = *e.Id
		r.issue(frontsheet.Warning, "stay.number", "key-derived", "the document has no number for it: the key is the id of the resource")
	}
}

// isKey reports whether the layout tells records apart by an element.
func (r *Reader) isKey(element string) bool {
	return r.layout != nil && slices.ContainsFunc(r.layout.Key, func(i int) bool { return r.layout.Fields[i].Name == element })
}
