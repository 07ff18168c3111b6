package deidentify

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

func layouts() []*mapping.Layout {
	return slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
}

// A new element of a layout has to be decided on: without a row it is dropped,
// and this test fails.
func TestEveryElementOfALayoutStandsInTheTables(t *testing.T) {
	table := elementTable()
	for _, l := range layouts() {
		for _, c := range l.Columns() {
			name := unindexed(c.Element)
			for _, part := range append(slices.Clone(table.parts[name]), name) {
				if part != name || table.parts[name] == nil {
					assert.NotNil(t, table.find(part), "%s: %s: %s", l.Name, c.Name, part)
				}
			}
		}
	}
}

func TestTablesAreWellFormed(t *testing.T) {
	actions := []Action{Keep, Drop, Pseudonym, Shift, Month, Band, City, Province, Title, Category, Round, Listed}
	seen := map[string]bool{}
	for _, row := range readTable("elements.csv") {
		assert.False(t, seen[row[0]], "%s stands twice", row[0])
		seen[row[0]] = true
		assert.NotEmpty(t, row[1], row[0])
		assert.Contains(t, actions, Action(row[2]), row[0])
		assert.Contains(t, actions, Action(row[3]), row[0])
	}
	for _, row := range readTable("parts.csv") {
		assert.False(t, seen[row[0]], "%s has a row of its own", row[0])
		for part := range strings.FieldsSeq(row[1]) {
			assert.True(t, seen[part], "%s: %s has no row", row[0], part)
		}
	}
}

func TestUnknownElementsAreDropped(t *testing.T) {
	for _, p := range []*Profile{gba, research, counts} {
		for _, name := range []string{"patient.shoe-size", "stay.admission.minute", "shoe-size", "item.shoe-size", "patient.sex.detail", ""} {
			assert.Equal(t, Drop, p.Action(name), "%s: %s", p.Name, name)
		}
	}
	assert.Equal(t, Keep, full.Action("patient.shoe-size"))
}

func TestActions(t *testing.T) {
	for _, test := range []struct {
		element       string
		gba, research Action
	}{
		{"patient.name", Drop, Drop},
		{"patient.document-number", Pseudonym, Drop},
		{"patient.birth-date", Month, Band},
		{"patient.current.address", City, Province},
		{"patient.contact.name", Drop, Drop},
		{"patient.next-of-kin.person[2]", Drop, Drop},
		{"patient.ethnicity", Keep, Listed},
		{"stay.admission", Keep, Shift},
		{"stay.admission.hour", Keep, Shift},
		{"emergency.admission", Keep, Shift},
		{"emergency.destination", Drop, Drop},
		{"diagnosis.other[3].code", Keep, Category},
		{"diagnosis.other[3].name", Title, Title},
		{"diagnosis.concept[1]", Drop, Drop}, // its parts differ
		{"staff.coder", Drop, Drop},
		{"staff.coder.licence", Drop, Drop},
		{"procedure.person.surgeon[1]", Drop, Drop},
		{"fee.09a", Keep, Round},
		{"fee.total", Keep, Round},
		{"source-field", Drop, Drop},
	} {
		assert.Equal(t, test.gba, gba.Action(test.element), test.element)
		assert.Equal(t, test.research, research.Action(test.element), test.element)
		assert.Equal(t, Keep, full.Action(test.element), test.element)
		assert.Equal(t, Drop, counts.Action(test.element), test.element)
	}
}

func TestFind(t *testing.T) {
	for _, p := range Profiles() {
		found, err := Find(p.Name)
		require.NoError(t, err)
		assert.Same(t, p, found)
	}
	_, err := Find("anonymous")
	assert.EqualError(t, err, `unknown profile "anonymous": there are full, gba, research, counts`)
}
