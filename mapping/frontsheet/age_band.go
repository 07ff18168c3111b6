package frontsheet

// An AgeBand is an age stated as a range of completed years, which is all that
// a de-identified sheet states of it. The zero AgeBand is absent.
type AgeBand struct {
	// Low and High are the first and the last year of the band. A High of 0
	// means that the band has no end.
	Low, High int
	// Stated tells the band from 0 without an end from no band.
	Stated bool
}
