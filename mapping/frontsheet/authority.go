package frontsheet

import (
	"strings"

	"github.com/google/uuid"
)

// An Authority is who gives numbers or names places: a hospital, a system, a
// state. It has a name, a universal id, or both: HD of HL7. Of a number of the
// sheet's own facility the Authority is zero.
type Authority struct {
	// Name is the name as the source writes it: HD.1.
	Name string
	// ID is the universal id as the source writes it ("2.16.840.1.113883.3.1"):
	// HD.2.
	ID string
	// Scheme is what ID is one of, a code of HL7's table 0301 ("ISO", "DNS"): HD.3.
	Scheme string
}

// IsZero reports whether the source names no authority.
func (a Authority) IsZero() bool { return a == Authority{} }

// Universal reports whether ID is one that means the same wherever it stands. One of
// a local scheme, or of none, is part of what the source calls the authority.
func (a Authority) Universal() bool {
	switch strings.ToUpper(a.Scheme) {
	case "", "L", "M", "N", "RANDOM":
		return false
	}
	return a.ID != ""
}

// Key returns what tells the authority from others: the universal id, or else
// the name. It is "" for the zero Authority.
func (a Authority) Key() string {
	if uri := a.URI(); uri != "" {
		return uri
	}
	switch {
	case a.Universal():
		return a.ID
	case a.ID != "":
		return a.Name + "&" + a.ID + "&" + a.Scheme
	}
	return a.Name
}

// URI returns the universal id as the URI of an identifier system, "" where it is
// none: a name of the DNS does not say what its numbers are.
func (a Authority) URI() string {
	switch strings.ToUpper(a.Scheme) {
	case "ISO", "OID":
		if isOID(a.ID) {
			return "urn:oid:" + a.ID
		}
	case "UUID", "GUID":
		if id, err := uuid.Parse(a.ID); err == nil && len(a.ID) == 36 {
			return id.URN()
		}
	case "URI", "URL":
		if scheme, rest, found := strings.Cut(a.ID, ":"); found && scheme != "" && rest != "" && !strings.ContainsFunc(a.ID, func(r rune) bool { return r <= ' ' }) {
			return a.ID
		}
	}
	return ""
}

// isOID reports whether s is numbers with dots, the first of them 0, 1 or 2, as
// FHIR's oid wants them.
func isOID(s string) bool {
	arcs := strings.Split(s, ".")
	if len(arcs) < 2 || len(arcs[0]) != 1 || arcs[0] > "2" {
		return false
	}
	for _, arc := range arcs {
		if arc == "" || strings.Trim(arc, "0123456789") != "" || len(arc) > 1 && arc[0] == '0' {
			return false
		}
	}
	return true
}
