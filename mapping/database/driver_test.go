package database_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
)

// A table is a database in memory that has one answer to every query.
type table struct {
	names, types []string
	rows         [][]driver.Value
	broken       error // at the end of the rows
}

// open returns a table as a database.
func (t *table) open() *sql.DB { return sql.OpenDB(t) }

func (t *table) Connect(context.Context) (driver.Conn, error) { return connection{t}, nil }
func (t *table) Driver() driver.Driver                        { return nil }

type connection struct{ *table }

func (c connection) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &answer{table: c.table}, nil
}
func (connection) Prepare(string) (driver.Stmt, error) { return nil, errors.ErrUnsupported }
func (connection) Begin() (driver.Tx, error)           { return nil, errors.ErrUnsupported }
func (connection) Close() error                        { return nil }

type answer struct {
	*table
	at int
}

func (a *answer) Columns() []string                       { return a.names }
func (a *answer) ColumnTypeDatabaseTypeName(i int) string { return a.types[i] }
func (a *answer) Close() error                            { return nil }

func (a *answer) Next(dest []driver.Value) error {
	if a.at == len(a.rows) {
		if a.broken != nil {
			return a.broken
		}
		return io.EOF
	}
	copy(dest, a.rows[a.at])
	a.at++
	return nil
}
