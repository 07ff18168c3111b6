package layout

import (
	"cmp"
	"maps"
	"slices"
)

// segmentOrder is the order of segments in ADT_A01 of v2.5 and its like. Others
// come after them.
var segmentOrder = [...]string{
	"MSH", "SFT", "EVN", "PID", "PD1", "NK1", "PV1", "PV2", "ROL", "DB1", "OBX", "AL1", "DG1", "DRG",
	"PR1", "GT1", "IN1", "IN2", "IN3", "ACC", "UB1", "UB2", "PDA",
}

// referralOrder is that of REF_I12 and RRI_I12.
var referralOrder = [...]string{
	"MSH", "SFT", "MSA", "RF1", "AUT", "PRD", "CTD", "PID", "PD1", "NK1", "GT1", "IN1", "IN2", "IN3", "ACC", "DG1", "DRG", "AL1", "PR1",
	"OBR", "OBX", "NTE", "PV1", "PV2",
}

// PlaceOf returns the place of a segment in the messages of the layout.
func (l *Layout) PlaceOf(segment string) int {
	order := segmentOrder[:]
	if l.IsReferral() {
		order = referralOrder[:]
	}
	if i := slices.Index(order, segment); i >= 0 {
		return i
	}
	return len(order)
}

// compileForm puts the segments of the layout into the order of the standard,
// and finds the fields of each that are written.
func (l *Layout) compileForm() {
	l.Order = slices.SortedFunc(maps.Keys(l.Segments), func(x, y string) int {
		return cmp.Or(l.PlaceOf(x)-l.PlaceOf(y), cmp.Compare(x, y))
	})
	for _, s := range l.Segments {
		for i := range s.Fields {
			f := &s.Fields[i]
			if first := l.ByPath[f.Element]; l.Fields[first].Column == f.Column {
				s.Written = append(s.Written, f)
			}
		}
		// The last comes first, so that a segment grows but once.
		slices.SortStableFunc(s.Written, func(x, y *MessageField) int { return y.Number - x.Number })
	}
}
