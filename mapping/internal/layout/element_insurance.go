package layout

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A DetailKind says of which part a detail is, and what its value is.
type DetailKind struct {
	Part string // of the sheet, as the names of its elements begin
	Code string // of fhir.SystemSheetDetail
	Kind byte   // 's' a text, 'p' the name of a person, 'c' a coded value, 'n' a number, 'm' an amount, 't' a date or time
	Unit string // of UCUM
}

//go:embed details.csv
var detailTable string

// DetailKinds lists the kinds of details.
var DetailKinds = sync.OnceValue(func() []DetailKind {
	table := csv.NewReader(strings.NewReader(detailTable))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		panic(err) // the table is this package's own
	}
	list := make([]DetailKind, 0, len(rows))
	for _, row := range rows[1:] {
		list = append(list, DetailKind{row[0], row[1], row[2][0], row[3]})
	}
	return list
})

// DetailKindOf returns the kind of a detail, nil for none.
func DetailKindOf(part, code string) *DetailKind {
	list := DetailKinds()
	for i := range list {
		if list[i].Part == part && list[i].Code == code {
			return &list[i]
		}
	}
	return nil
}

// DetailElement returns the name of the element of a detail, without an index.
func DetailElement(part, code string) string { return part + ".detail." + code }

// DetailPath returns the element of a detail with the index of its part, as layouts
// name it.
func DetailPath(d *frontsheet.Detail) string {
	return detailsOf(d.Part, d.Code).Path(DetailElement(d.Part, d.Code), d.Index)
}

// detailHomes are the elements of FHIR that have the details of a part.
var detailHomes = map[string]string{
	"patient": "Patient", "stay": "Encounter", "coverage": "Coverage", "fees": "Invoice", "record": "Composition",
	"procedure": "Procedure", "intensive": "Encounter.location", "referral": "ServiceRequest",
}

// insuranceElements lists the elements that the records of the medical insurance have
// beside those of front sheets.
func insuranceElements() []Element {
	list := []Element{
		{"coma.before", "Observation.component", once, func(s *sheet, _ int) Value { return (*Elapsed)(&s.Findings.ComaBefore) }},
		{"coma.after", "Observation.component", once, func(s *sheet, _ int) Value { return (*Elapsed)(&s.Findings.ComaAfter) }},

		{"payment.fund", "Invoice.extension(fund-payment)", payments, func(s *sheet, i int) Value { return (*Coded)(&Grow(&s.Fees.Payments, i).Fund) }},
		{"payment.amount", "Invoice.extension(fund-payment)", payments, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Payments, i).Amount) }},
		{"charge.category", "Invoice.lineItem.chargeItemCodeableConcept", charges, func(s *sheet, i int) Value { return (*Coded)(&Grow(&s.Fees.Charges, i).Category) }},
		{"charge.amount", "Invoice.lineItem.priceComponent", charges, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Charges, i).Amount) }},
		{"charge.class-a", "Invoice.lineItem.priceComponent", charges, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Charges, i).ClassA) }},
		{"charge.class-b", "Invoice.lineItem.priceComponent", charges, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Charges, i).ClassB) }},
		{"charge.own-pay", "Invoice.lineItem.priceComponent", charges, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Charges, i).OwnPay) }},
		{"charge.other", "Invoice.lineItem.priceComponent", charges, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Fees.Charges, i).Other) }},
		{"transfusion.product", "Observation.component.valueCodeableConcept", transfusions, func(s *sheet, i int) Value { return (*Coded)(&Grow(&s.Transfusions, i).Product) }},
		{"transfusion.amount", "Observation.valueQuantity", transfusions, func(s *sheet, i int) Value { return (*Number)(&Grow(&s.Transfusions, i).Amount) }},
		{"transfusion.unit", "Observation.valueQuantity.unit", transfusions, func(s *sheet, i int) Value { return (*Text)(&Grow(&s.Transfusions, i).Unit) }},

		// The place in the list says it.
		{"diagnosis-kind", "Encounter.diagnosis.use", verbatim, func(*sheet, int) Value { return Verbatim{} }},
		{"procedure-kind", "Procedure.extension(procedure-rank)", verbatim, func(*sheet, int) Value { return Verbatim{} }},
	}
	for _, k := range DetailKinds() {
		home, known := detailHomes[k.Part]
		if !known {
			home = "Condition"
		}
		list = append(list, Element{DetailElement(k.Part, k.Code), home + ".extension(sheet-detail)", detailsOf(k.Part, k.Code), func(s *sheet, i int) Value {
			d := detailAt(s, k.Part, i, k.Code)
			switch k.Kind {
			case 'n', 'm':
				return (*Number)(&d.Number)
			case 't':
				return (*Date)(&d.Time)
			case 'c':
				return (*Coded)(&d.Coded)
			}
			return (*Text)(&d.Coded.Text)
		}})
	}
	return list
}

// The parts of which a sheet has a list.
var (
	payments = &Part{
		Name: "payment", Numbered: true,
		has:     func(s *sheet, index int) bool { return index <= len(s.Fees.Payments) },
		indices: func(s *sheet) []int { return upTo(len(s.Fees.Payments)) },
	}
	charges = &Part{
		Name: "charge", Numbered: true,
		has:     func(s *sheet, index int) bool { return index <= len(s.Fees.Charges) },
		indices: func(s *sheet) []int { return upTo(len(s.Fees.Charges)) },
	}
	transfusions = &Part{
		Name: "transfusion", Numbered: true,
		has:     func(s *sheet, index int) bool { return index <= len(s.Transfusions) },
		indices: func(s *sheet) []int { return upTo(len(s.Transfusions)) },
	}
)

// detailsOf returns the part of a detail, which stands once, or once with each part of
// a list.
func detailsOf(part, code string) *Part {
	_, once := detailHomes[part]
	return &Part{
		Name: part, Numbered: !once || part == "procedure" || part == "intensive", Ranked: true,
		has: func(s *sheet, index int) bool { return FindDetail(s, part, index, code) != nil },
		indices: func(s *sheet) (list []int) {
			for i := range s.Details {
				if d := &s.Details[i]; d.Part == part && d.Code == code {
					list = append(list, d.Index)
				}
			}
			return list
		},
	}
}

// FindDetail returns a detail of a part, nil for none.
func FindDetail(s *frontsheet.FrontSheet, part string, index int, code string) *frontsheet.Detail {
	i := slices.IndexFunc(s.Details, func(d frontsheet.Detail) bool { return d.Part == part && d.Index == index && d.Code == code })
	if i < 0 {
		return nil
	}
	return &s.Details[i]
}

func detailAt(s *frontsheet.FrontSheet, part string, index int, code string) *frontsheet.Detail {
	if d := FindDetail(s, part, index, code); d != nil {
		return d
	}
	s.Details = append(s.Details, frontsheet.Detail{Part: part, Index: index, Code: code})
	return &s.Details[len(s.Details)-1]
}
