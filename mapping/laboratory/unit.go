package laboratory

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// superscripts are the digits that stand for a power. They must be read before the
// text is folded: width folding makes 10⁹ the number 109.
var superscripts = map[rune]byte{
	'⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9', '⁻': '-',
}

// squared are the characters that are a unit with its exponent.
var squared = strings.NewReplacer("㎡", "m2", "㎥", "m3", "㎜", "mm", "㎎", "mg", "㎏", "kg", "㎝", "cm", "℃", "°C", "µ", "u", "μ", "u", "·", ".", "×", "x", "∧", "^", "ˆ", "^")

// litres are the endings in which a litre is written small.
var litres = strings.NewReplacer("/l", "/L", "/dl", "/dL", "/ml", "/mL", "/ul", "/uL")

// foldUnit returns the form of a printed unit in which units.csv has it.
func foldUnit(printed string) string {
	var b strings.Builder
	raised := false
	for _, r := range printed {
		digit, is := superscripts[r]
		if is {
			if !raised {
				b.WriteByte('^')
			}
			b.WriteByte(digit)
		} else {
			b.WriteRune(r)
		}
		raised = is
	}
	s := chars.FoldWidth(squared.Replace(b.String()))
	s = strings.Join(strings.FieldsFunc(s, chars.IsSpace), "")
	if inner, opened := strings.CutPrefix(s, "("); opened && strings.IndexByte(inner, ')') == len(inner)-1 {
		s = inner[:len(inner)-1] // (mmol/L)
	}
	s = strings.TrimRight(s, ".")
	for _, day := range []string{"/24hrs", "/24hr", "/24小时", "/day", "/d"} {
		if rest, is := strings.CutSuffix(s, day); is {
			s = rest + "/24h"
		}
	}
	for _, sign := range []string{"x10", "X10", "*10"} {
		if rest, is := strings.CutPrefix(s, sign); is {
			s = "10" + rest
		}
	}
	if rest, is := strings.CutPrefix(s, "10"); is && rest != "" {
		switch rest[0] {
		case '*', '~', 'e', 'E':
			s = "10^" + strings.TrimPrefix(rest[1:], "+")
		case '(':
			if exponent, after, closed := strings.Cut(rest[1:], ")"); closed {
				s = "10^" + exponent + after
			}
		}
	}
	switch s {
	case "fl":
		return "fL"
	case "l/l":
		return "L/L"
	case "-", "--", "—", "/", "无", "NULL", "null":
		return "" // where nothing is to be printed
	}
	if strings.HasPrefix(s, "ml/") {
		s = "mL" + s[2:]
	}
	return litres.Replace(s)
}

// Units returns the units of UCUM that a printed unit may stand for. Most stand for
// one; G/L is 10*9/L on a blood count and g/L beside a protein, and which of them the
// item decides. Nil means that the unit is unknown, or none.
func (t *Table) Units(printed string) []string {
	folded := foldUnit(printed)
	if folded == "" {
		return nil
	}
	if list := t.units[folded]; list != nil {
		return list
	}
	return t.lower[strings.ToLower(folded)]
}

// UCUM returns the unit of UCUM that a printed unit stands for, whatever it is a unit
// of, "" where that cannot be told.
func (t *Table) UCUM(printed string) string {
	if list := t.Units(printed); len(list) == 1 {
		return list[0]
	}
	return ""
}

// Print returns a unit of UCUM as people write it, the first print of units.csv: mmHg for
// mm[Hg]. What the table does not have is returned as it is, and of a number that has no
// unit, "".
func (t *Table) Print(ucum string) string {
	if ucum == "1" {
		return ""
	}
	if p := t.prints[ucum]; p != "" {
		return p
	}
	return ucum
}

// addUnit adds a row of units.csv.
func (t *Table) addUnit(ucum, printed string) error {
	if m, ok := parseUCUM(ucum); !ok || m.dimension == "" {
		return errUnit
	}
	t.prints[ucum], _, _ = strings.Cut(printed, "|")
	for _, p := range append(strings.Split(printed, "|"), ucum) {
		if p == "" {
			continue
		}
		folded := foldUnit(p)
		if !slices.Contains(t.units[folded], ucum) {
			t.units[folded] = append(t.units[folded], ucum)
		}
		if strings.HasSuffix(folded, "M") {
			continue // mM is no length
		}
		if small := strings.ToLower(folded); !slices.Contains(t.lower[small], ucum) {
			t.lower[small] = append(t.lower[small], ucum)
		}
	}
	return nil
}
