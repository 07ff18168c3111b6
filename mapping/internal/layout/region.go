package layout

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// A DocumentType says what the documents of a layout are: a code of LOINC with
// its display, and a title in the language of the documents.
type DocumentType struct {
	// Code is a code of LOINC ("18842-5"), Display its name there, and Title the
	// title that people read.
	Code, Display, Title string
}

// The document of a layout that does not say otherwise.
var frontSheetDocument = DocumentType{"18842-5", "Discharge summary", "住院病案首页"}

// The names by which a layout sets its identifier systems.
var identifierSystems = []string{
	"record-number", "health-card", "organization", "practitioner", "staff", "pathology-number", "visit-number", "patient-key",
	"policy-number",
}

// regional reads a property that tells one region's documents from another's.
func (l *Layout) regional(row []string) error {
	switch {
	case row[0] == "@format":
		i := slices.IndexFunc(formats[:], func(f *Format) bool { return f.Name == row[1] })
		if i < 0 {
			return fmt.Errorf("unknown format %q", row[1])
		}
		l.Format = formats[i]
	case row[0] == "@code-system":
		if len(row) != 3 {
			return errors.New("@code-system takes the name that messages use, and a name or URI of a system")
		}
		system, err := findSystem(row[2])
		if err != nil {
			return err
		}
		if l.Coding == nil {
			l.Coding, l.CodingNames = map[string]codes.System{}, map[string]string{}
		}
		if _, named := l.CodingNames[system.URI]; !named {
			l.CodingNames[system.URI] = row[1]
		}
		l.Coding[row[1]] = system
	case row[0] == "@document":
		if len(row) != 4 {
			return errors.New("@document takes a code of LOINC, its display and a title")
		}
		l.Document = DocumentType{row[1], row[2], row[3]}
	case len(row) != 3 || !strings.Contains(row[2], ":"):
		return errors.New("@identifier-system takes a name and a URI")
	case !slices.Contains(identifierSystems, row[1]):
		return fmt.Errorf("unknown identifier system %q: they are %s", row[1], strings.Join(identifierSystems, ", "))
	default:
		if l.Systems == nil {
			l.Systems = map[string]string{}
		}
		l.Systems[row[1]] = row[2]
	}
	return nil
}
