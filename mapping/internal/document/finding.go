package document

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Finding is one result, measure or count of a sheet, and its Observation:
// a coded value, a number, a coma's duration, or one that needs its own rules.
type Finding struct {
	Item    string // the code of the Observation
	Loinc   string // LOINC's code of the same thing; empty where it has none
	Element string
	Unit    string // empty where the sheet's standard states none
	Ucum    string // empty where the unit is not of UCUM

	Coded  func(*frontsheet.FrontSheet) *frontsheet.Coded
	Number func(*frontsheet.FrontSheet) *frontsheet.Decimal
	Coma   func(*frontsheet.FrontSheet) *frontsheet.Coma

	Special specialFinding
}

// A specialFinding is a finding that is not one value in one place.
type specialFinding uint8

const (
	oneValue        specialFinding = iota // no special one
	AgeUnderOne                           // months and days, unless the sheet states years
	AgeBand                               // a Range
	BirthWeights                          // one for each newborn
	AdmissionWeight                       // of the newborn, which may not be the patient
)

// Findings are the findings of a sheet, in the order of their Observations.
var Findings = [...]Finding{
	{Item: "age-years", Loinc: "30525-0", Element: "patient.age-years", Unit: "a", Ucum: "a", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Patient.AgeYears }},
	{Item: "age-under-one", Special: AgeUnderOne},
	{Item: "age-band", Loinc: LOINCAgeGroup, Special: AgeBand},
	{Item: "newborn-birth-weight", Loinc: LOINCBirthWeight, Special: BirthWeights},
	{Item: "newborn-admission-weight", Element: "newborn.admission-weight", Unit: "g", Special: AdmissionWeight, Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Newborn.AdmissionWeight }},
	{Item: "admission-condition", Element: "stay.condition", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Stay.Condition }},
	{Item: "coma-before-admission", Element: "coma.before.days", Coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaBefore }},
	{Item: "coma-after-admission", Element: "coma.after.days", Coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaAfter }},
	{Item: "abo-group", Loinc: "883-9", Element: "finding.abo", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.ABO }},
	{Item: "rh-group", Loinc: "10331-7", Element: "finding.rh", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Rh }},
	{Item: "hbsag", Loinc: "5195-3", Element: "finding.hbsag", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HBsAg }},
	{Item: "hcv-antibody", Loinc: "16128-1", Element: "finding.hcv", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HCV }},
	{Item: "hiv-antibody", Loinc: "7918-6", Element: "finding.hiv", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HIV }},
	{Item: "autopsy", Element: "finding.autopsy", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Autopsy }},
	{Item: "special-care-days", Element: "care.special-days", Unit: "d", Ucum: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Special }},
	{Item: "first-class-care-days", Element: "care.first-class-days", Unit: "d", Ucum: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.First }},
	{Item: "second-class-care-days", Element: "care.second-class-days", Unit: "d", Ucum: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Second }},
	{Item: "third-class-care-days", Element: "care.third-class-days", Unit: "d", Ucum: "d", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Third }},
	{Item: "transfusion-reaction", Element: "finding.transfusion-reaction", Coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.TransfusionReacted }},
	{Item: "red-cells", Element: "care.red-cells", Unit: "单位", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.RedCells }},
	{Item: "platelets", Element: "care.platelets", Unit: "治疗量", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Platelets }},
	{Item: "plasma", Element: "care.plasma", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Plasma }},
	{Item: "whole-blood", Element: "care.whole-blood", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.WholeBlood }},
	{Item: "autologous-blood", Element: "care.autologous", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Autologous }},
	{Item: "ventilator-hours", Element: "care.ventilator-hours", Unit: "h", Ucum: "h", Number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.VentilatorHours }},
}

func AgeParts(a *frontsheet.AgeUnderOne) []Part {
	return []Part{{"months", &a.Months, "mo"}, {"days", &a.Days, "d"}}
}

func ComaParts(c *frontsheet.Coma) []Part {
	return []Part{{"days", &c.Days, "d"}, {"hours", &c.Hours, "h"}, {"minutes", &c.Minutes, "min"}}
}

// A Part is one number of a duration that the sheet states in several.
type Part struct {
	Item  string
	Value *frontsheet.Decimal
	Unit  string
}
