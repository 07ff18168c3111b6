package tables

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping/internal/redact"
)

//go:embed columns.csv
var columnsFile []byte

//go:embed omop.csv
var omopFile []byte

// A Type is the type of the values of a column, in the words of SQL.
type Type uint8

// The types. Values are text in all of them: a date is 2024-03-04, a timestamp
// 2024-03-04 09:20:00 without a zone, a decimal digits with or without a dot, a
// boolean true or false.
const (
	String Type = iota
	Integer
	Decimal
	Date
	Timestamp
	Boolean
)

// A Column is one of a table.
type Column struct {
	Name string
	Type Type
	// Precision and Scale are those of a Decimal: its digits, and how many of them
	// stand behind the dot.
	Precision, Scale int
	// View is the ViewDefinition that has the column, List the list of the resource
	// of which each element is a row, "" for the resource, and Path the FHIRPath
	// there. They are "" for OMOP.
	View, List, Path string
	// Chinese and English say what it is: Chinese in the terms of the standards, ""
	// for OMOP.
	Chinese, English string
}

// A Table has rows of its columns. Tables must not be changed.
type Table struct {
	Name    string
	Columns []Column
	kind    byte // of parts of a spool
}

// A Row is the values of the columns in their order: nil where nothing is known.
//
// It holds values of a patient, and prints as "[redacted]".
type Row [][]byte

// Format writes "[redacted]", whatever the verb is.
func (Row) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Row) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Row) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// readTables reads a file of columns.
func readTables(file []byte) []*Table {
	r := csv.NewReader(bytes.NewReader(file))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		panic(err) // a test reads both
	}
	var list []*Table
	for _, cells := range records[1:] {
		if len(list) == 0 || list[len(list)-1].Name != cells[0] {
			list = append(list, &Table{Name: cells[0], kind: byte(len(list) + 1)})
		}
		c := Column{Name: cells[1], English: cells[len(cells)-1]}
		c.setType(cells[2])
		if len(cells) > 4 {
			c.View, c.List, _ = strings.Cut(cells[3], ":")
			c.Path, c.Chinese = cells[4], cells[5]
		}
		t := list[len(list)-1]
		t.Columns = append(t.Columns, c)
	}
	return list
}

func (c *Column) setType(name string) {
	switch name {
	case "string":
	case "integer":
		c.Type = Integer
	case "date":
		c.Type = Date
	case "timestamp":
		c.Type = Timestamp
	case "boolean":
		c.Type = Boolean
	default:
		c.Type = Decimal
		if _, err := fmt.Sscanf(name, "decimal(%d,%d)", &c.Precision, &c.Scale); err != nil {
			panic(err)
		}
	}
}

// SQL returns the type of the column as SQL has it.
func (c *Column) SQL() string {
	if c.Type == Decimal {
		return fmt.Sprintf("DECIMAL(%d,%d)", c.Precision, c.Scale)
	}
	return [...]string{String: "VARCHAR", Integer: "BIGINT", Date: "DATE", Timestamp: "TIMESTAMP", Boolean: "BOOLEAN"}[c.Type]
}

// The sets are made once: nobody changes them.
var (
	stays = sync.OnceValue(func() *Set { return newSet(readTables(columnsFile), appendStay, false) })
	omop  = sync.OnceValue(func() *Set { return newSet(readTables(omopFile), appendOMOP, true) })
)
