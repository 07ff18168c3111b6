package mapping_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A panic costs the record that it met: it is rejected, the issue says where the
// panic was, and nothing of what it said.
func TestAPanicRejectsItsRecordAlone(t *testing.T) {
	var none *mapping.FrontSheet
	for name, options := range map[string]*mapping.RunOptions{
		"of a check": {Inspect: func(s *mapping.FrontSheet) []mapping.Issue {
			if s.Patient.Name == "乙" {
				panic("the sheet of " + s.Patient.Name)
			}
			return nil
		}},
		"of the runtime": {Inspect: func(s *mapping.FrontSheet) []mapping.Issue {
			if s.Patient.Name == "乙" {
				_ = none.Patient.Name
			}
			return nil
		}},
		"of an encoder": {Encode: func(d *fhir.Document, dst []byte) ([]byte, error) {
			text, err := d.Append(dst)
			if strings.Contains(string(text[len(dst):]), "乙") {
				panic(fmt.Errorf("the text %s", text))
			}
			return text, err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var outputs []string
			var issues []mapping.Issue
			err := mapping.NewTranslator(nil, nil).Run(context.Background(), open(t, "A48,A11\n1,甲\n2,乙\n3,丙\n"), options, func(r *mapping.Result) error {
				if r.Rejected() {
					assert.Equal(t, "2,乙\n", string(r.Raw))
					issues = append(issues, r.Issues...)
				}
				outputs = append(outputs, string(r.Output))
				return nil
			})
			require.NoError(t, err)
			require.Len(t, outputs, 3)
			assert.Contains(t, outputs[0], "甲")
			assert.Empty(t, outputs[1])
			assert.Contains(t, outputs[2], "丙")
			assert.NotContains(t, outputs[2], "乙", "nothing is left of what was begun")
			require.NotEmpty(t, issues)
			last := issues[len(issues)-1]
			assert.Equal(t, "internal-error", last.Code)
			assert.Equal(t, 2, last.Record)
			assert.Equal(t, 3, last.Line)
			assert.Contains(t, last.Detail, "TestAPanicRejectsItsRecordAlone")
			assert.Contains(t, last.Detail, "(guard_test.go:")
			assert.NotContains(t, last.Detail, "乙")
		})
	}
}

// What works on one record without a run recovers too. The documents and sheets
// here are broken as no reader leaves them.
func TestAPanicOfOneCallIsAnIssue(t *testing.T) {
	translator := mapping.NewTranslator(nil, nil)
	document, issues := translator.Document(nil)
	assert.Nil(t, document)
	require.Len(t, issues, 1)
	assert.Equal(t, "internal-error", issues[0].Code)

	sheet, issues := translator.FrontSheet(nil)
	assert.Nil(t, sheet)
	require.Len(t, issues, 1)
	assert.Equal(t, "internal-error", issues[0].Code)

	var out strings.Builder
	writer, err := mapping.NewWriter(&out, mainland.N041(), nil)
	require.NoError(t, err)
	issues, err = writer.Write(nil)
	assert.ErrorIs(t, err, mapping.ErrInternal)
	require.Len(t, issues, 1)
	assert.Equal(t, "internal-error", issues[0].Code)
	_, err = writer.Write(&mapping.FrontSheet{Patient: mapping.Patient{Name: "丙"}})
	require.NoError(t, err)
	require.NoError(t, writer.Flush())
	assert.Equal(t, 2, strings.Count(out.String(), "\n"), "the header and one row")

	out.Reset()
	pages := mapping.NewPageWriter(&out, translator)
	issues, err = pages.Write(nil)
	assert.ErrorIs(t, err, mapping.ErrInternal)
	require.Len(t, issues, 1)
	assert.Equal(t, "internal-error", issues[0].Code)
	_, err = pages.Write(&mapping.FrontSheet{Patient: mapping.Patient{Name: "丙"}})
	require.NoError(t, err)
	require.NoError(t, pages.Close())
	assert.Equal(t, 1, strings.Count(out.String(), "<article"))
}

// A document that its encoder refuses costs its record alone, which is told and
// handed back.
func TestAnEncoderThatRefusesRejectsItsRecordAlone(t *testing.T) {
	var outputs, issues []string
	options := &mapping.RunOptions{Encode: func(d *fhir.Document, dst []byte) ([]byte, error) {
		if *d.Patient.Name[0].Text == "乙" {
			return dst, errors.New("refused")
		}
		return d.Append(dst)
	}}
	err := mapping.NewTranslator(nil, nil).Run(t.Context(), open(t, "A48,A11\n1,甲\n2,乙\n3,丙\n"), options, func(r *mapping.Result) error {
		outputs = append(outputs, string(r.Output))
		if r.Rejected() {
			assert.Equal(t, "2,乙\n", string(r.Raw))
			issues = append(issues, r.Issues[len(r.Issues)-1].Error())
		}
		return nil
	})
	require.NoError(t, err)
	require.Len(t, outputs, 3)
	assert.Contains(t, outputs[0], "甲")
	assert.Empty(t, outputs[1])
	assert.Contains(t, outputs[2], "丙")
	assert.Equal(t, []string{"line 3: error: the document cannot be written: refused (not-encodable)"}, issues)
}
