package mapping

import (
	"strings"
	"sync"

	"github.com/crossbay/crossbay/fhir"
)

type displayKey struct{ system, code string }

// displays returns the names of the codes of this project's systems.
var displays = sync.OnceValue(func() map[displayKey]fhir.Concept {
	names := map[displayKey]fhir.Concept{}
	for _, system := range fhir.CodeSystems() {
		for _, c := range system.Concepts {
			names[displayKey{system.URL, c.Code}] = c
		}
	}
	return names
})

// ownDisplay returns the name of a code of this project's systems, in the
// language of the document.
func (b *documentBuilder) ownDisplay(system, code string) string {
	c := displays()[displayKey{system, code}]
	return b.layout.word(c.Chinese, c.English)
}

// language returns the language of the document.
func (l *Layout) language() string {
	if l != nil && l.Language != "" {
		return l.Language
	}
	return "zh-CN"
}

// word returns the one of two words that is of the document's language. The
// project's own words are in English and in simplified Chinese; a value set's
// are in the Chinese of its region.
func (l *Layout) word(chinese, english string) string {
	if l.english() && english != "" || chinese == "" {
		return english
	}
	return chinese
}

// english reports whether the document is in English.
func (l *Layout) english() bool { return strings.HasPrefix(l.language(), "en") }

// documentType returns what the document is.
func (l *Layout) documentType() DocumentType {
	if l != nil && l.Document != (DocumentType{}) {
		return l.Document
	}
	return frontSheetDocument
}
