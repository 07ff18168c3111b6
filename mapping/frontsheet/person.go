package frontsheet

import (
	"github.com/crossbay/crossbay/mapping/identity"
)

// NameParts are the parts of a person's name, where the source tells them
// apart. The given names stand together as written: GivenName "TAI MAN" is not
// two names, nor is it one with a middle name.
type NameParts struct {
	Surname, GivenName string
}

// IsZero reports whether the source does not tell the parts apart.
func (p NameParts) IsZero() bool { return p == NameParts{} }

// A PersonName is one of the names of a person. Nothing is converted from one
// script to another: a name that the source does not write is not there.
type PersonName struct {
	// Text is the name in full, as written; "" where only its parts are.
	Text string
	NameParts
	// Use is a code of FHIR's NameUse, "" where the source does not say.
	Use string
}

// IsZero reports whether there is no name.
func (n PersonName) IsZero() bool { return n.Text == "" && n.NameParts.IsZero() }

// An IdentityDocument is an identity document with its number, which package
// identity has not changed.
type IdentityDocument struct {
	Type    Coded
	Number  string
	Country string // that issued it, a code of ISO 3166-1, "" where not stated
}

// An Identifier is a number that a system or an authority has given.
type Identifier struct {
	Value     string
	Type      string // a code of HL7's table 0203 ("MR"), or else a text
	Authority string // whose it is, as the source names it
}

// A Telecom is a telephone number or another way to reach a person.
type Telecom struct {
	System string // a code of FHIR's ContactPointSystem: "phone"
	Use    string // a code of FHIR's ContactPointUse, "" where not stated
	Value  string
}

// KindOfDocument returns the kind of the documents of a type, whose name stands
// among the aliases of the type's code.
func KindOfDocument(kind *Coded) identity.Kind {
	if kind.Set == nil || kind.Code == "" {
		return identity.Unknown
	}
	for k := identity.HKID; k <= identity.Passport; k++ {
		if code, _, ok := kind.Set.Match(k.String()); ok && code == kind.Code {
			return k
		}
	}
	return identity.Unknown
}
