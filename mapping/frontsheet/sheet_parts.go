package frontsheet

import (
	"slices"
)

// Clone returns a sheet whose repeated parts can be changed and added to.
func (s *FrontSheet) Clone() FrontSheet {
	c := *s
	c.Diagnoses, c.Procedures, c.Staff = slices.Clone(s.Diagnoses), slices.Clone(s.Procedures), slices.Clone(s.Staff)
	c.Stay.Intensive = slices.Clone(s.Stay.Intensive)
	c.Newborn.BirthWeights = slices.Clone(s.Newborn.BirthWeights)
	c.Fees.Items = slices.Clone(s.Fees.Items)
	c.Items, c.Observations, c.Insurance = slices.Clip(s.Items), slices.Clip(s.Observations), slices.Clip(s.Insurance)
	c.Allergy.Items = slices.Clip(s.Allergy.Items)
	p := &c.Patient
	p.Identifiers, p.Documents, p.Telecoms = slices.Clip(p.Identifiers), slices.Clip(p.Documents), slices.Clip(p.Telecoms)
	p.NextOfKin, p.Current.Lines = slices.Clip(p.NextOfKin), slices.Clip(p.Current.Lines)
	c.Origin().Scratch = nil
	return c
}
