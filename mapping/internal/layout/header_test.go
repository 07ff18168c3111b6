package layout

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The number of a stay is told from the names of columns as any other cell is, and
// nothing is allocated for it: the column of the key has another in each row.
func TestNamesOfNumbers(t *testing.T) {
	l := &Layout{keys: map[string]int{"NUMBER#1": 0, "Z#20001": 0, "A48": 0, "STAY0001": 0}}
	slow := func(cell string) bool {
		_, ok := l.namedBy(cell, headerForms(cell))
		return ok
	}
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20000 {
		stem := []string{"Number", "NUMBER", "z", "Z", "A", "STAY", "", "C07x", "AC"}[random.IntN(9)]
		cell := stem + strings.Repeat("0", random.IntN(5)) + fmt.Sprint([]int{1, 20001, 48, 7, 100000 + random.IntN(100000)}[random.IntN(5)])
		if slow(cell) {
			found++
		}
		assert.Equal(t, slow(cell), Names(cell, []*Layout{l}), cell)
	}
	assert.Positive(t, found)
	cell := "Z00000017"
	assert.Zero(t, testing.AllocsPerRun(100, func() { Names(cell, []*Layout{l}) }))
}
