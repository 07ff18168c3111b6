package frontsheet

import "github.com/crossbay/crossbay/codes"

// An Unmapped is a code to which no code of a target was added.
type Unmapped struct {
	Source codes.System // of the code
	Code   string       // that none was added to, as the sheet has it
	Target codes.System // that was asked for
	// Choices are the codes among which the maps leave a choice, separated by
	// spaces; "" where no map has any.
	Choices string
}
