package mapping_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
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

// tail reads the records after the first n, each with all that is said of it.
func tail(t *testing.T, text []byte, n int) (records []string, encoding string) {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(text), slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts()), nil)
	require.NoError(t, err)
	require.NoError(t, r.Skip(n))
	for record, err := range r.Records() {
		require.NoError(t, err)
		records = append(records, mapping.Reveal(record))
	}
	return records, r.Encoding()
}

// However many records are read over, those after them are the same.
func TestSkippedRecordsLeaveTheOthersAsTheyAre(t *testing.T) {
	texts := map[string][]byte{
		// GB18030 that starts with ASCII, an unknown member told once, and the
		// rows of one record.
		"late encoding": []byte("A48,A11\n1,A\n2,B\n3,\xbc\xd7\n4,C\n5,\xd2\xd2\n"),
		"told once":     []byte(`{"A48":"1","A11":"甲","ward":"1"}` + "\n" + `{"A48":"2","A11":"乙","ward":"2"}` + "\n" + `{"A48":"3","A11":"丙","bed":"1"}` + "\n"),
		"broken":        []byte("A48,A11\n1,\"A\n2,B\n3,\"C\nD\"\n4\n5,E\n"),
	}
	samples, err := filepath.Glob("../examples/testdata/h*.*")
	require.NoError(t, err)
	require.NotEmpty(t, samples)
	for _, sample := range samples {
		if strings.HasSuffix(sample, ".xlsx") || strings.HasSuffix(sample, ".xls") || strings.HasSuffix(sample, "template.csv") {
			continue // no text, or no records
		}
		texts[filepath.Base(sample)], err = os.ReadFile(sample)
		require.NoError(t, err)
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			all, encoding := tail(t, text, 0)
			require.NotEmpty(t, all)
			for n := range all {
				rest, same := tail(t, text, n)
				assert.Equal(t, all[n:], rest, "%d records skipped", n)
				assert.Equal(t, encoding, same)
			}
		})
	}
}

func TestSkipBeyondTheEnd(t *testing.T) {
	r := open(t, "A48,A11\n1,甲\n")
	assert.NoError(t, r.Skip(1))
	assert.ErrorIs(t, r.Skip(1), io.ErrUnexpectedEOF)
}
