package dbf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
)

// A spec is a field of a table that a test makes by hand, after the structure that
// the manuals of dBASE and Visual FoxPro give ("Table File Structure").
type spec struct {
	name           string
	kind           byte
	size, decimals byte
	flags          byte // Visual FoxPro: 1 system, 2 nullable, 4 binary
}

// made returns a table of these fields; each record has its mark of deletion first.
func made(version, mark byte, fields []spec, records ...string) []byte {
	size, at := 32+32*len(fields)+1, 1
	if version >= 0x30 && version <= 0x32 {
		size += 263 // the name of the database
	}
	b := make([]byte, 32, size)
	b[0], b[1], b[2], b[3], b[29] = version, 124, 3, 4, mark
	binary.LittleEndian.PutUint32(b[4:], uint32(len(records)))
	binary.LittleEndian.PutUint16(b[8:], uint16(size))
	for _, f := range fields {
		d := make([]byte, 32)
		copy(d[:11], f.name)
		d[11], d[16], d[17], d[18] = f.kind, f.size, f.decimals, f.flags
		binary.LittleEndian.PutUint32(d[12:], uint32(at))
		b = append(b, d...)
		if at += int(f.size); f.kind == 'C' {
			at += 256 * int(f.decimals)
		}
	}
	b = append(b, 0x0d)
	b = append(b, make([]byte, size-len(b))...)
	binary.LittleEndian.PutUint16(b[10:], uint16(at))
	for _, r := range records {
		b = append(b, r...)
	}
	return append(b, 0x1a)
}

// A finding is what a test looks at of a mapping.RowFinding.
type finding struct {
	line, column int
	code         string
}

// all reads rows to the end.
func all(t testing.TB, rows iter.Seq2[[]string, error]) (list [][]string, found []finding) {
	t.Helper()
	for row, err := range rows {
		note := mapping.RowNote{}
		if err != nil && !errors.As(err, &note) {
			require.NoError(t, err)
		}
		for _, f := range note.Found {
			found = append(found, finding{note.Line, f.Column, f.Code})
		}
		if row != nil {
			list = append(list, append([]string(nil), row...))
		}
	}
	return list, found
}

func readAll(t testing.TB, table []byte, options *dbf.Options) (list [][]string, found []finding) {
	t.Helper()
	return all(t, dbf.Rows(bytes.NewReader(table), options))
}

// files are what a Writer writes.
type files map[string]*bytes.Buffer

func (f files) create(end string) (io.Writer, error) {
	f[end] = new(bytes.Buffer)
	return f[end], nil
}

// written writes rows.
func written(t testing.TB, options *dbf.WriterOptions, rows ...[]string) files {
	t.Helper()
	f := files{}
	w, err := dbf.NewWriter(f.create, options)
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.WriteRow(row))
	}
	require.NoError(t, w.Close())
	return f
}

// open opens what was written under a stem.
func (f files) open(t testing.TB, stem string) *dbf.Table {
	t.Helper()
	options := &dbf.Options{}
	if memo := f[stem+".fpt"]; memo != nil {
		options.Memo = bytes.NewReader(memo.Bytes())
	}
	table, err := dbf.Open(bytes.NewReader(f[stem+".dbf"].Bytes()), options)
	require.NoError(t, err)
	return table
}
