package compose

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// furtherNames adds the English name and the other names.
func (b *Builder) furtherNames(p *r4.Patient) {
	s := &b.sheet.Patient
	if !s.EnglishName.IsZero() {
		name := b.englishName(&s.EnglishName)
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
		p.Name = append(p.Name, b.humanName(&s.OtherNames[i]))
	}
}

// englishName returns a name that the source says is the English one.
func (b *Builder) englishName(n *frontsheet.PersonName) r4.HumanName {
	name := b.humanName(n)
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

// humanName returns a name with its script.
func (b *Builder) humanName(n *frontsheet.PersonName) r4.HumanName {
	full := message.FullName(*n)
	name := r4.HumanName{Text: &full, Extension: b.representation(full)}
	b.setParts(&name, &n.NameParts)
	name.Period = b.period(n.Valid.Start, n.Valid.End)
	for use := r4.NameUseUsual; use <= r4.NameUseMaiden; use++ {
		if n.Use != "" && use.Code() == n.Use {
			name.Use = new(use)
		}
	}
	return name
}

// setParts sets the parts of a name. The given names are one.
func (b *Builder) setParts(name *r4.HumanName, parts *frontsheet.NameParts) {
	name.Family = b.arena.optional(parts.Surname)
	if parts.GivenName != "" {
		name.Given = []string{parts.GivenName}
	}
}

// representation says in which script a name is written: IDE in Chinese
// characters, ABC in letters. A name in both, or in neither, gets no extension.
func (b *Builder) representation(name string) []r4.Extension {
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
	default:
		return nil
	}
	return b.codeExtension(fhir.ExtensionNameRepresentation, code)
}
