package quality

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// died is the code of the outcome death (出院情况 4).
const outcomeDied = "4"

func deathConflict(x *examination) {
	if !x.mainland {
		return
	}
	x.each(func(d *frontsheet.Diagnosis) {
		switch {
		case d.Outcome.Code == outcomeDied && x.alive:
			x.report(fieldOf(d, "outcome"), "the outcome is death, and the disposition is not")
		case d.Role == frontsheet.Principal && d.Outcome.Code != "" && d.Outcome.Code != outcomeDied && x.died:
			x.report(fieldOf(d, "outcome"), "the disposition is death, and the outcome of the principal diagnosis is not")
		}
	}, frontsheet.Principal, frontsheet.Other)
}

func autopsy(x *examination) {
	a := x.sheet.Findings.Autopsy
	switch {
	case x.died && a.IsZero():
		x.report("finding.autopsy", "the patient died, and nothing is stated about an autopsy")
	case x.alive && a.Code == "1":
		x.report("finding.autopsy", "an autopsy is stated, and the patient did not die")
	case x.alive && a.Code != "":
		x.reportAs(notice, "finding.autopsy", "the question of an autopsy is answered for a patient who did not die")
	}
}

func readmission(x *examination) {
	s := &x.sheet.Stay
	if !x.mainland || !planned(s.Readmission) {
		return
	}
	if x.died {
		x.report("stay.readmission", "the patient died, and a readmission is planned")
	} else if s.Purpose == "" {
		x.report("stay.purpose", "a readmission is planned, and its purpose is not stated")
	}
}

// planned reports whether a readmission is: 有 (2) of most forms, 是 (1) of 卫统4-2.
func planned(c frontsheet.Coded) bool {
	if c.Set != nil {
		concept, _ := c.Set.Concept(c.Code)
		return concept.Chinese == "有" || concept.Chinese == "是"
	}
	return c.Code == "2"
}

func transferDestination(x *examination) {
	s := &x.sheet.Stay
	transferred := standard(s.Disposition) == "other-hcf" ||
		x.mainland && (s.Disposition.Code == "2" || s.Disposition.Code == "3")
	if transferred && s.Destination == "" && s.Community == "" {
		x.report("stay.destination", "the patient was transferred, and the receiving institution is not named")
	}
}

func rescues(x *examination) {
	count := func(code string) (int, bool) {
		for i := range x.sheet.Items {
			if x.sheet.Items[i].Code == code {
				return whole(x.sheet.Items[i].Number)
			}
		}
		return 0, false
	}
	tried, ok := count("rescues")
	succeeded, stated := count("rescues-successful")
	if !ok || !stated || tried == succeeded || x.died && tried == succeeded+1 {
		return
	}
	x.report("item.rescues-successful", "the rescues that succeeded are neither all nor, of a patient who died, all but the last")
}

// An amount is a sum of money in ten-thousandths, to which a longer fraction is
// rounded: exporters that add in binary write 12.300000000000001.
type amount int64

// amountOf returns a number as an amount. ok is false where there is none, or
// none that an amount can hold.
func amountOf(d frontsheet.Decimal) (a amount, ok bool) {
	digits, negative := strings.CutPrefix(string(d), "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 13 {
		return 0, false
	}
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return 0, false
		}
		a = 10*a + amount(whole[i]-'0')
	}
	for i := range max(4, len(fraction)) {
		digit := amount(0)
		if i < len(fraction) {
			if fraction[i] < '0' || fraction[i] > '9' {
				return 0, false
			}
			digit = amount(fraction[i] - '0')
		}
		switch {
		case i < 4:
			a = 10*a + digit
		case i == 4 && digit >= 5:
			a++
		}
	}
	if negative {
		a = -a
	}
	return a, true
}

// less reports whether a is less than b by more than the tolerance.
func (x *examination) less(a, b amount) bool {
	tolerance, ok := amountOf(x.options.FeeTolerance)
	if !ok {
		tolerance = 100
	}
	return b-a > tolerance
}

// part reports whether a category of fees is part of another: it has a letter.
func part(category string) bool {
	return category != "" && category[len(category)-1] >= 'a'
}

func feeTotal(x *examination) {
	f := &x.sheet.Fees
	total, ok := amountOf(f.Total)
	if !ok {
		return
	}
	sum, some := amount(0), false
	for i := range f.Items {
		if part(f.Items[i].Category) {
			continue
		}
		if a, ok := amountOf(f.Items[i].Amount); ok {
			sum += a
			some = true
		} else if f.Items[i].Amount != "" {
			return
		}
	}
	switch {
	case !some: // the form allows the items to be left out
	case x.less(total, sum):
		x.report("fee.total", "the total is less than the sum of the items")
	case x.less(sum, total) && !x.options.TotalMayExceed:
		x.reportAs(warning, "fee.total", "the total is more than the sum of the items")
	}
}

func negative(d frontsheet.Decimal) bool {
	return strings.HasPrefix(string(d), "-") && strings.Trim(string(d), "-0.") != ""
}

func feeNegative(x *examination) {
	f := &x.sheet.Fees
	if x.mainland && f.Total != "" && strings.Trim(string(f.Total), "0.") == "" {
		x.report("fee.total", "the total is 0")
	}
	if negative(f.Total) {
		x.report("fee.total", "the total is negative")
	}
	if negative(f.SelfPaid) {
		x.report("fee.self-paid", "the amount is negative")
	}
	for i := range f.Items {
		if negative(f.Items[i].Amount) {
			x.report("fee."+f.Items[i].Category, "the amount is negative")
		}
	}
}

func feeSelfPaid(x *examination) {
	total, ok := amountOf(x.sheet.Fees.Total)
	paid, stated := amountOf(x.sheet.Fees.SelfPaid)
	if ok && stated && x.less(total, paid) {
		x.report("fee.self-paid", "the part paid by the patient is more than the total")
	}
}

func feeParts(x *examination) {
	f := &x.sheet.Fees
	for i := range f.Items {
		whole := &f.Items[i]
		if part(whole.Category) {
			continue
		}
		sum, some := amount(0), false
		for j := range f.Items {
			c := f.Items[j].Category
			if !part(c) || c[:len(c)-1] != whole.Category {
				continue
			}
			if a, ok := amountOf(f.Items[j].Amount); ok {
				sum += a
				some = true
			}
		}
		if a, ok := amountOf(whole.Amount); ok && some && x.less(a, sum) {
			x.report("fee."+whole.Category, "the amount is less than that of its parts")
		}
	}
}
