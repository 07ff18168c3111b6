package referral

import (
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A match is what two documents say of whether their patients are one person.
type match uint8

const (
	another  match = iota // another person, or nobody knows
	misnamed              // one by number, and called otherwise
	same
)

// matchPatient compares the patient of a referral with that of an answer. A number counts
// where both say that one authority has given it, or one of them does not say who: a number
// that the receiver has given is anybody's at the referrer. Where the dates of birth, the
// sexes or the identity cards are two, a number proves nothing.
func matchPatient(d *fhir.Document, s *frontsheet.FrontSheet) match {
	answer, _ := mapping.NewTranslator(nil, nil).Document(s)
	p, q := &d.Patient, &answer.Patient
	if differs(text(p.BirthDate), text(q.BirthDate)) || twoSexes(p.Gender, q.Gender) {
		return another
	}
	shared := false
	for i := range p.Identifier {
		for j := range q.Identifier {
			x, y := &p.Identifier[i], &q.Identifier[j]
			alike := alike(text(x.Value), text(y.Value))
			switch {
			case isIdentityCard(x) && isIdentityCard(y):
				if text(x.System) == text(y.System) && !alike {
					return another
				}
				shared = shared || alike
			case alike && meet(assigners(d, x), assigners(answer, y)):
				shared = true
			}
		}
	}
	switch {
	case !shared:
		return another
	case calledOtherwise(p.Name, q.Name):
		return misnamed
	}
	return same
}

func text(v *string) string {
	if v == nil {
		return ""
	}
	return *v
}

// alike reports whether two numbers are one, however they are written.
func alike(a, b string) bool {
	x, y := identity.Recognize(a), identity.Recognize(b)
	return folded(a) != "" && folded(a) == folded(b) || x.Person() != "" && x.Person() == y.Person()
}

// folded is a number without what people put between its characters.
func folded(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
}

// differs reports whether two dates of FHIR, as far as both go, are two.
func differs(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] != b[:n]
}

func twoSexes(a, b *r4.AdministrativeGender) bool {
	known := func(g *r4.AdministrativeGender) bool {
		return g != nil && (*g == r4.AdministrativeGenderMale || *g == r4.AdministrativeGenderFemale)
	}
	return known(a) && known(b) && *a != *b
}

// isIdentityCard reports whether a number is one of which a person has one.
func isIdentityCard(i *r4.Identifier) bool {
	return i.Type != nil && text(i.System) != "" && slices.ContainsFunc(i.Type.Coding, func(c r4.Coding) bool {
		return text(c.System) == fhir.SystemIdentifierType && text(c.Code) == "NI"
	})
}

// assigners are the names and numbers of who has given a number, none where nobody says.
func assigners(d *fhir.Document, i *r4.Identifier) (names []string) {
	if i.Assigner == nil {
		return nil
	}
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(text(i.Assigner.Display))
	for range 2 { // the second time by a number in common
		for j := range d.Organizations {
			o := &d.Organizations[j]
			numbered := slices.ContainsFunc(o.Identifier, func(n r4.Identifier) bool { return slices.Contains(names, text(n.Value)) })
			if numbered || strings.HasSuffix(text(i.Assigner.Reference), text(o.Id)) {
				add(text(o.Name))
				for k := range o.Identifier {
					add(text(o.Identifier[k].Value))
				}
			}
		}
	}
	return names
}

// meet reports whether two lists have something in common, or one says nothing.
func meet(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// calledOtherwise reports whether two patients have names in one script, and none in
// common: not a word in Latin letters, nor the characters in the forms of any region.
func calledOtherwise(a, b []r4.HumanName) bool {
	for _, of := range [...]func([]r4.HumanName) []string{latin, han} {
		x, y := of(a), of(b)
		if len(x) > 0 && len(y) > 0 && !meet(x, y) {
			return true
		}
	}
	return false
}

func latin(list []r4.HumanName) (words []string) {
	for i := range list {
		for _, word := range strings.FieldsFunc(full(&list[i]), func(r rune) bool { return !unicode.Is(unicode.Latin, r) }) {
			words = append(words, strings.ToUpper(word))
		}
	}
	return words
}

// han returns the names in Chinese characters, each in the forms of every region.
func han(list []r4.HumanName) (names []string) {
	script := term.NewTranslator(nil)
	for i := range list {
		name := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Han, r) {
				return r
			}
			return -1
		}, full(&list[i]))
		if name == "" {
			continue
		}
		names = append(names, name)
		for _, from := range layout.Languages() {
			for _, to := range layout.Languages() {
				if from != to && layout.Chinese(from) && layout.Chinese(to) {
					names = append(names, script.Translate(from, to, name).Term)
				}
			}
		}
	}
	return names
}

// full is a name in full: its text, or else its parts.
func full(n *r4.HumanName) string {
	if t := text(n.Text); t != "" {
		return t
	}
	return strings.Join(append([]string{text(n.Family)}, n.Given...), " ")
}
