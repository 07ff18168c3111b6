package extract

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// coverage reads the way in which the stay is paid for.
func (r *Reader) coverage() {
	list := r.document.Coverages
	for i := range list {
		c := &list[i]
		if r.isRetracted("Coverage", c.Status.Code()) || r.isModified("Coverage", c.ModifierExtension) {
			continue
		}
		if r.readInsurance(c) {
			continue
		}
		if payment := &r.sheet.Stay.Payment; payment.IsZero() {
			*payment = r.coded(c.Type, "stay.payment")
			r.details(c.Extension, "coverage", 1)
			r.unreadElements("Coverage", c, "status", "type", "beneficiary", "payor")
			continue
		}
		r.issue(frontsheet.Information, "stay.payment", "several-coverages", "the document has several coverages: the first was taken")
	}
}

// readInsurance reads an insurance, and reports whether a Coverage is one. The
// way of payment has a type; an insurance has none.
func (r *Reader) readInsurance(c *r4.Coverage) bool {
	if !r.hasColumn("insurance[1].company") || len(r.sheet.Insurance) > 0 || c.Type != nil {
		return false
	}
	i := frontsheet.Insurance{PolicyNumber: arena.Deref(c.SubscriberId)}
	for j := range c.Payor {
		i.Company = chars.FirstOf(i.Company, arena.Deref(c.Payor[j].Display))
	}
	r.sheet.Insurance = append(r.sheet.Insurance, i)
	r.unreadElements("Coverage", c, "status", "beneficiary", "payor", "subscriberId")
	return true
}
