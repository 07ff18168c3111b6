package laboratory

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"strings"
)

// A rule is a row of conversions.csv: y = factor x + plus, x and y in the dimensions
// themselves.
type rule struct {
	item         *Item
	from, to     string
	factor, plus *big.Rat
	ground       string
	exact        bool
}

func (t *Table) addRule(row []string) error {
	if len(row) != 7 {
		return csv.ErrFieldCount
	}
	r := rule{item: t.items[row[0]], from: row[1], to: row[2], ground: row[5], exact: row[6] == "yes"}
	var a, b bool
	r.factor, a = new(big.Rat).SetString(row[3])
	r.plus, b = new(big.Rat).SetString(row[4])
	if r.item == nil || !a || !b || r.factor.Sign() == 0 {
		return fmt.Errorf("%s is no item, or the numbers are none", row[0])
	}
	t.rules = append(t.rules, r)
	return nil
}

// A Conversion says a number of one unit in another: y = Factor x + Plus.
type Conversion struct {
	From, To string // of UCUM
	// Factor and Plus are exact. Plus is 0 but for units whose zeros differ.
	Factor, Plus *big.Rat
	// Ground says in English what it rests on.
	Ground string
	// Exact is false where the factor is a convention or a calibration's.
	Exact bool
}

// Convert returns the conversion of results of an item from one unit of UCUM into
// another. ok is false where there is none: then the number must not be said in that
// unit.
func (t *Table) Convert(item *Item, from, to string) (c Conversion, ok bool) {
	a, okA := parseUCUM(from)
	b, okB := parseUCUM(to)
	if item == nil || !okA || !okB || from == "" || to == "" {
		return Conversion{}, false
	}
	c = Conversion{From: from, To: to, Factor: new(big.Rat).Quo(a.factor, b.factor), Plus: new(big.Rat), Exact: true}
	if a.dimension == b.dimension {
		c.Ground = "units of one dimension"
		return c, !strings.HasPrefix(a.dimension, "{") || from == to
	}
	for i := range t.rules {
		r := &t.rules[i]
		if r.item != item {
			continue
		}
		// y b = factor x a + plus, so y = x factor a/b + plus/b
		switch {
		case r.from == a.dimension && r.to == b.dimension:
			c.Factor.Mul(c.Factor, r.factor)
			c.Plus.Quo(r.plus, b.factor)
		case r.to == a.dimension && r.from == b.dimension:
			c.Factor.Quo(c.Factor, r.factor)
			c.Plus.Quo(new(big.Rat).Neg(r.plus), new(big.Rat).Mul(r.factor, b.factor))
		default:
			continue
		}
		c.Ground, c.Exact = r.ground, r.exact
		return c, true
	}
	mass, moles := item.massAndMoles(a.dimension, b.dimension)
	if item.MolarMass == nil || !mass && !moles {
		return Conversion{}, false
	}
	if mass {
		c.Factor.Quo(c.Factor, item.MolarMass)
	} else {
		c.Factor.Mul(c.Factor, item.MolarMass)
	}
	c.Ground = "molar mass " + item.MolarMass.FloatString(decimals(item.MolarMass)) + " g/mol"
	return c, true
}

// decimals returns how many decimals a number has that was written with few.
func decimals(r *big.Rat) int {
	for n := range 6 {
		if scaled := new(big.Rat).Mul(r, power(n)); scaled.IsInt() {
			return n
		}
	}
	return 6
}

// Counterparts returns the units in which the other side prints an item whose result
// is printed in a unit of UCUM, with the conversions that lead there: none where both
// print the same amount.
func (t *Table) Counterparts(item *Item, ucum string) (list []Conversion) {
	if item == nil || ucum == "" {
		return nil
	}
	one := big.NewRat(1, 1)
	for _, to := range item.Usual {
		c, ok := t.Convert(item, ucum, to)
		if !ok || c.Factor.Cmp(one) == 0 && c.Plus.Sign() == 0 || len(list) > 0 && same(list[0].To, to) {
			continue
		}
		list = append(list, c)
	}
	return list
}

// same reports whether two units are of one size.
func same(a, b string) bool {
	m, okM := parseUCUM(a)
	n, okN := parseUCUM(b)
	return okM && okN && m.dimension == n.dimension && m.factor.Cmp(n.factor) == 0
}

// Apply says a number in the other unit, as a plain decimal. It has the digits that
// those of the source support and no more: a step in its last place is no larger than
// what a step in the last place of the source makes of it, and not ten times smaller.
// ok is false for what is no plain decimal number, and for
// what would be below zero in the other unit alone.
func (c *Conversion) Apply(number string) (converted string, ok bool) {
	x, places, ok := plain(number)
	if !ok {
		return "", false
	}
	y := new(big.Rat).Mul(x, c.Factor)
	y.Add(y, c.Plus)
	if y.Sign() < 0 && x.Sign() >= 0 {
		return "", false // below what the rule is good for: there is no HbA1c of -1 mmol/mol
	}
	step := new(big.Rat).Mul(power(-places), new(big.Rat).Abs(c.Factor))
	n := 0 // decimals of the result
	for n < 30 && power(-n).Cmp(step) > 0 {
		n++
	}
	for n > -30 && power(1-n).Cmp(step) <= 0 {
		n--
	}
	if n < 0 { // in tens or more: the zeros are no digits, but there is no plain way to say so
		rounded := new(big.Rat).Mul(y, power(n))
		whole, _ := new(big.Int).SetString(rounded.FloatString(0), 10)
		return new(big.Rat).Mul(new(big.Rat).SetInt(whole), power(-n)).FloatString(0), true
	}
	return y.FloatString(n), true
}

// plain reads a plain decimal number and how many decimals it has.
func plain(number string) (x *big.Rat, places int, ok bool) {
	digits := strings.TrimPrefix(number, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" || len(digits) > 40 {
		return nil, 0, false
	}
	x, ok = new(big.Rat).SetString(number)
	return x, len(fraction), ok
}
