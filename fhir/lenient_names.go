package fhir

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// A jsonLevel is an object or an array within which a scan stands.
type jsonLevel struct {
	object bool
	name   bool            // the next string is a name
	names  map[string]bool // of the object so far
	member string          // the name in hand
	item   int             // of an array, from 0
}

// scan goes over data, which is JSON, and reports the entries with an object in
// which a name stands twice, of which encoding/json keeps the last. It reports
// whether nothing is nested deeper than maxDepth.
func (l *lenientReader) scan(data []byte) bool {
	var levels []jsonLevel
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if levels = append(levels, jsonLevel{object: data[i] == '{', name: data[i] == '{'}); len(levels) > maxDepth {
				return false
			}
		case '}', ']':
			levels = levels[:len(levels)-1]
		case ',':
			last := &levels[len(levels)-1]
			last.name = last.object
			last.item++
		case '"':
			end := i + 1
			for data[end] != '"' {
				if data[end] == '\\' {
					end++
				}
				end++
			}
			if n := len(levels) - 1; n >= 0 && levels[n].name {
				levels[n].name = false
				l.name(levels, data[i:end+1])
			}
			i = end
		}
	}
	return true
}

// name takes in a name of the innermost object.
func (l *lenientReader) name(levels []jsonLevel, quoted []byte) {
	last := &levels[len(levels)-1]
	last.member = string(quoted[1 : len(quoted)-1])
	if bytes.IndexByte(quoted, '\\') >= 0 {
		_ = json.Unmarshal(quoted, &last.member) // it is JSON
	}
	if last.names[last.member] {
		pointer := ""
		if len(levels) > 1 && levels[0].member == "entry" && !levels[1].object {
			pointer = "/entry/" + strconv.Itoa(levels[1].item)
		}
		l.issue(pointer, "has an object in which a name stands twice: the last counts")
		return
	}
	if last.names == nil {
		last.names = map[string]bool{}
	}
	last.names[last.member] = true
}
