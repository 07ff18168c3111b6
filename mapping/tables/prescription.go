package tables

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// A prescription is a MedicationStatement, whose parts may be missing.
type prescription struct {
	*r4.MedicationStatement
	dosage r4.Dosage // the first
}

func prescriptionOf(m *r4.MedicationStatement) prescription {
	p := prescription{MedicationStatement: m}
	if len(m.Dosage) > 0 {
		p.dosage = m.Dosage[0]
	}
	return p
}

// detail returns a part of what the source says beside.
func (p prescription) detail(part string) *r4.Extension {
	return extension(extension(p.Extension, fhir.ExtensionPrescriptionDetail).Extension, part)
}

func (p prescription) action() string { return textOf(p.detail("action").ValueString) }

func (p prescription) period() r4.Period {
	if p.EffectivePeriod == nil {
		return r4.Period{}
	}
	return *p.EffectivePeriod
}

func (p prescription) dose() r4.Quantity {
	if d := p.dosage.DoseAndRate; len(d) > 0 && d[0].DoseQuantity != nil {
		return *d[0].DoseQuantity
	}
	return r4.Quantity{}
}

func (p prescription) route() *string {
	if p.dosage.Route == nil {
		return nil
	}
	return p.dosage.Route.Text
}

func (p prescription) frequency() *string {
	if t := p.dosage.Timing; t != nil && t.Code != nil {
		return t.Code.Text
	}
	return nil
}

// sig is how the drug is taken, as written.
func (p prescription) sig(dose r4.Quantity) string {
	value := textOf(p.detail("dose").ValueString)
	unit := textOf(p.detail("dose-unit").ValueString)
	if dose.Value != nil {
		value, unit = dose.Value.String(), textOf(dose.Unit)
	}
	return strings.Join(slices.DeleteFunc([]string{textOf(p.dosage.Text), value, unit, textOf(p.frequency())}, func(part string) bool { return part == "" }), " ")
}

// figure returns the number of an extension whose unit stands apart, "" of any other.
// With a unit, it is a whole number of that unit, or "".
func (p prescription) figure(url, part, unit string) string {
	stated := textOf(p.detail(part).ValueString)
	text, ok := strings.CutSuffix(textOf(extension(p.Extension, url).ValueString), " "+stated)
	if stated == "" || !ok || !plainDecimal.MatchString(text) {
		return ""
	}
	if _, err := strconv.ParseUint(text, 10, 31); unit != "" && (stated != unit || err != nil) {
		return ""
	}
	return text
}

// plainDecimal is a number that a column of 18 digits holds.
var plainDecimal = regexp.MustCompile(`^\d{1,14}(\.\d{1,4})?$`)

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
