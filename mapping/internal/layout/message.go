package layout

import (
	"fmt"
	"strconv"
	"strings"
)

// A SegmentFields is what a layout says of one segment.
type SegmentFields struct {
	Fields []MessageField
	Bound  []bool // by the number of the field
	// Written are the fields that state an element, each the first of the layout
	// that does.
	Written []*MessageField
}

// A MessageField is one field of a layout of messages.
type MessageField struct {
	*Field
	Number    int // of the field within the segment
	Component int // 0 for the field as a whole
}

// compileMessage takes the columns of the layout apart: PID-3, MSH-9.2.
func (l *Layout) compileMessage([]alias) error {
	l.Segments = map[string]*SegmentFields{}
	for i := range l.Fields {
		f := MessageField{Field: &l.Fields[i]}
		name, path, found := strings.Cut(f.Column, "-")
		number, component, part := strings.Cut(path, ".")
		var err error
		if f.Number, err = strconv.Atoi(number); err == nil && part {
			f.Component, err = strconv.Atoi(component)
		}
		if !found || len(name) != 3 || err != nil || f.Number < 1 || f.Number > 255 {
			return fmt.Errorf("column %q is no field of a message", f.Column)
		}
		s := l.Segments[name]
		if s == nil {
			s = &SegmentFields{}
			l.Segments[name] = s
		}
		for len(s.Bound) <= f.Number {
			s.Bound = append(s.Bound, false)
		}
		s.Bound[f.Number] = true
		s.Fields = append(s.Fields, f)
	}
	l.compileForm()
	l.compileWholes()
	return nil
}

// messageColumn returns the field from which an element comes that has no
// column of its own: the one that fills the part of the sheet as a whole.
func (l *Layout) messageColumn(element string) string {
	for name := ElementName(element); name != ""; {
		if whole, ok := l.wholes[name]; ok {
			return whole
		}
		name = name[:max(strings.LastIndexByte(name, '.'), 0)]
	}
	return ""
}

// compileWholes finds the columns for messageColumn, by elements and by parts.
func (l *Layout) compileWholes() {
	l.wholes = map[string]string{}
	for _, e := range Elements() {
		if i, ok := l.ByPath[e.Part.Whole]; ok {
			l.wholes[e.Name] = l.Fields[i].Column
			if e.Part.Name != "" {
				l.wholes[e.Part.Name] = l.Fields[i].Column
			}
		}
	}
}

// MessageTypes returns the types of the messages of the layout, codes of HL7's table 0076:
// ADT where it states none.
func (l *Layout) MessageTypes() []string {
	if len(l.messageTypes) == 0 {
		return []string{"ADT"}
	}
	return l.messageTypes
}

// IsReferral reports whether the messages of the layout are referrals: they need be of no
// visit.
func (l *Layout) IsReferral() bool { return l.MessageTypes()[0] == "REF" }
