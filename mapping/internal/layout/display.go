package layout

import (
	"strings"
)

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
