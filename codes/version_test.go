package codes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
)

// one is a map of one code to one.
type one struct {
	source, target codes.System
	from, to       string
}

func (m one) Source() codes.System { return m.source }
func (m one) Target() codes.System { return m.target }
func (m one) Translate(code string) []codes.Match {
	if code != m.from {
		return nil
	}
	return []codes.Match{{Concept: codes.Concept{System: m.target, Code: m.to}, Equivalence: codes.Equivalent}}
}

// A code that two editions of the target have is one answer, and no choice, where
// the question names no edition; GEMs of 2013 and the table of a later year both
// stand in a registry.
func TestEditionsOfOneTargetAreNoChoice(t *testing.T) {
	source := codes.System{URI: "urn:source"}
	older, newer := codes.System{URI: "urn:target", Version: "2013"}, codes.System{URI: "urn:target", Version: "2026"}
	r := codes.NewRegistry(nil, []codes.Map{one{source, newer, "a", "J18.9"}, one{source, older, "a", "J18.9"}})
	matches := r.Translate(source, "a", codes.System{URI: "urn:target"})
	require.Len(t, matches, 1)
	assert.Equal(t, "2026", matches[0].Concept.System.Version)
	assert.Len(t, codes.Chosen(matches), 1)
	assert.Equal(t, "2013", r.Translate(source, "a", older)[0].Concept.System.Version)
}
