package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// quantity returns a number with a unit, and its code of UCUM where it has one;
// nil where there is no number.
func (b *Builder) quantity(d *frontsheet.Decimal, unit, code string) *r4.Quantity {
	if *d == "" {
		return nil
	}
	q := b.arena.quantities.Of(r4.Quantity{Value: b.arena.number(*d), Unit: b.arena.string(unit)})
	if code != "" {
		q.System, q.Code = b.arena.string(fhir.SystemUCUM), b.arena.string(code)
	}
	return q
}

// money returns an amount in the currency of the sheet, nil where there is none.
func (b *Builder) money(d frontsheet.Decimal) *r4.Money {
	if d == "" {
		return nil
	}
	return b.arena.moneys.Of(r4.Money{Value: b.arena.number(d), Currency: arena.Text(&b.sheet.Fees.Currency)})
}
