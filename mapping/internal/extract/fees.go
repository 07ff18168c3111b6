package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// coverage reads the way in which the stay is paid for.
func (r *Reader) coverage() {
	list := r.Document.Coverages
	for i := range list {
		c := &list[i]
		if r.struck("Coverage", c.Status.Code()) || r.modified("Coverage", c.ModifierExtension) {
			continue
		}
		if r.insurance(c) {
			continue
		}
		if payment := &r.Sheet.Stay.Payment; payment.IsZero() {
			*payment = r.coded(c.Type, "stay.payment")
			r.left("Coverage", c, "status", "type", "beneficiary", "payor")
			continue
		}
		r.issue(frontsheet.Information, "stay.payment", "several-coverages", "the document has several coverages: the first was taken")
	}
}

// fees reads the charges.
func (r *Reader) fees() {
	s := &r.Sheet.Fees
	if r.layout != nil && layout.Of(r.Sheet) != nil {
		s.Currency = r.layout.Currency
	}
	for i := range r.Document.Invoices {
		invoice := &r.Document.Invoices[i]
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
func (r *Reader) charge(line *r4.InvoiceLineItem) {
	s := &r.Sheet.Fees
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
func (r *Reader) price(m *r4.Money, element string) frontsheet.Decimal {
	if m == nil || m.Value == nil {
		return ""
	}
	s := &r.Sheet.Fees
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
