package mapping

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
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
		Id: b.arena.string(id.id()), Status: r4.FinancialResourceStatusCodesActive, Type: kind,
		Beneficiary: b.reference(b.patientRef), Payor: append(b.arena.references.List(1), r4.Reference{Display: b.nameOf(payment)}),
	}
	if payment.Standard() == "pay" {
		c.Payor[0] = b.reference(b.patientRef)
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
		*prices = b.arena.prices.Append(*prices, component)
	}
	b.document.Invoices = append(b.document.Invoices, invoice)
	b.sections.payment = append(b.sections.payment, b.reference(id))
}

func (b *documentBuilder) money(d frontsheet.Decimal) *r4.Money {
	if d == "" {
		return nil
	}
	return b.arena.moneys.Of(r4.Money{Value: b.arena.number(d), Currency: arena.Text(&b.sheet.Fees.Currency)})
}

// coverage reads the way in which the stay is paid for.
func (r *documentReader) coverage() {
	list := r.document.Coverages
	for i := range list {
		c := &list[i]
		if r.struck("Coverage", c.Status.Code()) || r.modified("Coverage", c.ModifierExtension) {
			continue
		}
		if r.insurance(c) {
			continue
		}
		if payment := &r.sheet.Stay.Payment; payment.IsZero() {
			*payment = r.coded(c.Type, "stay.payment")
			r.left("Coverage", c, "status", "type", "beneficiary", "payor")
			continue
		}
		r.issue(frontsheet.Information, "stay.payment", "several-coverages", "the document has several coverages: the first was taken")
	}
}

// fees reads the charges.
func (r *documentReader) fees() {
	s := &r.sheet.Fees
	if r.layout != nil && layout.Of(r.sheet) != nil {
		s.Currency = r.layout.Currency
	}
	for i := range r.document.Invoices {
		invoice := &r.document.Invoices[i]
		if r.struck("Invoice", invoice.Status.Code()) || r.modified("Invoice", invoice.ModifierExtension) {
			continue
		}
		if s.Total != "" || s.Items != nil {
			r.issue(frontsheet.Warning, "fee.total", "several-invoices", "the document has several invoices: the first was taken")
			return
		}
		s.Total = r.price(invoice.TotalGross, "fee.total")
		if x := r.extension(invoice.Extension, fhir.ExtensionSelfPaid); x != nil {
			s.SelfPaid = r.price(x.ValueMoney, "fee.self-paid")
		}
		for i := range invoice.LineItem {
			r.charge(&invoice.LineItem[i])
		}
		r.strange("Invoice", invoice.Extension, fhir.ExtensionSelfPaid)
		r.left("Invoice", invoice, "status", "subject", "issuer", "lineItem", "totalGross")
	}
}

// charge reads one line of an invoice: a category, and its parts.
func (r *documentReader) charge(line *r4.InvoiceLineItem) {
	s := &r.sheet.Fees
	category := r.code(&line.ChargeItemCodeableConcept, fhir.SystemFeeCategory)
	for i := range line.PriceComponent {
		component := &line.PriceComponent[i]
		of := category
		if component.Type == r4.InvoicePriceComponentTypeInformational {
			of = r.code(component.Code, fhir.SystemFeeCategory)
		} else if component.Type != r4.InvoicePriceComponentTypeBase {
			of = ""
		}
		known := slices.Contains(layout.FeeCategories[:], of)
		for j := range s.Items {
			known = known && s.Items[j].Category != of
		}
		if !known {
			r.issue(frontsheet.Warning, "fee.total", "fee-category", "a charge is of no category of the sheet, or of one that has its amount already: it is left out, and remains in the total")
			continue
		}
		s.Items = append(s.Items, frontsheet.Fee{Category: of, Amount: r.price(component.Amount, "fee."+of)})
	}
}

// price reads an amount of money. A sheet has one currency.
func (r *documentReader) price(m *r4.Money, element string) frontsheet.Decimal {
	if m == nil || m.Value == nil {
		return ""
	}
	s := &r.sheet.Fees
	switch currency := arena.Deref(m.Currency); {
	case currency == "":
	case s.Currency == "":
		s.Currency = currency
	case s.Currency != currency:
		r.keep(element, m.Value.String()+" "+currency)
		r.issue(frontsheet.Warning, element, "currency", "the amount is in another currency than the sheet: it is kept verbatim, and not converted")
		return ""
	}
	return r.number(m.Value.String(), element)
}
