package deidentify

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping"
)

// Whatever is done to an element is told, by the element and without its value.
func TestEveryActionIsTold(t *testing.T) {
	sheet := person()
	sheet.Fees.Total = "1234.56"
	found := map[string][]string{}
	for _, p := range []*Profile{gba, research} {
		_, issues := newTest(t, p, testKey).Apply(sheet)
		for _, i := range issues {
			assert.Equal(t, mapping.Information, i.Severity)
			found[p.Name] = append(found[p.Name], i.Code+" "+i.Field)
		}
	}
	for _, want := range []string{"dropped patient.name", "pseudonym patient.record-number"} {
		assert.Contains(t, found[gba.Name], want)
		assert.Contains(t, found[research.Name], want)
	}
	for _, want := range []string{"shifted stay.admission", "shifted stay.discharge", "generalised patient.birth-date", "generalised fee.total"} {
		assert.Contains(t, found[research.Name], want)
	}
}
