package frontsheet

// SeveralOperations reports whether the codes are of several operations: they
// are of one system. Codes of different systems are one operation in each.
func SeveralOperations(list []Code) bool {
	return len(list) > 1 && list[0].System.URI == list[1].System.URI
}
