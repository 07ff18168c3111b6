package compose

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// coverage makes a Coverage of the way in which the stay is paid for. Who pays
// is the patient where the sheet says so; elsewhere it does not, and the payor
// is named as the way of payment is.
func (b *Builder) coverage() {
	payment := &b.sheet.Stay.Payment
	kind := b.concept(payment)
	if kind == nil {
		return
	}
	id := b.stayID("coverage")
	c := r4.Coverage{
		Id: b.Arena.string(id.id()), Status: r4.FinancialResourceStatusCodesActive, Type: kind,
		Beneficiary: b.reference(b.patientRef), Payor: append(b.Arena.references.List(1), r4.Reference{Display: b.nameOf(payment)}),
	}
	if payment.Standard() == "pay" {
		c.Payor[0] = b.reference(b.patientRef)
	}
	b.Document.Coverages = append(b.Document.Coverages, c)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

// fees makes an Invoice of the charges. A category is a line; a part of it
// (其中) is a component of the line that informs and does not add up.
func (b *Builder) fees() {
	s := &b.sheet.Fees
	if s.Total == "" && s.SelfPaid == "" && len(s.Items) == 0 {
		return
	}
	id := b.stayID("invoice")
	invoice := r4.Invoice{
		Id: b.Arena.string(id.id()), Status: r4.InvoiceStatusIssued, Subject: b.refer(b.patientRef), TotalGross: b.money(s.Total),
	}
	if b.facilityRef != "" {
		invoice.Issuer = b.refer(b.facilityRef)
	}
	if s.SelfPaid != "" {
		invoice.Extension = b.Arena.extension(r4.Extension{Url: b.uri(fhir.ExtensionSelfPaid), ValueMoney: b.money(s.SelfPaid)})
	}
	invoice.LineItem = b.Arena.lines.List(len(s.Items))
	line := -1 // the line of the category in hand
	for i := range s.Items {
		item := &s.Items[i]
		category := strings.TrimRight(item.Category, "ab")
		if line < 0 || *invoice.LineItem[line].ChargeItemCodeableConcept.Coding[0].Code != category {
			invoice.LineItem = append(invoice.LineItem, r4.InvoiceLineItem{ChargeItemCodeableConcept: *b.own(fhir.SystemFeeCategory, category)})
			line = len(invoice.LineItem) - 1
		}
		component := r4.InvoiceLineItemPriceComponent{Type: r4.InvoicePriceComponentTypeBase, Amount: b.money(item.Amount)}
		if category != item.Category {
			component.Type = r4.InvoicePriceComponentTypeInformational
			component.Code = b.own(fhir.SystemFeeCategory, item.Category)
		}
		prices := &invoice.LineItem[line].PriceComponent
		*prices = b.Arena.prices.Append(*prices, component)
	}
	b.Document.Invoices = append(b.Document.Invoices, invoice)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

func (b *Builder) money(d frontsheet.Decimal) *r4.Money {
	if d == "" {
		return nil
	}
	return b.Arena.moneys.Of(r4.Money{Value: b.Arena.number(d), Currency: arena.Text(&b.sheet.Fees.Currency)})
}
