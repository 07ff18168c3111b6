package hongkong

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/crossbay/crossbay/mapping"
)

//go:embed hk-ref.csv
var referralTable []byte

// Referrals returns the layout of referrals and of the answers to them as messages of HL7
// v2.3 to v2.5 (REF^I12, RRI^I12), by the positions of the standard.
func Referrals() *mapping.Layout { return referrals() }

var referrals = sync.OnceValue(func() *mapping.Layout {
	return must(mapping.ReadLayout(bytes.NewReader(referralTable), ValueSets()))
})
