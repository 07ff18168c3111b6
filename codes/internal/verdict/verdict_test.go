package verdict

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
)

const table = Table(Header + `
A15.-,A15.-,wider,a
A15.0,A16.2,relatedto,"b, with ""quotes"""
A15.0,A15.3,narrower,c
A150,,unmatched,d
`)

func TestRows(t *testing.T) {
	assert.Equal(t, []Row{
		{"A15.0", "A16.2", codes.RelatedTo, `b, with "quotes"`},
		{"A15.0", "A15.3", codes.Narrower, "c"},
	}, slices.Collect(table.Rows("A15.0")))
	assert.Equal(t, []Row{{"A150", "", codes.Unmatched, "d"}}, slices.Collect(table.Rows("A150")))
	assert.Len(t, slices.Collect(table.All()), 4)
	for code, want := range map[string]bool{"A15.-": true, "A15.0": true, "A150": true, "A15": false, "A15.1": false, "": false, "B": false} {
		assert.Equal(t, want, table.Has(code), code)
		assert.Equal(t, want, len(slices.Collect(table.Rows(code))) > 0, code)
	}
	assert.Empty(t, slices.Collect(Table("").Rows("A")))
}

func TestLongest(t *testing.T) {
	const table = Table(Header + `
K29.0,K29,wider,a
K29.00,K29.1,wider,b
K29.00,K29.8,wider,c
K29.1,K29.2,wider,d
`)
	targets := func(code string) (list []string) {
		for _, row := range table.Longest(code, 5) {
			list = append(list, row.Target)
		}
		return list
	}
	assert.Equal(t, []string{"K29"}, targets("K29.0"))
	assert.Equal(t, []string{"K29"}, targets("K29.01"))
	assert.Equal(t, []string{"K29.1", "K29.8"}, targets("K29.00"))
	assert.Equal(t, []string{"K29.1", "K29.8"}, targets("K29.001A"))
	assert.Equal(t, []string{"K29.2"}, targets("K29.19"))
	assert.Nil(t, targets("K29.2"))
	assert.Nil(t, targets("A00.0"))
}
