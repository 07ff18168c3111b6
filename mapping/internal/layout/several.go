package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/icd"
)

// DiseasesOf returns the diseases of a line of a sheet, nil where it is of one. Whoever
// makes something of each disease asks here, so that all agree how many there are.
func DiseasesOf(s *frontsheet.FrontSheet, d *frontsheet.Diagnosis) []frontsheet.Diagnosis {
	if d.Whole || !ofCells(s) {
		return nil
	}
	return icd.DiseasesOf(d)
}

// OperationsOf is DiseasesOf for operations.
func OperationsOf(s *frontsheet.FrontSheet, p *frontsheet.Procedure) []frontsheet.Procedure {
	if p.Whole || !ofCells(s) {
		return nil
	}
	return icd.OperationsOf(p)
}

// ofCells reports whether the sheet came from cells, which may have several codes for
// as many diseases or operations. A record whose parts say what they are, and a concept
// of FHIR, have several codes for one.
func ofCells(s *frontsheet.FrontSheet) bool { return Of(s) != nil && !Described(s) }
