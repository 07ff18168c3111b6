package compose

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A fullURL is the URL of an entry and of references to it: "urn:uuid:" and the
// id of its resource.
type fullURL string

// id returns the id of the resource.
func (u fullURL) id() string { return string(u[len(document.URN):]) }

// identify sets what the ids of the document are made of: the namespace of the
// facility or the input, and the key of the patient in it.
func (b *Builder) identify() {
	b.scratch = append(append(b.scratch[:0], uuid.NameSpaceURL[:]...), fhir.Base+"/facility/"...)
	b.scratch = append(b.scratch, b.sheet.Scope()...)
	b.namespace = layout.HashUUID(b.scratch)
	b.patientKey = layout.PatientKey(b.sheet)
}

// id returns the URL of what has a name within the facility.
func (b *Builder) id(name string) fullURL {
	return b.hashed(append(append(b.scratch[:0], b.namespace[:]...), name...))
}

// lastingID is id for what many stays have, such as staff and places, so that a
// run remembers it.
func (b *Builder) lastingID(name string) fullURL {
	b.scratch = append(append(b.scratch[:0], b.namespace[:]...), name...)
	l, _ := b.lasting()
	return l.id
}

// lasting returns what the Builder remembers of the namespace and the name in scratch,
// and whether they came up before.
func (b *Builder) lasting() (l *lasting, again bool) {
	l, again = b.ids[string(b.scratch)]
	if !again {
		key := string(b.scratch)
		l = &lasting{id: fullURL(strings.Clone(string(b.hashed(b.scratch))))}
		if b.ids == nil {
			b.ids = map[string]*lasting{}
		}
		b.ids[key] = l
	}
	return l, again
}

// hashed returns the URL of the UUID of a namespace and a name, both in scratch: of
// version 5, which is that of uuid.NewSHA1, which allocates; with a key of version 8.
func (b *Builder) hashed(scratch []byte) fullURL {
	b.scratch = scratch
	if b.mac != nil {
		return b.url(b.keyed(scratch))
	}
	return b.url(layout.HashUUID(scratch))
}

// keyed returns the UUID version 8 (RFC 9562) of the parts of a name: the start of
// their HMAC-SHA-256, which nobody makes without the key.
func (b *Builder) keyed(parts ...[]byte) uuid.UUID {
	b.mac.Reset()
	for _, part := range parts {
		b.mac.Write(part)
	}
	id := uuid.UUID(b.mac.Sum(nil)[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

const hexDigits = "0123456789abcdef"

// hexPlaces are where the digits of each octet of a UUID stand.
var hexPlaces = [16]uint8{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// url returns the URL of a UUID.
func (b *Builder) url(id uuid.UUID) fullURL {
	var text [len(document.URN) + 36]byte
	copy(text[:], document.URN)
	digits := text[len(document.URN):]
	for i, at := range hexPlaces {
		digits[at], digits[at+1] = hexDigits[id[i]>>4], hexDigits[id[i]&15]
	}
	digits[8], digits[13], digits[18], digits[23] = '-', '-', '-', '-'
	return fullURL(b.arena.Bytes(text[:]))
}

// stayID returns the URL of a part of the stay.
func (b *Builder) stayID(part string) fullURL {
	if b.key == "" {
		b.scratch = append(layout.AppendStayKey(b.sheet, b.scratch[:0], b.patientKey, b.mayLackStay()), '/')
		b.key = b.arena.Bytes(b.scratch)
	}
	if len(b.key) > longKey {
		return b.hashedStayID(part)
	}
	return b.hashed(append(append(append(b.scratch[:0], b.namespace[:]...), b.key...), part...))
}

// contentID returns the URL of one of several parts of the stay of a kind: it goes by
// what the part says, and not by its place, so that it stays when another is withdrawn
// or put before it. Of those that say the same each is another.
func (b *Builder) contentID(kind string, list []frontsheet.Code, text, more string) fullURL {
	b.scratch = append(append(b.scratch[:0], kind...), '/')
	for i := range list {
		b.scratch = append(append(b.scratch, list[i].Code...), '/')
	}
	b.scratch = append(append(append(append(b.scratch, 0), text...), 0), more...)
	if b.stated == nil {
		b.stated = map[string]int{}
	}
	key := b.arena.Bytes(b.scratch)
	different := len(b.stated)
	b.stated[key]++
	if len(b.stated) == different { // it was there before
		key = b.arena.Join(key, "\x00", strconv.Itoa(b.stated[key]))
	}
	return b.stayID(key)
}

// longKey is from how many bytes on the key of a stay is hashed once, and not for
// each part of it: that of a record of facts alone has all of them in it.
const longKey = 1 << 10

// hashedStayID is stayID for a long key.
func (b *Builder) hashedStayID(part string) fullURL {
	if b.mac != nil {
		return b.url(b.keyed(b.namespace[:], []byte(b.key), []byte(part)))
	}
	if b.keyHash == nil {
		b.keyHash = layout.NewHash(b.namespace[:])
		b.keyHash.Write([]byte(b.key))
	}
	return b.url(layout.SumUUID(b.keyHash, []byte(part)))
}

// reference returns a reference to a resource.
func (b *Builder) reference(id fullURL) r4.Reference {
	return r4.Reference{Reference: b.arena.string(string(id))}
}

// refer returns a pointer to a reference. Within one document of a run those to
// the patient, the stay and the facility are one each.
func (b *Builder) refer(id fullURL) *r4.Reference {
	var kept **r4.Reference
	switch id {
	case b.patientRef:
		kept = &b.toPatient
	case b.encounterRef:
		kept = &b.toEncounter
	case b.facilityRef:
		kept = &b.toFacility
	}
	if kept == nil || b.shared == nil {
		return b.arena.references.Of(b.reference(id))
	}
	if *kept == nil {
		*kept = b.arena.references.Of(b.reference(id))
	}
	return *kept
}
