package mapping

import "github.com/crossbay/crossbay/mapping/identity"

// kindOfDocument returns the kind of the documents of a type, whose name stands
// among the aliases of the type's code.
func kindOfDocument(kind *Coded) identity.Kind {
	if kind.Set == nil || kind.Code == "" {
		return identity.Unknown
	}
	for k := identity.HKID; k <= identity.Passport; k++ {
		if code, _, ok := kind.Set.match(k.String()); ok && code == kind.Code {
			return k
		}
	}
	return identity.Unknown
}
