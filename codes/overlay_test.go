package codes

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOverlayTable(t *testing.T) {
	base := newTable(t, sysB1, "1", "one", "2", "two")
	own := newTable(t, sysB, "2", "own two", "3", "own three")
	table, err := OverlayTable(base, own)
	require.NoError(t, err)
	var got []string
	for c := range table.(Lister).All() {
		assert.Equal(t, sysB1, c.System)
		found, ok := table.Lookup(c.Code)
		assert.True(t, ok)
		assert.Equal(t, c, found)
		got = append(got, c.English)
	}
	assert.Equal(t, []string{"own two", "own three", "one"}, got)

	_, err = OverlayTable(base, newTable(t, sysB2))
	assert.ErrorContains(t, err, "urn:b|2")
}

func TestOverlayMap(t *testing.T) {
	base := newMap(t, sysA, sysB1, "national", row("1", "x", Equal), row("2", "y", Equal), row("3", "z", Equal))
	own := newMap(t, sysA, sysB, "own", row("2", "own", Wider), row("3", "", Unmatched), row("4", "w", Equal))
	m, err := OverlayMap(base, own)
	require.NoError(t, err)
	assert.Equal(t, sysA, m.Source())
	assert.Equal(t, sysB1, m.Target())
	assert.Equal(t, []string{"x equal urn:map:national"}, brief(m.Translate("1")))
	assert.Equal(t, []string{"own wider urn:map:own"}, brief(m.Translate("2")))
	assert.Equal(t, []string{" unmatched urn:map:own"}, brief(m.Translate("3")))
	assert.Equal(t, []string{"w equal urn:map:own"}, brief(m.Translate("4")))
	assert.Nil(t, m.Translate("5"))
	assert.Equal(t, []string{"2", "3", "4", "1"}, slices.Collect(m.(MapLister).Codes()))
	r := NewRegistry(nil, []Map{m})
	assert.Nil(t, r.Reverse(sysB1, "z", sysA), "the national row is overlaid")
	assert.Len(t, r.Reverse(sysB1, "own", sysA), 1)

	_, err = OverlayMap(base, newMap(t, sysA, sysC, "wrong"))
	assert.Error(t, err)
	_, err = OverlayMap(base, newMap(t, sysC, sysB, "wrong"))
	assert.Error(t, err)
	plain, err := OverlayMap(base, opaque{own})
	require.NoError(t, err)
	assert.NotImplements(t, (*MapLister)(nil), plain)
	assert.Len(t, plain.Translate("1"), 1)
}

func TestRowErrors(t *testing.T) {
	_, err := NewTable(sysA, []Concept{{Code: "1"}, {Code: ""}})
	assert.EqualError(t, err, "codes: row 1: the code is empty")
	_, err = NewTable(sysA, []Concept{{Code: "1"}, {Code: "1"}})
	assert.EqualError(t, err, `codes: row 1: code "1": stands in row 0 too`)
	for _, r := range []MapRow{row("", "x", Equal), row("1", "x", 0), row("1", "", Equal), row("1", "", Disjoint)} {
		_, err := NewMap(sysA, sysB, "", "", []MapRow{r})
		var e *RowError
		assert.ErrorAs(t, err, &e)
	}
}

func TestDots(t *testing.T) {
	for in, want := range map[string]string{"I214": "I21.4", "A33": "A33", "S32009A": "S32.009A", "I21.4": "I21.4", "": ""} {
		assert.Equal(t, want, DotICD10(in))
	}
	for in, want := range map[string]string{"41071": "410.71", "0010": "001.0", "042": "042", "V1272": "V12.72", "E8788": "E878.8", "E030": "E030", "410.71": "410.71"} {
		assert.Equal(t, want, DotICD9Diagnosis(in))
	}
	for in, want := range map[string]string{"3606": "36.06", "00": "00", "000": "00.0"} {
		assert.Equal(t, want, DotICD9Procedure(in))
	}
	assert.Equal(t, "S32009A", Undot("S32.009A"))
}

func TestGEMFlags(t *testing.T) {
	for s, want := range map[string]Equivalence{
		"00000": Equivalent, "10000": RelatedTo, "11000": Unmatched, "10112": RelatedTo, "00111": RelatedTo, "01000": Unmatched,
	} {
		f, err := ParseGEMFlags(s)
		require.NoError(t, err, s)
		assert.Equal(t, s, f.String())
		assert.Equal(t, want, f.Equivalence(), s)
	}
	for _, s := range []string{"", "0000", "000000", "20000", "1x000", "11111", "10100", "10001", "00010"} {
		_, err := ParseGEMFlags(s)
		assert.Error(t, err, s)
	}
}
