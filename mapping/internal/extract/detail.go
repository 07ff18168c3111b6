package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// details reads the details of a part of the record from the extensions of what it
// became.
func (r *Reader) details(list []r4.Extension, part string, index int) {
	for i := range list {
		if r.uri(&list[i].Url) != fhir.ExtensionSheetDetail {
			continue
		}
		d := frontsheet.Detail{Part: part, Index: index}
		x := list[i].Extension
		for j := range x {
			if x[j].Url == "detail" && x[j].ValueCoding != nil && r.uri(x[j].ValueCoding.System) == fhir.SystemSheetDetail {
				d.Code = arena.Deref(x[j].ValueCoding.Code)
			}
		}
		kind := layout.DetailKindOf(part, d.Code)
		if kind == nil {
			r.issue(frontsheet.Information, "", "unknown-extension", "a detail is none that is known of what it stands on: it is left out")
			continue
		}
		element := part + ".detail." + kind.Code
		for j := range x {
			switch x[j].Url {
			case "text":
				d.Coded.Text = arena.Deref(x[j].ValueString)
			case "concept":
				d.Coded = r.coded(x[j].ValueCodeableConcept, element)
			case "quantity":
				d.Number = r.amount(x[j].ValueQuantity, element, kind.Unit)
			case "amount":
				d.Number = r.price(x[j].ValueMoney, element)
			case "time":
				d.Time = r.date(x[j].ValueDateTime, element)
			}
		}
		if !d.IsEmpty() && layout.FindDetail(r.sheet, part, index, d.Code) == nil {
			r.sheet.Details = append(r.sheet.Details, d)
		}
	}
}

// payments reads what funds pay.
func (r *Reader) payments(list []r4.Extension) {
	for i := range list {
		if r.uri(&list[i].Url) != fhir.ExtensionFundPayment {
			continue
		}
		var p frontsheet.Payment
		for j := range list[i].Extension {
			switch part := &list[i].Extension[j]; part.Url {
			case "fund":
				p.Fund = r.coded(part.ValueCodeableConcept, "payment[1].fund")
			case "amount":
				p.Amount = r.price(part.ValueMoney, "payment[1].amount")
			}
		}
		r.sheet.Fees.Payments = append(r.sheet.Fees.Payments, p)
	}
}

// billed reads a line of an invoice by the categories of a bill, and reports whether
// it is one.
func (r *Reader) billed(line *r4.InvoiceLineItem) bool {
	if !r.hasColumn("charge[1].category") || r.code(&line.ChargeItemCodeableConcept, fhir.SystemFeeCategory) != "" {
		return false
	}
	var c frontsheet.Charge
	if line.ChargeItemCodeableConcept.Coding != nil || line.ChargeItemCodeableConcept.Text != nil {
		c.Category = r.coded(&line.ChargeItemCodeableConcept, "charge[1].category")
	}
	for i := range line.PriceComponent {
		p := &line.PriceComponent[i]
		amount := r.price(p.Amount, "charge[1].amount")
		switch r.code(p.Code, fhir.SystemChargeShare) {
		case "class-a":
			c.ClassA = amount
		case "class-b":
			c.ClassB = amount
		case "own-pay":
			c.OwnPay = amount
		case "other":
			c.Other = amount
		default:
			c.Amount = amount
		}
	}
	r.sheet.Fees.Charges = append(r.sheet.Fees.Charges, c)
	return true
}

// readTransfusion reads a transfusion, and reports whether an Observation is one.
func (r *Reader) readTransfusion(o *r4.Observation) bool {
	if r.code(&o.Code, fhir.SystemSheetItem) != "transfusion" {
		return false
	}
	var t frontsheet.Transfusion
	if q := o.ValueQuantity; q != nil {
		t.Unit = arena.Deref(q.Unit)
		t.Amount = r.amount(&r4.Quantity{Value: q.Value, Comparator: q.Comparator}, "transfusion[1].amount", "")
	}
	for i := range o.Component {
		if r.code(&o.Component[i].Code, fhir.SystemSheetItem) == "transfusion-product" {
			t.Product = r.coded(o.Component[i].ValueCodeableConcept, "transfusion[1].product")
		}
	}
	r.sheet.Transfusions = append(r.sheet.Transfusions, t)
	r.unreadElements("Observation", o, "status", "category", "code", "subject", "encounter", "valueQuantity", "component")
	return true
}

// sortDetails puts the details in the order of the sheet.
func (r *Reader) sortDetails() {
	part := func(d *frontsheet.Detail) int {
		return slices.IndexFunc(layout.DetailKinds(), func(k layout.DetailKind) bool { return k.Part == d.Part })
	}
	slices.SortStableFunc(r.sheet.Details, func(x, y frontsheet.Detail) int {
		if n := part(&x) - part(&y); n != 0 {
			return n
		}
		return x.Index - y.Index
	})
}
