package frontsheet

import (
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/denial"
)

// A Coded is a value of a value set. The zero Coded is absent.
type Coded struct {
	// Set is the value set, nil where the column has none.
	Set *ValueSet
	// Code is a code of Set, "" where the source's text is not one of the set.
	Code string
	// Text is the source's text where Code is "", or stands beside Code where the
	// source states both.
	Text string
}

// IsZero reports whether the source states no value.
func (c Coded) IsZero() bool { return c.Code == "" && c.Text == "" }

// Label returns the value in words: its text, or the Chinese title of its code,
// or else the code.
func (c Coded) Label() string {
	if c.Text != "" {
		return c.Text
	}
	if c.Set != nil {
		if concept, ok := c.Set.Concept(c.Code); ok && concept.Chinese != "" {
			return concept.Chinese
		}
	}
	return c.Code
}

// Standard returns the FHIR code that stands for the value, "" where none does.
func (c Coded) Standard() string {
	if c.Set == nil {
		return ""
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard
}

// Denied reports whether the value states that there is none of what its item
// asks for, as 无 of 有无 does, or as the text "No known drug allergy". Who denies an
// allergy to food says nothing of drugs.
func (c Coded) Denied() bool {
	if c.Set != nil && c.Code != "" {
		concept, _ := c.Set.Concept(c.Code)
		return denial.OfCode(concept.System, concept.Standard).DeniesDrugAllergy() || denial.Of(concept.Chinese).DeniesDrugAllergy()
	}
	return denial.Of(c.Text).DeniesDrugAllergy()
}

// DocumentKind returns the kind of identity document that the value stands for,
// where it is a type of documents: the name of the kind is among the aliases of
// its code. It is identity.Unknown where no kind is known.
func (c Coded) DocumentKind() identity.Kind {
	if c.Set == nil || c.Code == "" {
		return identity.Unknown
	}
	for k := identity.HKID; k <= identity.Passport; k++ {
		if code, _, ok := c.Set.Match(k.String()); ok && code == c.Code {
			return k
		}
	}
	return identity.Unknown
}
