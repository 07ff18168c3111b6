package load

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// What a spreadsheet makes of a cell that it takes for a number, a date or an
// amount. No code of the systems of this project is written so, nor one of SNOMED
// CT, LOINC, ICD-10-PCS or ICD-11.
var (
	exponent = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+[0-9]+$|^[0-9]\.[0-9]+[eE][0-9]+$`)
	dates    = regexp.MustCompile(`^[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}$|^[0-9]{1,2}-(?i:` + months + `)(-[0-9]{2,4})?$|^(?i:` + months + `)-[0-9]{1,4}$|^([0-9]{2,4}年)?[0-9]{1,2}月([0-9]{1,2}日)?$`)
	grouped  = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`)
	hashes   = regexp.MustCompile(`^#+$`)
	numeral  = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

	// What is left of numbers of ICD-9-CM and of the editions of its volume 3 where
	// it is none: no zero in front, or more digits behind the point than a code has.
	ninth     = regexp.MustCompile(`^[0-9](\.[0-9]*)?$|^[0-9]*\.[0-9]{3,}$`)
	operation = regexp.MustCompile(`^[0-9](\.[0-9]*)?$|^[0-9]*\.[0-9]{7,}$`)
)

const months = `jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec`

// damage says what a spreadsheet has done to a code, "" where nothing shows.
// Whoever fills a list in with a spreadsheet and saves it changes 008.45 to 8.45,
// 1E5 to 1.0E+5 and 4-10 to 10-Apr, and the row would apply to nothing.
func damage(system codes.System, code string) string {
	switch {
	case exponent.MatchString(code):
		return "is a number with an exponent"
	case dates.MatchString(code):
		return "is a date"
	case grouped.MatchString(code):
		return "is a number with separators"
	case hashes.MatchString(code):
		return "is what a narrow column shows"
	}
	lost := false
	switch system.URI {
	case codes.ICD9CM.URI:
		lost = ninth.MatchString(code)
	case codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		lost = operation.MatchString(code)
	case codes.ICD10.URI, codes.ICD10CM.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI,
		codes.TCM1995.URI, codes.TCM2021.URI:
		lost = numeral.MatchString(code)
	}
	if lost {
		return "is a number and no code of " + shortName(system)
	}
	return ""
}

// damaged refuses a code of a sheet that a spreadsheet has damaged.
func (o *Options) damaged(line int, system codes.System, code string) error {
	if why := damage(system, code); why != "" {
		return o.fail(line, 0, "%s %s: a spreadsheet has changed it; write it as text, and save the sheet with its columns as text", quote(code), why)
	}
	return nil
}

// shownCodes is how many codes a warning names.
const shownCodes = 10

// Unknown says of each map from a sheet which of its codes no table has, where the
// registry has tables of their system: codes that are mistyped, or that a
// spreadsheet has changed in a way that does not show, as 250.00 to 250. Such a
// row applies to nothing, and may be meant so. It names up to ten codes for each
// side of a map.
func (s *Set) Unknown(registry *codes.Registry) []*Error {
	var list []*Error
	for _, m := range s.Maps {
		m, ok := m.(*Map)
		if !ok || m.sheet == "" {
			continue
		}
		sources, targets := m.Unknown(registry)
		for _, side := range []struct {
			name    string
			system  codes.System
			unknown []string
			all     int
		}{{"source", m.source, sources, count(m.Codes())}, {"target", m.target, targets, len(m.targets())}} {
			unknown := side.unknown
			if len(unknown) == 0 {
				continue
			}
			shown := make([]string, 0, shownCodes)
			for _, code := range unknown[:min(len(unknown), shownCodes)] {
				shown = append(shown, quote(code))
			}
			more := ""
			if len(unknown) > shownCodes {
				more = ", …"
			}
			list = append(list, &Error{File: m.sheet, Reason: fmt.Sprintf("%d of %d %s codes are in no table of %s (a spreadsheet may have changed them): %s%s",
				len(unknown), side.all, side.name, shortName(side.system), strings.Join(shown, ", "), more)})
		}
	}
	return list
}

// Unknown returns the source codes of the map, and its targets, that no table of their
// system has, where the registry has tables of the system.
func (m *Map) Unknown(registry *codes.Registry) (sources, targets []string) {
	return unknownOf(registry, m.source, slices.Collect(m.Codes())), unknownOf(registry, m.target, m.targets())
}

// targets lists the targets, each once.
func (m *Map) targets() (targets []string) {
	for i := range m.cells {
		if c := m.match(&m.cells[i]).Concept.Code; c != "" {
			targets = append(targets, c)
		}
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

func count[T any](list iter.Seq[T]) (n int) {
	for range list {
		n++
	}
	return n
}

// unknownOf returns the codes that no table of their system has; none where there
// is no table.
func unknownOf(registry *codes.Registry, system codes.System, list []string) []string {
	if !slices.ContainsFunc(registry.Tables(), func(t codes.Table) bool { return system.Matches(t.System()) }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(code string) bool {
		for part := range strings.SplitSeq(code, "+") { // a disease and its manifestation
			if _, known := registry.Lookup(system, part); known || part == "" {
				continue
			}
			if _, known := registry.Lookup(system, strings.TrimSuffix(part, "*")); !known {
				return false
			}
		}
		return true
	})
}
