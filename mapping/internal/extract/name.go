package extract

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// personName returns a name in one piece.
func (r *Reader) personName(n *r4.HumanName, element string) string {
	if n == nil {
		return ""
	}
	if n.Text != nil {
		return *n.Text
	}
	parts := n.Given
	if n.Family != nil {
		parts = append([]string{*n.Family}, parts...)
	}
	separator := " "
	if han := strings.Join(parts, ""); strings.IndexFunc(han, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		separator = ""
	} else if n.Family != nil { // in letters the family name comes last
		parts = append(parts[1:len(parts):len(parts)], parts[0])
	}
	name := strings.Join(parts, separator)
	if name != "" {
		r.issue(frontsheet.Information, element, "joined", "the name is stated in parts, which were joined")
	}
	return name
}

// nameByScript reads a name of the patient where the sheet has two: the English
// one, and another.
func (r *Reader) nameByScript(n *r4.HumanName) {
	s := &r.sheet.Patient
	english := r.isEnglish(n) || !r.fromRows() && message.ScriptOf(chars.FirstOf(arena.Deref(n.Text), arena.Deref(n.Family)+strings.Join(n.Given, ""))) == message.Latin
	switch {
	case english && s.EnglishName.IsZero():
		s.EnglishName = frontsheet.PersonName{NameParts: frontsheet.NameParts{Surname: arena.Deref(n.Family), GivenName: strings.Join(n.Given, " ")}}
		if text := arena.Deref(n.Text); text != message.FullName(s.EnglishName) {
			s.EnglishName.Text = text
		}
	case !english && s.Name == "":
		s.Name = r.personName(n, "patient.name")
	default:
		r.issue(frontsheet.Information, "patient.name", "several-names", "the patient has several names of a script: the first was taken")
	}
}

// isEnglish reports whether a name is stated to be the English one.
func (r *Reader) isEnglish(n *r4.HumanName) bool {
	x := r.extension(n.Extension, fhir.ExtensionLanguage)
	return x != nil && arena.Deref(x.ValueCode) == "en"
}
