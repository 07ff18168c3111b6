package arena

// Deref returns the string that s points to, "" where s is nil: FHIR's models
// have pointers for strings that may be absent.
func Deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Text is the reverse of Deref without a copy: it returns s itself, nil where the
// string is empty.
func Text(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}
