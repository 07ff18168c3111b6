package quality

import (
	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Options set what is checked, and how strictly. Nil, like the zero value,
// means the defaults. Options are only read, and may be shared.
type Options struct {
	// Origin says whether the rules of the mainland's forms apply.
	Origin Origin
	// Severities gives rules another severity, by Rule.ID or Rule.Code. Off
	// switches a rule off.
	Severities map[string]frontsheet.Severity

	// StayDays is how the days of a stay are counted.
	StayDays StayDays
	// InfantAge is how the age of a patient under one year is stated.
	InfantAge InfantAge
	// AgeTolerance is by how many years a stated age may be off.
	AgeTolerance int
	// NewbornDays is the last day of life on which a patient is a newborn,
	// the day of birth being day 0; 28 where zero (卫医政发〔2011〕84号).
	NewbornDays int
	// MinWeight and MaxWeight bound the weight of a newborn in grams; 100 and
	// 9999 where zero.
	MinWeight, MaxWeight int
	// FeeTolerance is by how much amounts that should be equal may differ;
	// "0.01" where empty.
	FeeTolerance frontsheet.Decimal
	// TotalMayExceed accepts a total above the sum of its items.
	TotalMayExceed bool
	// Today is the date after which nothing has happened. Zero: unknown.
	Today frontsheet.DateTime

	// Required are the elements that must not be blank, instead of those that
	// Required returns.
	Required []string
	// Tables are the code tables in which codes and names are looked up, one
	// for each system, edition included. Codes of other systems are not.
	Tables []codes.Table
	// Corresponds reports whether a procedure is one that treats a diagnosis.
	// known is false where it cannot tell. It must be safe for concurrent use
	// if Check is used concurrently.
	Corresponds func(diagnosis, procedure frontsheet.Code) (corresponds, known bool)

	// Capacity is how many stays a Checker remembers at least; 1<<18 where
	// zero. Check has no use for it. It is below 1<<32.
	Capacity int

	_ struct{}
}

// Off is the severity of a rule that is switched off. See Options.Severities.
const Off frontsheet.Severity = "off"

// Origin says where a sheet comes from.
type Origin uint8

// The origins.
const (
	// FromLayout: a sheet is the mainland's if its layout is HQMS, N041 or N042.
	FromLayout Origin = iota
	// Mainland: every sheet is the mainland's.
	Mainland
	// Elsewhere: no sheet is.
	Elsewhere
)

// StayDays says how the days of a stay are counted.
type StayDays uint8

// The counts of days. All but BothDays are the day of discharge less the day
// of admission where these differ.
const (
	// ZeroOrOne: within one day, 0 or 1.
	ZeroOrOne StayDays = iota
	// Zero: within one day, 0 (卫医政发〔2011〕84号, by its arithmetic).
	Zero
	// One: within one day, 1 (the HQMS interface: a whole number above 0).
	One
	// BothDays: the day of admission and the day of discharge both count.
	BothDays
)

// InfantAge says how the age of a patient under one year is stated.
type InfantAge uint8

// The forms of an age under one year.
const (
	// MonthsOrDays: either of the two.
	MonthsOrDays InfantAge = iota
	// Months: months, with days as thirtieths (卫医政发〔2011〕84号).
	Months
	// Days: whole days (医保办发〔2020〕20号, HQMS).
	Days
)

var defaults Options

// severity returns the severity that a rule gives to what it finds: the
// caller's, or else that of the finding.
func (o *Options) severity(r *Rule, s frontsheet.Severity) frontsheet.Severity {
	if len(o.Severities) > 0 {
		if own, ok := o.Severities[r.ID]; ok {
			return own
		}
		if own, ok := o.Severities[r.Code]; ok {
			return own
		}
	}
	return s
}

func (o *Options) newbornDays() int { return orElse(o.NewbornDays, 28) }
func (o *Options) minWeight() int   { return orElse(o.MinWeight, 100) }
func (o *Options) maxWeight() int   { return orElse(o.MaxWeight, 9999) }
func (o *Options) capacity() int    { return orElse(o.Capacity, 1<<18) }
func orElse(value, otherwise int) int {
	if value == 0 {
		return otherwise
	}
	return value
}

// table returns the table of a system, nil where there is none.
func (o *Options) table(system codes.System) codes.Table {
	for _, t := range o.Tables {
		if t.System() == system {
			return t
		}
	}
	return nil
}
