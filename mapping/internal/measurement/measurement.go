// Package measurement says in FHIR what a laboratory printed of a result: the number in
// its unit, the range and the flag, as printed and in codes, and beside them the number in
// the unit of the other side.
package measurement

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/laboratory"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The systems of codes that results have besides those of the module.
const (
	SystemInterpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
	SystemCategory       = "http://terminology.hl7.org/CodeSystem/observation-category"
)

// ItemMap is the map by which the table's codes of LOINC came in.
const ItemMap = fhir.Base + "/ConceptMap/laboratory-items"

// Category is that of the results of a laboratory.
func Category() r4.CodeableConcept {
	return r4.CodeableConcept{Coding: []r4.Coding{{System: new(SystemCategory), Code: new("laboratory"), Display: new("Laboratory")}}}
}

// Coding returns a code of LOINC that the table added to those of the source.
func Coding(code laboratory.Code) r4.Coding {
	return r4.Coding{
		Extension: []r4.Extension{{Url: fhir.ExtensionTranslatedBy, Extension: []r4.Extension{
			{Url: "map", ValueUri: new(ItemMap)}, {Url: "equivalence", ValueCode: new("equivalent")},
		}}},
		System: new(fhir.SystemLOINC), Code: &code.Code, Display: &code.Display,
	}
}

// Quantity returns a number with its unit: as printed, and in UCUM where that is known.
// Either unit may be "".
func Quantity(number, unit, ucum string) *r4.Quantity {
	q := &r4.Quantity{Value: new(json.Number(number))}
	if unit != "" {
		q.Unit = &unit
	}
	if ucum != "" {
		q.System, q.Code = new(fhir.SystemUCUM), &ucum
	}
	return q
}

// Comparator returns FHIR's comparator of a code, nil for "".
func Comparator(code string) *r4.QuantityComparator {
	for c := r4.QuantityComparatorLessThan; c <= r4.QuantityComparatorGreaterThan; c++ {
		if c.Code() == code {
			return &c
		}
	}
	return nil
}

// Interpretation returns a flag as printed, with its code where there is one.
func Interpretation(t *laboratory.Table, flag string) r4.CodeableConcept {
	f := r4.CodeableConcept{Text: &flag}
	if code, known := t.Interpretation(flag); known {
		f.Coding = []r4.Coding{{System: new(SystemInterpretation), Code: &code.Code, Display: &code.Display}}
	}
	return f
}

// Susceptibility reports whether a code of ObservationInterpretation says how a germ
// answers a drug.
func Susceptibility(code string) bool {
	return code == "S" || code == "I" || code == "R" || code == "SDD"
}

// Range returns a reference range as printed, and its numbers besides where the result is
// one.
func Range(printed, unit, ucum string, numeric bool) r4.ObservationReferenceRange {
	out := r4.ObservationReferenceRange{Text: &printed}
	if i, ok := laboratory.ParseInterval(printed); ok && numeric {
		if i.Low != "" {
			out.Low = Quantity(i.Low, unit, ucum)
		}
		if i.High != "" {
			out.High = Quantity(i.High, unit, ucum)
		}
	}
	return out
}

// OtherUnits says a number in the units of the other side, with the factor and its
// ground; the reference range goes with it or not at all.
func OtherUnits(t *laboratory.Table, found laboratory.Resolution, number, comparator, printed string) (list []r4.Extension) {
	if found.Reason != "" && found.Reason != laboratory.WithoutCode {
		return nil
	}
	for _, conversion := range t.Counterparts(found.Item, found.UCUM) {
		converted, ok := conversion.Apply(number)
		if !ok {
			continue
		}
		value := Quantity(converted, t.Print(conversion.To), conversion.To)
		value.Comparator = Comparator(comparator)
		parts := []r4.Extension{{Url: "value", ValueQuantity: value}}
		if i, ok := laboratory.ParseInterval(printed); ok {
			if other, ok := conversion.Interval(i); ok {
				r := &r4.Range{}
				if other.Low != "" {
					r.Low = Quantity(other.Low, t.Print(conversion.To), conversion.To)
				}
				if other.High != "" {
					r.High = Quantity(other.High, t.Print(conversion.To), conversion.To)
				}
				parts = append(parts, r4.Extension{Url: "range", ValueRange: r})
			}
		}
		parts = append(parts, r4.Extension{Url: "factor", ValueDecimal: new(decimal(conversion.Factor))})
		if conversion.Plus.Sign() != 0 {
			parts = append(parts, r4.Extension{Url: "plus", ValueDecimal: new(decimal(conversion.Plus))})
		}
		parts = append(parts, r4.Extension{Url: "ground", ValueString: new(conversion.Ground)}, r4.Extension{Url: "exact", ValueBoolean: new(conversion.Exact)})
		list = append(list, r4.Extension{Url: fhir.ExtensionOtherUnit, Extension: parts})
	}
	return list
}

// decimal writes a factor with 12 digits.
func decimal(r *big.Rat) json.Number {
	text := new(big.Float).SetPrec(128).SetRat(r).Text('f', 24)
	digits, out := 0, []byte{}
	for i := range len(text) {
		ch := text[i]
		if ch >= '1' && ch <= '9' || digits > 0 && ch == '0' {
			digits++
		}
		if digits > 12 && strings.Contains(text[:i], ".") {
			break
		}
		out = append(out, ch)
	}
	s := string(out)
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return json.Number(s)
}
