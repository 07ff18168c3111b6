package document

// A Narrative says which text documents carry for people to read. The zero
// Narrative is NoNarrative.
type Narrative uint8

// The narratives.
const (
	// NoNarrative: no text but that which FHIR requires of a section without
	// entries.
	NoNarrative Narrative = iota
	// Bilingual: the Composition and each of its sections have what the sheet
	// says in the words of the source, and beside it in the language of the
	// other side. It about doubles the size of a document.
	Bilingual
)
