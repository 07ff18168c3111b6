package xlsx_test

import (
	"bytes"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/xlsx"
)

// TestInsurance loads the published dictionaries and their CSV twins. The twins
// have the same codes. They differ from the workbooks in the names listed here,
// by the way in which they were made: characters that were lost ("??"), commas
// that were made wide, and one name that was cut by a character.
func TestInsurance(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "tables", "mainland")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("../shared/tables/mainland is not there")
	}
	for _, x := range []struct {
		book, twin           string
		system               codes.System
		rows, codes, heads   int
		lost, commas, others int
	}{
		{"医保ICD10_v2.0_字典库_0122.xlsx", "yibao2_dx.csv", codes.DiagnosisInsurance, 45523, 33304, 12219, 14, 0, 1},
		{"医保ICD9_v2.0_字典库0122.xlsx", "yibao2_px.csv", codes.ProcedureInsurance, 18867, 13686, 5181 - 525, 8, 4, 0},
	} {
		t.Run(x.book, func(t *testing.T) {
			name := filepath.Join(dir, x.book)
			rows := -1 // the header
			counted := func(r io.Reader, o *load.Options) iter.Seq2[load.Row, error] {
				return func(yield func(load.Row, error) bool) {
					for row, err := range xlsx.Rows(r, o) {
						if rows++; !yield(row, err) {
							return
						}
					}
				}
			}
			s, err := load.File(name, &load.Options{Workbook: counted, Categories: true})
			require.NoError(t, err)
			require.Len(t, s.Tables, 1)
			require.Equal(t, x.rows, rows)
			book := s.Tables[0].(*load.Table)
			require.Equal(t, x.system, book.System())
			require.Equal(t, x.codes+x.heads, book.Len())

			s, err = load.File(filepath.Join(dir, x.twin), &load.Options{System: x.system})
			require.NoError(t, err)
			twin := s.Tables[0].(*load.Table)
			require.Equal(t, x.codes, twin.Len())
			lost, commas, others, headings := 0, 0, 0, 0
			for c := range book.All() {
				d, ok := twin.Lookup(c.Code)
				if !ok {
					headings++
					continue
				}
				switch {
				case c == d:
				case strings.Contains(d.Hans, "?"):
					lost++
				case strings.ReplaceAll(c.Hans, ",", "，") == d.Hans:
					commas++
				default:
					others++
				}
			}
			require.Equal(t, []int{x.lost, x.commas, x.others, x.heads}, []int{lost, commas, others, headings})
		})
	}
}

func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", cell, &r))
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

func TestWrongBook(t *testing.T) {
	read := func(b []byte, o load.Options) error {
		o.Name, o.Workbook = "book.xlsx", xlsx.Rows
		_, err := load.Read(bytes.NewReader(b), &o)
		return err
	}
	good := []any{"分类码", "分类名", "诊断名", "诊断码"}
	require.NoError(t, read(book(t, good, []any{"A00", "霍乱"}, []any{nil, nil, "霍乱", "A00.900"}), load.Options{}))
	for name, x := range map[string]struct {
		book   []byte
		o      load.Options
		reason string
	}{
		"not a zip": {[]byte("PK\x03\x04 and no more"), load.Options{}, "book.xlsx: not an XLSX workbook"},
		"twice": {
			book(t, good, []any{nil, nil, "霍乱", "A00.900"}, nil, []any{nil, nil, "霍乱", "A00.900"}),
			load.Options{},
			`book.xlsx:4: code "A00.900" stands on line 2 already`,
		},
		"two headings": {
			book(t, good, []any{"A00", "霍乱"}, []any{"A00", "伤寒"}, []any{nil, nil, "霍乱", "A00.900"}),
			load.Options{},
			`book.xlsx:3: code "A00" stands on line 2 already`,
		},
		"both":        {book(t, good, []any{"A00", "霍乱", "霍乱", "A00.900"}), load.Options{}, "book.xlsx:2: a heading"},
		"no name":     {book(t, good, []any{nil, nil, "#N/A", "A00.900"}), load.Options{}, "book.xlsx:2:3: the cell is of a formula that failed"},
		"neither":     {book(t, good, []any{nil, nil, "霍乱"}), load.Options{}, "book.xlsx:2: neither a heading nor a code"},
		"too large":   {book(t, good), load.Options{MaxBytes: 100}, "book.xlsx: larger than the limit"},
		"too wide":    {book(t, good, make([]any, 300), append(make([]any, 300), "x")), load.Options{}, "book.xlsx:3: more than 256 columns"},
		"too many":    {book(t, good, []any{nil, nil, "霍乱", "A00.900"}, []any{nil, nil, "霍乱", "A00.901"}), load.Options{MaxRows: 1}, "book.xlsx:3: more than 1 rows"},
		"not a table": {book(t, []any{"what", "ever"}), load.Options{}, "book.xlsx:1: the first row has no column"},
	} {
		t.Run(name, func(t *testing.T) {
			err := read(x.book, x.o)
			var e *load.Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, err.Error(), x.reason)
		})
	}
}

func TestStop(t *testing.T) {
	n := 0
	for range xlsx.Rows(bytes.NewReader(book(t, []any{"a"}, []any{"b"}, []any{"c"})), nil) {
		n++
		break
	}
	require.Equal(t, 1, n)
	require.PanicsWithValue(t, "mine", func() {
		for range xlsx.Rows(bytes.NewReader(book(t, []any{"a"})), nil) {
			panic("mine")
		}
	})
}

func FuzzRows(f *testing.F) {
	f.Add(book(f, []any{"code", "title"}, []any{"A00", "霍乱"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			t.Skip()
		}
		n := 0
		for _, err := range xlsx.Rows(bytes.NewReader(b), nil) {
			if n++; err != nil || n > 100 {
				break
			}
		}
	})
}
