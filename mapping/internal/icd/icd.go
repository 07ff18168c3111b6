// Package icd reads codes of diseases and procedures as cells have them: it
// takes cells apart, puts codes into the form of their edition, and tells
// editions by the shape of codes. It may import chars and frontsheet, and
// package codes.
package icd

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// International reports whether the codes of a system have the shapes of
// ICD-9-CM or of the WHO's ICD-10, which no Chinese edition has.
func International(s codes.System) bool {
	switch s.URI {
	case codes.ICD9CM.URI, codes.ICD10.URI, codes.ICD10CM.URI:
		return true
	}
	return false
}

// IsEdition reports whether a system is one of the Chinese editions, whose codes stand
// on a sheet beside their titles.
func IsEdition(s codes.System) bool {
	switch s.URI {
	case codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI, codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		return true
	}
	return false
}

// Canonical returns a code of ICD-9-CM or ICD-10 as its system writes it. ok
// is false where the system is neither. change says what was done or found:
//
//	code-form          letters or width were mended
//	dot-restored       the dot was put back: the code is then one of tables
//	dot-missing        the dot is missing, and no table has the code with it
//	dot-ambiguous      the dot is missing, and perhaps a zero before the code:
//	                   tables have more than one code that it may be
//	unlisted-code      the table of the system has no such code, and that of
//	                   another revision of the ICD has
//	code-shape         the code has none of the system's shapes
//	other-code-system  by its shape the code is one of the other revision of
//	                   the ICD alone; system becomes that
func Canonical(text string, system *codes.System, procedure bool, tables []codes.Table) (code, change string, ok bool) {
	if !International(*system) {
		return "", "", false
	}
	code = strings.ToUpper(foldCode(chars.FoldWidth(text)))
	if code != text {
		change = "code-form"
	}
	shape := shapeOf(code, *system, procedure)
	if shape == noShape && !procedure {
		for _, other := range [...]codes.System{codes.ICD9CM, codes.ICD10} {
			if other.URI != system.URI && shapeOf(code, other, false) == dotted {
				*system = other
				return code, "other-code-system", true
			}
		}
	}
	switch shape {
	case noShape:
		return code, "code-shape", true
	case undotted:
		if listed(code, *system, tables) {
			return code, "dot-missing", true
		}
		switch with := readings(code, *system, procedure, tables); {
		case len(with) > 1:
			return code, "dot-ambiguous", true
		case len(with) == 1 && strings.ReplaceAll(with[0], ".", "") == code:
			return with[0], "dot-restored", true
		}
		return code, "dot-missing", true
	}
	if !procedure && unlisted(code, *system, tables) {
		change = "unlisted-code"
	}
	return code, change, true
}

// readings returns the codes of tables that a code without its dot may be. One of
// digits alone may also have lost the zeros at its front, as a number does: 1882 is
// 188.2 or 018.82.
func readings(code string, system codes.System, procedure bool, tables []codes.Table) []string {
	var list []string
	for _, zeros := range [...]string{"", "0", "00"} {
		whole := zeros + code
		if zeros != "" && !chars.AllDigits(code) || shapeOf(whole, system, procedure) != undotted {
			break
		}
		if with := dot(whole, system, procedure); listed(with, system, tables) {
			list = append(list, with)
		}
	}
	return list
}

// unlisted reports whether a code is in no table of its system, of which there are
// some, and with or without a dot in one of another revision of the ICD. By its shape
// alone E119 is one of ICD-9-CM, and it is E11.9 of ICD-10.
func unlisted(code string, system codes.System, tables []codes.Table) bool {
	if listed(code, system, tables) || !slices.ContainsFunc(tables, func(t codes.Table) bool { return t.System().URI == system.URI }) {
		return false
	}
	for _, t := range tables {
		other := t.System()
		if other.URI == system.URI || !International(other) {
			continue
		}
		if _, ok := t.Lookup(code); ok {
			return true
		}
		if shapeOf(code, other, false) == undotted {
			if _, ok := t.Lookup(dot(code, other, false)); ok {
				return true
			}
		}
	}
	return false
}

// listed reports whether a table of the system has the code. A system without
// a version is each of its editions.
func listed(code string, system codes.System, tables []codes.Table) bool {
	for _, t := range tables {
		if s := t.System(); s.URI == system.URI && (system.Version == "" || s.Version == "" || s.Version == system.Version) {
			if _, ok := t.Lookup(code); ok {
				return true
			}
		}
	}
	return false
}
