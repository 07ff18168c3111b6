package hongkong_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

var summaries = mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts(), Form: mapping.PatientSummary})

// A patient summary has all that the document of the stay has: any canonical record
// comes back from it byte for byte, and there is nothing to report on the way back.
func TestCanonicalRowsComeBackFromSummaries(t *testing.T) {
	records := 300
	if testing.Short() {
		records = 200
	}
	for _, tab := range tables() {
		t.Run(tab.Layout.Name, func(t *testing.T) {
			t.Parallel()
			tab.Translator = summaries
			tab.ComeBack(t, records, 853)
		})
	}
}

// So does any message: those of the samples, and canonical ones.
func TestMessagesComeBackFromSummaries(t *testing.T) {
	fault := func(t *testing.T, source string, sheet *mapping.FrontSheet) string {
		back, found := throughFHIRBy(t, summaries, sheet)
		again, issues := writtenMessages(t, &mapping.WriterOptions{Encoding: encodingOf(source)}, back)
		return faultOf(source, again, append(found, issues...))
	}
	for name, file := range messageFiles(t) {
		for _, record := range records(t, file, nil) {
			if record.Sheet != nil {
				assert.Empty(t, fault(t, plainER7(string(record.Raw)), record.Sheet), name)
			}
		}
	}
	g := &messageGenerator{used: map[string]int{}}
	for seed := range 200 {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 20240309))
		source := encoded(t, g.message())
		for _, record := range records(t, source, nil) {
			require.NotNil(t, record.Sheet)
			assert.Empty(t, fault(t, plainER7(source), record.Sheet), "seed %d", seed)
		}
	}
}
