package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// DiseasesOf takes a line of several diseases apart, nil where it holds one. A
// morphology belongs to the disease before it, and so does a code of another
// system. The name is taken apart where it has as many parts as there are
// diseases; else all of it stands with the first.
func DiseasesOf(d *frontsheet.Diagnosis) []frontsheet.Diagnosis {
	if len(d.Codes) < 2 {
		return nil
	}
	var diseases []frontsheet.Diagnosis
	for i, code := range d.Codes {
		if _, _, morphology := codes.MorphologyStem(code.Code); morphology && i > 0 {
			last := &diseases[len(diseases)-1]
			last.Codes = append(last.Codes, code)
			continue
		}
		if i > 0 && code.System.URI != d.Codes[0].System.URI {
			// The same disease in another system.
			last := &diseases[len(diseases)-1]
			last.Codes = append(last.Codes, code)
			continue
		}
		one := *d
		one.Codes, one.Name = []frontsheet.Code{code}, ""
		diseases = append(diseases, one)
	}
	if len(diseases) < 2 {
		return nil
	}
	if names := SplitCodes(d.Name); len(names) == len(diseases) {
		for i := range diseases {
			diseases[i].Name = strings.TrimSpace(names[i])
		}
	} else {
		diseases[0].Name = d.Name
	}
	return diseases
}

// OperationsOf takes a line of several operations apart, nil where it holds one. The
// name is taken apart as that of DiseasesOf.
func OperationsOf(p *frontsheet.Procedure) []frontsheet.Procedure {
	if !severalOperations(p.Codes) {
		return nil
	}
	operations := make([]frontsheet.Procedure, len(p.Codes))
	for i := range operations {
		operations[i] = *p
		operations[i].Codes, operations[i].Name = p.Codes[i:i+1], ""
	}
	if names := SplitCodes(p.Name); len(names) == len(operations) {
		for i := range operations {
			operations[i].Name = strings.TrimSpace(names[i])
		}
	} else {
		operations[0].Name = p.Name
	}
	return operations
}

// severalOperations reports whether the codes of a procedure are of several
// operations: they are of one system. Codes of different systems are one
// operation in each.
func severalOperations(list []frontsheet.Code) bool {
	return len(list) > 1 && list[0].System.URI == list[1].System.URI
}
