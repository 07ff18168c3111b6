package layout

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// A DocumentType says what the documents of a layout are: a code of LOINC with
// its display, and a title in the language of the documents.
type DocumentType struct {
	// Code is a code of LOINC ("18842-5"), Display its name there, and Title the
	// title that people read.
	Code, Display, Title string
}

// The names by which a layout sets its identifier systems.
var identifierSystems = []string{
	"record-number", "health-card", "insurance-card", "organization", "practitioner", "staff", "pathology-number", "visit-number", "patient-key",
	"policy-number",
}

// regional reads a property that tells one region's documents from another's.
func (l *Layout) regional(row []string) (err error) {
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
	case row[0] == "@words":
		l.Words, err = people(row[0], row[1:])
	case row[0] == "@readers":
		l.Readers, err = people(row[0], row[1:])
	case row[0] == "@charset":
		l.Charsets = row[1:]
		return known(row, charset.Legacy())
	case row[0] == "@dates":
		l.DayFirst, l.PartialDates = slices.Contains(row[1:], dayFirst), slices.Contains(row[1:], partial)
		if l.DayFirst && slices.Contains(row[1:], yearFirst) {
			return errors.New("@dates are either year-first or day-first")
		}
		return known(row, []string{yearFirst, dayFirst, partial})
	case row[0] == "@assigning-authority":
		return l.assigningAuthority(row)
	case row[0] == "@message":
		l.messageTypes = row[1:]
		return known(row, []string{"ADT", "REF", "RRI"})
	case row[0] == "@provisional":
		l.Provisional, err = members(row, DiagnosisRoles)
	case row[0] == "@ranks":
		l.Ranks, err = members(row, StaffRoles[:])
	case row[0] == "@envelope":
		l.Envelope = row[1]
	case row[0] == "@tells":
		if len(row) != 3 {
			return errors.New("@tells takes a member of the envelope and its value")
		}
		if l.Tells == nil {
			l.Tells = map[string]string{}
		}
		l.Tells[row[1]] = row[2]
	case row[0] == "@template":
		l.Template = row[1]
	case row[0] == "@joined":
		l.Joined = withList(l.Joined, row)
	case row[0] == "@samples":
		l.Samples = withList(l.Samples, row)
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
	return err
}

// What a layout says of its dates.
const (
	yearFirst = "year-first"
	dayFirst  = "day-first"
	partial   = "partial"
)

// withList adds a property that gives a column a list.
func withList(m map[string][]string, row []string) map[string][]string {
	if m == nil {
		m = map[string][]string{}
	}
	m[row[1]] = row[2:]
	return m
}

// members reads the values of a property, each of which is one of a list.
func members[T ~string](row []string, list []T) (values []T, err error) {
	for _, value := range row[1:] {
		if !slices.Contains(list, T(value)) {
			return nil, fmt.Errorf("unknown value %q of %s", value, row[0])
		}
		values = append(values, T(value))
	}
	return values, nil
}

// known reports the first value of a property that is none of a list.
func known(row, values []string) error {
	for _, value := range row[1:] {
		if !slices.Contains(values, value) {
			return fmt.Errorf("unknown value %q of %s: they are %s", value, row[0], strings.Join(values, ", "))
		}
	}
	return nil
}

// assigningAuthority reads the names of those who issue a kind of document.
func (l *Layout) assigningAuthority(row []string) error {
	var kinds []string
	for kind := identity.HKID; kind <= identity.Passport; kind++ {
		kinds = append(kinds, kind.String())
		if kind.String() != row[1] {
			continue
		}
		if len(row) < 3 {
			return errors.New("@assigning-authority takes a kind of document and the names of who issues it")
		}
		if l.Authorities == nil {
			l.Authorities = map[string]identity.Kind{}
		}
		for _, name := range row[2:] {
			l.Authorities[strings.ToUpper(name)] = kind
		}
		return nil
	}
	return known(row[:2], kinds)
}

// OtherRank reports whether a layout's column for a role is of a rank and that of the
// sheet is not, or the other way about: they are called nearly alike, and mean
// something else.
func (l *Layout) OtherRank(s *frontsheet.FrontSheet, role frontsheet.StaffRole) bool {
	return Of(s) != nil && NamesRank(s, role) != slices.Contains(l.Ranks, role)
}

// OfOtherRank says so, in an issue.
const OfOtherRank = "the one side names here who holds a rank, the other who answers for the patient: the name may be that of another doctor"

// NamesRank reports whether the column from which a sheet has a member of staff names
// a rank: one of several on whoever treats the patient, and not who is responsible.
func NamesRank(s *frontsheet.FrontSheet, role frontsheet.StaffRole) bool {
	l := Of(s)
	return l != nil && slices.Contains(l.Ranks, role)
}
