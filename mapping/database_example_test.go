package mapping_test

import (
	"database/sql"
	"fmt"
	"iter"
	"log"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// The rows of a query are read as those of a file: the names of its columns are the
// header. NULL is an empty cell. Have the query write times as text, for a driver may
// give a time without a zone as one of UTC.
func ExampleNewRowReader() {
	db := sql.OpenDB(hospital{}) // sql.Open, with the driver of your database
	defer db.Close()
	rows, err := db.Query("SELECT BAH, XM, XB, RYSJ, JBDM FROM stays")
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	reader, err := mapping.NewRowReader(texts(rows), mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		s := record.Sheet
		fmt.Println(reader.Layout().Name, s.Patient.RecordNumber, s.Patient.Sex.Code, string(s.Stay.Admission.Append(nil, "")))
	}
	// Output:
	// n041 0001 2 2024-03-04
	// n041 0002  2024-03-05
}

// texts yields the names of the columns of a query and then its rows.
func texts(rows *sql.Rows) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		names, err := rows.Columns()
		if !yield(names, err) || err != nil {
			return
		}
		values, cells := make([]any, len(names)), make([]sql.NullString, len(names))
		for i := range cells {
			values[i] = &cells[i]
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				yield(nil, err)
				return
			}
			row := make([]string, len(cells))
			for i := range cells {
				row[i] = cells[i].String
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}
