package exchange

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Terms are under what a record is handed over. They are signed together with it.
type Terms struct {
	// Purpose is what for: a code of HL7's v3-ActReason, of [Purposes].
	Purpose string
	// Consent refers to the consent or another ground: a reference of FHIR
	// (Consent/123), a URI, or a number of whoever keeps it. It is 1 to 256 characters
	// of ASCII without blanks, and holds no number of the patient.
	Consent string
	// Issued is when it was signed, to the second.
	Issued time.Time
	// Expires is when it is no longer to be opened; zero for never.
	Expires time.Time
}

// SystemPurpose is the code system of purposes.
const SystemPurpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

// purposes are the codes of HL7's value set v3-GeneralPurposeOfUse, without marketing,
// and three that stand below them.
var purposes = map[string]string{
	"TREAT": "treatment", "ETREAT": "Emergency Treatment", "CAREMGT": "care management", "HOPERAT": "healthcare operations",
	"HPAYMT": "healthcare payment", "COVERAGE": "coverage under policy or program", "HQUALIMP": "health quality improvement",
	"HRESCH": "healthcare research", "CLINTRCH": "clinical trial research", "PATRQT": "patient requested", "PUBHLTH": "public health",
}

// Purposes returns the codes of the purposes for which records may be handed over.
func Purposes() []string { return slices.Sorted(maps.Keys(purposes)) }

const maxConsent = 256

// Check returns an error where the terms say too little.
func (t Terms) Check() error {
	if _, known := purposes[t.Purpose]; !known {
		return ErrPurpose
	}
	if t.Consent == "" || len(t.Consent) > maxConsent || strings.ContainsFunc(t.Consent, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ErrConsent
	}
	if t.Issued.Unix() <= 0 {
		return ErrTime
	}
	if !t.Expires.IsZero() && !t.Expires.After(t.Issued) {
		return ErrExpired
	}
	return nil
}

// maxSkew is how much the clocks of two hospitals may differ.
const maxSkew = 5 * time.Minute

// checkAt checks terms that somebody else has signed.
func (t Terms) checkAt(now time.Time) error {
	if err := t.Check(); err != nil {
		return err
	}
	if t.Issued.After(now.Add(maxSkew)) {
		return ErrTime
	}
	if !t.Expires.IsZero() && !now.Before(t.Expires) {
		return ErrExpired
	}
	return nil
}
