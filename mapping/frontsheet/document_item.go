package frontsheet

// Alone reports whether the code of FHIR's for a coded value stands for no other
// code of its value set.
func (c Coded) Alone() bool {
	if c.Set == nil || c.Code == "" {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	back, exact, ok := c.Set.FromStandard(concept.System, concept.Standard)
	return ok && exact && back.Code == c.Code
}
