package summary

import (
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// requested says of the request what the kind of document asks for, and returns what the
// section of it has: the request and its Task.
func (m *maker) requested() *content {
	c := &content{}
	for i := range m.document.ServiceRequests {
		r := &m.document.ServiceRequests[i]
		r.Code = concept("http://snomed.info/sct", m.kind.Request, m.kind.RequestDisplay)
		c.entries = append(c.entries, r4.Reference{Reference: new(document.URN + arena.Deref(r.Id))})
	}
	for i := range m.document.Tasks {
		c.entries = append(c.entries, r4.Reference{Reference: new(document.URN + arena.Deref(m.document.Tasks[i].Id))})
	}
	return c
}
