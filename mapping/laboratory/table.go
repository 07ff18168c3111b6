package laboratory

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

//go:embed *.csv
var files embed.FS

// An Item is a test of the table.
type Item struct {
	// Key names the row of items.csv.
	Key string
	// System is the specimen, as LOINC names it ("Ser/Plas").
	System string
	// Usual are the units of UCUM in which the sides usually print the result, in the
	// order of the columns; "" where it is a word.
	Usual []string
	// MolarMass is in grams per mole, nil where there is none by which to convert.
	MolarMass *big.Rat
	// Note says what to mind.
	Note string

	codes map[string]string // of LOINC, by dimension, or "text"
	names []string          // as the table has them, those that tell the test first
}

// Named returns the name that the table has for an item: that with which a report
// calls it, in the table's spelling, or else the first of the same script.
func (i *Item) Named(printed string) string {
	same := func(name string) bool { return label(name) == label(StripMark(printed)) }
	if at := slices.IndexFunc(i.names, same); at >= 0 {
		return i.names[at]
	}
	if at := slices.IndexFunc(i.names, func(name string) bool { return chinese(name) == chinese(printed) }); at >= 0 {
		return i.names[at]
	}
	return i.names[0]
}

func chinese(s string) bool { return strings.ContainsFunc(s, isHan) }

// Name returns what people call the item in Chinese ("zh") or in English ("en"): the
// first of its names in that script that is no abbreviation, or the first of all. It is
// "" where the table has none.
func (i *Item) Name(language string) string { return nameIn(i.names, language) }

// SpecimenName returns what people call a specimen, as [Table.Specimen] returns it, in
// Chinese ("zh") or in English ("en"), "" for none.
func (t *Table) SpecimenName(system, language string) string {
	return nameIn(t.specimenNames[system], language)
}

// nameIn returns the first name in the script of a language that is no abbreviation, or
// the first of all.
func nameIn(names []string, language string) string {
	short := ""
	for _, n := range names {
		if chinese(n) != (language == "zh") {
			continue
		}
		if language == "zh" || strings.ContainsFunc(n, unicode.IsLower) && len(n) > 4 {
			return n
		}
		if short == "" {
			short = n
		}
	}
	return short
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// A Code is a code of LOINC with its long common name.
type Code struct{ Code, Display string }

// A Table is what is known of tests, units and specimens. [Default] and [ReadTable]
// make one. It is read-only.
type Table struct {
	items  map[string]*Item
	coded  map[string]*Item // by the code of LOINC
	names  map[string][]named
	units  map[string][]string // of UCUM, by the folded print
	lower  map[string][]string // likewise by the print in small letters
	prints map[string]string   // the first print, by the unit of UCUM

	specimenNames map[string][]string // as the table has them
	specimens     map[string]string
	flags         map[string]Code
	loinc         map[string]string
	rules         []rule
}

// A named is an item of a name.
type named struct {
	item  *Item
	alone bool // the name says which test it is, without specimen and unit
}

var (
	errUnit = errors.New("no unit of UCUM that this program knows")
	errName = errors.New("the item has no name")
)

// A TableError says which row of which file of a table is at fault.
type TableError struct {
	File string
	Line int
	Err  error
}

// Error returns the error with its place.
func (e *TableError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

// Unwrap returns the cause.
func (e *TableError) Unwrap() error { return e.Err }

// Default returns the table of this package.
func Default() *Table { return builtIn() }

var builtIn = sync.OnceValue(func() *Table {
	t, err := ReadTable(files)
	if err != nil {
		panic(err) // the tests read it
	}
	return t
})

// ReadTable reads a table from the files of a folder, which are named and made as
// those of this package. The error is a *TableError where a row is at fault.
func ReadTable(fsys fs.FS) (*Table, error) {
	t := &Table{
		items: map[string]*Item{}, coded: map[string]*Item{}, specimenNames: map[string][]string{}, prints: map[string]string{}, names: map[string][]named{}, units: map[string][]string{}, lower: map[string][]string{},
		specimens: map[string]string{}, flags: map[string]Code{}, loinc: map[string]string{},
	}
	for _, f := range []struct {
		name string
		add  func(row []string) error
	}{
		{"units.csv", func(r []string) error { return t.addUnit(r[0], r[1]) }},
		{"loinc.csv", func(r []string) error { t.loinc[r[0]] = r[1]; return nil }},
		{"specimens.csv", t.addSpecimen},
		{"flags.csv", t.addFlag},
		{"items.csv", t.addItem},
		{"conversions.csv", t.addRule},
	} {
		if err := eachRow(fsys, f.name, f.add); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// eachRow calls add with each row after the header.
func eachRow(fsys fs.FS, name string, add func([]string) error) error {
	file, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	r := csv.NewReader(file)
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, row := range rows[min(1, len(rows)):] {
		if err := add(row); err != nil {
			return &TableError{File: name, Line: i + 2, Err: err}
		}
	}
	return nil
}

// addItem adds a row of items.csv.
func (t *Table) addItem(row []string) error {
	if len(row) != 9 {
		return csv.ErrFieldCount
	}
	item := &Item{Key: row[0], System: row[3], Usual: row[5:7], Note: row[8], codes: map[string]string{}}
	if t.items[item.Key] != nil {
		return fmt.Errorf("the item %s has two rows", item.Key)
	}
	for _, pair := range strings.Fields(row[4]) {
		i := strings.LastIndexByte(pair, '=')
		if i < 0 || t.loinc[pair[i+1:]] == "" {
			return fmt.Errorf("%s is no dimension and code of loinc.csv", pair)
		}
		if d := pair[:i]; d != "text" && Dimension(d) != d {
			return fmt.Errorf("%s is no dimension: no unit has it", d)
		}
		item.codes[pair[:i]] = pair[i+1:]
		t.coded[pair[i+1:]] = item
	}
	for _, unit := range item.Usual {
		if unit != "" && Dimension(unit) == "" {
			return fmt.Errorf("%s: %w", unit, errUnit)
		}
	}
	if row[7] != "" {
		mass, ok := new(big.Rat).SetString(row[7])
		if !ok || mass.Sign() <= 0 {
			return fmt.Errorf("%s is no molar mass", row[7])
		}
		item.MolarMass = mass
	}
	if row[1]+row[2] == "" {
		return errName
	}
	for i, list := range []string{row[1], row[2]} {
		for _, name := range strings.Split(list, "|") {
			if key := label(name); key != "" {
				item.names = append(item.names, name)
				t.addName(key, item, i == 0)
			}
		}
	}
	t.items[item.Key] = item
	return nil
}

// addName adds a name of an item. One that several items share tells none of them
// without specimen and unit.
func (t *Table) addName(key string, item *Item, alone bool) {
	list := t.names[key]
	for i := range list {
		if list[i].item == item {
			return
		}
		list[i].alone, alone = false, false
	}
	t.names[key] = append(list, named{item, alone})
}

func (t *Table) addSpecimen(row []string) error {
	t.specimenNames[row[0]] = strings.Split(row[1], "|")
	for _, name := range append(strings.Split(row[1], "|"), row[0]) {
		key := chars.FoldLabel(name)
		if other, known := t.specimens[key]; known && other != row[0] {
			return fmt.Errorf("%s is two specimens", name)
		}
		t.specimens[key] = row[0]
	}
	return nil
}

func (t *Table) addFlag(row []string) error {
	for _, sign := range strings.Split(row[2], "|") {
		t.flags[chars.FoldLabel(sign)] = Code{row[0], row[1]}
	}
	return nil
}

// Interpretation returns the code of HL7's ObservationInterpretation for a flag as
// printed. It says what the source says: nobody computes a flag here.
func (t *Table) Interpretation(flag string) (c Code, ok bool) {
	c, ok = t.flags[chars.FoldLabel(flag)]
	return c, ok
}

// Item returns the item of a key of items.csv, nil for none.
func (t *Table) Item(key string) *Item { return t.items[key] }

// Coded returns the item that has a code of LOINC, nil for none.
func (t *Table) Coded(code string) *Item { return t.coded[code] }

// LOINC returns the code that an item has for a dimension, or for "text".
func (t *Table) LOINC(item *Item, dimension string) (c Code, ok bool) {
	code, ok := item.codes[dimension]
	return Code{code, t.loinc[code]}, ok
}
