package extract

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// amount reads a number that the sheet has in the given unit. Kilograms become
// grams, which moves the point; a number in any other unit is kept verbatim.
func (r *Reader) amount(q *r4.Quantity, element, unit string) frontsheet.Decimal {
	if q == nil || q.Value == nil {
		return ""
	}
	value := q.Value.String()
	stated := chars.FirstOf(arena.Deref(q.Code), arena.Deref(q.Unit))
	if q.Comparator != nil {
		r.keep(element, q.Comparator.Code()+value)
		r.issue(frontsheet.Warning, element, "comparator", "the number is but a bound: it is kept verbatim")
		return ""
	}
	switch {
	case stated == "" || stated == unit || unit == "" && stated == "mL":
	case unit == "g" && stated == "kg":
		if grams, ok := thousandfold(value); ok {
			r.issue(frontsheet.Information, element, "unit-converted", "the weight is stated in kilograms, and is given in grams")
			return grams
		}
		fallthrough
	default:
		r.keep(element, value+" "+stated)
		r.issue(frontsheet.Warning, element, "other-unit", "the number is in another unit than the sheet's: it is kept verbatim")
		return ""
	}
	return r.number(value, element)
}

// number returns a number as a sheet can hold it.
func (r *Reader) number(value, element string) frontsheet.Decimal {
	if literal.PlainDecimal(value) {
		return frontsheet.Decimal(value)
	}
	r.keep(element, value)
	r.issue(frontsheet.Warning, element, "bad-number", "the number is no plain decimal of at most 18 digits: it is kept verbatim")
	return ""
}

// thousandfold returns a plain decimal times 1000, exactly.
func thousandfold(value string) (frontsheet.Decimal, bool) {
	whole, fraction, _ := strings.Cut(value, ".")
	for len(fraction) < 3 {
		fraction += "0"
	}
	s := strings.TrimLeft(whole+fraction[:3], "0")
	if s == "" {
		s = "0"
	}
	if rest := fraction[3:]; rest != "" {
		s += "." + rest
	}
	return frontsheet.Decimal(s), literal.PlainDecimal(s)
}

// price reads an amount of money. A sheet has one currency.
func (r *Reader) price(m *r4.Money, element string) frontsheet.Decimal {
	if m == nil || m.Value == nil {
		return ""
	}
	s := &r.sheet.Fees
	switch currency := arena.Deref(m.Currency); {
	case currency == "":
	case s.Currency == "":
		s.Currency = currency
	case s.Currency != currency:
		r.keep(element, m.Value.String()+" "+currency)
		r.issue(frontsheet.Warning, element, "currency", "the amount is in another currency than the sheet: it is kept verbatim, and not converted")
		return ""
	}
	return r.number(m.Value.String(), element)
}
