package tabular

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// A sheetBuilder makes a FrontSheet of the cells of one record, in the order
// of the layout, whatever the order of the file.
type sheetBuilder struct {
	from1904 bool // day numbers count from 1904
	parser   *parser
	file     *carrier.File
	record   *carrier.Record
	sheet    *frontsheet.FrontSheet
	// written is the cell in hand as the file has it, and text what of it is read.
	written string
	text    string
	field   *layout.Field
	usual   bool     // written is, see usual
	kept    bool     // written already stands among the sheet's Fields
	seen    []string // of a record of several rows: the cell of each field
	offset  int      // of the row in hand
	row     int      // the row in hand, counted from 1; 0 where the record has one
	// conflict reports that the rows of the record are of several patients.
	conflict bool
	codings  keptCell // that the record keeps
	// damaged reports that the record's key is a number that a spreadsheet has
	// rounded: the record is somebody's, and nobody can say whose.
	damaged bool
}

// newCellBuilder returns a sheetBuilder of single cells, which are of no file.
func newCellBuilder(l *layout.Layout, s *frontsheet.FrontSheet) *sheetBuilder {
	own := &struct {
		builder sheetBuilder
		file    carrier.File
		record  carrier.Record
	}{file: carrier.File{Layout: l}}
	own.builder = sheetBuilder{file: &own.file, record: &own.record, sheet: s}
	return &own.builder
}

func (b *sheetBuilder) reject(code, detail string) {
	b.field = nil
	b.record.Sheet = nil
	b.issue(frontsheet.Error, code, detail)
}

func (b *sheetBuilder) issue(severity frontsheet.Severity, code, detail string) {
	i := frontsheet.Issue{
		File: b.file.File, Record: b.record.Number, Line: b.record.Line,
		Severity: severity, Code: code, Detail: detail,
	}
	if b.field != nil {
		i.Column, i.Title, i.Field = b.field.Column, b.field.Title, b.field.Element
	}
	b.record.Issues = append(b.record.Issues, i)
}

// keep keeps the cell in hand verbatim.
func (b *sheetBuilder) keep() {
	if !b.kept {
		b.kept = true
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.field.Column, Value: b.written, Row: b.row})
	}
}

// changed keeps the cell in hand and reports how it was read.
func (b *sheetBuilder) changed(severity frontsheet.Severity, code, detail string) {
	b.keep()
	b.issue(severity, code, detail)
}

// habit reports how the file writes: it is told of the first cell of the column, or
// of the first record where no cell is in hand.
func (b *sheetBuilder) habit(code, detail string) {
	b.issue(frontsheet.Information, code, detail)
	b.record.Issues[len(b.record.Issues)-1].Once = true
}

// formed keeps the cell in hand and reports that the file writes it in another form.
func (b *sheetBuilder) formed(code, detail string) {
	b.keep()
	b.habit(code, detail)
}

func (b *sheetBuilder) build(r *carrier.Row) {
	d := b.parser.source
	text := b.parser.decodeCells(r)
	s := b.parser.sheets.New()
	s.Layout, s.Fees.Currency = d.file.Layout.Name, d.file.Layout.Currency
	s.Origin().Columns, s.Origin().Position = d.file.Layout, frontsheet.Position{File: d.file.File, Record: b.record.Number, Line: b.record.Line}
	b.sheet, b.record.Sheet = s, s
	if len(r.More) > 0 {
		b.row = 1
	}
	for _, c := range b.parser.cells {
		if f := d.fields[c.column]; f >= 0 {
			if r.More != nil {
				b.remember(f, text[c.from:c.to])
			}
			b.cell(f, text[c.from:c.to], c.bad)
		} else if c.column == d.codings {
			b.keepCodings(d.name(c.column), text[c.from:c.to])
		} else {
			b.stranger(d.name(c.column), text[c.from:c.to], c.bad)
		}
	}
	b.extras(r)
	for i := range r.More {
		b.row = i + 2
		b.further(&r.More[i], i+1)
	}
	if b.conflict {
		b.reject("several-patients", "the rows of the record are not of one patient")
		return
	}
	for _, key := range d.file.Layout.Key {
		if d.file.Layout.Fields[key].At(b.sheet, 1).Empty() && !b.damaged {
			b.field = &d.file.Layout.Fields[key]
			b.issue(frontsheet.Error, "no-record-key", "the record has no key, so nobody can say whose it is")
			b.record.Sheet = nil
			return
		}
	}
	b.withoutDrug(text)
	b.file.Place(s) // local codes are of a facility
	b.settleDomains()
	b.restoreCodings()
	b.settle()
	b.settleAge()
}

// stranger keeps the cell of a column that the layout does not know.
func (b *sheetBuilder) stranger(column, text string, bad int) {
	if strings.TrimFunc(text, chars.IsSpace) == "" {
		return
	}
	b.field = &layout.Field{Column: column}
	b.undecodable(bad)
	b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: column, Value: text, Row: b.row})
}

// undecodable reports bytes that are no character.
func (b *sheetBuilder) undecodable(bad int) {
	if bad >= 0 {
		b.issue(frontsheet.Warning, "undecodable-character", fmt.Sprintf("from byte %d of the cell on, bytes are no character of the file's encoding: U+FFFD stands for them", bad+1))
	}
}

// cell reads one cell into the element of its field, the f-th of the layout.
func (b *sheetBuilder) cell(f int, text string, bad int) {
	b.field, b.kept = &b.file.Layout.Fields[f], false
	b.written, b.usual = text, bad < 0 && usual(text)
	if b.usual {
		if !b.denies(text) {
			b.set(text)
		}
		return
	}
	b.undecodable(bad)
	text = b.unguard(b.tidy(text))
	trimmed := strings.TrimFunc(text, chars.IsSpace)
	if trimmed == "" {
		return
	}
	if failedFormula(trimmed) {
		b.changed(frontsheet.Warning, "spreadsheet-error", "the cell is read as empty: it holds what a spreadsheet shows for a formula that failed")
		return
	}
	if strings.ContainsFunc(trimmed, chars.IsInvisible) {
		b.issue(frontsheet.Warning, "invisible-character", chars.InvisibleCharacter)
	}
	if len(trimmed) != len(text) {
		b.habit("trimmed", "white space around the value was taken off")
	}
	switch emptyMarker(trimmed) {
	case emptyPrescribed:
		b.sheet.Origin().Marked = append(b.sheet.Origin().Marked, int32(f))
		return
	case emptyUsual:
		if !b.isData(trimmed) {
			b.formed("empty-marker", "the cell is read as empty: it holds a mark for nothing")
			return
		}
	}
	if !b.denies(trimmed) {
		b.set(trimmed)
	}
}

// withoutDrug takes out a prescription in the place of whose drug there is a word for
// none: its other cells are kept verbatim, and no prescription of an unknown drug is
// made of them.
func (b *sheetBuilder) withoutDrug(text string) {
	at, ok := b.file.Layout.ByPath["medication.name"]
	if !ok || len(b.sheet.Medications) != 1 {
		return
	}
	name := b.file.Layout.Fields[at].Column
	m := &b.sheet.Medications[0]
	if m.Name != "" || len(m.Codes) > 0 || m.Number != "" || !slices.ContainsFunc(b.sheet.Fields, func(f frontsheet.Field) bool { return f.Column == name }) {
		return
	}
	b.sheet.Medications = nil
	for _, c := range b.parser.cells {
		f := b.parser.source.fields[c.column]
		if f < 0 || !strings.HasPrefix(b.file.Layout.Fields[f].Element, "medication.") || chars.IsBlank(text[c.from:c.to]) {
			continue
		}
		b.field, b.kept, b.written = &b.file.Layout.Fields[f], false, text[c.from:c.to]
		b.keepOnce(b.written)
	}
}

// denies reports whether a cell that names a disease, an operation or a drug says that
// there is none, or that nothing is known: it is then kept verbatim.
func (b *sheetBuilder) denies(text string) bool {
	if !b.field.IsFact || denial.Of(text).IsFact() {
		return false
	}
	b.changed(frontsheet.Information, "empty-marker", "the cell is read as empty: it says that there is none, or that nothing is known")
	return true
}

// isData reports whether a mark that elsewhere stands for nothing is a value
// of the cell: 无 where the column asks whether there is something, in the
// place of an allergen, or as what is known of the past of a patient who is referred.
func (b *sheetBuilder) isData(text string) bool {
	switch b.field.Name {
	case "domain.allergy.description", "domain.allergy.local-description", "referral.detail.past-illness", "referral.detail.past-operations":
		return denial.Of(text).Says == denial.None
	}
	if b.field.Set == nil {
		return b.field.Name == "allergy.recorded" && denial.Of(text).Says == denial.None
	}
	_, _, ok := b.field.Set.Match(text)
	return ok
}

// set reads text, which is not blank, into the element.
func (b *sheetBuilder) set(text string) {
	b.text = text
	if !b.field.At(b.sheet, b.field.Index+b.offset).Cell((*cellReader)(b)) {
		b.changed(frontsheet.Warning, "no-reading", "the layout fills an element that no cell can fill: it is kept verbatim")
	}
}

func (b *sheetBuilder) setText(v *string, text string) {
	if b.field.Element == "patient.name" && b.garbled(text) {
		b.issue(frontsheet.Warning, "garbled-name", "the name looks like UTF-8 that was once read as GB18030: it is passed on as written")
	}
	if !b.usual && mayBePrivate(text) && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Co, r) }) {
		b.issue(frontsheet.Warning, "private-use-character", "the cell holds a character of the private use area, which other systems will not show")
	}
	*v = text
}

// withoutUnit takes off the unit that some systems write after a number.
func withoutUnit(text, format string) string {
	switch format {
	case "age":
		for _, unit := range [...]string{"周岁", "岁", "Y", "y"} {
			if bare, found := strings.CutSuffix(text, unit); found {
				return strings.TrimSpace(bare)
			}
		}
	case "weight":
		for _, unit := range [...]string{"克", "g", "G"} {
			if bare, found := strings.CutSuffix(text, unit); found {
				return strings.TrimSpace(bare)
			}
		}
	}
	return text
}

func (b *sheetBuilder) setList(v *[]string, text string) {
	if !denial.Of(text).IsFact() {
		b.changed(frontsheet.Information, "nothing-in-list", "the list says that there is nothing to list, or that nothing is known")
		return
	}
	items, canonical := split(text, ",，、;；")
	drugs := slices.DeleteFunc(slices.Clone(items), func(item string) bool { return !denial.Of(item).IsFact() })
	if len(drugs) < len(items) {
		b.changed(frontsheet.Information, "nothing-in-list", "the list holds words for nothing, which are left out")
	}
	*v = drugs
	if canonical != text {
		b.formed("list-form", "the items of the list are not separated by commas alone")
	}
}

func (b *sheetBuilder) setCoded(v *frontsheet.Coded, text string) {
	set := b.field.Set
	if set == nil {
		if plain := chars.FoldNumber(text); plain != text && chars.IsASCII(plain) {
			text = b.fold(text) // a number or a code, and no words of Chinese
		}
		*v = frontsheet.Coded{Text: text}
		return
	}
	code, exact, ok := set.Match(text)
	if !ok && b.field.Name == "allergy.recorded" && denial.Of(text).DeniesDrugAllergy() {
		var denied frontsheet.Coded
		denied, ok = localize.Denial(set, frontsheet.Coded{Text: text})
		code = denied.Code
	}
	switch {
	case !ok:
		*v = frontsheet.Coded{Set: set, Text: text}
		b.changed(frontsheet.Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is passed on as text")
	case b.field.Format == "name": // the standard asks for a name: the code is ours
		*v = frontsheet.Coded{Set: set, Code: code, Text: text}
	case !exact:
		*v = frontsheet.Coded{Set: set, Code: code}
		b.changed(frontsheet.Information, "code-form", "the value is read as "+code+" of the value set "+set.Name)
	default:
		*v = frontsheet.Coded{Set: set, Code: code}
	}
}

func (b *sheetBuilder) setWards(v *[]frontsheet.Ward, text string) {
	items, canonical := split(strings.ReplaceAll(strings.ReplaceAll(text, "->", ","), "→", ","), ",，、;；")
	all, unknown := true, false
	for _, item := range items {
		var ward frontsheet.Ward
		code, exact, ok := b.field.Set.Match(item)
		if ok {
			ward.Department = frontsheet.Coded{Set: b.field.Set, Code: code}
		} else {
			ward.Department = frontsheet.Coded{Set: b.field.Set, Text: item}
			unknown = true
		}
		all = all && exact
		*v = append(*v, ward)
	}
	if unknown { // once for the cell: it may hold thousands
		b.changed(frontsheet.Warning, "unknown-code", "a department is none of the value set "+b.field.Set.Name+": it is passed on as text")
	}
	by := "commas"
	if b.field.Format != "" {
		by = b.field.Format
		canonical = strings.ReplaceAll(canonical, ",", by)
	}
	switch {
	case !all:
		b.changed(frontsheet.Information, "list-form", "the departments are not all written as codes")
	case canonical != text:
		b.formed("list-form", "the codes of the departments are not separated by "+by)
	}
}

// split takes a list apart at the separators; canonical is the list with
// commas.
func split(text, separators string) (items []string, canonical string) {
	for item := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if item = strings.TrimFunc(item, chars.IsSpace); item != "" {
			items = append(items, item)
		}
	}
	return items, strings.Join(items, ",")
}

func (b *sheetBuilder) setDecimal(v *frontsheet.Decimal, text string) {
	bare := withoutUnit(chars.FoldWidth(text), b.field.Format)
	d, changed, ok := literal.ParseDecimal(bare)
	changed = changed || bare != text
	switch {
	case !ok:
		b.changed(frontsheet.Error, "bad-number", "the cell holds no plain number: it is kept as written")
		return
	case b.field.Format == "weight" && strings.Trim(string(d), "0.") == "":
		b.changed(frontsheet.Information, "zero-for-none", "a weight of 0 is read as none")
		return
	case b.field.Format == "count" && (!literal.Integer(d) || d[0] == '-' || strings.Trim(string(d), "0.") == ""):
		b.changed(frontsheet.Error, "bad-number", "the cell holds no whole number from 1 up: it is kept as written")
		return
	case b.field.Format == "integer" || b.field.Format == "count" || b.field.Format == "age":
		if !literal.Integer(d) {
			b.issue(frontsheet.Warning, "not-whole", "the number should be whole")
		} else if whole, _, point := strings.Cut(string(d), "."); point {
			d, changed = frontsheet.Decimal(whole), true
		}
	}
	if changed {
		b.changed(frontsheet.Information, "number-form", "the number is not written as a plain decimal")
	}
	*v = d
}

func (b *sheetBuilder) setMonths(v *frontsheet.AgeUnderOne, text string) {
	folded := chars.FoldWidth(text)
	age, ok := literal.ParseMonths(folded)
	if !ok {
		b.changed(frontsheet.Error, "bad-number", "the cell holds no number of months: it is kept as written")
		return
	}
	if literal.WriteMonths(age) != text {
		b.changed(frontsheet.Information, "number-form", "the age is not written as a plain number")
	}
	*v = age
}

// setElapsed reads days, hours and minutes: 1/13/24.
func (b *sheetBuilder) setElapsed(v *frontsheet.Coma, text string) {
	folded := chars.FoldWidth(text)
	parts := strings.Split(folded, "/")
	ok := len(parts) == 3
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
		ok = ok && chars.AllDigits(parts[i]) && len(parts[i]) > 0 && len(parts[i]) < 7
	}
	if !ok {
		b.changed(frontsheet.Error, "bad-number", "the cell holds no days, hours and minutes (1/13/24): it is kept as written")
		return
	}
	*v = frontsheet.Coma{Days: frontsheet.Decimal(parts[0]), Hours: frontsheet.Decimal(parts[1]), Minutes: frontsheet.Decimal(parts[2])}
	if strings.Join(parts, "/") != text {
		b.changed(frontsheet.Information, "number-form", "the days, hours and minutes are not written as plain numbers")
	}
}

// settle puts in order what came in the order of the columns, and drops the
// parts of which no cell could be read.
func (b *sheetBuilder) settle() {
	s := b.sheet
	s.Diagnoses = slices.DeleteFunc(s.Diagnoses, func(d frontsheet.Diagnosis) bool {
		if len(d.Codes) > 0 || d.Name != "" {
			return false
		}
		d.Role, d.Slot = "", 0
		return reflect.ValueOf(d).IsZero()
	})
	s.Procedures = slices.DeleteFunc(s.Procedures, func(p frontsheet.Procedure) bool {
		if len(p.Codes) > 0 || p.Name != "" {
			return false
		}
		p.Rank = 0
		return reflect.ValueOf(p).IsZero()
	})
	s.Fees.Items = slices.DeleteFunc(s.Fees.Items, func(f frontsheet.Fee) bool { return f.Amount == "" })
	sortStable(s.Diagnoses, func(x, y *frontsheet.Diagnosis) int {
		if r := slices.Index(layout.DiagnosisRoles, x.Role) - slices.Index(layout.DiagnosisRoles, y.Role); r != 0 {
			return r
		}
		return x.Slot - y.Slot
	})
	b.separate()
	sortStable(s.Procedures, func(x, y *frontsheet.Procedure) int { return x.Rank - y.Rank })
}

// sortStable is slices.SortStableFunc for what is large to copy, and nearly always in
// order.
func sortStable[T any](list []T, compare func(x, y *T) int) {
	for i := 1; i < len(list); i++ {
		if compare(&list[i-1], &list[i]) > 0 {
			slices.SortStableFunc(list, func(x, y T) int { return compare(&x, &y) })
			return
		}
	}
}

// tidy makes text fit for FHIR's string, and reports what that changed within
// it; white space around it is another matter.
func (b *sheetBuilder) tidy(text string) string {
	if strings.IndexFunc(text, chars.IsUnusual) < 0 {
		return text
	}
	inner := strings.TrimFunc(text, chars.IsSpace)
	if strings.IndexFunc(inner, chars.IsUnusual) >= 0 {
		if strings.IndexFunc(inner, func(r rune) bool { return chars.IsUnusual(r) && !chars.IsSpace(r) }) >= 0 {
			b.changed(frontsheet.Warning, "control-character", "control characters were taken out of the value")
		} else {
			b.changed(frontsheet.Information, "white-space", "white space of other widths within the value is read as plain spaces")
		}
	}
	return chars.Plain(text)
}

// unguard takes off what keeps a spreadsheet from reading text as a number.
func (b *sheetBuilder) unguard(text string) string {
	bare := text
	if rest, found := strings.CutPrefix(text, `="`); found && strings.HasSuffix(rest, `"`) {
		bare = strings.TrimSuffix(rest, `"`)
	} else if rest, found := strings.CutPrefix(text, "'"); found {
		bare = rest
	}
	if bare != text && bare != "" {
		b.formed("guard-character", "the mark that keeps a spreadsheet from reading the cell as a number was taken off")
		return bare
	}
	return text
}

// How a cell stands for nothing.
const (
	notEmpty        = iota
	emptyPrescribed // the mark that the form prescribes
	emptyUsual      // another that systems write
)

func emptyMarker(text string) int {
	if len(text) > 12 {
		return notEmpty
	}
	if denial.Blank(text) {
		return emptyUsual
	}
	for _, r := range text {
		switch r {
		case '-', '—', '－', '–', '―', '─':
		default:
			return notEmpty
		}
	}
	return emptyPrescribed
}
