package mapping

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// WriterOptions set how a file is written. Nil means the defaults.
type WriterOptions struct {
	// Edition leaves out the columns that came after it: "2019" of HQMS has
	// 642 columns, "2022" all 811. All columns are written where it is empty.
	Edition string
	// Encoding is EncodingUTF8, the default, EncodingGB18030 or EncodingBig5.
	Encoding string
	// BOM puts a byte order mark before UTF-8, for which spreadsheets look.
	BOM bool
	// CRLF ends lines as Windows does.
	CRLF bool
	// File is the name of the file in issues.
	File string
	// Diagnosis and Procedure are the systems in which the file is to be coded,
	// the layout's own where zero. Codes of another system are not written:
	// they are never passed off for what they are not.
	Diagnosis, Procedure codes.System
	// MLLP puts each message of a layout of messages into a frame of MLLP.
	MLLP bool

	_ struct{}
}

// A Writer writes front sheets as rows of a file, or as messages of HL7 v2, the
// way back of a [Reader]. Cells are in the form that the layout prescribes, which
// is that of
// the sheet and not that of the file it was read from: what a Reader changed
// stays changed, and what it could make nothing of is left empty. The cells as
// they were written remain among the Fields of the sheet, and in FHIR.
//
// A value of another layout is written as the code of this one's value set that
// means the same. What the layout has no column for, or no code for, is
// reported; what it requires and the sheet does not know stays empty. Nothing
// is made up.
//
// A Writer is not safe for concurrent use.
type Writer struct {
	layout  *Layout
	options WriterOptions
	sink    sink
	started bool

	fields []field // the columns that are written
	// names has one of the fields of each element, by its name.
	names    map[string]*field
	elements []element       // that a sheet can have
	paths    map[string]bool // of the columns that are written

	written map[uintptr]bool // parts of the sheet in hand that stand in the row

	record int
	row    int // of the record in hand, counted from 0
	line   int // on which that row starts, counted from 1
	issues []Issue
	sheet  *FrontSheet
	cell   []byte

	message *messageWriter // nil where rows are written
}

// NewWriter returns a Writer of files in CSV in a layout. A record of a layout
// whose records have several rows is as many rows as it has items. The header is
// written with the first sheet, or when the Writer is flushed. No cell is changed
// for the sake of spreadsheets, which take one that starts with =, +, - or @ for
// a formula: package mapping/xlsx writes what is to be opened with them.
//
// In a layout of messages each sheet is a message of HL7 v2.5, in segments that
// end in CR. One that was read from such a message is written as that was, byte
// for byte, as far as it still says the same. Of the options Edition, BOM and
// CRLF are not for messages, nor are Diagnosis and Procedure: each code names its
// system.
func NewWriter(w io.Writer, layout *Layout, options *WriterOptions) (*Writer, error) {
	if layout.message {
		return newMessageWriter(w, layout, options)
	}
	v, err := newWriter(layout, options)
	if err != nil {
		return nil, err
	}
	v.sink, err = newCSVSink(w, &v.options)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// NewRowWriter returns a Writer that gives its rows to another program, as
// [NewRowReader] takes them from one. Of options, those of CSV do not count:
// Encoding, BOM and CRLF.
func NewRowWriter(rows RowWriter, layout *Layout, options *WriterOptions) (*Writer, error) {
	v, err := newWriter(layout, options)
	if err != nil {
		return nil, err
	}
	sink := &rowSink{rows: rows}
	if l, ok := rows.(interface{ Lacks(rune) bool }); ok {
		sink.lacks = l.Lacks
	}
	v.sink = sink
	return v, nil
}

// newWriter returns a Writer without a place to write to.
func newWriter(layout *Layout, options *WriterOptions) (*Writer, error) {
	v := &Writer{layout: layout, names: map[string]*field{}, paths: map[string]bool{}, written: map[uintptr]bool{}}
	if options != nil {
		v.options = *options
	}
	v.options.Diagnosis = orSystem(v.options.Diagnosis, layout.Diagnosis)
	v.options.Procedure = orSystem(v.options.Procedure, layout.Procedure)
	probe := &FrontSheet{}
	for i := range layout.fields {
		f := layout.fields[i]
		if v.options.Edition != "" && f.since > v.options.Edition {
			continue
		}
		if at := f.at(probe, f.index); !isPlain(at) && !isRecorded(at) {
			return nil, fmt.Errorf("mapping: files of the layout %s are not written: there is no writing for its %s", layout.Name, f.column)
		}
		v.fields = append(v.fields, f)
		v.paths[f.element] = true
	}
	for i := range v.fields {
		v.names[elementName(v.fields[i].element)] = &v.fields[i]
	}
	v.elements = elements()
	return v, nil
}

// Write writes one sheet as a row, as the rows that its items need, or as a
// message, and returns what that could not say as the sheet does. An error is
// that of the underlying writer, or [ErrInternal]: then the sheet was left out,
// and the next can be written.
func (w *Writer) Write(s *FrontSheet) ([]Issue, error) {
	if err := w.start(); err != nil {
		return nil, err
	}
	write := w.write
	if w.message != nil {
		write = w.message.write
	}
	var err error
	if place, panicked := guard(func() { err = write(s) }); panicked {
		if w.sink != nil {
			w.sink.drop()
		}
		return []Issue{internalError(position{w.options.File, w.record, w.line}, place)}, ErrInternal
	}
	return w.issues, err
}

// write writes the rows of a sheet.
func (w *Writer) write(s *FrontSheet) error {
	copied := s.clone()
	w.sheet, w.issues = &copied, nil
	w.record++
	w.line = w.sink.line() + 1
	w.adapt(&copied)
	rows := w.arrange(&copied)
	var required []string
	first := w.line
	for w.row = range rows {
		w.line = w.sink.line() + 1
		for i := range w.fields {
			f := &w.fields[i]
			if w.cell = w.appendCell(w.cell[:0], f); len(w.cell) == 0 {
				w.cell = w.appendKeptPart(w.cell, f)
			}
			switch {
			case len(w.cell) > 0 || w.row > 0:
			case s.layout == w.layout && s.Marked(f.element):
				w.cell = append(w.cell, '-')
			case f.need == "yes":
				required = append(required, f.column)
			}
			w.put(f, w.cell)
		}
		if err := w.sink.end(); err != nil {
			return err
		}
	}
	w.row, w.line = 0, first
	if required != nil {
		w.report(nil, Information, "required-empty", "the layout's standard requires columns of which the sheet says nothing: "+strings.Join(required, " "))
	}
	w.reportStrays(&copied)
	w.reportKept(s)
	return nil
}

// Flush writes what is buffered, and the header of a file without rows.
func (w *Writer) Flush() error {
	if w.message != nil {
		return w.message.out.Flush()
	}
	if err := w.start(); err != nil {
		return err
	}
	return w.sink.flush()
}

func (w *Writer) start() error {
	if w.started {
		return nil
	}
	w.started = true
	for i := range w.fields {
		w.put(&w.fields[i], []byte(w.fields[i].column))
	}
	return w.sink.end()
}

// put gives a cell to the sink.
func (w *Writer) put(f *field, cell []byte) {
	if lost := w.sink.cell(cell); lost > 0 {
		w.report(f, Warning, "no-such-character", fmt.Sprintf("the %s lacks %d of the characters of the value: %c stands for each", w.sink.form(), lost, substituteIn(w.options.Encoding)))
	}
}

// report reports something about a column, or about the row where f is nil.
func (w *Writer) report(f *field, severity Severity, code, detail string) {
	i := Issue{File: w.options.File, Record: w.record, Line: w.line, Severity: severity, Code: code, Detail: detail}
	if f != nil {
		i.Column, i.Field = f.column, f.element
	}
	w.issues = append(w.issues, i)
}

// appendCell appends the value of the field's element in the field's form.
func (w *Writer) appendCell(dst []byte, f *field) []byte {
	if !w.sheet.has(f) {
		return dst
	}
	if w.registration(f) {
		return append(dst, w.keptCell(f)...)
	}
	switch v := f.at(w.sheet, w.indexOf(f)).(type) {
	case *string:
		return append(dst, *v...)
	case *[]string:
		return w.appendList(dst, f, *v)
	case *Coded:
		return w.appendCoded(dst, f, *v)
	case *[]Ward:
		return w.appendWards(dst, f, *v)
	case *DateTime:
		return w.appendDate(dst, f, *v)
	case *hour:
		switch {
		case v.Precision < ToHour:
		case f.format == formatHour:
			dst = appendPadded(dst, v.Hour, 2)
		default:
			dst = strconv.AppendInt(dst, int64(v.Hour), 10)
		}
		return dst
	case *Decimal:
		return append(dst, *v...)
	case *AgeUnderOne:
		return append(dst, v.months()...)
	case *diagnosisCode:
		return w.appendCodes(dst, f, *v, w.options.Diagnosis)
	case *procedureCode:
		return w.appendCodes(dst, f, *v, w.options.Procedure)
	default:
		return w.appendRecorded(dst, f, v)
	}
}

func (w *Writer) appendList(dst []byte, f *field, items []string) []byte {
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		if strings.ContainsAny(item, ",，、;；") {
			w.report(f, Warning, "list-item", "an item of the list holds a sign that separates items: whoever reads the list takes it for several")
		}
		dst = append(dst, item...)
	}
	return dst
}

// appendCoded appends a coded value: the name where the layout asks for names,
// else the code of the layout's value set. A value for which that has no code
// is written as its text, or not at all.
func (w *Writer) appendCoded(dst []byte, f *field, c Coded) []byte {
	if c.IsZero() {
		return dst
	}
	set := f.set
	if set == nil {
		return append(dst, w.labelled(f, c)...)
	}
	own := c.Set == set
	if own && f.format == "name" && c.Text != "" {
		return append(dst, c.Text...)
	}
	v, exact, ok := set.Localize(c)
	switch {
	case own && c.Code == "":
		w.report(f, Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return append(dst, c.Text...)
	case !ok && c.Code == "":
		w.report(f, Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return append(dst, c.Text...)
	case !ok:
		w.report(f, Warning, "no-such-code", "the value set "+set.Name+" has no code, or several, for "+c.Code+" of "+c.Set.Name+": the cell stays empty")
		return dst
	case !exact:
		w.report(f, Warning, "approximate-code", "the code "+c.Code+" of "+c.Set.Name+" is written as "+v.Code+" of "+set.Name+", which does not mean quite the same")
	}
	if f.format == "name" {
		if c.Text != "" && c.Code != "" {
			return append(dst, c.Text...)
		}
		return append(dst, w.word(set, v.Code)...)
	}
	return append(dst, v.Code...)
}

// word returns the name of a code in the language of the layout.
func (w *Writer) word(set *ValueSet, code string) string {
	concept, _ := set.Concept(code)
	if strings.HasPrefix(w.layout.Language, "en") {
		return firstOf(concept.English, concept.Chinese)
	}
	return concept.Chinese
}

// nameOr returns the name of a coded value, or its code.
func nameOr(c Coded) string {
	if c.Text != "" {
		return c.Text
	}
	if c.Set != nil {
		if concept, ok := c.Set.Concept(c.Code); ok && concept.Chinese != "" {
			return concept.Chinese
		}
	}
	return c.Code
}

func (w *Writer) appendWards(dst []byte, f *field, wards []Ward) []byte {
	named := false
	for i := range wards {
		before := len(dst)
		if before > 0 {
			dst = append(dst, ',')
		}
		from := len(dst)
		dst = w.appendCoded(dst, f, wards[i].Department)
		if len(dst) == from {
			dst = dst[:before]
		}
		named = named || wards[i].Name != ""
	}
	if named {
		w.report(f, Information, "no-column", "the layout has departments here, and no column for the wards within them")
	}
	return dst
}

// appendDate appends a date in the layout's form, as far as it is known: a date
// without a time stays a date.
func (w *Writer) appendDate(dst []byte, f *field, d DateTime) []byte {
	switch {
	case d.IsZero():
		return dst
	case d.Precision < ToDay:
		return w.appendPartial(dst, f, d)
	case f.format == formatTime:
		return w.appendTime(dst, f, d)
	case f.format == formatDateTime:
		dst = d.AppendDate(dst)
		if d.Precision == ToDay {
			w.report(f, Information, "date-without-time", "the column has a time of day, and the sheet knows none: the date stays a date")
			return dst
		}
		dst = appendPadded(append(dst, ' '), d.Hour, 2)
		if d.Precision == ToHour {
			w.report(f, Warning, "hour-without-minutes", "the column has minutes, and the sheet knows none: the hour stands alone")
			return dst
		}
		dst = appendPadded(append(dst, ':'), d.Minute, 2)
		return appendPadded(append(dst, ':'), d.Second, 2)
	}
	switch hours := w.paths[f.element+".hour"]; {
	case !hours && d.Precision > ToDay:
		w.report(f, Information, "time-left-out", "the column has no time of day: that of the sheet is left out")
	case hours && d.Precision > ToHour && d.Minute+d.Second > 0:
		w.report(f, Information, "time-left-out", "the columns have no minutes: those of the sheet are left out")
	}
	if f.format == formatCompact {
		dst = appendPadded(dst, d.Year, 4)
		dst = appendPadded(dst, d.Month, 2)
		return appendPadded(dst, d.Day, 2)
	}
	return d.AppendDate(dst)
}

// systemName names a code system that a file brings with it: one that is not
// known may be named by what its cell says.
func systemName(s codes.System) string {
	for _, known := range codes.Systems() {
		if known.URI == s.URI {
			return "the system " + s.String()
		}
	}
	return "a system of its own"
}

// appendCodes appends the codes of a diagnosis or procedure that are of the
// file's system. A morphology follows its disease at once, as in the national
// tables; other codes are separated.
func (w *Writer) appendCodes(dst []byte, f *field, list []Code, system codes.System) []byte {
	other := ""
	n := 0
	for _, c := range list {
		if !c.System.Matches(system) && !(strings.HasPrefix(f.element, "diagnosis.") && toldByShape(c, system)) {
			other = systemName(c.System)
			continue
		}
		if n > 0 && !(n == 1 && joinsOn(string(dst), c.Code)) {
			dst = append(dst, ';')
		}
		dst = append(dst, c.Code...)
		n++
	}
	if other != "" {
		w.report(f, Warning, "other-code-system", "a code is of "+other+", and the file is coded in "+system.String()+": it is not written")
	}
	return dst
}

// joinsOn reports whether a code is a morphology that stands with the disease
// before it.
func joinsOn(disease, code string) bool {
	if m, rest := scanMorphology(strings.ToUpper(code)); m == "" || rest != "" {
		return false
	}
	d, rest := scanDisease(disease)
	return d != "" && rest == ""
}

// clone returns a sheet whose repeated parts can be changed and added to.
func (s *FrontSheet) clone() FrontSheet {
	c := *s
	c.Diagnoses, c.Procedures, c.Staff = slices.Clone(s.Diagnoses), slices.Clone(s.Procedures), slices.Clone(s.Staff)
	c.Stay.Intensive = slices.Clone(s.Stay.Intensive)
	c.Newborn.BirthWeights = slices.Clone(s.Newborn.BirthWeights)
	c.Fees.Items = slices.Clone(s.Fees.Items)
	c.Items, c.Observations, c.Insurance = slices.Clip(s.Items), slices.Clip(s.Observations), slices.Clip(s.Insurance)
	c.Allergy.Items = slices.Clip(s.Allergy.Items)
	p := &c.Patient
	p.Identifiers, p.Documents, p.Telecoms = slices.Clip(p.Identifiers), slices.Clip(p.Documents), slices.Clip(p.Telecoms)
	p.NextOfKin, p.Current.Lines = slices.Clip(p.NextOfKin), slices.Clip(p.Current.Lines)
	c.domains = nil
	return c
}

// has reports whether the sheet has the repeated part that the field is of, so
// that to look at it makes none.
func (s *FrontSheet) has(f *field) bool { return s.hasPart(f.element, f.index) }

func (s *FrontSheet) hasPart(name string, index int) bool {
	kind, rest, _ := strings.Cut(name, ".")
	switch kind {
	case "diagnosis":
		role, _, _ := strings.Cut(rest, ".")
		role, _, _ = strings.Cut(role, "[")
		if role == "all" {
			return true
		}
		return slices.ContainsFunc(s.Diagnoses, func(d Diagnosis) bool { return string(d.Role) == role && d.Slot == index })
	case "staff":
		role, _, _ := strings.Cut(rest, ".")
		return slices.ContainsFunc(s.Staff, func(m StaffMember) bool { return string(m.Role) == role })
	case "fee":
		return rest == "total" || rest == "self-paid" || slices.ContainsFunc(s.Fees.Items, func(f Fee) bool { return f.Category == rest })
	}
	switch {
	case strings.HasPrefix(name, "procedure.all."):
	case strings.HasPrefix(name, "procedure"):
		return slices.ContainsFunc(s.Procedures, func(p Procedure) bool { return p.Rank == index })
	case strings.HasPrefix(name, "stay.intensive"):
		return index <= len(s.Stay.Intensive)
	case strings.HasPrefix(name, "newborn.birth-weight"):
		return index <= len(s.Newborn.BirthWeights)
	}
	return true
}

// parts lists the indices of the repeated part that an element is of.
func (s *FrontSheet) parts(name string) []int {
	kind, rest, _ := strings.Cut(name, ".")
	var list []int
	switch {
	case kind == "diagnosis":
		role, _, _ := strings.Cut(rest, ".")
		if role == "all" {
			return []int{1}
		}
		for i := range s.Diagnoses {
			if string(s.Diagnoses[i].Role) == role {
				list = append(list, s.Diagnoses[i].Slot)
			}
		}
	case strings.HasPrefix(name, "procedure.all."):
		list = append(list, 1)
	case kind == "procedure":
		for i := range s.Procedures {
			list = append(list, s.Procedures[i].Rank)
		}
	case strings.HasPrefix(name, "stay.intensive"):
		for i := range s.Stay.Intensive {
			list = append(list, i+1)
		}
	case strings.HasPrefix(name, "newborn.birth-weight"):
		for i := range s.Newborn.BirthWeights {
			list = append(list, i+1)
		}
	default:
		n, listed := s.listed(name)
		for i := range n {
			list = append(list, i+1)
		}
		if !listed && s.hasPart(name, 1) {
			return []int{1}
		}
	}
	return list
}

// listed returns how many parts there are of the list that an element is of.
func (s *FrontSheet) listed(name string) (n int, ok bool) {
	for _, list := range [...]struct {
		prefix string
		n      int
	}{
		{"patient.document.", len(s.Patient.Documents)},
		{"patient.identifier.", len(s.Patient.Identifiers)},
		{"patient.next-of-kin.", len(s.Patient.NextOfKin)},
		{"insurance.", len(s.Insurance)},
		{"allergy.kind", len(s.Allergy.Items)},
		{"allergy.name", len(s.Allergy.Items)},
		{"allergy.severity", len(s.Allergy.Items)},
		{"allergy.reaction", len(s.Allergy.Items)},
		{"allergy.noted", len(s.Allergy.Items)},
		{"allergy.concept", len(s.Allergy.Items)},
		{"result.", len(s.Observations)},
		{"laboratory.", len(s.Observations)},
	} {
		if strings.HasPrefix(name, list.prefix) {
			return list.n, true
		}
	}
	return 0, false
}

// repeated names the parts of an element's name of which there are several.
var repeated = [...]string{
	"diagnosis.outpatient", "diagnosis.admission", "diagnosis.principal", "diagnosis.other", "diagnosis.pathology",
	"diagnosis.external-cause", "procedure", "stay.intensive", "newborn.birth-weight",
}

// pathOf puts the index into the name of an element.
func pathOf(name string, index int) string {
	for _, part := range repeated {
		if rest, found := strings.CutPrefix(name, part); found && (rest == "" || rest[0] == '.') {
			return part + "[" + strconv.Itoa(index) + "]" + rest
		}
	}
	if index > 1 {
		if at := strings.LastIndexByte(name, '.'); at > 0 {
			return name[:at] + "[" + strconv.Itoa(index) + "]" + name[at:]
		}
	}
	return name
}

// reportStrays reports the elements of the sheet for which the file has no
// column.
func (w *Writer) reportStrays(s *FrontSheet) {
	w.reportUnplaced(s)
	items := len(s.Items) // to look at an element may make its part
	// Elements of several names may be one part of the sheet.
	for range 2 { // the first time makes parts, which moves others
		clear(w.written)
		for i := range w.fields {
			f := &w.fields[i]
			if !s.has(f) {
				continue
			}
			if at := reflect.ValueOf(f.at(s, f.index)); at.Kind() == reflect.Pointer {
				w.written[at.Pointer()] = true
			}
		}
	}
	for _, e := range w.elements {
		for _, index := range s.parts(e.name) {
			at := e.at(s, index)
			if isNone(at) || w.written[reflect.ValueOf(at).Pointer()] {
				continue
			}
			w.written[reflect.ValueOf(at).Pointer()] = true // no part is reported under two names
			path := pathOf(e.name, index)
			if w.paths[path] || w.elsewhere(e.name, s) {
				continue
			}
			w.issues = append(w.issues, Issue{
				File: w.options.File, Record: w.record, Line: w.line, Field: path, Severity: Warning, Code: "no-column",
				Detail: "the sheet has a value for which the file has no column: it is left out",
			})
		}
	}
	if items > 0 && w.names["item.triage-category"] == nil {
		w.report(nil, Warning, "no-column", "the sheet has items of another kind of record, for which the file has no columns: they are left out")
	}
}

// elsewhere reports whether the value of an element stands in the column of
// another.
func (w *Writer) elsewhere(name string, s *FrontSheet) bool {
	age := s.Patient.AgeUnderOne
	switch name {
	case "allergy.recorded": // the drugs say so
		return w.names["allergy.drugs-or-none"] != nil && w.names["allergy.recorded"] == nil && len(s.Allergy.Drugs) == 0
	case "allergy.drugs":
		return w.names["allergy.drugs-or-none"] != nil
	case "patient.identifier.type": // the column says so
		return w.names["patient.reference-key"] != nil
	case "item.death-date-exact":
		return w.names["patient.death.exact"] != nil
	case "patient.birth-date.precision":
		return true // the date says how much of it is known
	case "patient.age-days": // a part of age-months
		return w.names["patient.age-months"] != nil
	case "patient.age-months": // the days stand in age-days
		return w.names["patient.age-days"] != nil && age.Months == ""
	}
	return false
}

// isPlain reports whether an element is one value, which one cell holds.
func isPlain(at any) bool {
	switch at.(type) {
	case *string, *[]string, *Coded, *[]Ward, *DateTime, *hour, *Decimal, *AgeUnderOne, *diagnosisCode, *procedureCode:
		return true
	}
	return false
}

// isNone reports whether an element says nothing.
func isNone(at any) bool {
	switch v := at.(type) {
	case *string:
		return *v == ""
	case *[]string:
		return len(*v) == 0
	case *Coded:
		return v.IsZero()
	case *[]Ward:
		return len(*v) == 0
	case *DateTime:
		return v.IsZero()
	case *hour:
		return v.Precision < ToHour
	case *Decimal:
		return *v == ""
	case *AgeUnderOne:
		return *v == AgeUnderOne{}
	case *diagnosisCode:
		return len(*v) == 0
	case *procedureCode:
		return len(*v) == 0
	case *laboratoryResult:
		return v.Number == "" && v.Text == ""
	}
	return true
}

// reportKept reports the cells of the source that the row cannot hold: those of
// columns that no layout has, and those that nobody could read.
func (w *Writer) reportKept(s *FrontSheet) {
	strangers := 0
	for _, kept := range s.Fields {
		if s.layout == nil || !s.layout.hasColumn(kept.Column) {
			strangers++
			continue
		}
		if s.layout != w.layout && s.layout.verbatim(kept.Column) {
			w.issues = append(w.issues, Issue{
				File: w.options.File, Record: w.record, Line: w.line, Column: kept.Column, Severity: Warning, Code: "no-column",
				Detail: "the sheet keeps the cell of a column that this layout does not have: it is left out",
			})
			continue
		}
		f := w.fieldOf(kept.Column)
		if f != nil && s.layout == w.layout && w.writesKept(f) {
			continue
		}
		if s.layout != w.layout || f == nil || s.has(f) && !isNone(f.at(w.sheet, f.index)) || s.layout.reads(f, kept.Value) {
			continue // what it says stands in a column, or was reported when it was read
		}
		w.report(f, Warning, "unreadable-cell", "the cell of the source could not be read: it is kept verbatim, and this one stays empty")
	}
	if strangers > 0 {
		w.report(nil, Information, "kept-cells", fmt.Sprintf("%d cells that the sheet keeps verbatim are of no column of the layout: they are left out", strangers))
	}
}

// reads reports whether a cell says something that can be read, or nothing.
func (l *Layout) reads(f *field, cell string) bool {
	b := sheetBuilder{reader: &Reader{layout: l}, record: &Record{}, sheet: &FrontSheet{layout: l}}
	i, ok := l.byPath[f.element]
	if !ok {
		return true
	}
	b.cell(i, cell, -1)
	return !slices.ContainsFunc(b.record.Issues, func(i Issue) bool { return i.Severity == Error })
}

func (w *Writer) fieldOf(column string) *field {
	for i := range w.fields {
		if w.fields[i].column == column {
			return &w.fields[i]
		}
	}
	return nil
}

func (l *Layout) hasColumn(name string) bool {
	return slices.ContainsFunc(l.fields, func(f field) bool { return f.column == name })
}
