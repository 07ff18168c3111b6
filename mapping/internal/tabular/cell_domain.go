package tabular

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// remember keeps the cell of the first row of a record of several, to compare
// with those of the others.
func (b *sheetBuilder) remember(f int, text string) {
	if b.seen == nil {
		b.seen = make([]string, len(b.file.Layout.Fields))
	}
	b.seen[f] = strings.TrimSpace(text)
}

// further reads another row of the record: its items beside those of the rows
// before, and what they left open.
func (b *sheetBuilder) further(r *carrier.Row, ordinal int) {
	d := b.parser.source
	text := b.parser.decodeCells(r)
	if b.seen == nil {
		b.seen = make([]string, len(d.file.Layout.Fields))
	}
	for _, cell := range b.parser.cells {
		f, value := d.fields[cell.column], text[cell.from:cell.to]
		if f < 0 && cell.column == d.codings {
			b.keepCodings(d.name(cell.column), value)
			continue
		}
		if f < 0 {
			b.stranger(d.name(cell.column), value, cell.bad)
			continue
		}
		fld := &d.file.Layout.Fields[f]
		switch trimmed := strings.TrimSpace(value); {
		case trimmed == "":
		case fld.Part.EachRow:
			b.offset = ordinal
			b.cell(f, value, cell.bad)
			b.offset = 0
		case b.seen[f] == "" || fld.Part.Verbatim:
			b.seen[f] = trimmed
			b.cell(f, value, cell.bad)
		case b.seen[f] != trimmed:
			b.field, b.kept, b.written = fld, false, value
			if identifies(fld.Element) {
				b.conflict = true
				continue
			}
			b.changed(frontsheet.Warning, "conflicting-rows", "the rows of the record differ: the first counts, this one is kept verbatim")
		}
	}
	b.extras(r)
}

// identifies reports whether an element says who the patient is.
func identifies(element string) bool {
	switch element {
	case "patient.reference-key", "patient.record-number", "patient.document-number", "patient.health-card":
		return true
	}
	return false
}

// settleDomains makes parts of the sheet of the items that the rows held.
func (b *sheetBuilder) settleDomains() {
	all, ok := b.sheet.Origin().Scratch.(*layout.Domains)
	if !ok {
		return
	}
	b.sheet.Origin().Scratch = nil
	several := b.row > 0
	slots := map[frontsheet.DiagnosisRole]int{}
	rank, principals := 1, 0
	graded := make([]bool, len(all.Levels))
	for kind := range all.Items {
		for n := range all.Items[kind] {
			i := &all.Items[kind][n]
			if several {
				b.row = n + 1
			}
			if i.IsZero() {
				b.orphan(kind, i)
				continue
			}
			if b.deniesItem(kind, i) {
				continue
			}
			level := ""
			if n < len(all.Levels) {
				level, graded[n] = all.Levels[n].Code, true
			}
			list, name, grade := b.grade(kind, i, level)
			switch kind {
			case layout.DomainProblem:
				role := frontsheet.DiagnosisRole(i.Kind.Standard())
				if role == frontsheet.Principal && slots[frontsheet.Principal] > 0 {
					b.at(kind, "type")
					b.issue(frontsheet.Warning, "two-principals", "the record has more than one principal problem: this one is read as another")
					role = frontsheet.Other
				}
				slots[role]++
				b.sheet.Diagnoses = append(b.sheet.Diagnoses, frontsheet.Diagnosis{
					Role: role, Slot: slots[role], Codes: list, Name: name, Confirmed: i.Date, Grade: grade, Row: b.row,
				})
			case layout.DomainProcedure:
				p := frontsheet.Procedure{Codes: list, Name: name, Performed: i.Date, Grade: grade, Row: b.row}
				if i.Kind.Code == "Y" {
					if principals++; principals == 1 {
						p.Rank = 1
					} else {
						b.at(kind, "principal")
						b.issue(frontsheet.Warning, "two-principals", "the record has more than one principal procedure: this one is read as another")
					}
				} else {
					b.keepPart(kind, "principal", chars.FirstOf(i.Kind.Code, i.Kind.Text))
				}
				b.sheet.Procedures = append(b.sheet.Procedures, p)
			case layout.DomainAllergy:
				b.sheet.Allergy.Items = append(b.sheet.Allergy.Items, frontsheet.AllergyItem{
					Kind: i.Kind, Codes: list, Name: name, Severity: i.Severity, Reactions: i.Reactions, Noted: i.Date, Grade: grade, Row: b.row,
				})
			case layout.DomainTest:
				r := frontsheet.Observation{Codes: list, Name: name, Unit: i.Unit, Range: i.Range, Flag: i.Flag, Observed: i.Date, Grade: grade, Row: b.row}
				setFigure(&r, i.Value)
				b.sheet.Observations = append(b.sheet.Observations, r)
			case layout.DomainMedication:
				b.sheet.Medications = append(b.sheet.Medications, frontsheet.Medication{
					Codes: list, Number: i.Number, Name: name, Instruction: i.Instruction, Route: i.Route,
					Quantity: i.Quantity, Duration: i.Duration, Start: i.Date, End: i.End, Grade: grade, Row: b.row,
				})
			}
		}
	}
	for n := range all.Levels {
		if level := chars.FirstOf(all.Levels[n].Code, all.Levels[n].Text); level != "" && !graded[n] {
			if several {
				b.row = n + 1
			}
			b.keepLevel(level)
		}
	}
	b.row = 0
	// The principal procedure is the first, whether or not the record lists it
	// first; without one, nothing says that any is.
	rank = 2
	for n := range b.sheet.Procedures {
		if p := &b.sheet.Procedures[n]; principals > 0 && p.Rank == 0 {
			p.Rank = rank
			rank++
		}
	}
}

// deniesItem reports whether an item says that there is none of its kind, or that
// nothing is known. It is then kept verbatim; that no allergy is known is said of
// the patient.
func (b *sheetBuilder) deniesItem(kind int, i *layout.DomainItem) bool {
	if kind == layout.DomainTest {
		return false
	}
	said := denial.OfCode(i.Terminology.Standard(), i.Identifier)
	words := chars.FirstOf(i.Description, i.LocalDescription)
	if said.IsFact() {
		if said = denial.Of(words); said.IsFact() || i.LocalDescription != "" && denial.Of(i.LocalDescription).IsFact() {
			return false
		}
	}
	for _, part := range [...]struct{ name, value string }{
		{"terminology", chars.FirstOf(i.Terminology.Text, i.Terminology.Code)},
		{"identifier", i.Identifier},
		{"description", i.Description},
		{"local-code", i.LocalCode},
		{"local-description", i.LocalDescription},
	} {
		b.keepPart(kind, part.name, part.value)
	}
	for _, part := range besideItem(i) {
		b.keepPart(kind, part.name, part.value)
	}
	b.at(kind, "identifier")
	if recorded := &b.sheet.Allergy.Recorded; kind == layout.DomainAllergy && said.DeniesDrugAllergy() {
		if recorded.IsZero() {
			*recorded = frontsheet.Coded{Text: allergyDenial(said, words)}
		}
		b.issue(frontsheet.Information, "no-known-allergy", "the item says that no allergy is known: it is no allergy")
		return true
	}
	b.issue(frontsheet.Information, "empty-marker", "the item says that there is none, or that nothing is known: it is kept verbatim, and nothing made of it")
	return true
}

// allergyDenial returns the words of a denial of allergies, and usual ones where
// a code alone denies them.
func allergyDenial(said denial.Statement, words string) string {
	switch {
	case denial.Of(words).DeniesDrugAllergy():
		return words
	case said.Of == denial.Allergy:
		return "No known allergies"
	}
	return "No known drug allergies"
}

// at makes a part of a domain item what issues are about.
func (b *sheetBuilder) at(kind int, part string) {
	b.field, b.kept = nil, true
	name := layout.DomainElement(kind, part)
	for f := range b.file.Layout.Fields {
		if field := &b.file.Layout.Fields[f]; field.Name == name {
			b.field, b.kept = field, false
		}
	}
}

// keepPart keeps a part of a domain item verbatim.
func (b *sheetBuilder) keepPart(kind int, part, value string) {
	if value == "" {
		return
	}
	if b.at(kind, part); b.field != nil {
		b.keepOnce(value)
	}
}

// keepLevel keeps the level of a row without an item.
func (b *sheetBuilder) keepLevel(level string) {
	f, ok := b.file.Layout.ByPath["domain.level"]
	if !ok {
		return
	}
	b.field, b.kept = &b.file.Layout.Fields[f], false
	b.keepOnce(level)
	b.issue(frontsheet.Information, "no-item", "the record claims a level, and has no item of that: it is kept verbatim")
}

// keepOnce keeps the value of the column in hand, unless its cell is kept.
func (b *sheetBuilder) keepOnce(value string) {
	for _, f := range b.sheet.Fields {
		if f.Column == b.field.Column && f.Row == b.row {
			return
		}
	}
	b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.field.Column, Value: value, Row: b.row})
}

// orphan keeps what stands beside the five fields where these are empty.
func (b *sheetBuilder) orphan(kind int, i *layout.DomainItem) {
	if kind == layout.DomainTest && i.Value != "" {
		b.keepPart(kind, "value", i.Value)
		b.issue(frontsheet.Warning, "no-item", "the record has a value, and does not say of what: it is kept verbatim")
	}
	alone := false
	for _, part := range besideItem(i) {
		if part.value != "" {
			alone = true
			b.keepPart(kind, part.name, part.value)
		}
	}
	if alone {
		b.issue(frontsheet.Warning, "no-item", "the record says something of an item, and does not say which: it is kept verbatim")
	}
}

// besideItem returns what stands beside the five fields of an item and its value,
// as text.
func besideItem(i *layout.DomainItem) []struct{ name, value string } {
	written := func(d frontsheet.DateTime) string {
		if d.IsZero() {
			return ""
		}
		return literal.FormatDateTime(d, formatTime)
	}
	kind, date := chars.FirstOf(i.Kind.Text, i.Kind.Code), written(i.Date)
	return []struct{ name, value string }{
		{"terminology", chars.FirstOf(i.Terminology.Text, i.Terminology.Code)},
		{"type", kind},
		{"principal", kind},
		{"kind", kind},
		{"severity", chars.FirstOf(i.Severity.Text, i.Severity.Code)},
		{"reaction", strings.Join(i.Reactions, ",")},
		{"unit", i.Unit},
		{"range", i.Range},
		{"flag", i.Flag},
		{"date", date},
		{"number", i.Number},
		{"instruction", i.Instruction},
		{"route", i.Route},
		{"quantity", i.Quantity},
		{"duration", i.Duration},
		{"start", date},
		{"end", written(i.End)},
	}
}

// reasons say why a claim to the third level does not hold.
var reasons = map[string]string{
	"no-terminology":       "the item names no terminology",
	"unknown-terminology":  "the terminology is none that is known",
	"no-identifier":        "the item has no identifier in the terminology",
	"bad-identifier":       "the identifier cannot be a code",
	"no-description":       "the item has no description in the terminology",
	"unknown-identifier":   "the table of the terminology does not have the identifier",
	"description-mismatch": "the description is not that of the identifier in the table of the terminology",
	"no-local-description": "the item has no local description",
	"no-text":              "the item has no description at all",
}

// grade returns the codes and the name of an item, and checks the level that
// the source claims for it: the third wants an identifier and its description
// in a known terminology, and both in its table where there is one; the second
// a local description; the first a text. What fails is graded down, not
// rejected, and nothing is graded up.
func (b *sheetBuilder) grade(kind int, i *layout.DomainItem, claimed string) ([]frontsheet.Code, string, frontsheet.Grade) {
	var list []frontsheet.Code
	system := codes.System{URI: i.Terminology.Standard()}
	reason := b.recognised(kind, i, system)
	switch reason {
	case "unknown-terminology", "no-terminology", "bad-identifier":
		b.keepPart(kind, "terminology", chars.FirstOf(i.Terminology.Text, i.Terminology.Code))
		b.keepPart(kind, "identifier", i.Identifier)
		b.keepPart(kind, "description", i.Description)
	case "no-identifier":
		b.keepPart(kind, "terminology", chars.FirstOf(i.Terminology.Text, i.Terminology.Code))
		b.keepPart(kind, "description", i.Description)
	default:
		list = append(list, frontsheet.Code{System: system, Code: i.Identifier, Display: i.Description})
		b.keepTerminology(kind, &i.Terminology)
	}
	if i.Description != "" && (i.LocalCode == "" || !validCode(i.LocalCode)) {
		b.keepPart(kind, "local-description", i.LocalDescription) // no code tells it from the description
	}
	if i.LocalCode != "" {
		if validCode(i.LocalCode) {
			list = append(list, frontsheet.Code{System: b.localSystem(kind), Code: i.LocalCode, Display: i.LocalDescription})
		} else {
			b.keepPart(kind, "local-code", i.LocalCode)
			b.issue(frontsheet.Warning, "code-shape", "the local code cannot be a code of FHIR: it is kept verbatim")
		}
	}
	name := chars.FirstOf(i.LocalDescription, i.Description)

	g := frontsheet.Grade{Claimed: claimed, Verified: claimed}
	if claimed == "" {
		return list, name, g
	}
	down := func(to, why string) {
		g.Verified = to
		if g.Reason == "" {
			g.Reason = why
		}
	}
	if g.Verified[0] == '3' && reason != "" {
		down("2", reason)
	}
	if g.Verified == "2" && i.LocalDescription == "" {
		down("1", "no-local-description")
	}
	if name == "" {
		down("0", "no-text")
	}
	if g.Verified != claimed {
		b.at(kind, "identifier")
		severity, to := frontsheet.Warning, g.Verified
		if to == "0" {
			severity, to = frontsheet.Error, "none"
		}
		b.issue(severity, "regraded", fmt.Sprintf("the item claims level %s and is graded %s: %s", claimed, to, reasons[g.Reason]))
	} else if claimed[0] == '3' && !b.hasTable(system) {
		b.at(kind, "identifier")
		b.habit("grade-unverified", "no table of the terminology was given: the identifier and its description were not looked up")
	}
	return list, name, g
}

// keepTerminology keeps the name that the source gives a terminology, where it
// is not the usual one.
func (b *sheetBuilder) keepTerminology(kind int, c *frontsheet.Coded) {
	if c.Set == nil {
		return
	}
	if concept, ok := c.Set.Concept(c.Code); ok && c.Text != "" && c.Text != concept.English {
		b.keepPart(kind, "terminology", c.Text)
	}
}

// recognised returns why the identifier is not one of a known terminology, with
// its description; "" where it is, as far as the tables given tell.
func (b *sheetBuilder) recognised(kind int, i *layout.DomainItem, system codes.System) string {
	switch {
	case i.Terminology.IsZero():
		return "no-terminology"
	case system.URI == "":
		return "unknown-terminology"
	case i.Identifier == "":
		return "no-identifier"
	case !validCode(i.Identifier):
		return "bad-identifier"
	case i.Description == "":
		return "no-description"
	}
	found := false
	for _, t := range b.file.Tables {
		if t.System().URI != system.URI {
			continue
		}
		found = true
		if concept, ok := t.Lookup(i.Identifier); ok {
			for _, name := range [...]string{concept.English, concept.Hans, concept.Hant} {
				if name != "" && chars.FoldLabel(name) == chars.FoldLabel(i.Description) {
					return ""
				}
			}
			return "description-mismatch"
		}
	}
	if found {
		return "unknown-identifier"
	}
	return ""
}

func (b *sheetBuilder) hasTable(system codes.System) bool {
	for _, t := range b.file.Tables {
		if t.System().URI == system.URI {
			return true
		}
	}
	return false
}

// localSystem names the local codes of the facility, which are no others'.
func (b *sheetBuilder) localSystem(kind int) codes.System {
	uri := codes.Base + "/CodeSystem/local-" + layout.DomainNames[kind]
	facility := chars.FirstOf(b.sheet.Facility.Code, b.sheet.Facility.Hospital.Code)
	for i := range len(facility) {
		if !chars.IsLetter(facility[i]) && !chars.IsDigit(facility[i]) && facility[i] != '-' {
			return codes.System{URI: uri}
		}
	}
	if facility == "" {
		return codes.System{URI: uri}
	}
	return codes.System{URI: uri + "-" + strings.ToLower(facility)}
}

// validCode reports whether s can be a code of FHIR: no white space at either
// end, and single spaces within.
func validCode(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return s != "" && len(s) <= 200
}
