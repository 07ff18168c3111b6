package layout

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// A Layout says how one file format carries a FrontSheet: a table of columns,
// each with the element that it fills. It is compiled once, read-only, and
// safe for concurrent use.
type Layout struct {
	// Name is how a command line refers to the layout ("hqms").
	Name string
	// Title says what the layout is, in the language of its standard.
	Title string
	// Diagnosis and Procedure are the systems in which the layout's files are
	// coded where the caller states no other.
	Diagnosis, Procedure codes.System
	// TCM is the edition of codes of Chinese medicine whose shape tells none.
	TCM codes.System
	// Currency is the ISO 4217 code of amounts.
	Currency string
	// Zone is the offset from UTC of all times ("+08:00").
	Zone string
	// Language is that of the documents, zh-CN where empty.
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
	// likeliest first.
	Charsets []string
	// DayFirst says that a date that does not start with the year starts with
	// the day.
	DayFirst bool
	// PartialDates says that a date may be known to the month or the year alone.
	PartialDates bool
	// Authorities are the kinds of identity documents by the authorities that
	// issue them, in capitals.
	Authorities map[string]identity.Kind
	// Country is the code of ISO 3166-1 of an address whose district is one of
	// the layout's value sets, "" where districts are none.
	Country string
	// Areas are the parts of the country that addresses name in short, nil where
	// they write them out.
	Areas *frontsheet.ValueSet
	// messageTypes are those of a layout of HL7 v2: see MessageTypes.
	messageTypes []string
	// Provisional are the roles of diagnoses whose columns say that they are not
	// certain yet.
	Provisional []frontsheet.DiagnosisRole
	// Ranks are the roles of staff whose columns name a rank, and so not who is
	// responsible for the patient.
	Ranks []frontsheet.StaffRole
	// Facility is that of records that name none.
	Facility frontsheet.Facility
	// Document says what the documents are.
	Document DocumentType

	Systems  map[string]string         // the identifier systems, by the names that layouts have for them
	Segments map[string]*SegmentFields // of messages, by the segment's name
	Format   *Format                   // in which the files carry records
	Coding   map[string]codes.System   // code systems by the names that messages give them

	CodingNames map[string]string // the first of those names, by the system's URI
	Order       []string          // of the segments of a message

	table // how the rows of the layout's files make records

	Fields []Field
	keys   map[string]int    // folded header → index of fields
	Key    []int             // the fields without which a record has no identity
	not    map[string]string // columns that another layout alone has, by their folded headers
	ByPath map[string]int    // element → index of fields

	sets map[string]*frontsheet.ValueSet // by the name of the element

	wholes map[string]string // element or part → the column of a message that fills the part

	Nodes    []Node            // of nested records
	Envelope string            // the member under which the nodes stand in an envelope, "" where there is none
	Tells    map[string]string // members of an envelope that say which layout a record has

	Template string              // of a document, in XML
	Joined   map[string][]string // columns of a document that say what their parts say together
	Samples  map[string][]string // values of columns in the example of the standard

	OfItems bool // a description stands with each item, as in domain records
}

// Messages reports whether the layout's files hold messages of HL7 v2, and no
// rows.
func (l *Layout) Messages() bool { return l.Format == HL7v2 }

// A Field is one column of a layout, compiled.
type Field struct {
	Column  string // "C06x03C"
	Title   string
	Element string // "diagnosis.other[3].code"
	Name    string // of the element, without its index
	FHIR    string // where the element goes
	Part    *Part  // of the sheet that has the element
	isDate  bool
	At      func(*frontsheet.FrontSheet, int) Value
	Index   int
	Set     *frontsheet.ValueSet
	Format  string
	Need    string
	Since   string
	Names   []string // other headers of the column
	IsFact  bool     // the name or code of a disease, an operation or a drug, in whose place a denial may stand
}

// A Column describes a column of a Layout.
type Column struct {
	Name    string // "C06x03C"
	Title   string // "出院其他诊断编码"
	Element string // of the FrontSheet: "diagnosis.other[3].code"
	FHIR    string // where it goes: "Condition.code.coding"
	Format  string
	Values  *frontsheet.ValueSet // nil where the column is not coded
	Need    string               // "yes", "if" (under a condition) or ""
	Since   string               // the edition that brought the column, "" for the first
}

// Columns returns the layout's columns in the order of its standard.
func (l *Layout) Columns() []Column {
	columns := make([]Column, len(l.Fields))
	for i, f := range l.Fields {
		columns[i] = Column{f.Column, f.Title, f.Element, f.FHIR, f.Format, f.Set, f.Need, f.Since}
	}
	return columns
}

// Has reports whether the sheet has the part that the field fills, so that to
// look at it makes none.
func (f *Field) Has(s *frontsheet.FrontSheet) bool { return f.Part.Has(s, f.Index) }

// IsDate reports whether the field holds a date.
func (f *Field) IsDate() bool { return f.isDate }

// Of returns the layout of the sheet, nil where no Reader made it.
func Of(s *frontsheet.FrontSheet) *Layout {
	l, _ := s.Origin().Columns.(*Layout)
	return l
}

// SheetIn returns an empty sheet of a layout.
func SheetIn(l *Layout) *frontsheet.FrontSheet {
	s := &frontsheet.FrontSheet{}
	s.Origin().Columns = l
	return s
}

// FieldOf returns the field that an element fills.
func (l *Layout) FieldOf(element string) (int, bool) {
	i, ok := l.ByPath[element]
	return i, ok
}

// SetOf returns the value set that the layout gives an element, nil for none, as for a
// nil layout.
func (l *Layout) SetOf(element string) *frontsheet.ValueSet {
	if l == nil {
		return nil
	}
	return l.sets[ElementName(element)]
}

// ColumnOf returns the column that fills an element, "" where none does.
func (l *Layout) ColumnOf(element string) string {
	if i, ok := l.ByPath[element]; ok {
		return l.Fields[i].Column
	}
	if l.Format.column != nil {
		return l.Format.column(l, element)
	}
	return ""
}

// TitleOf returns the title of the column that fills an element, "" where it has none.
func (l *Layout) TitleOf(element string) string {
	if i, ok := l.ByPath[element]; ok {
		return l.Fields[i].Title
	}
	return ""
}

// ReadLayout reads a layout from a table in CSV, which [mapping.ReadLayout]
// describes. sets are the value sets to which the column values refers; open opens the
// files that the layout names, nil where none can be.
func ReadLayout(r io.Reader, sets []*frontsheet.ValueSet, open func(name string) (io.ReadCloser, error)) (*Layout, error) {
	table := csv.NewReader(r)
	table.Comment = '#'
	table.FieldsPerRecord = -1
	l := &Layout{keys: map[string]int{}, ByPath: map[string]int{}, sets: map[string]*frontsheet.ValueSet{}, Format: Rows}
	c := layoutCompiler{layout: l, sets: setsByName(sets), elements: map[string]Element{}, open: open}
	for _, e := range Elements() {
		c.elements[e.Name] = e
	}
	header := false
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("layout: %w", err)
		}
		line, _ := table.FieldPos(0)
		switch {
		case strings.HasPrefix(row[0], "@"):
			err = c.property(row)
		case !header:
			header = true
			if len(row) != 8 || row[0] != "column" {
				err = errors.New("the header must be column,title,element,format,values,need,since,names")
			}
		case len(row) != 8:
			err = fmt.Errorf("%d cells instead of 8", len(row))
		default:
			err = c.row(row)
		}
		if err != nil {
			return nil, fmt.Errorf("layout: line %d: %w", line, err)
		}
	}
	if err := c.finish(); err != nil {
		return nil, fmt.Errorf("layout: %w", err)
	}
	return l, nil
}

type layoutCompiler struct {
	layout   *Layout
	sets     map[string]*frontsheet.ValueSet
	elements map[string]Element
	group    [][]Field // neighbouring rows that repeat over the same numbers
	numbers  string    // those numbers, as written
	list     string    // what stands before them
	names    []alias
	key      []string
	probe    frontsheet.FrontSheet // to ask elements for their kind
	open     func(name string) (io.ReadCloser, error)
}

type alias struct{ name, column string }

func (c *layoutCompiler) property(row []string) error {
	l := c.layout
	if len(row) < 2 {
		return fmt.Errorf("%s has no value", row[0])
	}
	value := row[1]
	var err error
	switch row[0] {
	case "@layout":
		l.Name = value
		if len(row) > 2 {
			l.Title = row[2]
		}
	case "@diagnosis-codes":
		l.Diagnosis, err = findSystem(value)
	case "@procedure-codes":
		l.Procedure, err = findSystem(value)
	case "@tcm-codes":
		l.TCM, err = findSystem(value)
	case "@currency":
		l.Currency = value
	case "@zone":
		l.Zone = value
		if _, ok := literal.ParseZone(value); !ok {
			err = fmt.Errorf("@zone %q is no offset from UTC, such as -03:30", value)
		}
	case "@language":
		l.Language = value
	case "@country":
		l.Country = value
	case "@document", "@identifier-system", "@format", "@code-system",
		"@words", "@readers", "@charset", "@dates", "@assigning-authority",
		"@provisional", "@ranks", "@message", "@envelope", "@tells", "@template", "@joined", "@samples":
		err = l.regional(row)
	case "@areas":
		if l.Areas = c.sets[value]; l.Areas == nil {
			err = fmt.Errorf("unknown value set %q", value)
		}
	case "@value-set":
		err = c.valueSet(row)
	case "@header", "@group", "@stay":
		err = l.table.property(row)
	case "@facility":
		l.Facility.Code = value
		if len(row) > 2 {
			l.Facility.Name = row[2]
		}
	case "@key":
		c.key = row[1:]
	case "@not":
		l.not = map[string]string{}
		for _, name := range strings.Fields(value) {
			l.not[chars.FoldHeader(name)] = name
		}
	default:
		err = fmt.Errorf("unknown property %s", row[0])
	}
	return err
}

func findSystem(name string) (codes.System, error) {
	if system, ok := codes.FindSystem(name); ok {
		return system, nil
	}
	var names []string
	for _, s := range codes.Systems() {
		names = append(names, s.Name)
	}
	return codes.System{}, fmt.Errorf("unknown code system %q%s", name, nearestOf(name, names))
}

func (c *layoutCompiler) row(row []string) error {
	column, title, path, format, values, need, since, names := row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
	name, first, err := splitIndex(path)
	if err != nil {
		return err
	}
	e, ok := c.elements[name]
	if !ok {
		return fmt.Errorf("unknown element %q%s", name, nearestOf(name, slices.Sorted(maps.Keys(c.elements))))
	}
	if err := c.layout.checkFormat(format); err != nil {
		return err
	}
	var set *frontsheet.ValueSet
	if values != "" {
		if set = c.sets[values]; set == nil {
			return fmt.Errorf("unknown value set %q%s", values, nearestOf(values, slices.Sorted(maps.Keys(c.sets))))
		}
	}
	prefix, numbers, suffix, err := braces(column)
	if err != nil {
		return err
	}
	if numbers == "" || numbers != c.numbers || c.layout.Format == Nested && prefix != c.list {
		c.flush()
	}
	c.numbers, c.list = numbers, prefix
	_, isDate := e.At(&c.probe, 1).(*Date)
	var fields []Field
	for _, number := range expand(numbers) {
		f := Field{Title: title, Name: name, FHIR: e.FHIR, Part: e.Part, isDate: isDate, At: e.At, Index: first, Set: set, Format: format, Need: need, Since: since, IsFact: isFact(name)}
		f.Column, f.Element = prefix+number+suffix, path
		if numbers != "" {
			n, err := strconv.Atoi(number)
			if err != nil {
				return fmt.Errorf("bad number in %q", column)
			}
			f.Index = first + n - 1
			f.Element = strings.Replace(path, "["+strconv.Itoa(first)+"]", "["+strconv.Itoa(f.Index)+"]", 1)
			c.alias(title+strconv.Itoa(n), f.Column)
		} else {
			c.alias(title, f.Column)
		}
		if f.Index < 1 {
			return fmt.Errorf("bad index in %q", path)
		}
		for _, other := range strings.Split(names, "|") {
			if other == "" {
				continue
			}
			if numbers != "" {
				n, _ := strconv.Atoi(number)
				if strings.Contains(other, "{}") {
					other = strings.Replace(other, "{}", strconv.Itoa(n), 1)
				} else {
					other += strconv.Itoa(n)
				}
			}
			c.alias(other, f.Column)
			f.Names = append(f.Names, other)
		}
		fields = append(fields, f)
	}
	c.group = append(c.group, fields)
	if numbers == "" {
		c.flush()
	}
	return nil
}

// isFact reports whether an element says which disease, operation or drug there was.
func isFact(name string) bool {
	kind, rest, _ := strings.Cut(name, ".")
	if kind == "medication" {
		return rest == "name"
	}
	if kind != "diagnosis" && kind != "procedure" {
		return false
	}
	switch rest[strings.LastIndexByte(rest, '.')+1:] {
	case "name", "code", "description":
		return true
	}
	return false
}

func (c *layoutCompiler) alias(name, column string) {
	c.names = append(c.names, alias{name, column})
}

// flush adds the open group of rows, alternating.
func (c *layoutCompiler) flush() {
	if len(c.group) > 0 {
		for i := range c.group[0] {
			for _, fields := range c.group {
				c.layout.Fields = append(c.layout.Fields, fields[i])
			}
		}
	}
	c.group, c.numbers = nil, ""
}

func (c *layoutCompiler) finish() error {
	c.flush()
	l := c.layout
	if l.Name == "" || len(l.Fields) == 0 {
		return errors.New("no name, or no columns")
	}
	if l.Zone == "" {
		return errors.New("no @zone")
	}
	if err := l.assume(); err != nil {
		return err
	}
	byColumn := map[string]int{}
	for i, f := range l.Fields {
		if _, twice := byColumn[f.Column]; twice {
			return fmt.Errorf("column %s stands twice", f.Column)
		}
		byColumn[f.Column] = i
		if _, tcm := f.At(&c.probe, 1).(*TCMCodes); tcm && l.TCM.IsZero() {
			return fmt.Errorf("no @tcm-codes for the column %s", f.Column)
		}
		if _, before := l.ByPath[f.Element]; !before || !l.Format.Events {
			l.ByPath[f.Element] = i // of several fields of a message, the first
		}
		if f.Set != nil {
			l.sets[ElementName(f.Element)] = f.Set
		}
		l.keys[chars.FoldHeader(f.Column)] = i
	}
	_, l.OfItems = l.ByPath["domain.level"]
	for _, name := range c.key {
		i, ok := byColumn[name]
		if !ok {
			return fmt.Errorf("key column %s is not there", name)
		}
		l.Key = append(l.Key, i)
	}
	if len(l.Key) == 0 {
		return errors.New("no @key")
	}
	if err := l.table.bind(byColumn); err != nil {
		return err
	}
	return l.Format.compile(l, c.names)
}

// compileRows finds the forms in which headers write the columns.
func (l *Layout) compileRows(names []alias) error {
	byColumn := map[string]int{}
	for i, f := range l.Fields {
		byColumn[f.Column] = i
	}
	// A looser form of a header counts only where it can mean one column.
	loose := map[string]int{}
	add := func(form string, i int) {
		if j, taken := loose[form]; taken && j != i {
			i = -1
		}
		loose[form] = i
	}
	for i, f := range l.Fields {
		for _, form := range looseColumn(chars.FoldHeader(f.Column)) {
			add(form, i)
		}
	}
	for _, a := range names {
		name := chars.FoldHeader(a.name)
		for _, form := range append(looseName(name), name) {
			add(form, byColumn[a.column])
		}
	}
	for form, i := range loose {
		if _, taken := l.keys[form]; !taken && i >= 0 {
			l.keys[form] = i
		}
	}
	return nil
}

// splitIndex takes "diagnosis.other[1].code" apart into the element's name and
// the index.
func splitIndex(path string) (name string, index int, err error) {
	before, rest, found := strings.Cut(path, "[")
	if !found {
		return path, 1, nil
	}
	number, after, found := strings.Cut(rest, "]")
	index, err = strconv.Atoi(number)
	if !found || err != nil {
		return "", 0, fmt.Errorf("bad index in %q", path)
	}
	return before + after, index, nil
}

func braces(column string) (prefix, numbers, suffix string, err error) {
	prefix, rest, found := strings.Cut(column, "{")
	if !found {
		return column, "", "", nil
	}
	numbers, suffix, found = strings.Cut(rest, "}")
	if !found {
		return "", "", "", fmt.Errorf("brace without end in %q", column)
	}
	return prefix, numbers, suffix, nil
}

// expand lists the numbers of a brace, zero-padded as its first is.
func expand(numbers string) []string {
	if numbers == "" {
		return []string{""}
	}
	first, last, isRange := strings.Cut(numbers, "..")
	if !isRange {
		return strings.Split(numbers, ",")
	}
	from, _ := strconv.Atoi(first)
	to, _ := strconv.Atoi(last)
	var list []string
	for n := from; n <= to; n++ {
		list = append(list, string(chars.AppendPadded(nil, n, len(first))))
	}
	return list
}

// Recognize returns the layout of layouts that most cells of header name, and
// how many cells that is. A layout whose key column is not named, or that the
// header shows to be another by a column named under @not, does not count; nil
// means that none is left.
func Recognize(header []string, layouts []*Layout) (*Layout, int) {
	var best *Layout
	most := 0
	cells := &heading{cells: header}
	for _, l := range layouts {
		columns, _ := l.match(cells)
		if n := len(header) - Count(columns, -1); n > most && l.hasKey(columns) && !l.excluded(header) {
			best, most = l, n
		}
	}
	return best, most
}

func (l *Layout) excluded(header []string) bool {
	return slices.ContainsFunc(header, func(cell string) bool { return l.not[chars.FoldHeader(cell)] != "" })
}

// Foreign returns the columns of a header that show it to be of another layout, in which
// the same names mean other things.
func (l *Layout) Foreign(header []string) (columns []string) {
	for _, cell := range header {
		if name := l.not[chars.FoldHeader(cell)]; name != "" {
			columns = append(columns, name)
		}
	}
	return columns
}

func (l *Layout) hasKey(columns []int) bool {
	for _, key := range l.Key {
		if !slices.Contains(columns, key) {
			return false
		}
	}
	return true
}

func Count(list []int, value int) int {
	n := 0
	for _, v := range list {
		if v == value {
			n++
		}
	}
	return n
}

func setsByName(sets []*frontsheet.ValueSet) map[string]*frontsheet.ValueSet {
	m := make(map[string]*frontsheet.ValueSet, len(sets))
	for _, set := range sets {
		m[set.Name] = set
	}
	return m
}
