package document

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Finding is one result, measure or count of a sheet and its Observation. One
// of Coded, Number and Coma returns where the sheet has it, unless it is
// special.
type Finding struct {
	Item    string // the code of the Observation
	LOINC   string // LOINC's code of the same thing, empty where it has none
	Element string // of the sheet, under which issues report it
	Unit    string // empty where the sheet's standard states none
	UCUM    string // empty where the unit is not of UCUM

	Coded  func(*frontsheet.FrontSheet) *frontsheet.Coded
	Number func(*frontsheet.FrontSheet) *frontsheet.Decimal
	Coma   func(*frontsheet.FrontSheet) *frontsheet.Coma

	Special Special
	// Laboratory tells the tests of a specimen from what else a sheet states.
	Laboratory bool
}

// A Special tells apart the findings that are not one value in one place. Each
// has its own rules in compose and in extract.
type Special uint8

const (
	oneValue        Special = iota // no special one
	AgeUnderOne                    // months and days, unless the sheet states years
	AgeBand                        // a Range
	BirthWeights                   // one for each newborn
	AdmissionWeight                // of the newborn, which may not be the patient
)

// Findings returns the findings of a sheet, in the order of their Observations. They
// must not be changed.
func Findings() []Finding { return findings[:] }

// FindingOf returns the finding of an item, nil for none.
func FindingOf(item string) *Finding {
	for i := range findings {
		if findings[i].Item == item {
			return &findings[i]
		}
	}
	return nil
}

var findings = [...]Finding{
	{Item: "age-years", LOINC: "30525-0", Element: "patient.age-years", Unit: "a", UCUM: "a", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Patient.AgeYears }},
	{Item: "age-under-one", Special: AgeUnderOne},
	{Item: "age-band", LOINC: LOINCAgeGroup, Special: AgeBand},
	{Item: "newborn-birth-weight", LOINC: LOINCBirthWeight, Special: BirthWeights},
	{Item: "newborn-admission-weight", Element: "newborn.admission-weight", Unit: "g", Special: AdmissionWeight, Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Newborn.AdmissionWeight }},
	{Item: "admission-condition", Element: "stay.condition", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Stay.Condition }},
	{Item: "coma-before-admission", Element: "coma.before.days", Coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaBefore }},
	{Item: "coma-after-admission", Element: "coma.after.days", Coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaAfter }},
	{Item: "abo-group", LOINC: "883-9", Element: "finding.abo", Laboratory: true, Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.ABO }},
	{Item: "rh-group", LOINC: "10331-7", Element: "finding.rh", Laboratory: true, Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Rh }},
	{Item: "hbsag", LOINC: "5195-3", Element: "finding.hbsag", Laboratory: true, Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HBsAg }},
	{Item: "hcv-antibody", LOINC: "16128-1", Element: "finding.hcv", Laboratory: true, Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HCV }},
	{Item: "hiv-antibody", LOINC: "7918-6", Element: "finding.hiv", Laboratory: true, Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HIV }},
	{Item: "autopsy", Element: "finding.autopsy", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Autopsy }},
	{Item: "special-care-days", Element: "care.special-days", Unit: "d", UCUM: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Special }},
	{Item: "first-class-care-days", Element: "care.first-class-days", Unit: "d", UCUM: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.First }},
	{Item: "second-class-care-days", Element: "care.second-class-days", Unit: "d", UCUM: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Second }},
	{Item: "third-class-care-days", Element: "care.third-class-days", Unit: "d", UCUM: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Third }},
	{Item: "transfusion-reaction", Element: "finding.transfusion-reaction", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.TransfusionReacted }},
	{Item: "red-cells", Element: "care.red-cells", Unit: "单位", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.RedCells }},
	{Item: "platelets", Element: "care.platelets", Unit: "治疗量", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Platelets }},
	{Item: "plasma", Element: "care.plasma", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Plasma }},
	{Item: "whole-blood", Element: "care.whole-blood", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.WholeBlood }},
	{Item: "autologous-blood", Element: "care.autologous", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Autologous }},
	{Item: "ventilator-hours", Element: "care.ventilator-hours", Unit: "h", UCUM: "h", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.VentilatorHours }},
}

// AgeParts returns the parts of an age under one year.
func AgeParts(a *frontsheet.AgeUnderOne) []Component {
	return []Component{{"months", &a.Months, "mo"}, {"days", &a.Days, "d"}}
}

// ComaParts returns the parts of the duration of a coma.
func ComaParts(c *frontsheet.Coma) []Component {
	return []Component{{"days", &c.Days, "d"}, {"hours", &c.Hours, "h"}, {"minutes", &c.Minutes, "min"}}
}

// A Component is one number of a duration that the sheet states in several, and
// the component of the Observation that has it.
type Component struct {
	Item  string // the code of the component
	Value *frontsheet.Decimal
	Unit  string // of UCUM
}

// BloodGroups are the codes of LOINC of tests whose result is a blood group: both systems
// in one, and each alone.
func BloodGroups() []string { return []string{"882-1", "883-9", "10331-7"} }
