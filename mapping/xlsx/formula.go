package xlsx

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
)

// formulas finds, in the XML of a sheet, the formulas that no program has
// computed before it saved the workbook. For excelize such a cell is empty.
type formulas struct {
	unresolved map[int]mapping.Unresolved // by rows, from 1; nil where there are none
	row        int
	column     int  // from 1
	inValue    bool // between <v> and </v>
	formula    bool // the cell has one
	result     bool // and what came of it
	text       bool // which is text, and may be empty
}

// see takes the next token.
func (f *formulas) see(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		f.open(token)
	case xml.CharData:
		f.result = f.result || f.inValue && len(bytes.TrimSpace(token)) > 0
	case xml.EndElement:
		switch token.Name.Local {
		case "v":
			f.inValue = false
		case "c":
			if f.formula && !f.result {
				f.add()
			}
		}
	}
}

func (f *formulas) open(element xml.StartElement) {
	switch element.Name.Local {
	case "row":
		f.row++
		f.column = 0
		if n, err := strconv.Atoi(stated(element, "r")); err == nil {
			f.row = n
		}
	case "c":
		f.column++
		if column, _, err := excelize.CellNameToCoordinates(stated(element, "r")); err == nil {
			f.column = column
		}
		f.formula, f.result, f.text = false, false, stated(element, "t") == "str"
	case "f":
		f.formula = true
	case "v":
		f.inValue, f.result = true, f.result || f.text
	case "is":
		f.result = true
	}
}

func (f *formulas) add() {
	if f.unresolved == nil {
		f.unresolved = map[int]mapping.Unresolved{}
	}
	f.unresolved[f.row] = append(f.unresolved[f.row], f.column-1)
}
