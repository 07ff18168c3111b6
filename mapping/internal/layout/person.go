package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// TelecomAt returns the value of the telecom of a system and use, making it
// where there is none.
func TelecomAt(s *frontsheet.FrontSheet, system, use string) *string {
	for i := range s.Patient.Telecoms {
		if t := &s.Patient.Telecoms[i]; t.System == system && t.Use == use {
			return &t.Value
		}
	}
	s.Patient.Telecoms = append(s.Patient.Telecoms, frontsheet.Telecom{System: system, Use: use})
	return &s.Patient.Telecoms[len(s.Patient.Telecoms)-1].Value
}
