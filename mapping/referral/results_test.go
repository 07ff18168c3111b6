package referral_test

import (
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/referral"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/stretchr/testify/assert"
)

func on(facility, number string, change func(*frontsheet.FrontSheet)) *frontsheet.FrontSheet {
	s := &frontsheet.FrontSheet{}
	s.Facility.Code, s.Patient.RecordNumber = facility, number
	if change != nil {
		change(s)
	}
	return s
}

// Results are of the patient who has the number in the facility, and of nobody else: not
// of the same number elsewhere, nor of the same identity card without a date of birth
// (that of a newborn is the mother's), nor of who was born on another day.
func TestResultsGoToNobodyElse(t *testing.T) {
	born := frontsheet.DateTime{Year: 1955, Month: 11, Day: 30, Precision: frontsheet.ToDay}
	card := func(s *frontsheet.FrontSheet) {
		s.Patient.RecordNumber, s.Patient.DocumentNumber = "", "11010519551130001X"
	}
	with := func(s *frontsheet.FrontSheet) { card(s); s.Patient.BirthDate = born }
	for name, test := range map[string]struct {
		stay, laboratory *frontsheet.FrontSheet
		records, issues  int
	}{
		"the same number":           {on("H1", "P1", nil), on("H1", "P1", nil), 1, 0},
		"the number of another":     {on("H1", "P1", nil), on("H1", "P2", nil), 0, 0},
		"another hospital":          {on("H1", "P1", nil), on("H2", "P1", nil), 0, 0},
		"no hospital":               {on("", "P1", nil), on("", "P1", nil), 0, 0},
		"one card, one birthday":    {on("H1", "", with), on("H2", "", with), 1, 0},
		"one card, without a birth": {on("H1", "", with), on("H2", "", card), 0, 0},
		"born on another day": {
			on("H1", "P1", func(s *frontsheet.FrontSheet) { s.Patient.BirthDate = born }),
			on("H1", "P1", func(s *frontsheet.FrontSheet) { s.Patient.BirthDate = born; s.Patient.BirthDate.Day = 29 }), 0, 1,
		},
		"a year alone contradicts nothing": {
			on("H1", "P1", func(s *frontsheet.FrontSheet) { s.Patient.BirthDate = born }),
			on("H1", "P1", func(s *frontsheet.FrontSheet) {
				s.Patient.BirthDate = frontsheet.DateTime{Year: 1955, Precision: mapping.ToYear}
			}), 1, 0,
		},
	} {
		var laboratory referral.Laboratory
		laboratory.Add(&report.Record{Sheet: test.laboratory, Reports: []report.Report{{Filler: "L1"}}})
		records, issues := laboratory.On(test.stay)
		assert.Len(t, records, test.records, name)
		assert.Len(t, issues, test.issues, name)
		for _, i := range issues {
			assert.Equal(t, "another-patient", i.Code)
		}
	}
	var laboratory referral.Laboratory
	assert.False(t, laboratory.Add(&report.Record{Sheet: &frontsheet.FrontSheet{}}), "of nobody")
}

// A report that is corrected counts as it was corrected.
func TestTheLastOfOneNumberCounts(t *testing.T) {
	list := referral.Reports([]*report.Record{
		{Reports: []report.Report{{Filler: "L1", Status: "F"}, {Status: "F"}}},
		{Reports: []report.Report{{Filler: "L1", Status: "C"}, {Status: "F"}}},
	})
	if assert.Len(t, list, 3) {
		assert.Equal(t, "C", list[0].Status)
	}
}
