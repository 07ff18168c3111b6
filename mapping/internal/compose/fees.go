package compose

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// fees makes an Invoice of the charges. A category is a line; a part of it
// (其中) is a component of the line that informs and does not add up.
func (b *Builder) fees() {
	s := &b.sheet.Fees
	if s.Total == "" && s.SelfPaid == "" && len(s.Items)+len(s.Charges)+len(s.Payments) == 0 && !b.hasDetails("fees") {
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
	for i := range s.Charges {
		invoice.LineItem = append(invoice.LineItem, b.charge(&s.Charges[i]))
	}
	for i := range s.Payments {
		var parts []r4.Extension
		if fund := b.concept(&s.Payments[i].Fund); fund != nil {
			parts = append(parts, r4.Extension{Url: "fund", ValueCodeableConcept: fund})
		}
		if amount := b.money(s.Payments[i].Amount); amount != nil {
			parts = append(parts, r4.Extension{Url: "amount", ValueMoney: amount})
		}
		if parts != nil {
			invoice.Extension = append(invoice.Extension, r4.Extension{Url: b.uri(fhir.ExtensionFundPayment), Extension: parts})
		}
	}
	invoice.Extension = b.details(invoice.Extension, "fees", 1)
	b.document.Invoices = append(b.document.Invoices, invoice)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

// charge makes a line of a category of the bill. The shares inform, and do not add up.
func (b *Builder) charge(s *frontsheet.Charge) r4.InvoiceLineItem {
	var line r4.InvoiceLineItem
	if category := b.concept(&s.Category); category != nil {
		line.ChargeItemCodeableConcept = *category
	} else {
		line.ChargeItemCodeableConcept.Extension = b.codeExtension(fhir.ExtensionDataAbsentReason, "unknown")
	}
	if s.Amount != "" {
		line.PriceComponent = append(line.PriceComponent, r4.InvoiceLineItemPriceComponent{Type: r4.InvoicePriceComponentTypeBase, Amount: b.money(s.Amount)})
	}
	for _, share := range [...]struct {
		code   string
		amount frontsheet.Decimal
	}{{"class-a", s.ClassA}, {"class-b", s.ClassB}, {"own-pay", s.OwnPay}, {"other", s.Other}} {
		if share.amount != "" {
			line.PriceComponent = append(line.PriceComponent, r4.InvoiceLineItemPriceComponent{
				Type: r4.InvoicePriceComponentTypeInformational, Code: b.own(fhir.SystemChargeShare, share.code), Amount: b.money(share.amount),
			})
		}
	}
	return line
}
