package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// quantity returns a number with a unit of UCUM.
func (b *Builder) quantity(d *frontsheet.Decimal, unit, code string) *r4.Quantity {
	if *d == "" {
		return nil
	}
	q := b.Arena.quantities.Of(r4.Quantity{Value: b.Arena.number(*d), Unit: b.Arena.string(unit)})
	if code != "" {
		q.System, q.Code = b.Arena.string(fhir.SystemUCUM), b.Arena.string(code)
	}
	return q
}

func (b *Builder) money(d frontsheet.Decimal) *r4.Money {
	if d == "" {
		return nil
	}
	return b.Arena.moneys.Of(r4.Money{Value: b.Arena.number(d), Currency: arena.Text(&b.sheet.Fees.Currency)})
}
