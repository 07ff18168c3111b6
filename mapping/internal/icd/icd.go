// Package icd reads codes of diseases and procedures as cells have them: it
// takes cells apart, puts codes into the form of their edition, and tells
// editions by the shape of codes. It may import chars and frontsheet, and
// package codes.
package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
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

// Canonical returns a code of ICD-9-CM or ICD-10 as its system writes it. ok
// is false where the system is neither. change says what was done or found:
//
//	code-form          letters or width were mended
//	dot-restored       the dot was put back: the code is then one of tables
//	dot-missing        the dot is missing, and no table has the code with it
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
		with := dot(code, *system, procedure)
		if !listed(code, *system, tables) && listed(with, *system, tables) {
			return with, "dot-restored", true
		}
		return code, "dot-missing", true
	}
	return code, change, true
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

// SeveralOperations reports whether the codes of a procedure are of several
// operations: they are of one system. Codes of different systems are one
// operation in each.
func SeveralOperations(list []frontsheet.Code) bool {
	return len(list) > 1 && list[0].System.URI == list[1].System.URI
}
