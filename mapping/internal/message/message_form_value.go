package message

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// write writes an element as the field in hand has it, "" where no field of a
// message can.
func (b *FormBuilder) write(v layout.Value) string {
	b.value = ""
	v.Field((*fieldWriter)(b))
	return b.value
}

// escaped returns text as the value of a component.
func (b *FormBuilder) escaped(text string) string {
	b.buf = b.AppendEscaped(b.buf[:0], text)
	if string(b.buf) == text {
		return text
	}
	return b.Arena.Bytes(b.buf)
}

// repeated joins the repetitions of a field, without those that are empty.
func (b *FormBuilder) repeated(list ...string) string {
	list = slices.DeleteFunc(list, func(r string) bool { return r == "" })
	if len(list) == 1 {
		return list[0]
	}
	b.buf = b.buf[:0]
	for i, r := range list {
		if i > 0 {
			b.buf = append(b.buf, b.Repetition)
		}
		b.buf = append(b.buf, r...)
	}
	return b.Arena.Bytes(b.buf)
}

// components joins the components of one repetition, each escaped, and leaves
// the empty ones at its end away.
func (b *FormBuilder) components(list ...string) string {
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	if len(list) == 1 {
		return b.escaped(list[0])
	}
	b.buf = b.buf[:0]
	for i, c := range list {
		if i > 0 {
			b.buf = append(b.buf, b.Component)
		}
		b.buf = b.AppendEscaped(b.buf, c)
	}
	return b.Arena.Bytes(b.buf)
}

// text writes a text: of a composite type, into the part that stands for it.
func (b *FormBuilder) text(v string) string {
	switch b.column.Name {
	case "diagnosis.description":
		d := &b.sheet.Diagnoses[b.ordinal-1]
		v = describing(b.sayable(d.Codes), d.Name)
	case "procedure.description":
		p := &b.sheet.Procedures[b.ordinal-1]
		v = describing(b.sayable(p.Codes), p.Name)
	case "result.type":
		v = observationKind(&b.sheet.Observations[b.ordinal-1])
	case "stay.number":
		if v != "" {
			a := b.sheet.Stay.Authority
			if a.IsZero() {
				a.Name = b.hospital()
			}
			return b.numbered(v, a, "VN")
		}
	case "insurance.company-id":
		if v != "" {
			return b.numbered(v, b.sheet.Insurance[b.ordinal-1].CompanyAuthority, "")
		}
	}
	switch b.column.Format {
	case "XPN":
		return b.name(frontsheet.PersonName{Text: v})
	case "CWE":
		return b.word(v)
	}
	return b.escaped(v)
}

// describing returns the name of a diagnosis or procedure where its codes have
// another: the field of the description states it.
func describing(list []frontsheet.Code, name string) string {
	if other := nameOfCodes(list); other == "" || other == name {
		return ""
	}
	return name
}

// nameOfCodes returns the name that the codes of a field give what they are of.
func nameOfCodes(list []frontsheet.Code) string {
	for i := range list[:min(len(list), 2)] {
		if list[i].Display != "" {
			return list[i].Display
		}
	}
	return ""
}

// word writes a text of a coded field: one that looks like a code as that.
func (b *FormBuilder) word(v string) string {
	if b.column.Format == "HD" || strings.IndexFunc(v, func(r rune) bool { return r <= ' ' || r >= 0x7f }) < 0 {
		return b.components(v)
	}
	return b.components("", v)
}

// likeCode reports whether a text may be a code of another set than the field's, as
// which it would be read.
func likeCode(v string) bool {
	return strings.IndexFunc(v, func(r rune) bool { return r <= ' ' || r >= 0x7f || r >= 'a' && r <= 'z' }) < 0
}

// coded writes a coded value by its code in the layout's value set.
func (b *FormBuilder) coded(c frontsheet.Coded) string {
	set := b.column.Set
	switch {
	case c.IsZero():
		return ""
	case set == nil:
		return b.word(c.Label())
	case c.Set == set && c.Code != "":
		return b.escaped(c.Code)
	case c.Set == set:
		return b.word(c.Text)
	}
	v, exact, ok := b.terms.Value(set, c)
	switch {
	case !ok && c.Code == "" && b.column.Format != "HD" && likeCode(c.Text):
		b.tell(frontsheet.Warning, "no-such-code", "the value looks like a code, and is none of the value set "+set.Name+": the field stays empty")
		return ""
	case !ok && c.Code == "":
		b.tell(frontsheet.Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return b.word(c.Text)
	case !ok:
		b.tell(frontsheet.Warning, "no-such-code", "the value set "+set.Name+" has no code, or several, for "+c.Code+" of "+c.Set.Name+": the field stays empty")
		return ""
	case !exact:
		b.tell(frontsheet.Warning, "approximate-code", "the code "+c.Code+" of "+c.Set.Name+" is written as "+v.Code+" of "+set.Name+", which does not mean quite the same")
	}
	return b.escaped(v.Code)
}

// tell reports something about the field in hand.
func (b *FormBuilder) tell(severity frontsheet.Severity, code, detail string) {
	if b.report != nil {
		b.report(b.column, b.ordinal, severity, code, detail)
	}
}

// appendTimeStamp appends d as a time stamp of HL7, as far as it is known.
func appendTimeStamp(dst []byte, d frontsheet.DateTime) []byte {
	if d.IsZero() {
		return dst
	}
	dst = chars.AppendPadded(dst, d.Year, 4)
	parts := [...]int{d.Month, d.Day, d.Hour, d.Minute, d.Second}
	for i := range min(int(d.Precision)-1, len(parts)) {
		dst = chars.AppendPadded(dst, parts[i], 2)
	}
	if d.Precision >= frontsheet.ToHour {
		dst = append(dst, strings.Replace(d.Zone, ":", "", 1)...)
	}
	return dst
}

// location writes a point of care with its room and bed, in the hospital.
func (b *FormBuilder) location(w *frontsheet.Ward) string {
	if w.Name == "" && w.Room == "" && w.Bed == "" {
		return ""
	}
	a := w.Facility
	if a.IsZero() {
		a.Name = b.hospital()
	}
	return b.assigned(b.components(w.Name, w.Room, w.Bed, a.Name), 4, a)
}

// numbered writes a number with who gave it and its type: a CX.
func (b *FormBuilder) numbered(number string, a frontsheet.Authority, kind string) string {
	return b.assigned(b.components(number, "", "", a.Name, kind), 4, a)
}

// assigned returns a repetition with an authority as the nth component, which has
// its name already.
func (b *FormBuilder) assigned(repetition string, n int, a frontsheet.Authority) string {
	if a.ID == "" {
		return repetition
	}
	b.buf = b.buf[:0]
	for i, part := range [...]string{a.Name, a.ID, a.Scheme} {
		if i > 0 && (part != "" || i == 1) {
			b.buf = append(b.buf, b.Subcomponent)
		}
		b.buf = b.AppendEscaped(b.buf, part)
	}
	return b.withComponent(repetition, n, b.Arena.Bytes(b.buf))
}

// dated returns a repetition with a period as the nth component and the one after
// it.
func (b *FormBuilder) dated(repetition string, n int, p frontsheet.Period) string {
	if repetition == "" {
		return ""
	}
	for i, d := range [...]frontsheet.DateTime{p.Start, p.End} {
		if !d.IsZero() {
			b.buf = appendTimeStamp(b.buf[:0], d)
			repetition = b.withComponent(repetition, n+i, b.Arena.Bytes(b.buf))
		}
	}
	return repetition
}

// hospital returns the name of the hospital in the message.
func (b *FormBuilder) hospital() string {
	h := &b.sheet.Facility.Hospital
	return chars.FirstOf(h.Code, h.Text)
}

// concept writes the codes of a diagnosis or procedure, with their texts and
// systems; the name alone where there is no code.
func (b *FormBuilder) concept(list []frontsheet.Code, name string) string {
	stated := b.writable(list)
	if len(stated) == 0 {
		return b.components("", name)
	}
	parts := b.coding(stated)
	for i := 2; i < len(parts); i += 3 {
		parts[i] = chars.FirstOf(parts[i], "L")
	}
	if nameOfCodes(stated) == "" {
		parts[1] = name
	}
	return b.components(parts...)
}

// writable returns the codes for which the field in hand has a place, and reports it
// where those are not all.
func (b *FormBuilder) writable(list []frontsheet.Code) []frontsheet.Code {
	stated := b.sayable(list)
	if len(stated) < len(list) {
		b.tell(frontsheet.Warning, "other-code-system", "the message cannot say a code: the layout has no name for its system, or the field has no place for a third")
	}
	return stated
}

// sayable returns the codes for which a field has a place: two, of systems that
// the layout names.
func (b *FormBuilder) sayable(list []frontsheet.Code) []frontsheet.Code {
	stated := only(list, func(c *frontsheet.Code) bool {
		_, known := b.systemName(c.System)
		return known
	})
	return stated[:min(len(stated), 2)]
}

// systemName returns the name that messages give a code system, "" for none.
func (b *FormBuilder) systemName(s codes.System) (name string, known bool) {
	if s.URI == "" {
		return "", true
	}
	name, known = b.layout.CodingNames[s.URI]
	return name, known
}

// coding returns the parts of codes, without a system where the sheet knows none.
func (b *FormBuilder) coding(list []frontsheet.Code) []string {
	parts := b.Arena.pointers.List(3 * len(list))
	for i := range list {
		system, _ := b.systemName(list[i].System)
		parts = append(parts, list[i].Code, list[i].Display, system)
	}
	return parts
}

// allergen writes what an allergy is to, or that there is none.
func (b *FormBuilder) allergen(a *frontsheet.AllergyItem) string {
	if b.denied && b.ordinal == 1 {
		recorded, _ := localize.Denial(b.column.Set, b.sheet.Allergy.Recorded)
		return b.coded(recorded)
	}
	parts := b.coding(b.writable(a.Codes))
	if len(parts) == 0 {
		return b.components("", a.Name)
	}
	parts[1] = chars.FirstOf(parts[1], a.Name)
	return b.components(parts...)
}

func (b *FormBuilder) resultConcept(o *frontsheet.Observation) string {
	parts := b.coding(b.writable(o.Codes))
	if len(parts) == 0 {
		return b.components("", o.Name)
	}
	if nameOfCodes(o.Codes) == "" {
		parts[1] = o.Name
	}
	return b.components(parts...)
}

// kind returns the type of the answer, where the sheet does not say by what it is.
func observationKind(o *frontsheet.Observation) string {
	switch {
	case o.Kind != "":
		return o.Kind
	case o.Comparator != "" || o.Separator != "":
		return "SN"
	case o.Number != "":
		return "NM"
	case len(o.Answers) > 0:
		return "CWE"
	case o.Text != "":
		return "ST"
	}
	return ""
}

func (b *FormBuilder) resultValue(o *frontsheet.Observation) string {
	switch {
	case observationKind(o) == "SN":
		return b.structured(o)
	case o.Number != "":
		return b.escaped(o.Figure())
	case len(o.Answers) == 0:
		return b.answer(o)
	}
	parts := b.coding(b.writable(o.Answers))
	if len(parts) > 0 && nameOfCodes(o.Answers) == "" {
		parts[1] = o.Text
	}
	return b.components(parts...)
}

// answer writes a text, which in a coded answer has no code.
func (b *FormBuilder) answer(o *frontsheet.Observation) string {
	switch observationKind(o) {
	case "CE", "CWE", "CNE", "CF":
		return b.components("", o.Text)
	}
	return b.escaped(o.Text)
}
