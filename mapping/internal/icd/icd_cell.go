package icd

import (
	"github.com/crossbay/crossbay/codes"
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
