package arena

func Deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Text returns a pointer to s, nil where s is empty.
func Text(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}
