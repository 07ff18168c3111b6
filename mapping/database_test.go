package mapping_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// hospital is a database of two synthetic stays, for an example.
type hospital struct{}

var hospitalRows = [][]driver.Value{{"0001", "测试甲", "2", "20240304", "I10.x00"}, {"0002", "测试乙", nil, "20240305", "J18.900"}}

func (hospital) Connect(context.Context) (driver.Conn, error) { return hospital{}, nil }
func (hospital) Driver() driver.Driver                        { return nil }
func (hospital) Prepare(string) (driver.Stmt, error)          { return hospital{}, nil }
func (hospital) Begin() (driver.Tx, error)                    { return nil, errors.ErrUnsupported }
func (hospital) Close() error                                 { return nil }
func (hospital) NumInput() int                                { return -1 }
func (hospital) Exec([]driver.Value) (driver.Result, error)   { return nil, errors.ErrUnsupported }
func (hospital) Query([]driver.Value) (driver.Rows, error)    { return &hospitalStays{}, nil }

// hospitalStays is what a query gives.
type hospitalStays struct{ next int }

func (*hospitalStays) Columns() []string { return []string{"BAH", "XM", "XB", "RYSJ", "JBDM"} }
func (*hospitalStays) Close() error      { return nil }
func (r *hospitalStays) Next(row []driver.Value) error {
	if r.next == len(hospitalRows) {
		return io.EOF
	}
	copy(row, hospitalRows[r.next])
	r.next++
	return nil
}
