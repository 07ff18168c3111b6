package mapping

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A panic in reading costs the record, in whose place the issue stands.
func TestAPanicOfReadingRejectsItsRecord(t *testing.T) {
	l, err := ReadLayout(strings.NewReader(`@layout,test,A layout with a fault
@diagnosis-codes,icd-10-clinical
@procedure-codes,icd-9-cm-3-clinical
@currency,CNY
@zone,+08:00
@key,NUMBER
column,title,element,format,values,need,since,names
NUMBER,Number,patient.record-number,,,yes,,
NAME,Name,patient.name,,,,,
`), nil)
	require.NoError(t, err)
	at := l.compiled.Fields[1].At
	l.compiled.Fields[1].At = func(s *frontsheet.FrontSheet, n int) layout.Value {
		if s.Patient.RecordNumber == "2" {
			panic(s.Patient.RecordNumber + "乙")
		}
		return at(s, n)
	}
	r, err := NewReader(strings.NewReader("NUMBER,NAME\n1,甲\n2,乙\n3,丙\n"), []*Layout{l}, nil)
	require.NoError(t, err)
	var names []string
	for record, err := range r.Records() {
		require.NoError(t, err)
		if record.Sheet != nil {
			names = append(names, record.Sheet.Patient.Name)
			continue
		}
		require.Len(t, record.Issues, 1)
		assert.Equal(t, "internal-error", record.Issues[0].Code)
		assert.Equal(t, 3, record.Issues[0].Line)
		assert.Contains(t, record.Issues[0].Detail, "guard_internal_test.go:")
		assert.NotContains(t, record.Issues[0].Detail, "乙")
		assert.Equal(t, "2,乙\n", string(record.Raw))
	}
	assert.Equal(t, []string{"甲", "丙"}, names)
}
