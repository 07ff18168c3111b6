package mapping

import (
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// coverage makes a Coverage of the way in which the stay is paid for. Who pays
// is the patient where the sheet says so; elsewhere it does not, and the payor
// is named as the way of payment is.
func (b *documentBuilder) coverage() {
	payment := &b.sheet.Stay.Payment
	kind := b.concept(payment)
	if kind == nil {
		return
	}
	id := b.stayID("coverage")
	c := r4.Coverage{
		Id: &id, Status: r4.FinancialResourceStatusCodesActive, Type: kind,
		Beneficiary: b.reference(b.patientRef), Payor: []r4.Reference{{Display: b.nameOf(payment)}},
	}
	if payment.standard() == "pay" {
		c.Payor = []r4.Reference{b.reference(b.patientRef)}
	}
	b.document.Coverages = append(b.document.Coverages, c)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

// fees makes an Invoice of the charges. A category is a line; a part of it
// (其中) is a component of the line that informs and does not add up.
func (b *documentBuilder) fees() {
	s := &b.sheet.Fees
	if s.Total == "" && s.SelfPaid == "" && len(s.Items) == 0 {
		return
	}
	id := b.stayID("invoice")
	invoice := r4.Invoice{
		Id: &id, Status: r4.InvoiceStatusIssued, Subject: b.refer(b.patientRef), TotalGross: b.money(s.Total),
	}
	if b.facilityRef != "" {
		invoice.Issuer = b.refer(b.facilityRef)
	}
	if s.SelfPaid != "" {
		invoice.Extension = []r4.Extension{{Url: b.uri(fhir.ExtensionSelfPaid), ValueMoney: b.money(s.SelfPaid)}}
	}
	invoice.LineItem = make([]r4.InvoiceLineItem, 0, len(s.Items))
	line := -1 // the line of the category in hand
	for i := range s.Items {
		item := &s.Items[i]
		category := strings.TrimRight(item.Category, "ab")
		if line < 0 || *invoice.LineItem[line].ChargeItemCodeableConcept.Coding[0].Code != category {
			invoice.LineItem = append(invoice.LineItem, r4.InvoiceLineItem{ChargeItemCodeableConcept: b.own(fhir.SystemFeeCategory, category)})
			line = len(invoice.LineItem) - 1
		}
		component := r4.InvoiceLineItemPriceComponent{Type: r4.InvoicePriceComponentTypeBase, Amount: b.money(item.Amount)}
		if category != item.Category {
			component.Type = r4.InvoicePriceComponentTypeInformational
			component.Code = new(b.own(fhir.SystemFeeCategory, item.Category))
		}
		invoice.LineItem[line].PriceComponent = append(invoice.LineItem[line].PriceComponent, component)
	}
	b.document.Invoices = append(b.document.Invoices, invoice)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

func (b *documentBuilder) money(d Decimal) *r4.Money {
	if d == "" {
		return nil
	}
	m := &b.arena.moneys.take(1)[0]
	*m = r4.Money{Value: b.arena.number(d), Currency: text(&b.sheet.Fees.Currency)}
	return m
}
