package mapping_test

import (
	"testing"

	"github.com/crossbay/crossbay/mapping"
)

// BenchmarkNarrative makes and encodes the documents of the samples, without a
// narrative and with one.
func BenchmarkNarrative(b *testing.B) {
	var sheets []*mapping.FrontSheet
	sampleSheets(b, func(_ string, s *mapping.FrontSheet) { sheets = append(sheets, s) })
	for _, bench := range []struct {
		name      string
		narrative mapping.Narrative
	}{{"none", mapping.NoNarrative}, {"bilingual", mapping.Bilingual}} {
		b.Run(bench.name, func(b *testing.B) {
			translator := narrator(bench.narrative)
			var out []byte
			for i := 0; b.Loop(); i++ {
				d, _ := translator.Document(sheets[i%len(sheets)])
				var err error
				if out, err = d.Append(out[:0]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
