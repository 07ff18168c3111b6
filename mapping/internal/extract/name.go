package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/personname"
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

// names reads the names of the patient. In anybody's documents the Chinese name
// is the one in ideograms and the English name the one in Latin letters, whatever
// their order; of several of a script it is the official one, or else the usual
// one, or else the first that is in use. What is said to be old, or a maiden
// name, is no name of his.
func (r *Reader) names(p *r4.Patient) {
	both := r.hasColumn("patient.english-name") || r.hasColumn("patient.english-name.surname") || r.layout != nil && r.layout.Messages()
	var chinese, english *r4.HumanName
	past, several := 0, false
	for i := range p.Name {
		n := &p.Name[i]
		if r.isOldName(n) {
			past++
			continue
		}
		at := &chinese
		if r.isEnglish(n) || !r.fromRows() && scriptOf(n) == personname.Latin {
			at = &english
		}
		several = several || *at != nil
		if *at == nil || nameRank(n) < nameRank(*at) {
			*at = n
		}
	}
	s := &r.sheet.Patient
	if !both && chinese == nil {
		chinese, english = english, nil
	}
	if chinese != nil {
		s.Name = r.personName(chinese, "patient.name")
		s.NameParts = r.statedParts(chinese, "patient.surname")
	}
	if english != nil && both {
		s.EnglishName = frontsheet.PersonName{NameParts: r.statedParts(english, "patient.english-name.surname")}
		if text := arena.Deref(english.Text); text != personname.Full(s.EnglishName) {
			s.EnglishName.Text = text
		}
	}
	switch {
	case past > 0 && chinese == nil && english == nil:
		r.issue(frontsheet.Warning, "patient.name", "not-so", "each name of the patient is said to be old, or a maiden name: none is taken")
	case several || !both && english != nil || past > 0:
		r.issue(frontsheet.Information, "patient.name", "several-names", "the patient has several names: of each script the official one was taken, or else the first that is in use")
	}
}

// nameRank orders the uses of names: the lower is rather the name.
func nameRank(n *r4.HumanName) int {
	if n.Use == nil {
		return 2
	}
	return slices.Index([]r4.NameUse{r4.NameUseOfficial, r4.NameUseUsual, -1, r4.NameUseTemp, r4.NameUseNickname, r4.NameUseAnonymous}, *n.Use)
}

// partsOf returns the parts of a name that states them.
func partsOf(n *r4.HumanName) frontsheet.NameParts {
	return frontsheet.NameParts{Surname: arena.Deref(n.Family), GivenName: strings.Join(n.Given, " ")}
}

// statedParts returns the parts of a name for a sheet that has a place for them:
// element is that of the surname. Parts that were found in the text are stated by
// nobody: they go but where the name crosses into a layout whose names are in parts.
func (r *Reader) statedParts(n *r4.HumanName, element string) frontsheet.NameParts {
	switch {
	case n == nil, r.fromRows() && !r.layout.Messages() && !r.hasColumn(element):
		return frontsheet.NameParts{}
	case r.isDivided(n) && (r.layout == nil || layout.Of(r.sheet) == nil || r.layout == layout.Of(r.sheet)):
		return frontsheet.NameParts{}
	}
	return partsOf(n)
}

// isDivided reports whether the parts of a name were found in its text.
func (r *Reader) isDivided(n *r4.HumanName) bool {
	return n.Text != nil && r.extension(n.Extension, fhir.ExtensionNameDivided) != nil
}

// scriptOf returns the script of a name.
func scriptOf(n *r4.HumanName) string {
	return personname.Script(chars.FirstOf(arena.Deref(n.Text), arena.Deref(n.Family)+strings.Join(n.Given, "")))
}

// isEnglish reports whether a name is stated to be the English one.
func (r *Reader) isEnglish(n *r4.HumanName) bool {
	x := r.extension(n.Extension, fhir.ExtensionLanguage)
	return x != nil && arena.Deref(x.ValueCode) == "en"
}
