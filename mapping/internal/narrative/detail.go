package narrative

import "strings"

// details adds the details of a part of the record; those of no other part where it is
// "".
func (c *Chart) details(part string) {
	for i := range c.Sheet.Details {
		d := &c.Sheet.Details[i]
		if d.Part != part && (part != "" || elsewhere(d.Part)) {
			continue
		}
		if c.number = 0; d.Index > 1 || strings.HasPrefix(d.Part, "diagnosis.") || d.Part == "procedure" || d.Part == "intensive" {
			c.number = d.Index
		}
		e := chartEntry{chart: c}
		e.coded("", &d.Coded)
		e.detail("", string(d.Number))
		e.date("", d.Time)
		if len(e.source) > 0 {
			e.row("detail." + d.Code)
		}
	}
	c.number = 0
}

// elsewhere reports whether a part has a place of its own for its details.
func elsewhere(part string) bool {
	switch part {
	case "patient", "stay", "coverage", "fees", "procedure", "intensive", "referral":
		return true
	}
	return strings.HasPrefix(part, "diagnosis.")
}

// bills adds what the categories of the bill come to, and what funds pay.
func (c *Chart) bills() {
	f := &c.Sheet.Fees
	for i := range f.Charges {
		v := &f.Charges[i]
		c.number = i + 1
		e := chartEntry{chart: c}
		e.coded("", &v.Category)
		e.detail("charge.amount", string(v.Amount))
		e.detail("charge.class-a", string(v.ClassA))
		e.detail("charge.class-b", string(v.ClassB))
		e.detail("charge.own-pay", string(v.OwnPay))
		e.detail("charge.other", string(v.Other))
		e.row("charge")
	}
	for i := range f.Payments {
		c.number = i + 1
		e := chartEntry{chart: c}
		e.coded("", &f.Payments[i].Fund)
		e.detail("payment.amount", string(f.Payments[i].Amount))
		e.row("payment")
	}
	c.number = 0
}

// transfusions adds what blood was given.
func (c *Chart) transfusions() {
	for i := range c.Sheet.Transfusions {
		v := &c.Sheet.Transfusions[i]
		c.number = i + 1
		e := chartEntry{chart: c}
		e.coded("", &v.Product)
		e.detail("transfusion.amount", joined(" ", string(v.Amount), v.Unit))
		e.row("transfusion")
	}
	c.number = 0
}
