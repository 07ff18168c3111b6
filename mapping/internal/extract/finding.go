package extract

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// findings reads the Observations.
func (r *Reader) findings() {
	unknown := 0
	for i := range r.document.Observations {
		o := &r.document.Observations[i]
		if r.ofAnother("Observation", o.Encounter) || r.isRetracted("Observation", o.Status.Code()) || r.isModified("Observation", o.ModifierExtension) || r.atAnotherTime(o) {
			continue
		}
		if !r.readFinding(o) {
			if !r.readTransfusion(o) && !r.readItem(o) && !r.readResult(o) {
				unknown++
			}
			continue
		}
		r.unknownExtensions("Observation", o.Extension, fhir.ExtensionSheetLine)
		r.unreadObservation(o, "code", "subject", "encounter", "valueQuantity", "valueCodeableConcept", "valueRange", "component")
	}
	if unknown > 0 {
		r.issue(frontsheet.Information, "", "unknown-observation", "the document has observations of which a front sheet says nothing: they are left out")
	}
}

// unreadObservation is unreadElements for an Observation, of which some elements are
// read of each. That whoever made the document states what it has, or that it states
// no value, is nothing more.
func (r *Reader) unreadObservation(o *r4.Observation, read ...string) {
	read = append(read, "status", "category")
	author := r.document.Composition.Author
	if !slices.ContainsFunc(o.Performer, func(p r4.Reference) bool {
		return p.Display != nil || p.Identifier != nil || p.Reference != nil && (len(author) == 0 || target(&p) != target(&author[0]))
	}) {
		read = append(read, "performer")
	}
	if r.code(o.DataAbsentReason, "http://terminology.hl7.org/CodeSystem/data-absent-reason") == "unknown" {
		read = append(read, "dataAbsentReason")
	}
	r.unreadElements("Observation", o, read...)
}

// atAnotherTime reports whether an Observation of a document that others made names
// no encounter, and is of another time than the stay.
func (r *Reader) atAnotherTime(o *r4.Observation) bool {
	if o.Encounter != nil || r.fromRows() || r.side(periodOf(o.EffectiveDateTime, o.EffectivePeriod)) == during {
		return false
	}
	r.issue(frontsheet.Information, "", "outside-stay", "Observation is of a time outside of the stay, and names no encounter: it is left out")
	return true
}

// findingOf returns the finding that an Observation states, by the item of the
// sheet or, where it has none, by LOINC's code; nil if it states none.
func (r *Reader) findingOf(o *r4.Observation) *document.Finding {
	item := r.code(&o.Code, fhir.SystemSheetItem)
	loinc := ""
	if item == "" {
		loinc = r.code(&o.Code, fhir.SystemLOINC)
	}
	findings := document.Findings()
	for i := range findings {
		if f := &findings[i]; item == f.Item || loinc != "" && loinc == f.LOINC {
			return f
		}
	}
	return nil
}

// readFinding reads one Observation into its item, and reports whether it is one.
func (r *Reader) readFinding(o *r4.Observation) bool {
	f := r.findingOf(o)
	if f == nil {
		return false
	}
	switch {
	case f.Special == document.AgeUnderOne:
		r.ageUnderOne(o)
	case f.Special == document.AgeBand:
		r.ageBand(o)
	case f.Special == document.BirthWeights:
		r.birthWeight(o)
	case f.Coded != nil:
		at := f.Coded(r.sheet)
		if v := r.coded(o.ValueCodeableConcept, f.Element); at.IsZero() {
			*at = v
		} else {
			r.severalValues(f.Element)
		}
	case f.Coma != nil:
		r.durationFinding(o, f.Element, document.ComaParts(f.Coma(r.sheet))...)
	default:
		r.numberFinding(o, f.Number(r.sheet), f.Element, f.Unit)
	}
	return true
}

// numberFinding reads a number, unless the sheet has one already.
func (r *Reader) numberFinding(o *r4.Observation, at *frontsheet.Decimal, element, unit string) {
	if v := r.amount(o.ValueQuantity, element, unit); *at == "" {
		*at = v
	} else {
		r.severalValues(element)
	}
}

func (r *Reader) ageUnderOne(o *r4.Observation) {
	r.durationFinding(o, "patient.age-months", document.AgeParts(&r.sheet.Patient.AgeUnderOne)...)
}

// ageBand reads a band of ages, for which no layout has a column.
func (r *Reader) ageBand(o *r4.Observation) {
	r.issue(frontsheet.Information, "patient.age-band", "age-band", "the document states a band of ages and no age: no layout has a column for it")
	band := frontsheet.AgeBand{Stated: true}
	if o.ValueRange == nil || !wholeYears(o.ValueRange.Low, &band.Low) ||
		o.ValueRange.High != nil && !wholeYears(o.ValueRange.High, &band.High) {
		r.issue(frontsheet.Warning, "patient.age-band", "bad-number", "the band of ages is not one of completed years: it is left out")
		return
	}
	r.sheet.Patient.AgeBand = band
}

// wholeYears reads a quantity of whole years into at.
func wholeYears(q *r4.Quantity, at *int) bool {
	if q == nil || q.Value == nil || chars.FirstOf(arena.Deref(q.Code), arena.Deref(q.Unit)) != "a" {
		return false
	}
	n, err := json.Number(*q.Value).Int64()
	*at = int(n)
	return err == nil && n >= 0
}

func (r *Reader) birthWeight(o *r4.Observation) {
	newborn := &r.sheet.Newborn
	index := max(len(newborn.BirthWeights)+1, r.line(o.Extension))
	r.numberFinding(o, layout.BirthWeight(r.sheet, index), "newborn.birth-weight["+strconv.Itoa(index)+"]", "g")
}

func (r *Reader) severalValues(element string) {
	r.issue(frontsheet.Warning, element, "several-values", "the document has several values: the first was taken")
}

// durationFinding reads a duration in several numbers.
func (r *Reader) durationFinding(o *r4.Observation, element string, parts ...document.Component) {
	for i := range o.Component {
		item := r.code(&o.Component[i].Code, fhir.SystemSheetItem)
		for _, p := range parts {
			if p.Item == item {
				*p.Value = r.amount(o.Component[i].ValueQuantity, element, p.Unit)
			}
		}
	}
}
