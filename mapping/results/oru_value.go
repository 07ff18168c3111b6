package results

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// result reads an OBX: a result, or a file of the report.
func (b *builder) result(r *report.Report, s *hl7v2.Segment) {
	res := report.Result{
		Test: b.field(s, 3), Sub: b.text(s, 4, 0), Kind: b.text(s, 2, 0), Unit: b.unit(s), Range: b.text(s, 7, 0),
		Status: b.text(s, 11, 0), Observed: b.time(s, 14), Method: b.field(s, 17).Name(),
		Fields: []frontsheet.Field{{Column: "OBX", Value: s.Text}},
	}
	for flag := range b.message.Repetitions(s.Field(8)) {
		if flag = b.component(flag, 1); flag != "" {
			res.Flags = append(res.Flags, flag)
		}
	}
	if producer := b.field(s, 15); len(producer.Codings) > 0 {
		res.Performer = report.Organization{Code: producer.Codings[0].Code, Name: producer.Codings[0].Display}
	}
	if b.whole = res.Kind == "ED" && b.file(r, s) || b.images(r, s); b.whole {
		r.Fields = append(r.Fields, res.Fields...)
		return
	}
	b.value(&res, s)
	r.Results = append(r.Results, res)
}

// tens are the first components of a unit whose power was written with the mark that
// separates components: 10^9/L is 10 and 9/L then.
var tens = map[string]bool{"10": true, "x10": true, "X10": true, "*10": true, "×10": true}

// unit returns OBX-6 as printed: its code, or what is said beside it.
func (b *builder) unit(s *hl7v2.Segment) string {
	first, second := b.text(s, 6, 1), b.text(s, 6, 2)
	if tens[first] && second != "" && second[0] >= '0' && second[0] <= '9' {
		b.note(s, 6, frontsheet.Information, "unit-form", "the power in the unit is written with the mark that separates components, which should be escaped: it is read as the power")
		return first + "^" + second
	}
	return chars.FirstOf(first, second)
}

// value reads OBX-5.
func (b *builder) value(r *report.Result, s *hl7v2.Segment) {
	raw := s.Field(5)
	if raw == "" || raw == `""` {
		return
	}
	several := strings.IndexByte(raw, b.message.Repetition) >= 0
	switch r.Kind {
	case "NM":
		if !several && b.number(r, b.text(s, 5, 1)) {
			return
		}
		b.words(r, s)
		b.note(s, 5, frontsheet.Error, "bad-number", "the field holds no plain number: it is passed on as a text")
	case "SN":
		if !several && b.structured(r, raw) {
			return
		}
		var parts []string
		for n := 1; n <= 4; n++ {
			parts = append(parts, b.component(raw, n))
		}
		r.Text = strings.Join(parts, "")
		b.note(s, 5, frontsheet.Information, "value-form", "the value is no number with a comparator, no range and no ratio: it is passed on as a text")
	case "CE", "CWE", "CNE", "CF":
		if several {
			b.words(r, s)
			b.note(s, 5, frontsheet.Information, "value-form", "the value is several codes: it is passed on as a text")
			return
		}
		r.Answer = b.concept(raw)
	case "ST":
		// Many laboratories send numbers as text: with a comparator or without one.
		if text := b.text(s, 5, 0); !several && plainNumber(text) && b.number(r, text) {
			return
		}
		b.words(r, s)
	default:
		b.words(r, s)
		if r.Kind != "TX" && r.Kind != "FT" {
			b.note(s, 5, frontsheet.Information, "value-type", "the value is of a type that is not taken apart here: it is passed on as a text")
		}
	}
}

// words passes the repetitions of OBX-5 on as lines of text.
func (b *builder) words(r *report.Result, s *hl7v2.Segment) {
	var list []string
	for rep := range b.message.Repetitions(s.Field(5)) {
		list = append(list, b.clean(rep))
	}
	r.Text = strings.Join(list, "\n")
}

// comparators are FHIR's codes for the signs before a number.
var comparators = map[string]string{"": "", "=": "", "<": "<", "<=": "<=", "≤": "<=", "＜": "<", ">": ">", ">=": ">=", "≥": ">=", "＞": ">"}

// comparing splits a text into the sign with which it starts and the rest.
func comparing(text string) (sign, rest string) {
	rest = strings.TrimLeft(text, "<>=≤≥＜＞")
	return text[:len(text)-len(rest)], strings.TrimSpace(rest)
}

// plainNumber reports whether a text is a decimal number as it stands, with a sign of
// comparison before it or none. "+1" is none: in a text it is a grade, as of protein in
// urine. Nor is "=1", of which the sign would be lost.
func plainNumber(text string) bool {
	sign, rest := comparing(text)
	return !strings.Contains(text, "+") && sign != "=" && literal.PlainDecimal(rest)
}

// number reads a number, with a comparator before it or none. A number that is not a
// plain decimal is none: its digits would be others.
func (b *builder) number(r *report.Result, text string) bool {
	sign, rest := comparing(text)
	comparator, known := comparators[sign]
	rest = strings.TrimPrefix(rest, "+")
	if !known || !literal.PlainDecimal(rest) {
		return false
	}
	r.Comparator, r.Number = comparator, frontsheet.Decimal(rest)
	return true
}

// structured reads an SN: a comparator, a number, a separator, a number.
func (b *builder) structured(r *report.Result, raw string) bool {
	sign, first, separator, second := b.component(raw, 1), b.component(raw, 2), b.component(raw, 3), b.component(raw, 4)
	comparator, known := comparators[sign]
	if !known || !literal.PlainDecimal(first) {
		return false
	}
	if separator != "" || second != "" {
		ranged := separator == "-" && comparator == ""
		if !ranged && separator != ":" && separator != "/" || !literal.PlainDecimal(second) {
			return false
		}
	}
	r.Comparator, r.Number, r.Separator, r.Second = comparator, frontsheet.Decimal(first), separator, frontsheet.Decimal(second)
	return true
}

// file reads an ED that is a file of the report, in base64.
func (b *builder) file(r *report.Report, s *hl7v2.Segment) bool {
	raw := s.Field(5)
	kind, subtype, encoding, data := b.component(raw, 2), b.component(raw, 3), b.component(raw, 4), b.component(raw, 5)
	if !strings.EqualFold(encoding, "Base64") || data == "" {
		return false
	}
	media := mediaTypes[strings.ToUpper(subtype)]
	if media == "" && strings.Contains(kind, "/") {
		media = kind
	}
	r.Attachments = append(r.Attachments, report.Attachment{Type: media, Data: strings.Join(strings.Fields(data), ""), Title: b.field(s, 3).Name()})
	return true
}

var mediaTypes = map[string]string{"PDF": "application/pdf", "JPEG": "image/jpeg", "JPG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "HTML": "text/html", "RTF": "text/rtf"}
