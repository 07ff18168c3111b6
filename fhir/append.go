package fhir

import (
	"encoding/json"
	"slices"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Append appends the document to dst, as a Bundle of type document on one
// line without a line end, and returns the extended buffer. It allocates
// nothing but room in dst.
//
// The resources are written in the order of R4's rules and then of their use:
// the Composition, the Patient, Encounters, Organizations, Practitioners,
// PractitionerRoles, Locations, Conditions, Procedures, DiagnosticReports,
// ImagingStudies, Specimens, Observations, AllergyIntolerances, MedicationStatements, ServiceRequests,
// Tasks, Coverages, Invoices and Provenances. Empty strings, lists and structs are left out, as FHIR
// has no empty elements, and so are the variants of a choice that are not set.
//
// Append refuses what no element can hold: a value that is not of its FHIR
// type, a string that is not valid UTF-8 or has control characters, two
// variants of a choice, an id that is missing, ill-formed or not unique. The
// error is an [*ElementError], and dst comes back as it was. What is missing,
// and whether references lead anywhere, is for [Document.Check].
func (d *Document) Append(dst []byte) ([]byte, error) {
	return d.append(dst, false)
}

// AppendTransaction appends the document as a Bundle of type transaction,
// which loads its resources into a FHIR server: each is PUT at its own
// "Type/id", so that to load it again changes nothing. It is otherwise as
// [Document.Append].
//
// References within the document become relative ("Patient/" + id). Servers
// resolve a urn:uuid to an entry that they create, but R4 does not say that
// they do for an entry that is PUT, and several store it as it is.
//
// The Patient, who outlives the stay, says as of when it is so: the extension
// as-of has the date of the Composition, unless that is [NoDate] or the Patient
// has one. That is the one thing which AppendTransaction allocates.
//
// The identifier and the timestamp of the document are not written: they are
// the Bundle's, and no server keeps that. Its Meta is, for who handles the
// Bundle on the way.
func (d *Document) AppendTransaction(dst []byte) ([]byte, error) {
	return d.append(dst, true)
}

func (d *Document) append(dst []byte, transaction bool) ([]byte, error) {
	if cap(dst) == 0 {
		dst = make([]byte, 0, d.count()*resourceSize)
	}
	if transaction {
		d = d.dated()
	}
	e := encoder{buf: dst, relative: transaction}
	if err := e.index.document(d); err != nil {
		return dst, err
	}
	e.writeBundle(d)
	if e.err != nil {
		return dst, d.fault(transaction)
	}
	return e.buf, nil
}

// NoDate is the date of a document, which must have one, of which nobody says when
// anything in it was.
const NoDate = "1970-01-01"

// dated returns the document with the time as of which its Patient is so.
func (d *Document) dated() *Document {
	if date := d.Composition.Date; date == "" || date == NoDate || slices.ContainsFunc(d.Patient.Extension, func(x r4.Extension) bool { return x.Url == ExtensionAsOf }) {
		return d
	}
	dated := *d
	dated.Patient.Extension = append(slices.Clip(d.Patient.Extension), r4.Extension{Url: ExtensionAsOf, ValueDateTime: &dated.Composition.Date})
	return &dated
}

// fault returns the error for which the document cannot be written, with the
// path of the element.
func (d *Document) fault(transaction bool) error {
	e := encoder{relative: transaction, path: new([len(encoder{}.opened)]frame)}
	if err := e.index.document(d); err != nil {
		return err
	}
	e.writeBundle(d)
	return e.err
}

// resourceSize is what a resource of a front sheet takes, on the average.
const resourceSize = 1 << 10

// Bundle returns the document as a Bundle of type document, in which each
// resource is as [Document.Append] writes it. The resources share one buffer.
// Errors are those of Append.
func (d *Document) Bundle() (r4.Bundle, error) {
	e := encoder{buf: make([]byte, 0, d.count()*resourceSize), spans: make([]span, 0, d.count())}
	if err := e.index.document(d); err != nil {
		return r4.Bundle{}, err
	}
	e.writeBundle(d)
	if e.err != nil {
		return r4.Bundle{}, d.fault(false)
	}
	b := r4.Bundle{Type: r4.BundleTypeDocument, Entry: make([]r4.BundleEntry, len(e.spans))}
	if once(func(e *encoder) { e.writeIdentifier("", &d.Identifier) }) != "" {
		identifier := d.Identifier
		b.Identifier = &identifier
	}
	if once(func(e *encoder) { e.writeMeta("", d.Meta) }) != "" {
		b.Meta = d.Meta
	}
	if d.Timestamp != "" {
		timestamp := d.Timestamp
		b.Timestamp = &timestamp
	}
	for i, s := range e.spans {
		url := urnUUID + s.id
		b.Entry[i] = r4.BundleEntry{FullUrl: &url, Resource: json.RawMessage(e.buf[s.start:s.end:s.end])}
	}
	return b, nil
}

func (e *encoder) writeBundle(d *Document) {
	if e.relative {
		e.buf = append(e.buf, `{"resourceType":"Bundle","type":"transaction"`...)
	} else {
		e.buf = append(e.buf, `{"resourceType":"Bundle","type":"document"`...)
	}
	e.keys = 2
	// The path of what follows is the Bundle's.
	if e.path != nil {
		e.path[0] = frame{name: "Bundle", index: -1}
	}
	e.depth = 1
	e.writeMeta(`"meta":`, d.Meta)
	if !e.relative {
		n := e.keys
		e.writeIdentifier(`"identifier":`, &d.Identifier)
		e.bundleRule(n, "identifier", "bdl-9")
		e.rulesIdentifier(n, &d.Identifier)
		n = e.keys
		e.string(`"timestamp":`, &d.Timestamp, primInstant)
		e.bundleRule(n, "timestamp", "bdl-10")
	}
	e.depth = 0
	e.buf = append(e.buf, `,"entry":[`...)
	e.keys = 0
	e.writeEntries(d)
	e.buf = append(e.buf, `]}`...)
}

// openEntry starts the entry of resource n of a type, and sets out the path
// to its elements.
func (e *encoder) openEntry(kind resourceKind, n int, id *string) {
	buf := e.member(`{"fullUrl":"` + urnUUID)
	if id != nil {
		buf = append(buf, *id...)
	}
	e.buf = append(buf, `","resource":`...)
	if cap(e.spans) > 0 {
		e.spans = append(e.spans, span{kind: kind, id: *id, start: len(e.buf)})
	}
	if e.path != nil {
		e.path[0] = frame{name: kind.name(), index: n}
	}
	e.depth = 1
	e.keys = 0
}

func (e *encoder) closeEntry(kind resourceKind, id *string) {
	if n := len(e.spans); n > 0 {
		e.spans[n-1].end = len(e.buf)
	}
	if e.relative {
		e.buf = append(e.buf, `,"request":{"method":"PUT","url":"`...)
		e.buf = append(e.buf, kind.name()...)
		e.buf = append(e.buf, '/')
		e.buf = append(e.buf, *id...)
		e.buf = append(e.buf, `"}`...)
	}
	e.buf = append(e.buf, '}')
	e.depth = 0
	e.keys = 1
}

func (e *encoder) resourceType(kind resourceKind) {
	e.buf = append(append(e.member(`"resourceType":"`), kind.name()...), '"')
}

// plainReference writes a reference that leads somewhere and says no more, as
// nearly all do, and reports whether it was one.
func (e *encoder) plainReference(key string, v *r4.Reference) bool {
	if e.checking || e.relative || e.depth == len(e.opened) || v == nil || v.Reference == nil || *v.Reference == "" ||
		len(*v.Reference) > maxString ||
		v.Id != nil || v.Extension != nil || v.Type != nil || v.Identifier != nil || v.Display != nil {
		return false
	}
	start, keys := len(e.buf), e.keys
	out := e.member(key)
	if _, ok := e.index.find(*v.Reference); ok { // whose id the index has looked at
		e.buf = append(append(append(out, `{"reference":"`...), *v.Reference...), `"}`...)
		return true
	}
	out, reason := appendString(append(out, `{"reference":`...), *v.Reference)
	if reason != "" {
		e.buf, e.keys = e.buf[:start], keys
		return false // to be refused with its path
	}
	e.buf = append(out, '}')
	return true
}

// reference writes Reference.reference.
func (e *encoder) reference(key string, v *r4.Reference, to targets) {
	if v.Reference == nil || *v.Reference == "" {
		return
	}
	ref := *v.Reference
	if e.checking {
		e.checkReference(key, ref, to)
	}
	if !e.relative {
		e.text(key, ref, primString)
		return
	}
	kind, ok := e.index.find(ref)
	if !ok {
		e.text(key, ref, primString)
		return
	}
	e.key(key)
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, kind.name()...)
	e.buf = append(e.buf, '/')
	e.buf = append(e.buf, ref[len(urnUUID):]...)
	e.buf = append(e.buf, '"')
}
