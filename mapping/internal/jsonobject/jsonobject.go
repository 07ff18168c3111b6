// Package jsonobject takes a JSON object apart into its members and puts it together
// again, in their order and with their text as it was. It imports nothing of this
// project.
package jsonobject

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrNone says that a text is no JSON object. It says nothing of what the text holds.
var ErrNone = errors.New("the text is no JSON object")

// An Object is the members of a JSON object in their order.
type Object []Member

// A Member is one of an Object.
type Member struct {
	Name  string
	Value json.RawMessage
}

// Parse takes an object apart. What stands after it is not looked at. The error is
// ErrNone.
func Parse(text []byte) (Object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, ErrNone
	}
	var o Object
	for decoder.More() {
		name, err := decoder.Token()
		var m Member
		if err == nil {
			m.Name, _ = name.(string)
			err = decoder.Decode(&m.Value)
		}
		if err != nil {
			return nil, ErrNone
		}
		o = append(o, m)
	}
	return o, nil
}

// Get returns the value of the first member of a name, nil where there is none.
func (o Object) Get(name string) json.RawMessage {
	for i := range o {
		if o[i].Name == name {
			return o[i].Value
		}
	}
	return nil
}

// Set sets the first member of a name, or adds one at the end.
func (o *Object) Set(name string, value json.RawMessage) {
	for i := range *o {
		if (*o)[i].Name == name {
			(*o)[i].Value = value
			return
		}
	}
	*o = append(*o, Member{name, value})
}

// Append appends the object as JSON.
func (o Object) Append(dst []byte) []byte {
	dst = append(dst, '{')
	for i, m := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, quoted(m.Name)...), ':'), m.Value...)
	}
	return append(dst, '}')
}

// quoted returns a name as a string of JSON. Few names need more than quotation marks.
func quoted(name string) []byte {
	if !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError }) {
		return append(append([]byte{'"'}, name...), '"')
	}
	text, _ := json.Marshal(name) // a string always can be
	return text
}
