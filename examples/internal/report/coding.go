package report

import (
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
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
// there are known systems, and maps: the records cannot make more.
type coded struct {
	known []codes.System
	own   map[codes.System]int // of the zero System those of systems not known
	added map[addition]int
}

func newCoded(known []codes.System) coded {
	return coded{known, map[codes.System]int{}, map[addition]int{}}
}

// knownSystems are the systems that the page may name. A hospital's own is named
// after the hospital, whose code is a cell of the record.
func (o *Options) knownSystems() []codes.System {
	return append(shape.Systems(codes.NewRegistry(o.Tables, nil)), o.Targets...)
}

// source returns the system of a code of the source's: as stated where it is
// known, without an edition that is not, and zero where it is not known at all.
func (c *coded) source(s codes.System) codes.System {
	return shape.Named(c.known, s)
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
	if !shape.Printable(r.registry, u.Source, u.Code) {
		r.shapeless++
		return
	}
	u.Source = r.coded.source(u.Source)
	*r.unmapped.at(u)++
}

// Counting returns an encoder that does what encode does, (*fhir.Document).Append
// where nil, and counts the codes
// of the document on the way. It may be called on several goroutines.
func (r *Run) Counting(encode func(*fhir.Document, []byte) ([]byte, error)) func(*fhir.Document, []byte) ([]byte, error) {
	if r == nil {
		return encode
	}
	if encode == nil {
		encode = (*fhir.Document).Append
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
			c.own[c.source(system)]++
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
