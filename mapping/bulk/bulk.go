// Package bulk writes stays in the layout of FHIR's Bulk Data: a file for each type
// of resource, a resource a line, and each resource once, however many stays it is
// of.
//
// What documents share is known only when all of them have been read. So [Append]
// writes each to a spool, a stream of bytes that the caller keeps, in a file or
// compressed, and [Write] makes the files of it. Each record of a spool is what Append
// wrote and one line end; Append can be the Encode of mapping.RunOptions.
//
//   - Of records of one stay, the one whose document is the newest is written, and of
//     several of one time the last.
//   - Patients, organizations, staff and places are written as all stays state them
//     together: what the stay says that ended last, or began last, and what it does not
//     speak of as those before it have it. That somebody has died is never taken back.
//
// Each type refers to those before it in [Types] alone, so that a server that checks
// references takes one after the other. A stay and its diagnoses refer to each
// other, and so the stay names them by an identifier: Encounter.diagnosis.condition
// has that of the Condition, "urn:uuid:" and its id.
//
// The files are the same whoever wrote the spool, and however it was cut. The memory
// does not grow with it but for a few bits for each resource; what is sorted and does
// not fit waits in temporary files, encrypted.
package bulk

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/merge"
	"github.com/crossbay/crossbay/mapping/internal/spool"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Append appends the record of a document to dst. It sets Meta.source of each
// resource to the document, a urn:uuid: resources of a stay can be found by it,
// and it tells nobody which number the record has. References are relative.
//
// It may be called on several goroutines at once. Errors are those of
// [fhir.Document.Append].
func Append(d *fhir.Document, dst []byte) ([]byte, error) {
	setSource(d)
	untie(d)
	h, err := spool.NewHead(d)
	if err != nil {
		return dst, err
	}
	out := spool.AppendHead(dst, &h)
	if _, err := d.Resources(nil, func(kind, _ string, text []byte) {
		out = spool.AppendPart(out, kindOf(kind), text)
	}); err != nil {
		return dst, err
	}
	return spool.AppendEnd(out), nil
}

// kindOf returns the kind of the parts that are of a type of resource.
func kindOf(name string) byte { return byte(slices.Index(Types(), name) + 1) }

// Types are the types of resources that there are, in the order in which they are
// to be loaded: what a resource refers to comes before it.
func Types() []string { return fhir.ResourceTypes() }

// Source returns the URI of a document that stands in Meta.source of its resources:
// its identifier, or else its id.
func Source(d *fhir.Document) string {
	if v := d.Identifier.Value; v != nil && strings.HasPrefix(*v, "urn:uuid:") {
		if _, err := spool.ParseID([]byte((*v)[len("urn:uuid:"):])); err == nil {
			return *v
		}
	}
	if id := d.Composition.Id; id != nil {
		return "urn:uuid:" + *id
	}
	return ""
}

// untie has a stay refer to its diagnoses by identifiers: they refer to the stay, and
// a server that checks references takes nothing that refers to what it does not
// have yet. So each type can be loaded after those before it.
func untie(d *fhir.Document) {
	identifiers := map[string]*r4.Identifier{} // by the reference
	for i := range d.Conditions {
		if id := d.Conditions[i].Id; id != nil {
			identifiers["urn:uuid:"+*id] = nil
		}
	}
	for i := range d.Encounters {
		for j := range d.Encounters[i].Diagnosis {
			to := &d.Encounters[i].Diagnosis[j].Condition
			if to.Reference == nil {
				continue
			}
			if _, ok := identifiers[*to.Reference]; ok {
				identifier := &r4.Identifier{System: new("urn:ietf:rfc:3986"), Value: to.Reference}
				identifiers[*to.Reference] = identifier
				*to = r4.Reference{Type: new("Condition"), Identifier: identifier, Display: to.Display}
			}
		}
	}
	for i := range d.Conditions {
		c := &d.Conditions[i]
		if c.Id != nil && identifiers["urn:uuid:"+*c.Id] != nil {
			c.Identifier = append(slices.Clip(c.Identifier), *identifiers["urn:uuid:"+*c.Id])
		}
	}
}

func setSource(d *fhir.Document) {
	source := Source(d)
	set := func(at **r4.Meta) {
		meta := r4.Meta{}
		if *at != nil {
			meta = **at // which others may have, too
		}
		meta.Source = &source
		*at = &meta
	}
	set(&d.Composition.Meta)
	set(&d.Patient.Meta)
	setAll(d.Encounters, func(v *r4.Encounter) **r4.Meta { return &v.Meta }, set)
	setAll(d.Organizations, func(v *r4.Organization) **r4.Meta { return &v.Meta }, set)
	setAll(d.Practitioners, func(v *r4.Practitioner) **r4.Meta { return &v.Meta }, set)
	setAll(d.PractitionerRoles, func(v *r4.PractitionerRole) **r4.Meta { return &v.Meta }, set)
	setAll(d.Locations, func(v *r4.Location) **r4.Meta { return &v.Meta }, set)
	setAll(d.Conditions, func(v *r4.Condition) **r4.Meta { return &v.Meta }, set)
	setAll(d.Procedures, func(v *r4.Procedure) **r4.Meta { return &v.Meta }, set)
	setAll(d.DiagnosticReports, func(v *r4.DiagnosticReport) **r4.Meta { return &v.Meta }, set)
	setAll(d.ImagingStudies, func(v *r4.ImagingStudy) **r4.Meta { return &v.Meta }, set)
	setAll(d.Specimens, func(v *r4.Specimen) **r4.Meta { return &v.Meta }, set)
	setAll(d.Observations, func(v *r4.Observation) **r4.Meta { return &v.Meta }, set)
	setAll(d.AllergyIntolerances, func(v *r4.AllergyIntolerance) **r4.Meta { return &v.Meta }, set)
	setAll(d.ServiceRequests, func(v *r4.ServiceRequest) **r4.Meta { return &v.Meta }, set)
	setAll(d.Tasks, func(v *r4.Task) **r4.Meta { return &v.Meta }, set)
	setAll(d.MedicationStatements, func(v *r4.MedicationStatement) **r4.Meta { return &v.Meta }, set)
	setAll(d.Coverages, func(v *r4.Coverage) **r4.Meta { return &v.Meta }, set)
	setAll(d.Invoices, func(v *r4.Invoice) **r4.Meta { return &v.Meta }, set)
	setAll(d.Provenances, func(v *r4.Provenance) **r4.Meta { return &v.Meta }, set)
}

func setAll[T any](list []T, at func(v *T) **r4.Meta, set func(at **r4.Meta)) {
	for i := range list {
		set(at(&list[i]))
	}
}

// A Report says what of a spool was not written, since it was there already.
type Report struct {
	// Superseded counts the records of stays of which there is a newer one.
	Superseded int
}

// Write reads a spool, twice, and hands each resource that it chooses to write, with
// its type: a line with its line end. Resources of a type come in the order of the
// spool. It stops at the first error of write, and returns it.
func Write(open func() (io.ReadCloser, error), write func(kind string, line []byte) error) (*Report, error) {
	types := Types()
	shared := spool.Shared{ID: idOf, Merge: together, Kinds: map[byte]bool{}}
	for _, name := range [...]string{"Organization", "Practitioner", "PractitionerRole", "Location", "Patient"} {
		shared.Kinds[kindOf(name)] = true
	}
	choice, err := spool.Choose(open, shared)
	if err != nil {
		return nil, err
	}
	defer choice.Close()
	var line []byte
	err = choice.Write(open, func(kind byte, text []byte) error {
		line = append(append(line[:0], text...), '\n')
		return write(types[kind-1], line)
	})
	return &Report{choice.Superseded}, err
}

// together returns what two stays say of one resource.
func together(older, newer []byte) ([]byte, error) {
	said, err := merge.Resources(older, newer)
	if err != nil {
		return nil, err
	}
	return merge.Dead(said, older)
}

var errResource = errors.New("the spool has no such resource")

// idOf returns the id of a resource, and what it holds beside its source.
func idOf(_ byte, text []byte) (id spool.ID, content [2][]byte, err error) {
	_, rest, ok := bytes.Cut(text, []byte(`","id":"`))
	if !ok || len(rest) < 36 {
		return id, content, errResource
	}
	if id, err = spool.ParseID(rest[:36]); err != nil {
		return id, content, err
	}
	before, after, _ := bytes.Cut(rest, []byte(`"source":"urn:uuid:`))
	if len(after) < 36 {
		return id, content, errResource
	}
	return id, [2][]byte{before, after[36:]}, nil
}
