package layout

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/internal/fieldname"
)

func TestLengthen(t *testing.T) {
	l, err := ReadLayout(strings.NewReader(`@layout,x
@zone,+08:00
@key,A48
column,title,element,format,values,need,since,names
A48,病案号,patient.record-number,,,,,
C03C,出院主要诊断编码,diagnosis.principal[1].code,,,,,
C06x{01..02}C,出院其他诊断编码,diagnosis.other[1].code,,,,,
Name of the patient,姓名,patient.name,,,,,Patient's full name
`), nil, nil)
	require.NoError(t, err)
	short := fieldname.Of("Name of the patient")
	require.Regexp(t, "^NAMEOF_[0-9A-Z]{3}$", short)
	for _, test := range []struct {
		cell, want string
		guessed    int
	}{
		{"a48", "a48", 0},                 // a name as it is
		{short, "Name of the patient", 0}, // the short one
		{strings.ToLower(short), "Name of the patient", 0},
		{fieldname.Of("Patient's full name"), "Name of the patient", 0},
		{"NAMEOF_000", "NAMEOF_000", 0}, // that of another
		{"出院主要诊", "C03C", 1},            // the start of one name alone
		{"出院其他诊", "出院其他诊", 0},           // of several
		{"PATIENTSFU", "Name of the patient", 1},
		{"ZZZZZZZZZZ", "ZZZZZZZZZZ", 0},
	} {
		got, guessed := l.Lengthen([]string{test.cell}, []int{0})
		assert.Equal(t, []string{test.want}, got, test.cell)
		assert.Equal(t, test.guessed, guessed, test.cell)
	}
	got, _ := l.Lengthen([]string{"出院主要诊"}, nil)
	assert.Equal(t, []string{"出院主要诊"}, got, "a name that has room is not cut")
}
