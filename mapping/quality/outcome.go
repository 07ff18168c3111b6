package quality

import (
	"math/big"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// died is the code of the outcome death (出院情况 4).
const outcomeDied = "4"

func deathConflict(x *examination) {
	if !x.mainland {
		return
	}
	x.each(func(d *mapping.Diagnosis) {
		switch {
		case d.Outcome.Code == outcomeDied && x.alive:
			x.report(fieldOf(d, "outcome"), "the outcome is death, and the disposition is not")
		case d.Role == mapping.Principal && d.Outcome.Code != "" && d.Outcome.Code != outcomeDied && x.died:
			x.report(fieldOf(d, "outcome"), "the disposition is death, and the outcome of the principal diagnosis is not")
		}
	}, mapping.Principal, mapping.Other)
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
	if !x.mainland || s.Readmission.Code != "2" {
		return
	}
	if x.died {
		x.report("stay.readmission", "the patient died, and a readmission is planned")
	} else if s.Purpose == "" {
		x.report("stay.purpose", "a readmission is planned, and its purpose is not stated")
	}
}

func transferDestination(x *examination) {
	s := &x.sheet.Stay
	transferred := standard(s.Disposition) == "other-hcf" ||
		x.mainland && (s.Disposition.Code == "2" || s.Disposition.Code == "3")
	if transferred && s.Destination == "" && s.Community == "" {
		x.report("stay.destination", "the patient was transferred, and the receiving institution is not named")
	}
}

// amount returns a number exactly; ok is false where there is none.
func amount(d mapping.Decimal) (r *big.Rat, ok bool) {
	if d == "" || len(d) > 40 {
		return nil, false
	}
	for i := range len(d) {
		if c := d[i]; (c < '0' || c > '9') && c != '.' && (c != '-' || i > 0) {
			return nil, false
		}
	}
	return new(big.Rat).SetString(string(d))
}

// less reports whether a is less than b by more than the tolerance.
func (x *examination) less(a, b *big.Rat) bool {
	difference := new(big.Rat).Sub(b, a)
	return difference.Cmp(x.tolerance()) > 0
}

var cent = big.NewRat(1, 100)

func (x *examination) tolerance() *big.Rat {
	if r, ok := amount(x.options.FeeTolerance); ok {
		return r
	}
	return cent
}

// part reports whether a category of fees is part of another: it has a letter.
func part(category string) bool {
	return category != "" && category[len(category)-1] >= 'a'
}

func feeTotal(x *examination) {
	f := &x.sheet.Fees
	total, ok := amount(f.Total)
	if !ok {
		return
	}
	sum, some := new(big.Rat), false
	for i := range f.Items {
		if part(f.Items[i].Category) {
			continue
		}
		if a, ok := amount(f.Items[i].Amount); ok {
			sum.Add(sum, a)
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

func negative(d mapping.Decimal) bool {
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
	total, ok := amount(x.sheet.Fees.Total)
	paid, stated := amount(x.sheet.Fees.SelfPaid)
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
		var sum *big.Rat
		for j := range f.Items {
			c := f.Items[j].Category
			if !part(c) || c[:len(c)-1] != whole.Category {
				continue
			}
			if a, ok := amount(f.Items[j].Amount); ok {
				if sum == nil {
					sum = new(big.Rat)
				}
				sum.Add(sum, a)
			}
		}
		if sum == nil {
			continue
		}
		if a, ok := amount(whole.Amount); ok && x.less(a, sum) {
			x.report("fee."+whole.Category, "the amount is less than that of its parts")
		}
	}
}
