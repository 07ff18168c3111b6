package message

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// comparators are FHIR's codes for the comparators that messages write: those of
// SN.1, and other spellings of them. That of equality is "". "<>" has no code.
var comparators = map[string]string{
	"": "", "=": "", "<": "<", "<=": "<=", "=<": "<=", "≤": "<=", "＜": "<",
	">": ">", ">=": ">=", "=>": ">=", "≥": ">=", "＞": ">",
}

// comparing splits a text into the comparator with which it starts and the rest.
func comparing(text string) (comparator, rest string) {
	rest = strings.TrimLeft(text, "<>=≤≥＜＞")
	return text[:len(text)-len(rest)], strings.TrimSpace(rest)
}

// setNumeric reads an answer that should be a number. One that has a comparator is
// read as if the type were SN; what is no number is passed on as a text.
func (b *builder) setNumeric(o *frontsheet.Observation) {
	text := b.component(b.single(), 1)
	if text == "" {
		return
	}
	sign, number := comparing(text)
	comparator, known := comparators[sign]
	d, changed, ok := literal.ParseDecimal(number)
	switch {
	case !ok || !known:
		o.Text = text
		b.changed(frontsheet.Error, "bad-number", 1, "the field holds no plain number: it is passed on as a text")
		return
	case sign != "":
		b.changed(frontsheet.Information, "number-form", 1, "the number has a comparator, which one of the type NM has not: it is read as one of the type SN")
	case changed:
		b.changed(frontsheet.Information, "number-form", 1, "the number is not written as a plain decimal")
	}
	o.Number, o.Comparator = d, comparator
}

// setStructured reads an SN: a comparator, a number, a separator, a number. What
// makes no number, range or ratio is passed on as a text.
func (b *builder) setStructured(o *frontsheet.Observation) {
	r := b.single()
	sign, separator := b.component(r, 1), b.component(r, 3)
	first, second := b.component(r, 2), b.component(r, 4)
	if sign+first+separator+second == "" {
		return
	}
	comparator, known := comparators[sign]
	low, changedLow, ok := literal.ParseDecimal(first)
	high, changedHigh := frontsheet.Decimal(""), false
	ok = ok && known
	if separator != "" || second != "" {
		switch separator {
		case "-":
			ok = ok && comparator == ""
		case ":", "/":
		default:
			ok = false
		}
		var number bool
		high, changedHigh, number = literal.ParseDecimal(second)
		ok = ok && number
	}
	if !ok {
		o.Text = sign + first + separator + second
		b.changed(frontsheet.Information, "value-form", 0, "the value is no number with a comparator, no range and no ratio: it is passed on as a text")
		return
	}
	if changedLow || changedHigh {
		b.changed(frontsheet.Information, "number-form", 0, "a number is not written as a plain decimal")
	}
	o.Comparator, o.Number, o.Separator, o.Second = comparator, low, separator, high
}

// structured writes the parts of an SN.
func (b *FormBuilder) structured(o *frontsheet.Observation) string {
	if o.Number == "" {
		return b.answer(o)
	}
	return b.components(o.Comparator, string(o.Number), o.Separator, string(o.Second))
}
