package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// An export that writes NULL for nothing has one note a column, whoever reads it and
// wherever reading begins; a warning stays with each record.
func TestHabitsOfAFileAreToldOnce(t *testing.T) {
	var b strings.Builder
	b.WriteString("A48,A49,A47,A19C,A14,A12C\n")
	for n := range 100 {
		marks := "NULL,NULL"
		if n < 40 {
			marks = ","
		}
		fmt.Fprintf(&b, "%d,1,%s,4２,odd\n", n+1, marks)
	}
	open := func() *mapping.Reader {
		r, err := mapping.NewReader(strings.NewReader(b.String()), mainland.Layouts(), nil)
		require.NoError(t, err)
		return r
	}
	var want []mapping.Issue
	for r, err := range open().Records() {
		require.NoError(t, err)
		want = append(want, r.Issues...)
	}
	count := map[string]int{}
	for _, i := range want {
		count[i.Code]++
		assert.Equal(t, i.Code == "empty-marker", i.Once)
		if i.Once {
			assert.Equal(t, 41, i.Record)
			assert.Equal(t, mapping.Information, i.Severity)
			assert.Contains(t, i.Detail, "reported once for the column and file")
		}
	}
	assert.Equal(t, map[string]int{"empty-marker": 2, "unknown-code": 100, "number-form": 100}, count)

	translator := mapping.NewTranslator(nil, nil)
	for _, workers := range []int{1, 2, 5} {
		var once []mapping.Issue
		run := open()
		require.NoError(t, translator.Run(t.Context(), run, &mapping.RunOptions{Workers: workers, Values: true}, func(r *mapping.Result) error {
			assert.Len(t, r.Values, len(r.Issues))
			for n, i := range r.Issues {
				if i.Once {
					assert.Equal(t, "NULL", r.Values[n])
					once = append(once, i)
				}
			}
			return nil
		}))
		assert.Len(t, once, 2, "%d workers", workers)
	}
	for _, skipped := range []int{1, 40, 41, 99} {
		r := open()
		require.NoError(t, r.Skip(skipped))
		var rest, after []mapping.Issue
		for record, err := range r.Records() {
			require.NoError(t, err)
			rest = append(rest, record.Issues...)
		}
		for _, i := range want {
			if i.Record > skipped {
				after = append(after, i)
			}
		}
		assert.Equal(t, after, rest, "%d skipped", skipped)
	}
}

func TestIssueSaysItsPlaceInWords(t *testing.T) {
	i := mapping.Issue{File: "a/hqms.csv", Record: 3, Line: 4, Column: "A13", Title: "出生日期", Severity: mapping.Warning, Code: "date-form", Detail: "the date is read day first"}
	assert.EqualError(t, i, "a/hqms.csv, line 4, A13 (出生日期): warning: the date is read day first (date-form)")
	i.File, i.Line, i.Title = "", 0, "A13"
	assert.EqualError(t, i, "record 3, A13: warning: the date is read day first (date-form)")
	i.Record, i.Column = 0, ""
	assert.EqualError(t, i, "warning: the date is read day first (date-form)")
}
