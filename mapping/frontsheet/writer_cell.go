package frontsheet

// NameOr returns the name of a coded value, or its code.
func NameOr(c Coded) string {
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
