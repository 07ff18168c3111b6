package codes

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func all() []Equivalence {
	return []Equivalence{Equal, Equivalent, Wider, Subsumes, Narrower, Specializes, Inexact, RelatedTo, Unmatched, Disjoint}
}

func TestEquivalenceCodes(t *testing.T) {
	want := []string{"equal", "equivalent", "wider", "subsumes", "narrower", "specializes", "inexact", "relatedto", "unmatched", "disjoint"}
	for i, e := range all() {
		assert.Equal(t, want[i], e.String())
		back, ok := ParseEquivalence(want[i])
		assert.True(t, ok)
		assert.Equal(t, e, back)
	}
	for _, code := range []string{"", "Equal", "related-to", "source-is-narrower-than-target", "not-related-to"} {
		_, ok := ParseEquivalence(code)
		assert.False(t, ok, code)
	}
	for _, e := range []Equivalence{0, Disjoint + 1, 255} {
		assert.False(t, e.Valid())
		assert.False(t, e.Translates())
		assert.Empty(t, e.String())
		assert.Positive(t, e.Compare(Disjoint))
	}
}

// The composition of each pair, spelled out: a row is the first step, a column
// the second.
func TestComposeTable(t *testing.T) {
	short := map[string]Equivalence{
		"=": Equal, "~": Equivalent, "W": Wider, "U": Subsumes, "N": Narrower, "S": Specializes,
		"I": Inexact, "R": RelatedTo, "x": Unmatched, "d": Disjoint,
	}
	table := []string{
		//   = ~ W U N S I R x d
		"= = ~ W U N S I R x d",
		"~ ~ ~ W U N S I R x d",
		"W W W W W R R R R x d",
		"U U U W U R R R R x d",
		"N N N R R N N R R x x",
		"S S S R R N S R R x x",
		"I I I R R R R R R x x",
		"R R R R R R R R R x x",
		"x x x x x x x x x x x",
		"d d d x x d d x x x x",
	}
	for i, e := range all() {
		for j, f := range all() {
			want := short[table[i][2+2*j:3+2*j]]
			assert.Equal(t, want, Compose(e, f), "%s then %s", e, f)
		}
	}
}

func TestComposeProperties(t *testing.T) {
	for _, e := range all() {
		assert.Equal(t, e, e.Inverse().Inverse())
		assert.Equal(t, e.Compare(e), 0)
		assert.Zero(t, Compose(e, 0))
		assert.Zero(t, Compose(0, e))
		for _, f := range all() {
			c := Compose(e, f)
			assert.True(t, c.Valid())
			assert.GreaterOrEqual(t, c.Compare(e), 0, "%s then %s is %s, better than the first", e, f, c)
			assert.GreaterOrEqual(t, c.Compare(f), 0, "%s then %s is %s, better than the second", e, f, c)
			assert.Equal(t, Compose(f.Inverse(), e.Inverse()), c.Inverse(), "%s then %s, read backwards", e, f)
			for _, g := range all() {
				assert.Zero(t, Compose(c, g).Compare(Compose(e, Compose(f, g))), "%s, %s, %s: the order of composing matters", e, f, g)
			}
		}
	}
}

func TestTranslated(t *testing.T) {
	assert.False(t, Translated(nil))
	assert.False(t, Translated([]Match{{Equivalence: Unmatched}, {Equivalence: Disjoint}, {}}))
	assert.True(t, Translated([]Match{{Equivalence: Unmatched}, {Equivalence: RelatedTo}}))
}
