package extract

import (
	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// codesOf returns the codes of a diagnosis or procedure that come from the
// source, without those that a map added, and its name.
func (r *Reader) codesOf(c *r4.CodeableConcept, element string) ([]frontsheet.Code, string) {
	if c == nil {
		return nil, ""
	}
	own := r.ownCodes(c)
	name := arena.Deref(c.Text)
	for i := range c.Coding {
		if name == "" && layout.Of(r.sheet) == nil && c.Coding[i].Display != nil {
			name = *c.Coding[i].Display
			r.issue(frontsheet.Information, element, "named-by-code", "the name is that of the code: the document has no other")
		}
	}
	return own, name
}

// ownCodes returns the codes of a concept that come from the source.
func (r *Reader) ownCodes(c *r4.CodeableConcept) []frontsheet.Code {
	if c == nil {
		return nil
	}
	var own []frontsheet.Code
	for i := range c.Coding {
		coding := &c.Coding[i]
		if _, added := r.addedBy(coding); added || coding.Code == nil {
			continue
		}
		code := frontsheet.Code{System: codes.System{URI: r.system(coding.System), Version: arena.Deref(coding.Version)}, Code: *coding.Code, Display: arena.Deref(coding.Display)}
		if len(own) == 0 && icd.IsEdition(code.System) && code.Display == arena.Deref(c.Text) && !layout.HasItems(r.sheet) {
			code.Display = "" // it is the name of the diagnosis or procedure
		}
		own = append(own, code)
	}
	return own
}
