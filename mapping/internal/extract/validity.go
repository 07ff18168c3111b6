package extract

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// outdated reports whether something is not what holds at the time of the document:
// it is said to be old, or its period is over or has not begun.
func (r *Reader) outdated(old bool, period *r4.Period) bool {
	if old || period == nil {
		return old
	}
	now := r.document.Composition.Date
	at, p := r.messageTime(&now), r.messagePeriod(period)
	return p.Over(at) || p.Ahead(at)
}

// isOldName reports whether a name is not the one in use, or a maiden name.
func (r *Reader) isOldName(n *r4.HumanName) bool {
	return r.outdated(n.Use != nil && (*n.Use == r4.NameUseOld || *n.Use == r4.NameUseMaiden), n.Period)
}

// isOldAddress reports whether an address is not the one in use.
func (r *Reader) isOldAddress(a *r4.Address) bool {
	return r.outdated(a.Use != nil && *a.Use == r4.AddressUseOld, a.Period)
}

// isOldNumber reports whether an identifier does not hold.
func (r *Reader) isOldNumber(i *r4.Identifier) bool {
	return r.outdated(i.Use != nil && *i.Use == r4.IdentifierUseOld, i.Period)
}
