package terminology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// Systems returns the code systems of a list of names, separated by commas.
func Systems(names string) ([]codes.System, error) {
	var list []codes.System
	for name := range strings.SplitSeq(names, ",") {
		if name == "" {
			continue
		}
		system, ok := codes.FindSystem(name)
		if !ok {
			return nil, fmt.Errorf("unknown code system %q, see translate -list", name)
		}
		list = append(list, system)
	}
	return list, nil
}

// Diagnoses returns the systems of a list that may have codes of diagnoses, and
// Procedures those that may have codes of procedures: to ask another for them
// would report each code as one without a target.
func Diagnoses(list []codes.System) []codes.System {
	return slices.DeleteFunc(slices.Clone(list), func(s codes.System) bool {
		return s.URI == codes.ProcedureClinical.URI || s.URI == codes.ProcedureInsurance.URI
	})
}

// Procedures returns the systems that may have codes of procedures.
func Procedures(list []codes.System) []codes.System {
	return slices.DeleteFunc(slices.Clone(list), func(s codes.System) bool {
		switch s.URI {
		case codes.TCM1995.URI, codes.TCM2021.URI, codes.ICD10.URI, codes.ICD10CM.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
			return true
		}
		return false
	})
}
