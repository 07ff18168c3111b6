package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// DiseasesOf takes a line of several diseases apart, nil where it holds one. A
// morphology belongs to the disease before it, and so does a code of another
// system. The names are told apart where
// there are as many as diseases; else all stand with the first.
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
