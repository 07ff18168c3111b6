package transaction

import (
	"bytes"
	"errors"
	"strings"

	"github.com/crossbay/crossbay/fhir"
)

// ErrIndivisible says that resources refer to each other in a circle which is larger
// than a Bundle may be.
var ErrIndivisible = errors.New("resources that refer to each other do not fit into a Bundle of so many entries")

// A Form says how transactions are written. The zero Form writes them as
// [fhir.Document.AppendTransaction] does: each resource is PUT at its id.
type Form struct {
	// Post has the server choose ids: each resource is POSTed, unless one with the
	// same identifier of [fhir.SystemID] is there (ifNoneExist). References lead to entries
	// of the Bundle by their URL, and else to that identifier. What is there already
	// stays as it is, except for what a [Stay] has as Known.
	Post bool
	// MaxEntries is how many entries a Bundle has at most; 0 for no limit. What does
	// not fit goes into several, each after those that it refers to.
	MaxEntries int
}

// A Stay is what is loaded of one stay.
type Stay struct {
	*Bundle
	// Gone are resources that were loaded for the stay before, and are deleted.
	Gone []Key
	// Known are those that were loaded before: with [Form.Post] they are replaced,
	// where others are not.
	Known map[Key]bool
}

// Append appends a stay, a Bundle a line without the last line end.
func (f Form) Append(dst []byte, s *Stay) ([]byte, error) {
	parts, err := f.split(s)
	if err != nil {
		return dst, err
	}
	for i, p := range parts {
		if i > 0 {
			dst = append(dst, '\n')
		}
		if dst, err = f.append(dst, s, p); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// A part is what goes into one Bundle.
type part struct {
	entries []Entry
	again   map[Key]bool // those of which a part before has a beginning
	gone    []Key
}

func (p *part) size() int { return len(p.entries) + len(p.gone) }

// append writes a part.
func (f Form) append(dst []byte, s *Stay, p part) ([]byte, error) {
	within := map[string]bool{}
	for _, e := range p.entries {
		within[e.String()] = true
	}
	dst = append(dst, `{"resourceType":"Bundle","type":"transaction"`...)
	if s.Meta != nil {
		dst = append(append(dst, `,"meta":`...), s.Meta...)
	}
	dst = append(dst, `,"entry":[`...)
	for i, e := range p.entries {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, `{"fullUrl":"`+urn...), e.ID...), `","resource":`...)
		if !f.Post {
			dst = appendRequest(append(append(dst, e.Resource...), ','), "PUT", e.String(), "")
			continue
		}
		var err error
		if dst, err = appendPosted(dst, e, within); err != nil {
			return dst, err
		}
		dst = append(dst, ',')
		if s.Known[e.Key] || p.again[e.Key] {
			dst = appendRequest(dst, "PUT", e.search(), "")
		} else {
			dst = appendRequest(dst, "POST", e.Type, strings.TrimPrefix(e.search(), e.Type+"?"))
		}
	}
	for i, k := range p.gone {
		if i+len(p.entries) > 0 {
			dst = append(dst, ',')
		}
		url := k.String()
		if f.Post {
			url = k.search()
		}
		dst = appendRequest(append(dst, '{'), "DELETE", url, "")
	}
	return append(dst, `]}`...), nil
}

// search returns the search that finds the resource by the identifier of its id.
func (k Key) search() string { return k.Type + "?identifier=" + fhir.SystemID + "%7C" + k.ID }

// appendRequest ends an entry with what the server is to do with it.
func appendRequest(dst []byte, method, url, ifNoneExist string) []byte {
	dst = append(append(append(append(dst, `"request":{"method":"`...), method...), `","url":"`...), url...)
	if ifNoneExist != "" {
		dst = append(append(dst, `","ifNoneExist":"`...), ifNoneExist...)
	}
	return append(dst, `"}}`...)
}

// appendPosted writes a resource whose id the server chooses.
func appendPosted(dst []byte, e Entry, within map[string]bool) ([]byte, error) {
	o, err := parseObject(e.Resource)
	if err != nil {
		return dst, err
	}
	o.remove(func(m member) bool { return m.name == "id" })
	own := `{"system":"` + fhir.SystemID + `","value":"` + e.ID + `"}`
	switch before := o.get("identifier"); {
	case e.Type == "Provenance": // which has no identifier
	case e.Type == "Composition": // which has one
		o.set("identifier", []byte(own))
	case before == nil:
		o.set("identifier", []byte("["+own+"]"))
	default:
		list := bytes.TrimSuffix(bytes.TrimSpace(before), []byte("]"))
		o.set("identifier", append(append(append(bytes.Clone(list), ','), own...), ']'))
	}
	text := o.appendTo(nil)
	for {
		before, rest, found := bytes.Cut(text, []byte(reference))
		dst = append(dst, before...)
		if !found {
			return dst, nil
		}
		dst = append(dst, reference...)
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			return dst, errBundle
		}
		target := string(rest[:end])
		switch kind, id, isKey := strings.Cut(target, "/"); {
		case !isKey || strings.Contains(id, "/") || strings.ContainsAny(kind, ":#?"):
			dst = append(dst, target...)
		case within[target]:
			dst = append(append(dst, urn...), id...)
		default:
			dst = append(dst, Key{kind, id}.search()...)
		}
		text = rest[end:]
	}
}
