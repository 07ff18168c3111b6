// Package database gives the rows of a query to [mapping.NewRowReader], as a file of the
// same columns would.
//
//	rows, err := db.QueryContext(ctx, "SELECT bah AS A48, xm AS A11, rysj AS B12 FROM …")
//	...
//	reader, err := mapping.NewRowReader(database.Rows(rows, nil), mainland.Layouts(), nil)
//
// The names of the query's columns are the header. It is a package of its own so that
// only a program that needs it links database/sql.
package database

import (
	"database/sql"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
)

// Options set how values become text. Nil means the defaults.
type Options struct {
	// Location is where the clocks stand by which times with a zone are written, the
	// hospital's; nil for that in which the driver gives each. It concerns no time of
	// a column without a zone.
	Location *time.Location

	_ struct{}
}

// Rows yields the names of the columns, then each row, and closes rows. It can be ranged
// over once. An error of the database ends it.
//
// NULL is an empty cell. A time is written as the database has it: of a column without
// a zone (DATETIME, TIMESTAMP), which drivers give in UTC or in a zone of their own,
// the time that stands there, and no zone, so that none is shifted; of one with a zone
// (TIMESTAMPTZ, DATETIMEOFFSET, TIMESTAMP WITH TIME ZONE) the moment, with its offset;
// of a DATE the day. Where the driver does not tell the type, the column counts as
// without a zone. The zero time, which some drivers have for a date that is none
// (0000-00-00), is an empty cell. A number is written in full, without an exponent, and
// a boolean as true or false.
func Rows(rows *sql.Rows, options *Options) iter.Seq2[[]string, error] {
	var o Options
	if options != nil {
		o = *options
	}
	return func(yield func([]string, error) bool) {
		defer rows.Close()
		types, err := rows.ColumnTypes()
		if err != nil {
			yield(nil, err)
			return
		}
		header := make([]string, len(types))
		kinds := make([]kind, len(types))
		values, places := make([]any, len(types)), make([]any, len(types))
		for i, t := range types {
			header[i], kinds[i], places[i] = t.Name(), kindOf(t.DatabaseTypeName()), &values[i]
		}
		if !yield(header, nil) {
			return
		}
		for rows.Next() {
			if err := rows.Scan(places...); err != nil {
				yield(nil, err)
				return
			}
			cells := make([]string, len(values))
			for i, value := range values {
				if cells[i], err = o.text(value, kinds[i]); err != nil {
					yield(nil, fmt.Errorf("column %s: %w", header[i], err))
					return
				}
			}
			if !yield(cells, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// A kind says what a time of a column is.
type kind uint8

const (
	local  kind = iota // what a clock shows, without a zone
	moment             // with a zone
	day
	clock
)

// kindOf tells the kind of a column's times by the database's name of its type.
func kindOf(name string) kind {
	name = strings.ToUpper(name)
	switch {
	case name == "DATE": // with a time of day in Oracle's databases
		return day
	case name == "TIME", name == "TIMETZ":
		return clock
	case strings.Contains(name, "TZ"), strings.Contains(name, "OFFSET"), strings.Contains(name, "WITH") && strings.Contains(name, "ZONE") && !strings.Contains(name, "WITHOUT"):
		return moment
	}
	return local
}

// text returns a value of a driver as a file has it.
func (o *Options) text(value any, k kind) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case uint64:
		return strconv.FormatUint(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32), nil
	case bool:
		return strconv.FormatBool(v), nil
	case time.Time:
		return o.time(v, k), nil
	case fmt.Stringer: // decimals of some drivers
		return v.String(), nil
	}
	return "", fmt.Errorf("a value of the type %T is no text", value)
}

func (o *Options) time(t time.Time, k kind) string {
	const date, oClock = "2006-01-02", "15:04:05.999999999"
	if t.IsZero() {
		return ""
	}
	switch {
	case k == clock:
		return t.Format(oClock)
	case k == day && t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0:
		return t.Format(date)
	case k == moment:
		if o.Location != nil {
			t = t.In(o.Location)
		}
		return t.Format(date + "T" + oClock + "-07:00")
	}
	return t.Format(date + " " + oClock)
}
