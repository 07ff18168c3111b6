package report

import (
	"regexp"

	"github.com/crossbay/crossbay/codes"
)

// The shapes of codes. They are narrower than what the readers accept: a long
// row of digits may be a code that has lost its dot, and may be an identity
// number, so a code of more than a category must have its dot here.
var (
	disease    = `[A-Z][0-9]{2}(\.[0-9x][0-9]{0,4})?(x[0-9]{1,3})?`
	chinese    = regexp.MustCompile(`^` + disease + `(\+?` + disease + `\*?|[+*])?$`)
	morphology = regexp.MustCompile(`^M?[89][0-9]{3,4}/[0-9]$`)
	clinical   = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$`)
	ninth      = regexp.MustCompile(`^([0-9]{2,3}|V[0-9]{2}|E[0-9]{3})(\.[0-9]{1,2})?$`)
	operation  = regexp.MustCompile(`^[0-9]{2}(\.[0-9]([0-9x][0-9]{0,4})?(x[0-9]{1,4})?(A[0-9])?)?$`)
)

// shaped reports whether a code has the shape of its system's. A code of a
// system that is not known has none.
func shaped(system codes.System, code string) bool {
	switch system.URI {
	case codes.ICD9CM.URI:
		return ninth.MatchString(code)
	case codes.ICD10CM.URI:
		return clinical.MatchString(code)
	case codes.ICD10.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		return chinese.MatchString(code) || morphology.MatchString(code)
	case codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		return operation.MatchString(code)
	}
	return false
}
