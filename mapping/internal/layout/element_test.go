package layout

import (
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The part of an element is what its name begins with: so the path of an element
// is one that a layout can state.
func TestPathsOfElements(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range Elements() {
		assert.False(t, seen[e.Name], e.Name)
		seen[e.Name] = true
		require.NotNil(t, e.Part, e.Name)
		if e.Part.Name == "" {
			assert.Equal(t, e.Name, e.Part.Path(e.Name, 1))
			continue
		}
		name, index, err := splitIndex(e.Part.Path(e.Name, 3))
		require.NoError(t, err)
		assert.Equal(t, e.Name, name)
		assert.Equal(t, 3, index)
	}
	for _, test := range []struct {
		name  string
		index int
		want  string
	}{
		{"diagnosis.other.code", 1, "diagnosis.other[1].code"},
		{"diagnosis.final.code", 1, "diagnosis.final.code"},
		{"diagnosis.final.code", 2, "diagnosis.final[2].code"},
		{"newborn.birth-weight", 1, "newborn.birth-weight[1]"},
		{"insurance.plan", 1, "insurance.plan"},
		{"patient.next-of-kin.name", 2, "patient.next-of-kin[2].name"},
		{"patient.document-number", 1, "patient.document-number"},
	} {
		assert.Equal(t, test.want, elementOf(t, test.name).Part.Path(test.name, test.index))
	}
}

// To ask which parts a sheet has makes none, and it has those that it holds.
func TestPartsOfSheets(t *testing.T) {
	var s frontsheet.FrontSheet
	for _, e := range Elements() {
		for _, index := range e.Part.Indices(&s) {
			assert.Equal(t, 1, index, e.Name)
			assert.True(t, e.Part.Has(&s, index), e.Name)
		}
		e.Part.Has(&s, 2)
	}
	assert.Equal(t, frontsheet.FrontSheet{}, s)

	for _, test := range []struct {
		name   string
		filled []int
	}{
		{"diagnosis.other.name", []int{2, 5}},
		{"procedure.name", []int{1, 3}},
		{"stay.intensive.unit", []int{1, 2}},
		{"newborn.birth-weight", []int{1, 2, 3}},
		{"allergy.name", []int{1, 2}},
		{"result.unit", []int{1}},
		{"staff.coder", []int{1}},
		{"fee.01", []int{1}},
		{"item.gcs-total", []int{1}},
	} {
		e := elementOf(t, test.name)
		assert.NotContains(t, e.Part.Indices(&frontsheet.FrontSheet{}), 1, test.name)
		var s frontsheet.FrontSheet
		for _, index := range test.filled {
			e.At(&s, index)
			assert.True(t, e.Part.Has(&s, index), test.name)
		}
		assert.Equal(t, test.filled, e.Part.Indices(&s), test.name)
	}
}

func elementOf(t *testing.T, name string) Element {
	t.Helper()
	for _, e := range Elements() {
		if e.Name == name {
			return e
		}
	}
	t.Fatalf("no element %s", name)
	return Element{}
}
