package hongkong

import "github.com/crossbay/crossbay/mapping"

// Referrals returns the layout of referrals and of the answers to them as messages of HL7
// v2.3 to v2.5 (REF^I12, RRI^I12), by the positions of the standard.
func Referrals() *mapping.Layout { return mapping.LayoutNamed("hk-ref") }
