package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Value is a part of a FrontSheet that one column can fill: a pointer to it,
// of a type that says how it is read and written. The kinds of values are the
// types below, and those of kind_cell.go and kind_field.go.
//
// A kind hands its value over as what it is: Cell to whoever reads or writes
// cells of tables, Field to whoever reads or writes fields of messages. The
// reading and writing stand with the carriers, above this package; a method of
// [CellKinds] or [FieldKinds] for each kind sees to it that none of them lacks
// one. A kind that a carrier cannot hold hands nothing over, and returns false.
type Value interface {
	// Empty reports whether the value says nothing that is to be reported where
	// it has no column. What other elements hold too is empty.
	Empty() bool
	Cell(k CellKinds) bool
	Field(k FieldKinds) bool
}

// Kinds are the kinds of values that cells and fields of messages hold alike.
type Kinds interface {
	Text(v *string)
	Identifier(v *string)
	Code(v *string)
	Texts(v *[]string)
	Coded(v *frontsheet.Coded)
	Date(v *frontsheet.DateTime)
	Number(v *frontsheet.Decimal)
}

// The kinds that cells and fields of messages hold alike.
type (
	Text   string
	Code   string              // a code of a terminology that stands beside it
	Texts  []string            // a list, in one cell
	Coded  frontsheet.Coded    // a value of a value set
	Date   frontsheet.DateTime // with or without time
	Number frontsheet.Decimal

	// Identifier is a number that is copied, and never reckoned with or read as
	// words: of a person, a record, a document, a stay, or by which somebody is
	// reached. A digit that is lost makes it another's.
	Identifier string
)

func (v *Text) Empty() bool             { return *v == "" }
func (v *Text) Cell(k CellKinds) bool   { k.Text((*string)(v)); return true }
func (v *Text) Field(k FieldKinds) bool { k.Text((*string)(v)); return true }

func (v *Identifier) Empty() bool             { return *v == "" }
func (v *Identifier) Cell(k CellKinds) bool   { k.Identifier((*string)(v)); return true }
func (v *Identifier) Field(k FieldKinds) bool { k.Identifier((*string)(v)); return true }

func (v *Code) Empty() bool             { return *v == "" }
func (v *Code) Cell(k CellKinds) bool   { k.Code((*string)(v)); return true }
func (v *Code) Field(k FieldKinds) bool { k.Code((*string)(v)); return true }

func (v *Texts) Empty() bool             { return len(*v) == 0 }
func (v *Texts) Cell(k CellKinds) bool   { k.Texts((*[]string)(v)); return true }
func (v *Texts) Field(k FieldKinds) bool { k.Texts((*[]string)(v)); return true }

func (v *Coded) Empty() bool             { return (*frontsheet.Coded)(v).IsZero() }
func (v *Coded) Cell(k CellKinds) bool   { k.Coded((*frontsheet.Coded)(v)); return true }
func (v *Coded) Field(k FieldKinds) bool { k.Coded((*frontsheet.Coded)(v)); return true }

func (v *Date) Empty() bool             { return (*frontsheet.DateTime)(v).IsZero() }
func (v *Date) Cell(k CellKinds) bool   { k.Date((*frontsheet.DateTime)(v)); return true }
func (v *Date) Field(k FieldKinds) bool { k.Date((*frontsheet.DateTime)(v)); return true }

func (v *Number) Empty() bool             { return *v == "" }
func (v *Number) Cell(k CellKinds) bool   { k.Number((*frontsheet.Decimal)(v)); return true }
func (v *Number) Field(k FieldKinds) bool { k.Number((*frontsheet.Decimal)(v)); return true }
