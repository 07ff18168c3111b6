package compose

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/personname"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// furtherNames adds the English name and the other names.
func (b *Builder) furtherNames(p *r4.Patient) {
	s := &b.sheet.Patient
	if !s.EnglishName.IsZero() {
		name := b.englishName(&s.EnglishName, b.foreign())
		b.tellWhole(&name, "patient.english-name")
		b.keepFullName(&s.EnglishName)
		if name.Use == nil {
			name.Use = new(r4.NameUseOfficial)
		}
		p.Name = append(p.Name, name)
		if b.layout.English() {
			slices.Reverse(p.Name)
		}
	}
	for i := range s.OtherNames {
		p.Name = append(p.Name, b.humanName(&s.OtherNames[i], b.foreign()))
	}
}

// englishName returns a name that the source says is the English one.
func (b *Builder) englishName(n *frontsheet.PersonName, foreign bool) r4.HumanName {
	name := b.humanName(n, foreign)
	if l := b.layout; l != nil && !l.Format.Described {
		name.Extension = append(name.Extension, r4.Extension{Url: fhir.ExtensionLanguage, ValueCode: new("en")})
	}
	return name
}

// keepFullName keeps the English name in full verbatim where its parts make the
// same name: the document has that also of a sheet that states only the parts.
func (b *Builder) keepFullName(n *frontsheet.PersonName) {
	parts := frontsheet.PersonName{NameParts: n.NameParts}
	if n.Text != "" && n.Text == message.FullName(parts) && b.sheet.Column("patient.english-name.surname") != "" {
		b.keep("patient.english-name", n.Text)
	}
}

// humanName returns one of the names of a person. A nickname and one that stands
// for a name that is not told have no surname.
func (b *Builder) humanName(n *frontsheet.PersonName, foreign bool) r4.HumanName {
	full := message.FullName(*n)
	name := b.personName(&full, n.NameParts, foreign || n.Use == "nickname" || n.Use == "anonymous")
	name.Period = b.period(n.Valid.Start, n.Valid.End)
	for use := r4.NameUseUsual; use <= r4.NameUseMaiden; use++ {
		if n.Use != "" && use.Code() == n.Use {
			name.Use = new(use)
		}
	}
	return name
}

// personName returns a name with its script and its parts: those that the source tells
// apart or else, unless the person is foreign to Chinese surnames, those that are
// certain, so that servers find people by their surnames. The text stays what it
// is. The given names are one.
func (b *Builder) personName(text *string, parts frontsheet.NameParts, foreign bool) r4.HumanName {
	divided := false
	if parts.IsZero() && !foreign {
		parts = personname.Divide(*text)
		divided = !parts.IsZero()
	}
	name := r4.HumanName{Text: text, Extension: b.representation(*text, divided), Family: b.arena.optional(parts.Surname)}
	if parts.GivenName != "" {
		name.Given = append(b.arena.pointers.List(1), parts.GivenName)
	}
	return name
}

// tellWhole tells that a name by which the patient is looked up stays whole. Of
// contacts and staff it is not told: a sheet names many, and it is the patient
// whom a search must find.
func (b *Builder) tellWhole(name *r4.HumanName, element string) {
	if name.Family == nil && name.Given == nil {
		b.issue(frontsheet.Information, element, "name-not-divided", "surname and given name are not certain: the name stays in one piece, and a search by the surname alone does not find it")
	}
}

// foreign reports whether the patient is of those whose names start with no
// Chinese surname, and so, most likely, are those around him.
func (b *Builder) foreign() bool {
	s := &b.sheet.Patient
	return personname.OfOthers(s.Ethnicity) || personname.OfOthers(s.Nationality)
}

// representation says in which script a name is written: IDE in Chinese
// characters, ABC in letters, nothing in both or in neither; and, of a divided
// name, that the source does not state its parts.
func (b *Builder) representation(name string, divided bool) []r4.Extension {
	han, latin := false, false
	for _, r := range name {
		switch {
		case '\u4e00' <= r && r <= '\u9fff': // what nearly all names are made of
			han = true
		case r < utf8.RuneSelf:
			latin = latin || chars.IsLetter(byte(r))
		default:
			han = han || unicode.Is(unicode.Han, r)
			latin = latin || unicode.Is(unicode.Latin, r)
		}
	}
	code := ""
	switch {
	case han && !latin:
		code = "IDE"
	case latin && !han:
		code = "ABC"
	case !divided:
		return nil
	}
	if !divided {
		return b.codeExtension(fhir.ExtensionNameRepresentation, code)
	}
	return b.sharedExtensions(constantKey{fhir.ExtensionNameDivided, code, ""}, func() []r4.Extension {
		list := b.arena.extensions.List(2)
		if code != "" {
			list = append(list, r4.Extension{Url: b.uri(fhir.ExtensionNameRepresentation), ValueCode: b.arena.string(code)})
		}
		return append(list, r4.Extension{Url: b.uri(fhir.ExtensionNameDivided), ValueBoolean: new(true)})
	})
}
