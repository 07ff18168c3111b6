package gem

// The checksums of the sources, for tests.
const (
	ICD9Source  = i9Source
	ICD10Source = i10Source
)
