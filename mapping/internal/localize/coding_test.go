package localize

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
)

func match(code string, e codes.Equivalence) codes.Match {
	return codes.Match{Concept: codes.Concept{Code: code}, Equivalence: e}
}

// A map that says to use what it does not know as it stands (ConceptMap's
// unmapped.mode provided) gives back what stood in the cell: an identity number is
// not shown as a choice, nor in an issue.
func TestChoicesAreNoCells(t *testing.T) {
	known := match("A12.3", codes.RelatedTo)
	for cell, want := range map[string]string{"A123456": "A12.3", "91234567": "A12.3", "A12.4": "A12.4 A12.3"} {
		given := match(cell, codes.RelatedTo)
		given.Concept.System, known.Concept.System = codes.ICD10CM, codes.ICD10CM
		assert.Equal(t, want, Choices(nil, cell, []codes.Match{given, known}))
	}
	local := match("LOCAL-123456", codes.RelatedTo)
	assert.Equal(t, "LOCAL-123456", Choices(nil, "I10", []codes.Match{local}), "a code of the map's")
}
