package icd9cm

// The checksums of the sources, for tests.
const (
	DiagnosesLong   = diagnosesLongSource
	DiagnosesShort  = diagnosesShortSource
	ProceduresLong  = proceduresLongSource
	ProceduresShort = proceduresShortSource
)
