package layout

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/nearest"
)

// The formats of cells by the kind of value that has them; "" is one of each kind.
var (
	dateFormats       = []string{literal.LayoutDate, literal.LayoutCompact, literal.LayoutDayFirst, literal.LayoutDateTime, literal.LayoutDate + " H:mm:ss", literal.LayoutDayFirst + " H:mm:ss"}
	numberFormats     = []string{"decimal", "integer", "count", "age", "weight"}
	identifierFormats = []string{"identity", "phone", "postcode", "number"}
	codedFormats      = []string{"name"}
	hourFormats       = []string{"HH"}
	monthsFormats     = []string{MonthsOrDays}
)

// dataTypes are the formats of fields of HL7 v2.
var dataTypes = strings.Fields("AD CE CF CN CNE CWE CX DLD DT DTM ED EI FC FN FT HD ID IS LA NM PL PN RP SI SN ST TM TN TS TX Varies XAD XCN XON XPN XTN")

// cellFormats lists the formats of cells.
func cellFormats() []string {
	return slices.Concat(dateFormats, numberFormats, identifierFormats, codedFormats, hourFormats, monthsFormats)
}

// Kind returns what cells of an element hold, and the formats that such columns may have.
func (e *Element) Kind() (kind string, formats []string) {
	v := e.At(&frontsheet.FrontSheet{}, 1)
	switch v.(type) {
	case *Date:
		return "date", dateFormats
	case *Hour:
		return "hour", hourFormats
	case *Number:
		return "number", numberFormats
	case *Months:
		return "months", monthsFormats
	case *Identifier:
		return "identifier", identifierFormats
	case *Coded:
		return "coded", codedFormats
	case *Code:
		return "code", nil
	case *Texts:
		return "list", nil
	case *Text:
		return "text", nil
	}
	of := reflect.TypeOf(v)
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return strings.ToLower(of.Name()), nil
}

// checkFormat refuses a format that nobody would heed. What separates the items of a
// list is one, a sign on its own.
func (l *Layout) checkFormat(format string) error {
	known := cellFormats()
	switch l.Format {
	case HL7v2:
		known = dataTypes
	case CDA:
		known = append(known, literal.LayoutStamp)
	case Nested:
		if strings.HasPrefix(format, "=") || format == "!icd-10" {
			return nil
		}
	}
	sign, size := utf8.DecodeRuneInString(format)
	if format == "" || slices.Contains(known, format) || size == len(format) && !unicode.IsLetter(sign) && !unicode.IsDigit(sign) {
		return nil
	}
	return fmt.Errorf("unknown format %q%s: there are %s", format, nearestOf(format, known), strings.Join(known, ", "))
}

// nearestOf is what an error says of the name that somebody may have meant.
func nearestOf(name string, names []string) string {
	if meant := nearest.Name(name, names); meant != "" {
		return fmt.Sprintf(" (did you mean %s?)", meant)
	}
	return ""
}

// valueSet reads the sets of a file that stands beside the layout's.
func (c *layoutCompiler) valueSet(row []string) error {
	if c.open == nil {
		return fmt.Errorf("@value-set %s: the layout is read without the folder in which the file would be", row[1])
	}
	file, err := c.open(row[1])
	if err != nil {
		return fmt.Errorf("@value-set: %w", err)
	}
	defer file.Close()
	sets, err := frontsheet.ReadOwnValueSets(file)
	if err != nil {
		return fmt.Errorf("%s: %w", row[1], err)
	}
	for _, set := range sets {
		if _, twice := c.sets[set.Name]; twice {
			return fmt.Errorf("%s: there is a value set %q already", row[1], set.Name)
		}
		c.sets[set.Name] = set
	}
	return nil
}
