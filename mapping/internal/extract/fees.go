package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// fees reads the charges.
func (r *Reader) fees() {
	s := &r.sheet.Fees
	if r.layout != nil && layout.Of(r.sheet) != nil {
		s.Currency = r.layout.Currency
	}
	for i := range r.document.Invoices {
		invoice := &r.document.Invoices[i]
		if r.isRetracted("Invoice", invoice.Status.Code()) || r.isModified("Invoice", invoice.ModifierExtension) {
			continue
		}
		if s.Total != "" || s.Items != nil || s.Charges != nil || s.Payments != nil {
			r.issue(frontsheet.Warning, "fee.total", "several-invoices", "the document has several invoices: the first was taken")
			return
		}
		s.Total = r.price(invoice.TotalGross, "fee.total")
		if x := r.extension(invoice.Extension, fhir.ExtensionSelfPaid); x != nil {
			s.SelfPaid = r.price(x.ValueMoney, "fee.self-paid")
		}
		for i := range invoice.LineItem {
			if !r.billed(&invoice.LineItem[i]) {
				r.charge(&invoice.LineItem[i])
			}
		}
		r.payments(invoice.Extension)
		r.details(invoice.Extension, "fees", 1)
		r.unknownExtensions("Invoice", invoice.Extension, fhir.ExtensionSelfPaid, fhir.ExtensionFundPayment, fhir.ExtensionSheetDetail)
		r.unreadElements("Invoice", invoice, "status", "subject", "issuer", "lineItem", "totalGross")
	}
}

// charge reads one line of an invoice: a category, and its parts.
func (r *Reader) charge(line *r4.InvoiceLineItem) {
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
