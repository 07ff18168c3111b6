package layout

import (
	"strings"
	"sync"

	"github.com/crossbay/crossbay/fhir"
)

// A displayKey is a code of a system of this project.
type displayKey struct{ system, code string }

// displays returns the codes of this project's systems with their names.
var displays = sync.OnceValue(func() map[displayKey]fhir.Concept {
	names := map[displayKey]fhir.Concept{}
	for _, system := range fhir.CodeSystems() {
		for _, c := range system.Concepts {
			names[displayKey{system.URL, c.Code}] = c
		}
	}
	return names
})

// OwnDisplay returns the name of a code of this project's systems, in the language of
// the document.
func (l *Layout) OwnDisplay(system, code string) string {
	c := displays()[displayKey{system, code}]
	return l.Word(c.Chinese, c.English)
}

// LanguageCode returns the language of the document.
func (l *Layout) LanguageCode() string {
	if l != nil && l.Language != "" {
		return l.Language
	}
	return assumed().Language
}

// Word returns the one of two words of a value set that is of the document's
// language: English, or the Chinese of its region.
func (l *Layout) Word(chinese, english string) string {
	if l.English() && english != "" || chinese == "" {
		return english
	}
	return chinese
}

// English reports whether the document is in English.
func (l *Layout) English() bool { return strings.HasPrefix(l.LanguageCode(), "en") }

// DocumentType returns what the document is.
func (l *Layout) DocumentType() DocumentType {
	if l != nil && l.Document != (DocumentType{}) {
		return l.Document
	}
	return assumed().Document
}
