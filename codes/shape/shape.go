// Package shape tells what is written like a code of its system, and like nothing
// else that people type into a cell for codes: identity numbers, telephones, names.
// Its functions may be used by several goroutines at once.
package shape

import (
	"regexp"

	"github.com/crossbay/crossbay/codes"
)

// Printable reports whether what stands in a cell for codes of a system may be
// shown where nothing of a patient may stand: in a list of codes to map, in a
// report, in the state of a run, in what is de-identified. A code may be that a
// table of its system has, or whose shape [Fits] knows as a code's and as nothing
// else. A nil registry has no tables.
func Printable(registry *codes.Registry, system codes.System, code string) bool {
	if Fits(system, code) {
		return true
	}
	if registry == nil {
		return false
	}
	_, known := registry.Lookup(system, code)
	return known
}

// Systems lists the code systems that may be named: those of package codes, of the
// tables and maps of a registry, which may be nil, LOINC, SNOMED CT and ICD-O-3.
func Systems(registry *codes.Registry) []codes.System {
	list := []codes.System{codes.Morphology, {URI: uriLOINC}, {URI: uriSNOMED}}
	for _, s := range codes.Systems() {
		list = append(list, s.System)
	}
	if registry != nil {
		list = append(list, registry.Systems()...)
	}
	return list
}

// Named returns the system of a code as one of a list names it: without an edition
// that the list does not have, and zero where it does not have the system. What it
// leaves out may be made of what stood in a cell.
func Named(list []codes.System, system codes.System) codes.System {
	found := codes.System{}
	for _, known := range list {
		if known == system {
			return system
		}
		if known.URI == system.URI {
			found.URI = system.URI
		}
	}
	return found
}

// The shapes of codes. They are narrower than what readers accept: a row of
// digits may be a code that has lost its dot, or a code of SNOMED CT, and may be
// a telephone; A123456 may be a code of ICD-10-CM without its dot, and an
// identity number of Hong Kong without its check digit. A code of more than a
// category has its dot here, and a code that is digits alone has three at most.
var (
	disease    = `[A-Z][0-9]{2}(\.[0-9x][0-9]{0,4})?(x[0-9]{1,3})?`
	chinese    = regexp.MustCompile(`^` + disease + `(\+?` + disease + `\*?|[+*])?$`)
	morphology = regexp.MustCompile(`^M?[89][0-9]{3,4}/[0-9]{1,2}$`)
	icd10cm    = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$`)
	icd9cm     = regexp.MustCompile(`^([0-9]{2,3}|V[0-9]{2}|E[0-9]{3})(\.[0-9]{1,2})?$`)
	operation  = regexp.MustCompile(`^[0-9]{2}(\.[0-9]([0-9x][0-9]{0,4})?(x[0-9]{1,4})?(A[0-9])?)?$`)
	tcm1995    = regexp.MustCompile(`^(B[A-Z]{2}[0-9]{3}|Z(?:[A-Z]{2}[0-9]{3}|[A-Z]{3}[0-9]{2}|[A-Z]{4}[0-9]))$`)
	tcm2021    = regexp.MustCompile(`^[AB][0-9]{2}(\.[0-9]{2}){0,5}\.?$`) // a group of terms ends in a dot
	loinc      = regexp.MustCompile(`^[0-9]{1,6}-[0-9]$`)
	local      = regexp.MustCompile(`^[A-Za-z]{1,3}[0-9]{1,3}$`) // shorter than any person's number
)

// Fits reports whether a code has a shape that its system's codes have and
// no number of a person: a date, a telephone, the number of an identity
// document, a case or a record. It does not say that the code exists. Of a
// system that this package does not know, only a code of up to three letters
// with up to three digits has one; of SNOMED CT, whose codes are digits alone,
// none has.
func Fits(system codes.System, code string) bool {
	switch system.URI {
	case "", uriSNOMED:
		return false
	case codes.ICD9CM.URI:
		return icd9cm.MatchString(code)
	case codes.ICD10CM.URI:
		return icd10cm.MatchString(code)
	case codes.ICD10.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		return chinese.MatchString(code) || morphology.MatchString(code)
	case codes.Morphology.URI:
		return morphology.MatchString(code)
	case codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		return operation.MatchString(code)
	case codes.TCM1995.URI:
		return tcm1995.MatchString(code)
	case codes.TCM2021.URI:
		return tcm2021.MatchString(code)
	case uriLOINC:
		return loinc.MatchString(code) && checkDigit(code[:len(code)-2]) == code[len(code)-1]
	}
	return local.MatchString(code)
}

// The URIs of systems of which this project has no codes.
const (
	uriLOINC  = "http://loinc.org"
	uriSNOMED = "http://snomed.info/sct"
)

// checkDigit returns the check digit that LOINC puts behind a number: modulus 10,
// as of ISO/IEC 7812.
func checkDigit(number string) byte {
	sum, double := 0, true
	for i := len(number) - 1; i >= 0; i-- {
		n := int(number[i] - '0')
		if double {
			n *= 2
		}
		sum += n/10 + n%10
		double = !double
	}
	return byte('0' + (10-sum%10)%10)
}
