package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// coverage makes a Coverage of the way in which the stay is paid for. The payor
// is the patient where the sheet says so. Elsewhere it is unknown: a class of
// payment or a kind of insurance is nobody who pays.
func (b *Builder) coverage() {
	payment := &b.sheet.Stay.Payment
	kind := b.concept(payment)
	if kind == nil && !b.hasDetails("coverage") {
		return
	}
	id := b.stayID("coverage")
	c := r4.Coverage{
		Id: b.arena.string(id.id()), Status: r4.FinancialResourceStatusCodesActive, Type: kind,
		Beneficiary: b.reference(b.patientRef), Payor: append(b.arena.references.List(1), r4.Reference{Extension: b.codeExtension(fhir.ExtensionDataAbsentReason, "unknown")}),
	}
	if payment.Standard() == "pay" {
		c.Payor[0] = b.reference(b.patientRef)
	}
	c.Extension = b.details(nil, "coverage", 1)
	b.document.Coverages = append(b.document.Coverages, c)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

// insurance makes a Coverage of each insurance.
func (b *Builder) insurance() {
	for i := range b.sheet.Insurance {
		s := &b.sheet.Insurance[i]
		id := b.contentID("coverage", nil, s.PolicyNumber, b.arena.Join(s.Plan.Code, "/", s.Plan.Text, "/", s.CompanyID, "/", s.Company))
		c := r4.Coverage{
			Id: b.arena.string(id.id()), Status: r4.FinancialResourceStatusCodesActive,
			Type: b.concept(&s.Plan), Beneficiary: b.reference(b.patientRef),
			SubscriberId: arena.Text(&s.PolicyNumber), Relationship: b.concept(&s.Relationship),
			Period: b.period(s.Start, s.End),
		}
		element := "insurance[" + strconv.Itoa(i+1) + "]"
		if s.End.Before(s.Start) {
			b.issue(frontsheet.Warning, element+".end", "end-before-start", "the end lies before the start: neither is passed on, both are kept verbatim")
			b.keep(element+".start", string(s.Start.Append(nil, "")))
			b.keep(element+".end", string(s.End.Append(nil, "")))
			c.Period = nil
		}
		payor := r4.Reference{Display: arena.Text(&s.Company)}
		if s.CompanyID != "" {
			payor.Identifier = &r4.Identifier{Value: &s.CompanyID}
			b.numberOf(payor.Identifier, s.CompanyAuthority)
		}
		if payor.Display == nil && payor.Identifier == nil {
			payor.Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
		}
		c.Payor = []r4.Reference{payor}
		if s.Insured != "" {
			c.PolicyHolder = &r4.Reference{Display: &s.Insured}
		}
		if s.GroupNumber != "" {
			c.Class = []r4.CoverageClass{{
				Type:  *b.constant(fhir.SystemCoverageClass, "group", "Group"),
				Value: s.GroupNumber,
			}}
		}
		b.document.Coverages = append(b.document.Coverages, c)
		b.sections.payment = append(b.sections.payment, b.reference(id))
	}
}
