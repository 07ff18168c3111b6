package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// observations makes an Observation of each result that the record carries
// beside the items of the sheet.
func (b *Builder) observations() {
	for i := range b.sheet.Observations {
		s := &b.sheet.Observations[i]
		id := b.contentID("result", s.Codes, s.Name, string(s.Observed.Append(nil, "")))
		o := r4.Observation{
			Id: b.arena.string(id.id()), Status: document.ResultStatus(s.Status),
			Subject: b.refer(b.patientRef), Encounter: b.encounter(),
			EffectiveDateTime: b.date(s.Observed),
			Code:              *b.plainConcept(s.Codes, &s.Name),
		}
		if o.Code.Text == nil && len(o.Code.Coding) == 0 {
			o.Code.Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
			b.issue(frontsheet.Warning, "laboratory.test", "no-item", "the record has a result, and does not say of what: it is passed on without a code")
		}
		o.Extension = b.rowExtension(b.gradeExtension(o.Extension, &s.Grade), s.Row)
		found := b.laboratory(&o, s)
		switch {
		case s.Number != "" && s.Separator == "-":
			o.ValueRange = &r4.Range{Low: measurement.Quantity(string(s.Number), s.Unit, found.UCUM), High: measurement.Quantity(string(s.Second), s.Unit, found.UCUM)}
		case s.Number != "" && s.Separator != "":
			// What one unit is of in a ratio nobody says.
			o.ValueRatio = &r4.Ratio{Numerator: measurement.Quantity(string(s.Number), "", ""), Denominator: measurement.Quantity(string(s.Second), "", "")}
			o.ValueRatio.Numerator.Comparator = measurement.Comparator(s.Comparator)
		case s.Number != "":
			o.ValueQuantity = measurement.Quantity(string(s.Number), s.Unit, found.UCUM)
			o.ValueQuantity.Comparator = measurement.Comparator(s.Comparator)
		case len(s.Answers) > 0:
			o.ValueCodeableConcept = b.plainConcept(s.Answers, &s.Text)
		case s.Text != "":
			o.ValueString = &s.Text
		}
		if s.Unit != "" && o.ValueQuantity == nil && o.ValueRange == nil {
			b.keep("result.unit["+strconv.Itoa(i+1)+"]", s.Unit)
		}
		if s.Range != "" {
			o.ReferenceRange = []r4.ObservationReferenceRange{measurement.Range(s.Range, s.Unit, found.UCUM, s.Number != "")}
		}
		if s.Flag != "" {
			o.Interpretation = []r4.CodeableConcept{measurement.Interpretation(laboratory.Default(), s.Flag)}
		}
		b.document.Observations = append(b.document.Observations, o)
		b.sections.findings = append(b.sections.findings, b.reference(id))
	}
}

// laboratory says of a result that it is a laboratory's, with its code of LOINC and the
// value in the units of the other side, where name and unit alone tell: a message of a
// stay has no specimens. What is none, as a body weight, keeps its place and gets its
// unit's code alone.
func (b *Builder) laboratory(o *r4.Observation, s *frontsheet.Observation) laboratory.Resolution {
	table := laboratory.Default()
	found := laboratory.Resolution{UCUM: table.UCUM(s.Unit)}
	if flag, _ := table.Interpretation(s.Flag); measurement.Susceptibility(flag.Code) {
		return found // the name is that of a drug
	}
	query := laboratory.Query{Name: s.Name, Unit: s.Unit}
	named := false // in LOINC, by the source
	for _, c := range s.Codes {
		if c.System.URI == fhir.SystemLOINC {
			named = true
		} else if query.Local == "" {
			query.Local = c.Code
		}
	}
	switch {
	case s.Separator == ":" && s.Number == "1":
		query.Kind = laboratory.Titre
	case s.Number == "" && (s.Text != "" || len(s.Answers) > 0):
		query.Kind = laboratory.Text
	}
	resolved := table.Resolve(query)
	if resolved.Item == nil {
		return found
	}
	o.Category = []r4.CodeableConcept{measurement.Category()}
	if resolved.LOINC.Code != "" && !named {
		coding := b.translated(fhir.SystemLOINC, "", resolved.LOINC.Code, translationKey{by: measurement.ItemMap, equivalence: "equivalent"})
		coding.Display = &resolved.LOINC.Display
		o.Code.Coding = append(o.Code.Coding, coding)
	}
	if s.Number != "" && s.Separator == "" {
		for _, x := range measurement.OtherUnits(table, resolved, string(s.Number), s.Comparator, s.Range) {
			x.Url = b.uri(x.Url)
			o.Extension = append(o.Extension, x)
		}
	}
	return resolved
}

// plainConcept returns the concept of codes that are not to be translated.
func (b *Builder) plainConcept(list []frontsheet.Code, name *string) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: arena.Text(name)}
	b.addCodings(concept, list, name, nil, codes.System{}, nil)
	return concept
}
