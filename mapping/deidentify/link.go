package deidentify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// A Link says which records are those of one patient, who has one pseudonym and
// one shift.
type Link string

// The links.
const (
	// LinkHospital links what a hospital has under one number of a patient. It
	// is the default.
	LinkHospital Link = "hospital"
	// LinkIdentity links what states the same identity document, with the same
	// birth date, in whatever hospital. It is for research. A record without a
	// document that proves whose it is, is refused.
	LinkIdentity Link = "identity"
)

// ErrLink is the fault of a link by identity where dates are not moved.
var ErrLink = errors.New("records are linked by identity under the profile research alone")

// links checks the link of the options, and sets the default.
func (d *Deidentifier) links() error {
	switch d.options.Link {
	case LinkIdentity:
		if d.profile != research {
			return ErrLink
		}
	case "", LinkHospital:
		d.options.Link = LinkHospital
	default:
		return fmt.Errorf("unknown link %q: there are %s, %s", string(d.options.Link), LinkHospital, LinkIdentity)
	}
	return nil
}

// cardAge is the age in years at which residents of Hong Kong get an identity
// card: in the record of a younger child it may be a parent's.
const cardAge = 11

// Why a document does not prove whose a record is.
const (
	reasonNone        = "the record states no identity document"
	reasonUnchecked   = "the number of the identity document does not check, or has no check digit"
	reasonPlaceholder = "the number of the identity document is an example, or stands for none"
	reasonType        = "the type of the identity document is not stated, and the number does not tell it for certain"
	reasonBirth       = "the birth date is not stated to the day, or is not that of the identity document"
	reasonChild       = "the identity card may be a parent's: the patient is a child, or of unknown age"
	reasonTwo         = "the record states two numbers of one type of identity document"
)

// Holder names the person whose a sheet is by an identity document whose number proves
// it, together with the date of birth: two sheets of one name are of one person, wherever
// they were made. It is "" where nothing proves it. A name holds a patient's value.
func Holder(s *frontsheet.FrontSheet) string {
	name, _ := holder(s, admissionOf(s))
	return name
}

// holder names the person whose a sheet is by an identity document: the first
// type of package identity of those that prove it. Else the name is "", and
// reason says why.
func holder(s *frontsheet.FrontSheet, begun frontsheet.DateTime) (name, reason string) {
	reason = reasonNone
	var taken identity.Kind
	for _, d := range append([]frontsheet.IdentityDocument{*s.Patient.Document()}, s.Patient.Documents...) {
		if d.Number == "" {
			continue
		}
		number := d.Identity()
		found, why := proven(s, &number, begun)
		switch {
		case found == "":
			if name == "" {
				reason = why
			}
		case name == "" || number.Kind < taken:
			name, taken = found, number.Kind
		case number.Kind == taken && name != found:
			return "", reasonTwo
		}
	}
	return name, reason
}

// proven names the person whose a sheet is by the number of a document, with
// the birth date, which tells apart the relatives who use one.
func proven(s *frontsheet.FrontSheet, number *identity.Identity, begun frontsheet.DateTime) (name, reason string) {
	birth := s.Patient.BirthDate
	born := string(to(birth, frontsheet.ToDay).AppendDate(nil))
	switch {
	case number.Verdict != identity.Valid:
		return "", reasonUnchecked
	case placeholder(numberOf(number)):
		return "", reasonPlaceholder
	case birth.Precision < frontsheet.ToDay:
		return "", reasonBirth
	case number.BirthDate() == born:
	case number.BirthDate() != "":
		return "", reasonBirth
	case number.ByShape:
		return "", reasonType
	case completedYears(birth, begun) < cardAge:
		return "", reasonChild
	}
	return number.Person() + "/" + born, ""
}

// unique names the person of whom alone a document can be, wherever it is
// stated, "" where its number does not tell.
func unique(d *frontsheet.IdentityDocument, number *identity.Identity) string {
	switch {
	case placeholder(numberOf(number)):
		return ""
	case number.Kind == identity.Passport && number.Verdict.OK() && d.Country != "":
		return d.Country + "/" + number.Value()
	case number.ByShape && !d.Type.IsZero() && number.BirthDate() == "":
		return "" // a document of another type, the number of which looks so
	}
	return number.Person()
}

// numberOf is the number as all documents of the person have it, where that is
// known.
func numberOf(n *identity.Identity) string {
	if _, number, found := strings.Cut(n.Person(), ":"); found {
		return number
	}
	return n.Value()
}

// nobodys reports whether a sheet tells the patient by the number of a document
// alone, and that number is of anybody.
func nobodys(s *frontsheet.FrontSheet) bool {
	p := &s.Patient
	if p.RecordNumber != "" || len(p.Identifiers) > 0 || p.DocumentNumber == "" {
		return false
	}
	number := p.Document().Identity()
	return number.Verdict == identity.Damaged || placeholder(numberOf(&number))
}

// examples are the numbers that the standard of the resident identity card
// shows, and that forms are filled in with.
var examples = []string{"11010519491231002X", "440524188001010014"}

// placeholder reports whether a number is one of the examples, or one that is
// typed where there is none: it has no digits, or one over and over, or digits
// that follow one another, as those of specimens do.
func placeholder(number string) bool {
	if slices.Contains(examples, number) {
		return true
	}
	number, _, _ = strings.Cut(number, "(") // without the check digit
	digits := strings.TrimLeftFunc(number, unicode.IsLetter)
	return !strings.ContainsAny(digits, "0123456789") || strings.Trim(digits, digits[:1]) == "" ||
		strings.Contains("01234567890123456789", digits) || strings.Contains("98765432109876543210", digits)
}
