package mapping

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A Layout says how one file format carries a FrontSheet: a table of columns,
// each with the element that it fills. [ReadLayout] makes it; the zero Layout is
// of no use. It is read-only, and safe for concurrent use.
type Layout struct {
	// Name is how a command line refers to the layout ("hqms").
	Name string
	// Title says what the layout is, in the language of its standard.
	Title string
	// Diagnosis and Procedure are the systems in which the layout's files are
	// coded where the caller states no other.
	Diagnosis, Procedure codes.System
	// Currency is the ISO 4217 code of amounts ("CNY").
	Currency string
	// Zone is the offset from UTC of all times ("+08:00").
	Zone string
	// Language is the BCP 47 tag of the documents' language, zh-CN where empty.
	Language string
	// Words are the languages of the people who make the layout's files and
	// read them: the first is that of what they write in Chinese characters, the
	// others they read besides. Never empty.
	Words []term.Language
	// Readers are likewise the languages of the people on the other side: the
	// first is the one in which a narrative or a page stands beside the words of
	// the source. Never empty.
	Readers []term.Language
	// Charsets are the encodings of the layout's files that are not in UTF-8, the
	// likeliest first: EncodingGB18030, EncodingBig5 or EncodingLatin. Never empty.
	Charsets []string
	// DayFirst says that a date that does not start with the year starts with
	// the day.
	DayFirst bool
	// PartialDates says that a date may be known to the month or the year alone.
	PartialDates bool
	// Country is the code of ISO 3166-1 of an address whose district is one of
	// the layout's value sets, "" where districts are none.
	Country string
	// Document says what the documents are.
	Document DocumentType

	compiled *layout.Layout
}

// A DocumentType says what the documents of a layout are. The zero DocumentType
// is that of the mainland's front sheet.
type DocumentType struct {
	Code    string // of LOINC ("18842-5")
	Display string // of the code, as LOINC has it
	Title   string // of the documents, in their language
}

// A Column describes a column of a Layout.
type Column struct {
	Name    string               // "C06x03C"; a field of HL7 v2 ("PID-3")
	Title   string               // "出院其他诊断编码", in the language of the standard
	Element string               // of the FrontSheet: "diagnosis.other[3].code"
	FHIR    string               // where it goes: "Condition.code.coding"
	Format  string               // of dates and numbers ("yyyy-MM-dd"); "" for text
	Values  *frontsheet.ValueSet // nil where the column is not coded
	Need    string               // "yes", "if" (under a condition) or ""
	Since   string               // the edition that brought the column ("2022"), "" for the first
	Names   []string             // other headers of the column, as the table lists them
}

// ReadLayout reads a layout from a table in CSV. Its first rows set the
// properties of the layout, each named with an @; then come a header and a row
// for each column:
//
//	@layout,hqms,住院病案首页（HQMS）
//	@diagnosis-codes,icd-10-clinical
//	@procedure-codes,icd-9-cm-3-clinical
//	@tcm-codes,gbt-15657-1995
//	@currency,CNY
//	@zone,+08:00
//	@language,en
//	@words,zh-Hant-HK,en
//	@readers,zh-Hans-CN
//	@charset,big5-hkscs
//	@dates,day-first,partial
//	@country,HK
//	@document,18842-5,Discharge summary,住院病案首页
//	@identifier-system,record-number,urn:oid:2.16.156.10011.1.13
//	@assigning-authority,hkid,HKSAR,IMMD
//	@format,hl7v2
//	@code-system,I9C,icd-9-cm
//	@key,A48
//	@not,ZB,columns of another layout that uses the names in another sense
//	@facility,H1234567890,示例医院
//	@format,nested-json
//	@envelope,input
//	@tells,infno,4101A
//	@group,Encounter key
//	@stay,if-stated
//	column,title,element,format,values,need,since,names
//	C06x{01..40}C,出院其他诊断编码,diagnosis.other[1].code,,,,,
//
// Braces stand for a number that counts a repeated column: a range, or a list
// in the order of the file ({8,1,9}). Neighbouring rows that repeat over the
// same numbers alternate in the file. The index in the element is that of the
// number 1. Names are other headers of the column, separated by "|"; a header in
// several languages (性別 / Sexo) is the column of which each of them is a name. The
// format of a date is yyyy-MM-dd, yyyyMMdd or dd/MM/yyyy, that of a time of day besides
// yyyy-MM-dd HH:mm:ss, yyyy-MM-dd H:mm:ss or dd/MM/yyyy H:mm:ss; one without a format
// takes a date in each shape that is known, as it comes. Lines
// that start with # are comments. Of the properties, a layout must have the
// name, the zone and the key; the others of its region are those of the
// mainland's front sheet where they are not set (see [DocumentType]). One with codes of
// Chinese medicine states the edition of those whose shape tells none (tcm-codes). A layout
// that states its own words has the identifier systems that it states and no
// others. The format hl7v2, the names that messages give to code systems, and
// those of the authorities that issue a kind of identity document (as package
// identity names it), are for [NewMessageReader].
//
// A region is what its layouts say of it:
//
//   - @language, the BCP 47 tag of the documents that are made of the files.
//   - @words, the languages of the people who make the files and read them. The
//     first is that of what they write in Chinese characters, and of the names
//     that are written for them; names in the others stay as they are.
//   - @readers, likewise those of the people on the other side, for whom
//     narratives and pages are. Where a language has no terms of its own, those
//     of its script serve it: zh-Hant-MO those of zh-Hant. A layout that states
//     its language states these two as well.
//   - @charset, gb18030, big5-hkscs or windows-1252: the encoding of files that are
//     not in UTF-8, or several, the likeliest first. Where a header can be read in
//     several, and names as many columns in each, that of the layout wins.
//   - @dates, year-first or day-first: how a date reads that does not start with
//     the year. With partial, a date may be known to the month or year alone.
//   - @country, the code of ISO 3166-1 of addresses whose district is coded.
//   - @zone, the offset from UTC of all times.
//
// A value that a property does not have is refused, with the list of those that
// it has.
//
// Neighbouring rows with the same value in the column of group are one record.
// With a stay if-stated, a record that says nothing of a stay has none; otherwise
// a record is one by its nature.
//
// In the format nested-json a column is the JSON Pointer of a member: /node/member in
// an object, /node/0/member in the first object of a list, /member in the envelope
// that may stand around the nodes under the name that @envelope gives them. @tells
// names a member of the envelope and its value where the record is of the layout. A
// format that starts with = is what the member says of each object in that place of
// its list, and with == what an object must say to have the place; after a | stands what
// else some say there. !icd-10 keeps objects out whose code has the shape of ICD-10's.
//
// The facility, a code and a name that may be left out, is that of records that
// name none; [ReaderOptions] can say it for a file.
//
// sets are the value sets to which the column values refers. A layout that names
// files of its own ones (@value-set) is for [ReadLayoutFile].
func ReadLayout(r io.Reader, sets []*ValueSet) (*Layout, error) {
	l, err := layout.ReadLayout(r, sets, nil)
	if err != nil {
		return nil, err
	}
	return newLayout(l), nil
}

// ReadLayoutFile reads a layout from a file of a folder, as [ReadLayout] does, with
// the tables of value sets that it names in its own folder:
//
//	@value-set,wards.csv
//
// They are as [ReadValueSets] explains, and state the URIs of their code systems.
func ReadLayoutFile(folder fs.FS, name string, sets []*ValueSet) (*Layout, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	l, err := layout.ReadLayout(file, sets, func(other string) (io.ReadCloser, error) {
		return folder.Open(path.Join(path.Dir(name), other))
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return newLayout(l), nil
}

func newLayout(l *layout.Layout) *Layout {
	return &Layout{
		Name: l.Name, Title: l.Title, Diagnosis: l.Diagnosis, Procedure: l.Procedure, Currency: l.Currency, Zone: l.Zone,
		Language: l.Language, Words: slices.Clone(l.Words), Readers: slices.Clone(l.Readers), Charsets: slices.Clone(l.Charsets),
		DayFirst: l.DayFirst, PartialDates: l.PartialDates,
		Country: l.Country, Document: DocumentType(l.Document), compiled: l,
	}
}

// Coded returns the value that a text is in the value set of an element
// ("patient.sex"): its code, a title or an alias, as a file of the layout may have it.
// ok is false where the text is none of the set, and then the value is a text; or
// where the element has no value set.
func (l *Layout) Coded(element, text string) (value Coded, ok bool) {
	f, known := l.compiled.ByPath[element]
	if !known || l.compiled.Fields[f].Set == nil {
		return Coded{Text: text}, false
	}
	set := l.compiled.Fields[f].Set
	code, _, ok := set.Match(text)
	if !ok {
		return Coded{Set: set, Text: text}, false
	}
	return Coded{Set: set, Code: code}, true
}

// Wording returns the language in which the people of a layout's files write
// Chinese: the first of Words.
func (l *Layout) Wording() term.Language { return l.compiled.Wording() }

// Messages reports whether the layout's files hold messages of HL7 v2, and no
// rows.
func (l *Layout) Messages() bool { return l.compiled.Format == layout.HL7v2 }

// Nested reports whether the layout's files are JSON of objects in which objects and
// lists of objects have the members, and no rows: a column is then the JSON Pointer of
// a member (/setlinfo/medcasno).
func (l *Layout) Nested() bool { return l.compiled.Format == layout.Nested }

// ClinicalDocuments reports whether the layout's files are documents of CDA.
func (l *Layout) ClinicalDocuments() bool { return l.compiled.Format == layout.CDA }

// Columns returns the layout's columns in the order of its standard.
func (l *Layout) Columns() []Column {
	columns := make([]Column, len(l.compiled.Fields))
	for i, f := range l.compiled.Fields {
		columns[i] = Column{Name: f.Column, Title: f.Title, Element: f.Element, FHIR: f.FHIR, Format: f.Format, Values: f.Set, Need: f.Need, Since: f.Since, Names: slices.Clone(f.Names)}
	}
	return columns
}

// Key returns the names of the columns that tell a record of rows from others: the
// key of the layout, and the numbers of the stay.
func (l *Layout) Key() (columns []string) {
	fields := slices.Clone(l.compiled.Key)
	for _, element := range []string{"stay.number", "stay.admission-count"} {
		if f, ok := l.compiled.ByPath[element]; ok && !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	for _, f := range fields {
		columns = append(columns, l.compiled.Fields[f].Column)
	}
	return columns
}

// Recognize returns the layout of layouts that most cells of header name, and
// how many cells that is. A layout whose key column is not named, or that the
// header shows to be another by a column named under @not, does not count; nil
// means that none is left.
func Recognize(header []string, layouts []*Layout) (*Layout, int) {
	found, n := layout.Recognize(header, compiled(layouts))
	return wrapped(found, layouts), n
}

// Layouts returns the built-in layouts of all regions, for a reader that is to recognise
// which a file has: those of the regions' packages, in an order of theirs. They are
// compiled when they are first asked for; [LayoutNamed] compiles one alone.
func Layouts() (layouts []*Layout) {
	for name := range builtin.Names() {
		layouts = append(layouts, LayoutNamed(name))
	}
	return layouts
}

// LayoutNamed returns the built-in layout of a name ("hqms"), nil where there is none.
// It is the same each time. Those of reports have a name, too ("cda-c0007"), and are none
// of [Layouts]: their records are no stays, and package results reads them.
func LayoutNamed(name string) *Layout {
	if l := builtIn()[name]; l != nil {
		return l()
	}
	return nil
}

var builtIn = sync.OnceValue(func() map[string]func() *Layout {
	layouts := map[string]func() *Layout{}
	for name := range names() {
		layouts[name] = sync.OnceValue(func() *Layout { return newLayout(builtin.Layout(name)) })
	}
	return layouts
})

// names yields those of the built-in layouts, also of reports.
func names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range builtin.Names() {
			if !yield(name) {
				return
			}
		}
		builtin.Reports()(yield)
	}
}

// compiled returns what the rooms below know of layouts.
func compiled(layouts []*Layout) []*layout.Layout {
	list := make([]*layout.Layout, len(layouts))
	for i, l := range layouts {
		list[i] = l.compiled
	}
	return list
}

// wrapped returns the one of layouts that is l, nil where none is.
func wrapped(l *layout.Layout, layouts []*Layout) *Layout {
	for _, w := range layouts {
		if w.compiled == l {
			return w
		}
	}
	return nil
}

// An Element describes an element of the FrontSheet, which a column can fill.
type Element struct {
	Name    string   // as layouts write it, without an index ("diagnosis.other.code")
	Kind    string   // of its values: text, date, number, coded, identifier, ...
	Formats []string // that such a column may have, nil where it has none
	FHIR    string   // where it goes: "Condition.code.coding"
}

// Elements returns every element that a column of a layout can fill.
func Elements() []Element {
	list := layout.Elements()
	all := make([]Element, len(list))
	for i := range list {
		kind, formats := list[i].Kind()
		all[i] = Element{Name: list[i].Name, Kind: kind, Formats: slices.Clone(formats), FHIR: list[i].FHIR}
	}
	return all
}
