package fhir

import (
	"fmt"
	"strings"
	"unicode/utf8"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A ReadError says where and why [Read] stopped. It never holds a value of
// the input, nor a name that is not an element of FHIR's.
type ReadError struct {
	// Pointer is the JSON pointer (RFC 6901) of the value that is wrong,
	// or of the one that it stands in.
	Pointer string
	// Offset is how many bytes of the input were read before.
	Offset int
	// Reason says what is wrong.
	Reason string
}

// Error returns the position and the reason.
func (e *ReadError) Error() string {
	return fmt.Sprintf("fhir: byte %d, at %q: %s", e.Offset, e.Pointer, e.Reason)
}

// Read reads a Bundle that [Document.Append] or [Document.AppendTransaction]
// wrote. Its JSON may have been laid out and ordered anew, but it has to be
// FHIR: Read refuses members that stand twice or that R4, as samply models
// it, does not have (so a contained resource, or an extension of a primitive,
// unless it says that the value is [Unknown]), values that are not of their type, null, anything empty, strings that are
// not Unicode, resources that a Document does not hold, an id that is missing
// or not unique, and nesting deeper than 64. Nothing is repaired and nothing
// passed over. An error is a [*ReadError].
//
// The references within a transaction come back as those of a document; the
// identifier and the timestamp, which it does not have, remain empty.
//
// The strings of the document share one copy of data.
func Read(data []byte) (*Document, error) {
	d := &decoder{src: string(data)}
	if !utf8.ValidString(d.src) {
		for i, r := range d.src {
			if r == utf8.RuneError && !strings.HasPrefix(d.src[i:], "\uFFFD") {
				d.pos = i
				break
			}
		}
		d.fail("is not valid UTF-8")
		return nil, d.err
	}
	v := new(Document)
	d.readBundle(v)
	if d.err == nil && (d.space() != 0 || d.pos < len(d.src)) {
		d.fail("is followed by more")
	}
	if d.err != nil {
		return nil, d.err
	}
	return v, nil
}

func (d *decoder) readBundle(v *Document) {
	if t := d.peek("resourceType"); d.err == nil && t != "Bundle" {
		d.fail("is not a Bundle")
	}
	kind := d.peek("type")
	if d.err == nil && kind != "document" && kind != "transaction" {
		d.fail("is not a document or transaction")
	}
	b := bundleReader{decoder: d, transaction: kind == "transaction"}
	var seen uint64
	for first := true; d.member(&first); {
		switch d.name {
		case "resourceType":
			seen |= d.once(seen, 1<<0)
			d.scanString()
		case "type":
			seen |= d.once(seen, 1<<1)
			d.scanString()
		case "meta":
			seen |= d.once(seen, 1<<5)
			v.Meta = new(r4.Meta)
			d.readMeta(v.Meta)
		case "identifier":
			seen |= d.once(seen, 1<<2)
			b.documentOnly()
			d.readIdentifier(&v.Identifier)
		case "timestamp":
			seen |= d.once(seen, 1<<3)
			b.documentOnly()
			d.string(&v.Timestamp, primInstant)
		case "entry":
			seen |= d.once(seen, 1<<4)
			for first := true; d.element(&first); {
				b.readEntry(v)
			}
		default:
			d.unknown()
		}
	}
	for _, k := range []resourceKind{kindComposition, kindPatient} {
		if d.err == nil && d.single&(1<<k) == 0 {
			d.fail("has no " + k.name())
		}
	}
	if b.transaction {
		b.resolve()
	}
}

// A bundleReader reads the entries of a Bundle.
type bundleReader struct {
	*decoder
	transaction bool
	index       index
}

func (b *bundleReader) documentOnly() {
	if b.transaction {
		b.fail("is an element of a document")
	}
}

func (b *bundleReader) readEntry(v *Document) {
	var (
		seen    uint64
		fullURL string
		request struct{ method, url string }
		kind    resourceKind
		id      *string
	)
	for first := true; b.member(&first); {
		switch b.name {
		case "fullUrl":
			seen |= b.once(seen, 1<<0)
			b.string(&fullURL, primURI)
		case "resource":
			seen |= b.once(seen, 1<<1)
			name := b.peek("resourceType")
			var ok bool
			if kind, ok = kindNamed(name); !ok {
				b.fail("is no resource that a document holds")
				return
			}
			id = b.readResource(v, kind)
		case "request":
			seen |= b.once(seen, 1<<2)
			if !b.transaction {
				b.fail("is an element of a transaction")
			}
			var seen uint64
			for first := true; b.member(&first); {
				switch b.name {
				case "method":
					seen |= b.once(seen, 1<<0)
					b.string(&request.method, primCode)
				case "url":
					seen |= b.once(seen, 1<<1)
					b.string(&request.url, primURI)
				default:
					b.unknown()
				}
			}
		default:
			b.unknown()
		}
	}
	switch {
	case b.err != nil:
	case id == nil:
		b.fail("has no resource with an id")
	case fullURL != urnUUID+*id:
		b.fail("has a fullUrl that is not that of its resource")
	case b.transaction && (request.method != "PUT" || request.url != kind.name()+"/"+*id):
		b.fail("has no request to PUT its resource")
	default:
		if err := b.index.add(kind, -1, id); err != nil {
			b.fail("has an id that " + err.Reason)
		}
	}
}

// only notes a resource of which there is one, and refuses a second.
func (d *decoder) only(kind resourceKind) bool {
	if d.single&(1<<kind) != 0 {
		d.fail("is a second " + kind.name())
		return false
	}
	d.single |= 1 << kind
	return true
}

// resolve turns the references of a transaction into those of a document.
func (b *bundleReader) resolve() {
	for _, ref := range b.references {
		name, id, ok := strings.Cut(*ref, "/")
		if !ok {
			continue
		}
		if kind, ok := b.index.find(urnUUID + id); ok && kind.name() == name {
			*ref = urnUUID + id
		}
	}
}
