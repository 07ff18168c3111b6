package deidentify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

func TestIssues(t *testing.T) {
	found := mapping.Issue{Record: 3, Line: 4, Column: "A19C", Field: "patient.ethnicity", Code: "code-form", Detail: "the value is read as 01"}
	assert.Equal(t, found, full.Issue(found))
	assert.Equal(t, found, gba.Issue(found))
	hidden := research.Issue(found)
	assert.NotContains(t, hidden.Detail, "01")
	hidden.Detail = found.Detail
	assert.Equal(t, found, hidden)
	assert.NotContains(t, counts.Issue(found).Detail, "01")

	sheet := person()
	sheet.Patient.RecordNumber = "0001"
	_, issues := newTest(t, research, testKey).Apply(sheet)
	for _, i := range issues {
		assert.Equal(t, i, research.Issue(i), "issues of this package say what it did")
		assert.NotEmpty(t, i.Code)
		assert.NotEmpty(t, i.Field)
	}
}

func TestManifest(t *testing.T) {
	d := newTest(t, research, testKey)
	for i := range 3 {
		sheet := person()
		sheet.Stay.AdmissionCount = mapping.Decimal(fmt.Sprint(i + 1))
		sheet.Fields = []mapping.Field{{Column: "x", Value: "测试甲"}}
		_, _ = d.Apply(sheet)
	}
	m := d.Manifest()
	assert.Equal(t, "research", m.Profile)
	assert.Equal(t, "TREAT", m.Purpose)
	assert.Equal(t, "2026-01-02T03:04:05Z", m.Recorded)
	assert.Equal(t, 3, m.Records)
	assert.Equal(t, 1, m.People)
	assert.True(t, m.Sensitive)
	assert.Equal(t, []string{"demographic", "facility", "identifier", "stay"}, m.Categories)
	assert.Equal(t, map[Action]int{Drop: 3}, m.Elements["patient.name"])
	assert.Equal(t, map[Action]int{Drop: 3}, m.Elements["source-field"])
	assert.Equal(t, map[Action]int{Pseudonym: 3}, m.Elements["patient.record-number"])
	assert.Equal(t, &SmallCells{Fewer: 5, Cells: 1, Small: 1, Records: 3}, m.SmallCells)
	assert.Len(t, m.Rules, 64)
	text, err := json.Marshal(m)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"noImportantData":null`)
	assert.NotContains(t, string(text), "测试甲")
	assert.NotContains(t, string(text), "12345678X")
}

func TestCounter(t *testing.T) {
	c := NewCounter()
	add := func(people, stays int, sex, code string) {
		for i := range people {
			for n := range stays {
				s := person()
				s.Patient.RecordNumber, s.Patient.AgeYears = fmt.Sprint(sex, code, i), "47"
				s.Patient.Current.Text = "广东省深圳市南山区"
				s.Patient.Sex = mapping.Coded{Set: newFiller().set, Code: sex}
				s.Stay.AdmissionCount = mapping.Decimal(fmt.Sprint(n + 1))
				s.Diagnoses = []mapping.Diagnosis{{Role: mapping.Principal, Slot: 1, Codes: []mapping.Code{{System: codes.DiagnosisClinical, Code: code}}}}
				c.Add(s)
			}
		}
	}
	written := func() string {
		var b bytes.Buffer
		require.NoError(t, c.Write(&b))
		return b.String()
	}
	const header = "month,place,sex,age,diagnosis,records\n"
	assert.Equal(t, header, written())
	assert.Zero(t, c.Manifest().Records)

	add(4, 3, "1", "N18.000")
	assert.Equal(t, header, written(), "four people, though twelve stays")
	assert.Zero(t, c.Manifest().Records)
	assert.Zero(t, c.Manifest().People)

	add(7, 1, "1", "I21.900x001")
	assert.Equal(t, header+"other,other,other,other,other,19\n", written(), "what is left would tell of the four")

	add(5, 1, "2", "I21.900x001")
	assert.Equal(t, header+"2024-03,广东省深圳市,male,45-49,I21,7\nother,other,other,other,other,17\n", written())

	add(1, 1, "2", "A01.000")
	assert.Equal(t, header+"2024-03,广东省深圳市,female,45-49,I21,5\n2024-03,广东省深圳市,male,45-49,I21,7\nother,other,other,other,other,13\n", written(),
		"five people in two cells hide one another")
	m := c.Manifest()
	assert.Equal(t, "counts", m.Profile)
	assert.Equal(t, 25, m.Records)
	assert.Equal(t, 17, m.People)
	assert.Nil(t, m.Elements)
	assert.False(t, m.Sensitive)
}
