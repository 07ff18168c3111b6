package message

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// setText reads a text: of a composite type, the part that stands for it.
func (b *builder) setText(v *string) {
	switch b.field.Format {
	case "XAD":
		var a frontsheet.Address
		b.address(&a, b.current(7))
		*v = addressText(&a)
		return
	case "XPN":
		*v = FullName(b.personName(b.current(7)))
		return
	}
	r := b.single()
	switch b.field.Format {
	case "XTN":
		t := b.telecom(r)
		*v = t.Value
	case "CWE":
		id, name := b.component(r, 1), b.component(r, 2)
		b.beyond(r, 4, 5)
		*v = chars.FirstOf(name, id)
		if id != "" && name != "" {
			b.keep()
		}
	case "CX":
		*v = b.component(r, 1)
		b.beyond(r, 2, 3, 6, 7, 8)
		if at := b.assigner(); at != nil {
			*at = b.foreign(b.authority(r, 4))
		}
	case "XON":
		*v = b.component(r, 1)
		b.beyond(r, 2, 3)
		if b.field.Name == "insurance.company" {
			b.setCompanyID(r)
		}
	case "HD":
		*v = b.component(r, 1)
		b.beyond(r, 2, 3)
	default:
		if strings.IndexByte(r, b.message.Component) >= 0 {
			b.changed(frontsheet.Information, "further-components", 0, "the field should be one text, and has several parts: the first counts")
		}
		*v = b.component(r, 1)
		if b.field.IsFact && !denial.Of(*v).IsFact() {
			*v = ""
			b.changed(frontsheet.Information, "empty-marker", 0, "the field says that there is none, or that nothing is known: it is kept verbatim, and nothing made of it")
		}
	}
}

// setIdentifierText reads a number that identifies.
func (b *builder) setIdentifierText(v *string) {
	b.setText(v)
	*v = b.identifier(*v, 0)
}

// identifier returns the number of a component as it identifies: in plain digits
// and letters, "" where a spreadsheet has rounded it.
func (b *builder) identifier(text string, component int) string {
	if b.rounded(text, component) {
		return ""
	}
	folded := chars.FoldNumber(text)
	if folded != text {
		b.changed(frontsheet.Information, "full-width", component, "the number is written in full-width characters")
	}
	return folded
}

// rounded reports whether a number is one that a spreadsheet has rounded, so that
// it is anybody's.
func (b *builder) rounded(text string, component int) bool {
	reason := identity.Damage(text)
	if reason != "" {
		b.changed(frontsheet.Warning, "spreadsheet-number", component, "the number identifies nobody, and is kept as written: "+reason)
	}
	return reason != ""
}

// assigner returns where the sheet has the authority of the number in hand, nil
// where it has no place for it.
func (b *builder) assigner() *frontsheet.Authority {
	switch b.field.Name {
	case "stay.number":
		return &b.sheet.Stay.Authority
	case "insurance.company-id":
		return &layout.Grow(&b.sheet.Insurance, b.ordinal).CompanyAuthority
	}
	return nil
}

// setCompanyID reads the number of an insurer that stands beside its name: XON.10,
// before v2.5 XON.3.
func (b *builder) setCompanyID(r string) {
	i := layout.Grow(&b.sheet.Insurance, b.ordinal)
	if number := chars.FirstOf(b.component(r, 10), b.component(r, 3)); i.CompanyID == "" && number != "" {
		i.CompanyID, i.CompanyAuthority = number, b.foreign(b.authority(r, 6))
	}
}

// setList reads a text of each repetition.
func (b *builder) setList(v *[]string) {
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		if text := b.whole(r); text != "" {
			*v = append(*v, text)
		}
	}
}

// setCoded reads a coded value: by its code, or else by its text.
func (b *builder) setCoded(v *frontsheet.Coded, r string) {
	id, name := b.component(r, 1), b.component(r, 2)
	b.beyond(r, 4, 5)
	set := b.field.Set
	switch {
	case id == "" && name == "":
		return
	case set == nil:
		*v = frontsheet.Coded{Text: chars.FirstOf(name, id)}
		if id != "" && name != "" {
			b.keep()
		}
		return
	}
	code, exact, ok := set.Match(id)
	if !ok && name != "" {
		code, _, ok = set.Match(name)
		exact = false
	}
	switch {
	case !ok:
		*v = frontsheet.Coded{Set: set, Text: chars.FirstOf(name, id)}
		severity := frontsheet.Warning
		if b.field.Element == "facility.hospital" {
			severity = frontsheet.Information
		}
		b.changed(severity, "unknown-code", 1, "the value is none of the value set "+set.Name+": it is passed on as text")
	case !exact:
		*v = frontsheet.Coded{Set: set, Code: code}
		b.changed(frontsheet.Information, "code-form", 1, "the value is read as "+code+" of the value set "+set.Name)
	default:
		*v = frontsheet.Coded{Set: set, Code: code}
		if name != "" {
			concept, _ := set.Concept(code)
			if folded := chars.FoldLabel(name); folded != chars.FoldLabel(concept.English) && folded != chars.FoldLabel(concept.Chinese) {
				b.keep()
			}
		}
	}
}

// setTime reads a time stamp. Of the date of birth it drops the time, for which
// FHIR's date has no place, and keeps it verbatim.
func (b *builder) setTime(v *frontsheet.DateTime) {
	r := b.single()
	text := b.component(r, 1)
	if text == "" {
		return
	}
	d, zeros, ok := parseTimeStamp(text)
	if !ok {
		b.changed(frontsheet.Error, "bad-date", 1, "the field holds no time of the calendar: it is kept as written")
		return
	}
	if zeros {
		b.changed(frontsheet.Information, "date-form", 1, "the date has zeros for the month or the day: it is known to the rest alone")
	}
	// Before v2.5 the second component says how much of the time is known.
	if p := precisionOf(b.component(r, 2)); p != 0 && p < d.Precision {
		b.changed(frontsheet.Information, "date-precision", 2, "the field says that less of the date is known than is written")
		literal.Truncate(&d, p)
	}
	if literal.IsPlaceholder(d) {
		b.changed(frontsheet.Information, "placeholder-date", 1, "the date is one that systems write for none")
		return
	}
	if v == &b.sheet.Patient.BirthDate && d.Precision > frontsheet.ToDay {
		b.keep()
		local, moved := literal.InZone(d, b.file.Layout.Zone)
		if moved {
			b.issue(frontsheet.Warning, "zone-converted", 1, "the date is written as a moment, and the day depends on the zone: it is given as it is in "+b.file.Layout.Zone)
		}
		d = local
		literal.Truncate(&d, frontsheet.ToDay)
		d.Zone = ""
	}
	if d.Precision >= frontsheet.ToHour && d.Zone == "" {
		d.Zone = b.zone
	}
	if d.Precision == frontsheet.ToHour {
		b.changed(frontsheet.Information, "hour-without-minutes", 1, "the time has no minutes: FHIR's dateTime cannot state it, and the hour is kept beside the date")
	}
	*v = d
}

// setNumber reads a number.
func (b *builder) setNumber(v *frontsheet.Decimal) {
	text := b.component(b.single(), 1)
	if text == "" {
		return
	}
	d, changed, ok := literal.ParseDecimal(text)
	if !ok {
		b.changed(frontsheet.Error, "bad-number", 1, "the field holds no plain number: it is kept as written")
		return
	}
	if changed {
		b.changed(frontsheet.Information, "number-form", 1, "the number is not written as a plain decimal")
	}
	*v = d
}

// setLocation reads a point of care with its room and bed.
func (b *builder) setLocation(w *frontsheet.Ward) {
	r := b.single()
	w.Name, w.Room, w.Bed = b.component(r, 1), b.component(r, 2), b.component(r, 3)
	b.beyond(r, 5, 6, 7, 8, 9, 10, 11)
	w.Facility = b.foreign(b.authority(r, 4))
}

func (b *builder) setDiagnosisType() {
	var kind frontsheet.Coded
	b.setCoded(&kind, b.single())
	put(&b.diagnosisTypes, b.ordinal, kind)
}

// setPriority reads the priority of a diagnosis or a procedure.
func (b *builder) setPriority(list *[]string) {
	text := b.component(b.single(), 1)
	if text == "" {
		return
	}
	if !chars.AllDigits(text) || len(text) > 4 {
		b.changed(frontsheet.Warning, "bad-number", 1, "the priority is no small number: it is kept as written")
		return
	}
	if strings.Trim(text, "0") == "" {
		b.keep() // not ranked, which no rank can say
	}
	put(list, b.ordinal, text)
}

func put[T any](list *[]T, index int, value T) { *layout.Grow(list, index) = value }

// setConcept reads the codes of a diagnosis or procedure: the code with its
// text and system, and the alternate one.
func (b *builder) setConcept(list *[]frontsheet.Code, name *string, system codes.System, procedure bool) {
	r := b.single()
	*list = b.codes(r, system, procedure)
	*name = chars.FirstOf(b.component(r, 9), b.component(r, 2), b.component(r, 5))
	if !saidBy(*list, chars.FirstOf(*name, b.component(r, 1))).IsFact() {
		*list, *name = nil, ""
		b.changed(frontsheet.Information, "empty-marker", 0, "the field says that there is none, or that nothing is known: it is kept verbatim, and nothing made of it")
		return
	}
	b.beyond(r, 7, 8, 10)
}

// codes reads the two codes that a coded value may have, each in the system
// that the message names.
func (b *builder) codes(r string, system codes.System, procedure bool) []frontsheet.Code {
	var list []frontsheet.Code
	for _, first := range [...]int{1, 4} {
		text := b.component(r, first)
		if text == "" {
			continue
		}
		if strings.IndexFunc(text, func(r rune) bool { return r <= ' ' }) >= 0 || len(text) > 64 {
			b.changed(frontsheet.Warning, "not-a-code", first, "the component holds no code: it is kept as written")
			continue
		}
		c := frontsheet.Code{System: b.codeSystem(r, first+2, text, system), Code: text, Display: b.component(r, first+1)}
		if code, change, ok := icd.Canonical(text, &c.System, procedure, b.file.Tables); ok {
			c.Code = code
			switch change {
			case "dot-restored":
				b.changed(frontsheet.Information, change, first, "the code is written without its dot: "+code+" is one of its table's codes")
			case "code-form":
				b.changed(frontsheet.Information, change, first, "the code is not written as its system writes it")
			case "code-shape":
				b.issue(frontsheet.Warning, change, first, "the code has none of the shapes of its code system")
			case "dot-missing":
				b.issue(frontsheet.Warning, change, first, "the code stands without a dot, and no table was given that has it with one: it is passed on as written")
			case "dot-ambiguous":
				b.issue(frontsheet.Warning, change, first, "the code stands without its dot, and perhaps without a zero before it: tables have more than one code that it may be, and it is passed on as written")
			case "unlisted-code":
				b.issue(frontsheet.Warning, change, first, "no table of the stated system has the code, and one of another revision of the ICD has: it is passed on as written")
			case "other-code-system":
				b.issue(frontsheet.Information, change, first, "the code cannot be one of the stated system by its shape: it is read as one of the other revision of the ICD")
			}
		}
		list = append(list, c)
	}
	return list
}

// codeSystem returns the system that the message names in a component, and the
// file's where it names none.
func (b *builder) codeSystem(r string, component int, code string, system codes.System) codes.System {
	name := b.component(r, component)
	if name == "" && component == 3 && (b.segment.Name == "DG1" || b.segment.Name == "PR1") {
		name = b.clean(b.message.ComponentOf(b.segment.Field(2), 1), 0) // the coding method of v2.3
	}
	switch known, ok := b.file.Layout.Coding[strings.ToUpper(name)]; {
	case name == "":
		return system
	case ok && known.URI == system.URI && known.Version == "":
		return system // in the edition that the caller states
	case ok:
		return known
	}
	if name == "L" || strings.HasPrefix(name, "99") {
		b.changed(frontsheet.Information, "local-code", component, "the code is the hospital's own: its coding has no system")
	} else {
		b.changed(frontsheet.Warning, "unknown-code-system", component, "the layout does not know the code system that the message names: the coding has none")
	}
	return codes.System{}
}

// setAllergen reads what an allergy is to. What says that there is none is no
// allergy.
func (b *builder) setAllergen(a *frontsheet.AllergyItem) {
	r := b.single()
	if set := b.field.Set; set != nil {
		for _, n := range [...]int{1, 2} {
			text := b.component(r, n)
			if text == "" {
				continue
			}
			if code, _, ok := set.Match(text); ok {
				b.denyAllergy(a, frontsheet.Coded{Set: set, Code: code})
				return
			}
		}
	}
	a.Codes = b.codes(r, codes.System{}, false)
	a.Name = chars.FirstOf(b.component(r, 2), b.component(r, 5))
	if said := saidBy(a.Codes, chars.FirstOf(a.Name, b.component(r, 1))); !said.IsFact() {
		b.deniedAllergy(a, said)
		return
	}
	if len(a.Codes) > 0 && a.Codes[0].Display == a.Name {
		a.Codes[0].Display = ""
	}
	b.beyond(r, 7, 8, 9)
}

// deniedAllergy takes what stands in the place of an allergen, and says that there
// is none or that nothing is known, for no allergy.
func (b *builder) deniedAllergy(a *frontsheet.AllergyItem, said denial.Statement) {
	if !said.DeniesDrugAllergy() {
		*a = frontsheet.AllergyItem{}
		b.changed(frontsheet.Information, "empty-marker", 0, "the field says that there is no allergy of a kind, or that nothing is known: it is kept verbatim, and nothing made of it")
		return
	}
	words := "No known drug allergies"
	if said.Of == denial.Allergy {
		words = "No known allergies"
	}
	recorded := frontsheet.Coded{Text: words}
	if coded, ok := localize.Denial(b.field.Set, recorded); ok {
		recorded = coded
	}
	b.denyAllergy(a, recorded)
	b.issue(frontsheet.Information, "no-known-allergy", 0, "the field says that no allergy is known: it is no allergy")
}

// denyAllergy records what the AL1 in hand says instead of an allergy.
func (b *builder) denyAllergy(a *frontsheet.AllergyItem, recorded frontsheet.Coded) {
	b.sheet.Allergy.Recorded = recorded
	*a = frontsheet.AllergyItem{}
	b.denial = b.ordinal
	b.keep()
}

// saidBy returns what a coded field says: by a code of a system, or by its name.
func saidBy(list []frontsheet.Code, name string) denial.Statement {
	for i := range list {
		if said := denial.OfCode(list[i].System.URI, list[i].Code); !said.IsFact() {
			return said
		}
	}
	return denial.Of(name)
}

func (b *builder) setResultConcept(o *frontsheet.Observation) {
	r := b.single()
	o.Codes = b.codes(r, codes.System{}, false)
	o.Name = chars.FirstOf(b.component(r, 2), b.component(r, 5))
	b.beyond(r, 7, 8, 9)
}

// setResultValue reads the answer of an observation, in the type that it
// states.
func (b *builder) setResultValue(o *frontsheet.Observation) {
	switch o.Kind {
	case "NM":
		b.setNumeric(o)
	case "SN":
		b.setStructured(o)
	case "CE", "CWE", "CNE", "CF":
		r := b.single()
		o.Answers = b.codes(r, codes.System{}, false)
		o.Text = chars.FirstOf(b.component(r, 2), b.component(r, 5))
	case "ST", "TX", "FT", "DT", "TM", "TS", "DTM", "IS", "ID":
		var lines []string
		for r := range b.message.Repetitions(b.raw) {
			lines = append(lines, b.whole(r))
		}
		o.Text = strings.TrimSpace(strings.Join(lines, "\n"))
	default:
		b.changed(frontsheet.Information, "value-type", 0, "the value has parts that this program does not read: it is kept verbatim")
	}
}

// parseTimeStamp reads YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ]. zeros reports that
// the month or the day is written 00.
func parseTimeStamp(text string) (d frontsheet.DateTime, zeros, ok bool) {
	digits, zone, fraction, ok := splitZone(text)
	if !ok || fraction && len(digits) != 14 {
		return frontsheet.DateTime{}, false, false
	}
	parts := [...]*int{&d.Year, &d.Month, &d.Day, &d.Hour, &d.Minute, &d.Second}
	widths := [...]int{4, 2, 2, 2, 2, 2}
	n := 0
	for n < len(parts) && digits != "" {
		if len(digits) < widths[n] || !chars.Numbers([]string{digits[:widths[n]]}, parts[n]) {
			return frontsheet.DateTime{}, false, false
		}
		digits = digits[widths[n]:]
		n++
	}
	if n == 0 || digits != "" {
		return frontsheet.DateTime{}, false, false
	}
	d.Precision = frontsheet.Precision(n)
	if d.Precision >= frontsheet.ToMonth && d.Month == 0 || d.Precision >= frontsheet.ToDay && d.Day == 0 {
		zeros = true
		if d.Hour != 0 || d.Minute != 0 || d.Second != 0 || d.Month == 0 && d.Day != 0 {
			return frontsheet.DateTime{}, false, false
		}
		if d.Month == 0 {
			literal.Truncate(&d, frontsheet.ToYear)
		} else {
			literal.Truncate(&d, frontsheet.ToMonth)
		}
	}
	checked := d
	if checked.Precision < frontsheet.ToMonth {
		checked.Month = 1
	}
	if checked.Precision < frontsheet.ToDay {
		checked.Day = 1
	}
	if !checked.Valid() {
		return frontsheet.DateTime{}, false, false
	}
	if d.Precision >= frontsheet.ToHour {
		d.Zone = zone
	}
	return d, zeros, true
}

// splitZone splits a time stamp into its digits and the offset from UTC, which
// comes back as FHIR writes it: "+08:00".
func splitZone(text string) (digits, zone string, fraction, ok bool) {
	digits = text
	if i := strings.LastIndexAny(text, "+-"); i > 0 {
		digits = text[:i]
		z := text[i+1:]
		if len(z) != 4 || !chars.AllDigits(z) || z > "1400" || z[2:] > "59" {
			return "", "", false, false
		}
		zone = text[i:i+1] + z[:2] + ":" + z[2:]
	}
	digits, after, fraction := strings.Cut(digits, ".")
	if !chars.AllDigits(digits) || fraction && (after == "" || !chars.AllDigits(after)) {
		return "", "", false, false
	}
	return digits, zone, fraction, true
}

// precisionOf returns the precision that a letter of HL7's TS.2 states.
func precisionOf(letter string) frontsheet.Precision {
	switch letter {
	case "Y":
		return frontsheet.ToYear
	case "L":
		return frontsheet.ToMonth
	case "D":
		return frontsheet.ToDay
	case "H":
		return frontsheet.ToHour
	case "M":
		return frontsheet.ToMinute
	case "S":
		return frontsheet.ToSecond
	}
	return 0
}
