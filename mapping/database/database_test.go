package database_test

import (
	"database/sql/driver"
	"errors"
	"math"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/database"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// cell returns what a value of a column becomes.
func cell(t *testing.T, kind string, value driver.Value, options *database.Options) string {
	t.Helper()
	db := (&table{names: []string{"A"}, types: []string{kind}, rows: [][]driver.Value{{value}}}).open()
	defer db.Close()
	rows, err := db.Query("")
	require.NoError(t, err)
	var cells []string
	for row, err := range database.Rows(rows, options) {
		require.NoError(t, err)
		cells = append(cells, row...)
	}
	require.Len(t, cells, 2)
	require.Equal(t, "A", cells[0])
	return cells[1]
}

// The types are those that the drivers of MySQL, PostgreSQL, SQL Server, Oracle and SQLite
// name. A time of a type without a zone is written as its clock shows it, in whatever
// location the driver gives it.
func TestTimes(t *testing.T) {
	china, abroad := time.FixedZone("", 8*3600), time.FixedZone("EST", -5*3600)
	for _, in := range []*time.Location{time.UTC, china, abroad, time.FixedZone("", 0)} {
		at := time.Date(2024, 3, 1, 9, 30, 5, 0, in)
		for _, kind := range []string{"DATETIME", "datetime", "DATETIME2", "SMALLDATETIME", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE", ""} {
			assert.Equal(t, "2024-03-01 09:30:05", cell(t, kind, at, nil), kind)
			assert.Equal(t, "2024-03-01 09:30:05", cell(t, kind, at, &database.Options{Location: china}), kind)
		}
		assert.Equal(t, "2024-03-01", cell(t, "DATE", time.Date(2024, 3, 1, 0, 0, 0, 0, in), nil))
		assert.Equal(t, "2024-03-01 09:30:05", cell(t, "DATE", at, nil), "Oracle's has a time of day")
		assert.Equal(t, "09:30:05", cell(t, "TIME", at, nil))
		assert.Equal(t, "2024-03-01 09:30:05.25", cell(t, "DATETIME2", at.Add(250*time.Millisecond), nil))
	}
	at := time.Date(2024, 2, 29, 20, 30, 0, 0, time.UTC)
	for _, kind := range []string{"TIMESTAMPTZ", "DATETIMEOFFSET", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIMEZONE", "TIMESTAMP WITH LOCAL TIME ZONE", "timestamp with time zone"} {
		assert.Equal(t, "2024-02-29T20:30:00+00:00", cell(t, kind, at, nil), kind)
		assert.Equal(t, "2024-03-01T04:30:00+08:00", cell(t, kind, at, &database.Options{Location: china}), kind)
	}
	assert.Empty(t, cell(t, "DATETIME", time.Time{}, nil), "0000-00-00")
}

func TestValues(t *testing.T) {
	for want, value := range map[string]driver.Value{
		"": nil, "王虚构": "王虚构", "0001": []byte("0001"), "-7": int64(-7), "1250.5": 1250.5, "0.1": float64(0.1), "true": true,
		"100000000000000000000000": 1e23, "NaN": math.NaN(),
	} {
		assert.Equal(t, want, cell(t, "VARCHAR", value, nil))
	}
}

// Every moment comes back from its document as it is, with a zone or without.
func TestTimesInSheets(t *testing.T) {
	for kind, want := range map[string]string{"DATETIME": "2024-02-29T20:30:00+08:00", "TIMESTAMPTZ": "2024-02-29T20:30:00+00:00"} {
		db := (&table{
			names: []string{"A48", "A49", "B12"}, types: []string{"VARCHAR", "INT", kind},
			rows: [][]driver.Value{{"0001", int64(1), time.Date(2024, 2, 29, 20, 30, 0, 0, time.UTC)}, {"0002", int64(1), nil}},
		}).open()
		defer db.Close()
		rows, err := db.Query("")
		require.NoError(t, err)
		reader, err := mapping.NewRowReader(database.Rows(rows, nil), mainland.Layouts(), nil)
		require.NoError(t, err)
		var starts []string
		for record, err := range reader.Records() {
			require.NoError(t, err)
			document, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
			if p := document.Encounters[0].Period; p != nil && p.Start != nil {
				starts = append(starts, *p.Start)
			}
			for _, i := range record.Issues {
				assert.False(t, i.Column == "B12" && (kind == "DATETIME" || i.Code != "date-form"), "%v", i)
			}
		}
		assert.Equal(t, []string{want}, starts)
	}
}

// An error of the database, or a value that is no text, ends the reading, and names no
// value.
func TestErrors(t *testing.T) {
	lost := errors.New("the connection is lost")
	db := (&table{names: []string{"A48"}, types: []string{""}, rows: [][]driver.Value{{"0001"}}, broken: lost}).open()
	defer db.Close()
	rows, err := db.Query("")
	require.NoError(t, err)
	n := 0
	for _, err = range database.Rows(rows, nil) {
		n++
	}
	assert.Equal(t, 3, n)
	assert.ErrorIs(t, err, lost)

	db = (&table{names: []string{"A48"}, types: []string{""}, rows: [][]driver.Value{{[]string{"王虚构"}}}}).open()
	defer db.Close()
	rows, err = db.Query("")
	require.NoError(t, err)
	for _, err = range database.Rows(rows, nil) {
	}
	assert.EqualError(t, err, "column A48: a value of the type []string is no text")

	// Who stops early has closed the rows.
	rows, err = db.Query("")
	require.NoError(t, err)
	for range database.Rows(rows, nil) {
		break
	}
	assert.False(t, rows.Next())
}

// The door does without database/sql, and this package without a network.
func TestLinks(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	assert.NotContains(t, strings.Fields(string(out)), "net/http")
	out, err = exec.Command("go", "list", "-deps", "..").Output()
	require.NoError(t, err)
	assert.NotContains(t, strings.Fields(string(out)), "database/sql")
}
