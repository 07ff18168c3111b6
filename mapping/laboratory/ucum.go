package laboratory

import (
	"math/big"
	"strings"
)

// A measure is a unit of UCUM taken apart: how much of its dimension it is. The
// dimension is written with the units themselves ("g/L", "mol/mol", "g{FEU}/L"): what
// stands in braces is part of it, because fibrinogen equivalents are no D-dimer units.
type measure struct {
	factor    *big.Rat
	dimension string
}

// prefixes are those of UCUM that laboratories use.
var prefixes = map[string]int{"k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15}

// atoms are the units that take prefixes.
var atoms = map[string]bool{
	"g": true, "mol": true, "L": true, "U": true, "[IU]": true, "m": true, "m2": true, "s": true, "h": true, "min": true,
	"Pa": true, "m[Hg]": true, "osm": true, "eq": true, "V": true, "Cel": true, "[pH]": true,
	"[HPF]": true, "[LPF]": true, "[arb'U]": true, "[GPL'U]": true, "[MPL'U]": true, "[beth'U]": true, "(24.h)": true,
}

// prefixless are the atoms that take none: min is no milli-inch, and h no hecto.
var prefixless = map[string]bool{"min": true, "h": true, "[pH]": true, "[HPF]": true, "[LPF]": true, "(24.h)": true, "Cel": true}

// pascal is how many pascals a metre of mercury is.
var pascal = big.NewRat(133322387415, 1000000)

// parseUCUM takes a unit apart. ok is false for what laboratories do not print.
func parseUCUM(code string) (m measure, ok bool) {
	m.factor = big.NewRat(1, 1)
	terms := strings.Split(code, "/")
	names := make([]string, len(terms))
	for i, term := range terms {
		factor, name, ok := parseTerm(term)
		if !ok || name == "" && i > 0 {
			return measure{}, false
		}
		if i == 0 {
			m.factor.Mul(m.factor, factor)
		} else {
			m.factor.Quo(m.factor, factor)
		}
		names[i] = name
	}
	if len(names) == 2 && names[0] == "L" && names[1] == "L" {
		m.dimension = "1" // a fraction of volume, as haematocrit
		return m, true
	}
	if names[0] == "" {
		names[0] = "1"
	}
	m.dimension = strings.Join(names, "/")
	return m, true
}

// parseTerm takes one term of a unit apart; its name is "" for a number.
func parseTerm(term string) (factor *big.Rat, name string, ok bool) {
	switch term {
	case "", "1":
		return big.NewRat(1, 1), "", true
	case "%":
		return big.NewRat(1, 100), "", true
	case "[ppth]":
		return big.NewRat(1, 1000), "", true
	}
	if exponent, is := strings.CutPrefix(term, "10*"); is {
		n := 0
		for _, c := range exponent {
			if c < '0' || c > '9' || n > 9 {
				return nil, "", false
			}
			n = 10*n + int(c-'0')
		}
		return power(n), "", exponent != ""
	}
	atom, note := term, ""
	if i := strings.IndexByte(term, '{'); i >= 0 {
		if !strings.HasSuffix(term, "}") {
			return nil, "", false
		}
		atom, note = term[:i], term[i:]
	}
	if atom == "" {
		return big.NewRat(1, 1), note, true
	}
	factor = big.NewRat(1, 1)
	if !atoms[atom] {
		n, is := prefixes[atom[:1]]
		if atom = atom[1:]; !is || !atoms[atom] || prefixless[atom] {
			return nil, "", false
		}
		factor = power(n)
	}
	if atom == "m[Hg]" {
		return factor.Mul(factor, pascal), "Pa", note == ""
	}
	return factor, atom + note, true
}

// power returns ten to the power of n.
func power(n int) *big.Rat {
	r := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		r.Inv(r)
	}
	return r
}

// Dimension returns what a unit of UCUM measures, as items.csv names it ("g/L" for
// mg/dL), "" for a unit that this package does not know.
func Dimension(ucum string) string {
	m, _ := parseUCUM(ucum)
	return m.dimension
}
