package frontsheet

// Standard returns the FHIR code of c, "" where there is none.
func (c Coded) Standard() string {
	if c.Set == nil {
		return ""
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard
}
