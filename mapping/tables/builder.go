package tables

import (
	"encoding/json"
	"strconv"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A builder makes rows, cell by cell.
type builder struct {
	set  *Set
	emit func(t *Table, row Row)
	row  Row
	lost map[string]int
}

// end ends a row of the n-th table.
func (b *builder) end(n int) {
	t := b.set.tables[n]
	for i := range b.row {
		if c := &t.Columns[i]; c.Type == Decimal && b.row[i] != nil {
			if b.row[i] = decimal(b.row[i], c.Precision, c.Scale); b.row[i] == nil {
				if b.lost == nil {
					b.lost = map[string]int{}
				}
				b.lost[t.Name+"."+c.Name]++
			}
		}
	}
	b.emit(t, b.row)
	b.row = b.row[:0]
}

func (b *builder) null(n int) {
	for range n {
		b.row = append(b.row, nil)
	}
}

func (b *builder) text(s string) {
	if s == "" {
		b.null(1)
		return
	}
	b.row = append(b.row, []byte(s))
}

func (b *builder) string(s *string) {
	if s == nil {
		b.null(1)
		return
	}
	b.text(*s)
}

// strings adds several values.
func (b *builder) strings(list ...*string) {
	for _, s := range list {
		b.string(s)
	}
}

// dateOf returns the day of a date or dateTime as it is written, "" where that is not
// known.
func dateOf(s *string) string {
	const day = len("2024-03-04")
	if s == nil || len(*s) < day {
		return ""
	}
	return (*s)[:day]
}

// timeOf returns the time of a dateTime as it is written, without its zone, "" where
// it has none.
func timeOf(s *string) string {
	const second = len("2024-03-04T09:20:00")
	if s == nil || len(*s) < second {
		return ""
	}
	return dateOf(s) + " " + (*s)[len("2024-03-04T"):second]
}

// stated adds a time as it is written, and its day.
func (b *builder) stated(s *string) {
	b.string(s)
	b.text(dateOf(s))
}

func (b *builder) int(n *int) {
	if n == nil {
		b.null(1)
		return
	}
	b.text(strconv.Itoa(*n))
}

func (b *builder) bool(v *bool) {
	if v == nil {
		b.null(1)
		return
	}
	b.text(strconv.FormatBool(*v))
}

func (b *builder) number(n *json.Number) {
	if n == nil {
		b.null(1)
		return
	}
	b.text(n.String())
}

// coded adds the system, the code and the name of the first coding of a concept.
func (b *builder) coded(c *r4.CodeableConcept) {
	if c == nil || len(c.Coding) == 0 {
		b.null(3)
		return
	}
	b.coding(&c.Coding[0])
}

func (b *builder) coding(c *r4.Coding) { b.strings(c.System, c.Code, c.Display) }

// codes adds the code of a diagnosis, a procedure or an observation: that of the
// source, its name, and the code of a shared system.
func (b *builder) codes(c *r4.CodeableConcept, shared string) {
	if c == nil {
		b.null(6)
		return
	}
	if len(c.Coding) == 0 {
		b.null(4)
	} else {
		first := &c.Coding[0]
		b.strings(first.System, first.Version, first.Code, first.Display)
	}
	b.string(c.Text)
	b.string(codeIn(c, shared))
}

// codeIn returns the code of a concept in a system, nil where it has none.
func codeIn(c *r4.CodeableConcept, system string) *string {
	for i := range c.Coding {
		if s := c.Coding[i].System; s != nil && *s == system {
			return c.Coding[i].Code
		}
	}
	return nil
}

// has reports whether a concept has a coding of a code.
func has(c *r4.CodeableConcept, code string) bool {
	if c == nil {
		return false
	}
	for i := range c.Coding {
		if v := c.Coding[i].Code; v != nil && *v == code {
			return true
		}
	}
	return false
}

// extension returns the first extension of a URL, an empty one where there is none.
func extension(list []r4.Extension, url string) *r4.Extension {
	for i := range list {
		if list[i].Url == url {
			return &list[i]
		}
	}
	return &r4.Extension{}
}

// numbered returns the first identifier of a type, nil where there is none.
func numbered(list []r4.Identifier, kind string) *string {
	for i := range list {
		if has(list[i].Type, kind) {
			return list[i].Value
		}
	}
	return nil
}

// key returns the id of the resource to which a reference leads, where find finds it
// in the document, or the reference is to one of its type elsewhere.
func key(r *r4.Reference, kind string, find func(id string) bool) string {
	if r == nil || r.Reference == nil {
		return ""
	}
	if id, ok := strings.CutPrefix(*r.Reference, "urn:uuid:"); ok {
		if find(id) {
			return id
		}
		return ""
	}
	if id, ok := strings.CutPrefix(*r.Reference, kind+"/"); ok && !strings.Contains(id, "/") {
		return id
	}
	return ""
}

// decimal returns a number as a decimal of so many digits, nil where it cannot be one
// exactly.
func decimal(number []byte, precision, scale int) []byte {
	text := string(number)
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		n, err := strconv.Atoi(text[i+1:])
		if err != nil || n > precision || n < -precision {
			return nil
		}
		mantissa, exponent = text[:i], n
	}
	digits, sign := mantissa, ""
	if strings.HasPrefix(digits, "-") {
		digits, sign = digits[1:], "-"
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	for ; exponent > 0; exponent-- {
		next := "0"
		if fraction != "" {
			next, fraction = fraction[:1], fraction[1:]
		}
		whole += next
	}
	for ; exponent < 0; exponent++ {
		last := "0"
		if whole != "" {
			last, whole = whole[len(whole)-1:], whole[:len(whole)-1]
		}
		fraction = last + fraction
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if len(fraction) > scale {
		if strings.Trim(fraction[scale:], "0") != "" {
			return nil
		}
		fraction = fraction[:scale]
	}
	if len(whole) > precision-scale {
		return nil
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return []byte(sign + whole)
}
