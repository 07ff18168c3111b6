package message

import (
	"math/rand/v2"
	"testing"

	"github.com/crossbay/crossbay/mapping/internal/layout"

	"github.com/stretchr/testify/assert"
)

// Places are canonical just where they are written as those of the form are.
func TestCanonicalPlaces(t *testing.T) {
	seen := map[bool]int{}
	for seed := range 2000 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		var form []Segment
		for _, name := range [...]string{"MSH", "PID", "DG1", "PR1"} {
			for range 1 + r.IntN(3) {
				form = append(form, Segment{name: name})
			}
		}
		list := arrange(&layout.Layout{}, form, nil)
		switch i, j := r.IntN(len(list)), r.IntN(len(list)); r.IntN(5) {
		case 0:
			list[i], list[j] = list[j], list[i]
		case 1:
			list[i].fields = r.IntN(2)
		case 2:
			list[i].empty = append(list[i].empty, 3)
		case 3:
			list = list[:i]
		}
		same := formatPlaces(list) == formatPlaces(arrange(&layout.Layout{}, form, nil))
		assert.Equal(t, same, canonical(list, form), "seed %d: %s", seed, formatPlaces(list))
		seen[same]++
	}
	assert.Greater(t, seen[true], 100)
	assert.Greater(t, seen[false], 100)
}
