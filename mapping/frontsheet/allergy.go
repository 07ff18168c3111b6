package frontsheet

// Denied reports whether a value of 有无 says that there is none.
func (c Coded) Denied() bool {
	if c.Set == nil {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Chinese == "无" || concept.Standard == "nilknown"
}
