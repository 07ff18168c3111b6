package compose

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// fees makes an Invoice of the charges. A category is a line; a part of it
// (其中) is a component of the line that informs and does not add up.
func (b *Builder) fees() {
	s := &b.sheet.Fees
	if s.Total == "" && s.SelfPaid == "" && len(s.Items) == 0 {
		return
	}
	id := b.stayID("invoice")
	invoice := r4.Invoice{
		Id: b.arena.string(id.id()), Status: r4.InvoiceStatusIssued, Subject: b.refer(b.patientRef), TotalGross: b.money(s.Total),
	}
	if b.facilityRef != "" {
		invoice.Issuer = b.refer(b.facilityRef)
	}
	if s.SelfPaid != "" {
		invoice.Extension = b.arena.extension(r4.Extension{Url: b.uri(fhir.ExtensionSelfPaid), ValueMoney: b.money(s.SelfPaid)})
	}
	invoice.LineItem = b.arena.lines.List(len(s.Items))
	line := -1 // the line of the category in hand
	for i := range s.Items {
		item := &s.Items[i]
		category := strings.TrimRight(item.Category, "abcdef")
		if line < 0 || *invoice.LineItem[line].ChargeItemCodeableConcept.Coding[0].Code != category {
			arena.Added(&invoice.LineItem).ChargeItemCodeableConcept = *b.own(fhir.SystemFeeCategory, category)
			line = len(invoice.LineItem) - 1
		}
		prices := &invoice.LineItem[line].PriceComponent
		if *prices == nil {
			*prices = b.arena.prices.List(arena.FewValues)
		}
		component := arena.Added(prices)
		component.Type, component.Amount = r4.InvoicePriceComponentTypeBase, b.money(item.Amount)
		if category != item.Category {
			component.Type = r4.InvoicePriceComponentTypeInformational
			component.Code = b.own(fhir.SystemFeeCategory, item.Category)
		}
	}
	b.document.Invoices = append(b.document.Invoices, invoice)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}
