package mainland_test

import (
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A patient summary has all that the document of the stay has: any canonical row
// comes back from it byte for byte, and there is nothing to report on the way back.
func TestCanonicalRowsComeBackFromSummaries(t *testing.T) {
	stays := 200
	if testing.Short() {
		stays = 50
	}
	summaries := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts(), Form: mapping.PatientSummary})
	for _, e := range editions() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			e.Translator = summaries
			e.ComeBack(t, stays, 20190102)
		})
	}
}
