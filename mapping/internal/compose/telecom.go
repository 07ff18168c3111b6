package compose

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// telecoms adds the ways to reach the patient beside the telephone of the
// address.
func (b *Builder) telecoms(p *r4.Patient) {
	for i := range b.sheet.Patient.Telecoms {
		t := &b.sheet.Patient.Telecoms[i]
		if t.Value == "" {
			continue
		}
		point := r4.ContactPoint{Value: &t.Value}
		for system := r4.ContactPointSystemPhone; system <= r4.ContactPointSystemOther; system++ {
			if system.Code() == t.System {
				point.System = new(system)
			}
		}
		if point.System == nil {
			point.System = new(r4.ContactPointSystemOther)
		}
		for use := r4.ContactPointUseHome; use <= r4.ContactPointUseMobile; use++ {
			if t.Use != "" && use.Code() == t.Use {
				point.Use = new(use)
			}
		}
		p.Telecom = append(p.Telecom, point)
	}
}

// telephone returns a telephone number of a use.
func (b *Builder) telephone(number *string, use r4.ContactPointUse) r4.ContactPoint {
	return r4.ContactPoint{System: b.arena.systems.Of(r4.ContactPointSystemPhone), Value: number, Use: b.arena.pointUses.Of(use)}
}
