package deidentify

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// labelled is what the test reads of a Bundle or a resource.
type labelled struct {
	ResourceType, Recorded string
	Meta                   struct {
		Security []struct{ System, Code string }
	}
	Activity struct{ Coding []struct{ Code string } }
}

func (l *labelled) codes() []string {
	var list []string
	for _, s := range l.Meta.Security {
		list = append(list, s.Code)
	}
	return list
}

// A Bundle of either type, and each of its resources, says that it was
// de-identified, and a Provenance says how.
func TestLabels(t *testing.T) {
	want := map[*Profile][]string{gba: {"R", "PSEUDED", "NORDSCLCD", "TREAT"}, research: {"R", "PSEUDED", "REDACTED", "NORDSCLCD", "TREAT"}}
	activity := map[*Profile][]string{gba: {"pseudonymize"}, research: {"deidentify"}}
	encoders := map[string]func(*fhir.Document, []byte) ([]byte, error){
		"document": (*fhir.Document).Append, "transaction": (*fhir.Document).AppendTransaction,
	}
	for _, p := range []*Profile{full, gba, research} {
		document := labelledDocument(t, newTest(t, p, testKey))
		for name, encode := range encoders {
			t.Run(p.Name+"/"+name, func(t *testing.T) {
				text, err := encode(document, nil)
				require.NoError(t, err)
				var bundle struct {
					labelled
					Entry []struct{ Resource labelled }
				}
				require.NoError(t, json.Unmarshal(text, &bundle))
				require.Greater(t, len(bundle.Entry), 5)
				assert.Equal(t, want[p], bundle.codes(), "the Bundle")
				var activities []string
				for _, e := range bundle.Entry {
					assert.Equal(t, want[p], e.Resource.codes(), e.Resource.ResourceType)
					if e.Resource.ResourceType == "Provenance" {
						activities = append(activities, e.Resource.Activity.Coding[0].Code)
						assert.Equal(t, "2026-01-02T03:04:05Z", e.Resource.Recorded)
					}
				}
				assert.Equal(t, activity[p], activities)
			})
		}
	}
}

// labelledDocument is the document of a record of HQMS, de-identified.
func labelledDocument(t *testing.T, d *Deidentifier) *fhir.Document {
	t.Helper()
	g := &generator{rand.New(rand.NewPCG(7, 8)), mainland.HQMS(), map[string]mapping.Column{}}
	reader, err := mapping.NewReader(bytes.NewReader(g.file(t, 1)), []*mapping.Layout{mainland.HQMS()}, nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		sheet, _ := d.Apply(record.Sheet)
		document, _ := mapping.NewTranslator(nil, nil).Document(sheet)
		d.Label(document)
		require.Empty(t, document.Check())
		return document
	}
	require.Fail(t, "no record")
	return nil
}
