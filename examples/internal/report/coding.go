package report

import (
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// A missed counts the codes that got none of a target: no map has one, or the
// maps leave a choice.
type missed struct{ none, choice int }

// An addition names the way by which a code was added to the source's own.
type addition struct {
	target      codes.System
	equivalence string
	maps        string // their canonical URIs, separated by spaces
	version     string
}

// coded counts the codes of diagnoses and procedures. There are as many keys as
// there are systems and maps: the records cannot make more.
type coded struct {
	own   map[codes.System]int
	added map[addition]int
}

func newCoded() coded {
	return coded{map[codes.System]int{}, map[addition]int{}}
}

// Unmapped counts a code without a target.
func (f *File) Unmapped(u mapping.Unmapped) {
	if f == nil {
		return
	}
	r := f.run
	m := r.missed[u.Target]
	if m == nil {
		m = &missed{}
		r.missed[u.Target] = m
	}
	if u.Choices == "" {
		m.none++
	} else {
		m.choice++
	}
	if !shaped(u.Source, u.Code) {
		r.shapeless++
		return
	}
	*r.unmapped.at(u)++
}

// Counting returns an encoder that does what encode does, and counts the codes
// of the document on the way. It may be called on several goroutines.
func (r *Run) Counting(encode func(*fhir.Document, []byte) ([]byte, error)) func(*fhir.Document, []byte) ([]byte, error) {
	if r == nil {
		return encode
	}
	return func(d *fhir.Document, dst []byte) ([]byte, error) {
		output, err := encode(d, dst)
		if err == nil {
			r.document(d)
		}
		return output, err
	}
}

func (r *Run) document(d *fhir.Document) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for i := range d.Conditions {
		r.coded.concept(d.Conditions[i].Code)
	}
	for i := range d.Procedures {
		r.coded.concept(d.Procedures[i].Code)
	}
}

func (c *coded) concept(concept *r4.CodeableConcept) {
	if concept == nil {
		return
	}
	for i := range concept.Coding {
		coding := &concept.Coding[i]
		if coding.Code == nil {
			continue
		}
		system := codes.System{URI: value(coding.System), Version: value(coding.Version)}
		if by := translatedBy(coding); by != nil {
			by.target = system
			c.added[*by]++
		} else {
			c.own[system]++
		}
	}
}

// translatedBy returns how a coding was added, nil where it is the source's own.
func translatedBy(c *r4.Coding) *addition {
	for i := range c.Extension {
		if c.Extension[i].Url != fhir.ExtensionTranslatedBy {
			continue
		}
		var a addition
		var maps []string
		for _, part := range c.Extension[i].Extension {
			switch part.Url {
			case "map":
				maps = append(maps, value(part.ValueUri))
			case "version":
				a.version = value(part.ValueString)
			case "equivalence":
				a.equivalence = value(part.ValueCode)
			}
		}
		a.maps = strings.Join(maps, " ")
		return &a
	}
	return nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
