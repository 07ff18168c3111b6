package fhir

import (
	"unsafe"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// An Encoder appends documents as [Document.Append] does, byte for byte. It is
// for those that make many: what it is told that documents share, it writes once
// and copies from then on.
//
// The zero Encoder is ready for use. It is not safe for concurrent use.
type Encoder struct {
	encoder    encoder
	uris       [64]string // that were written as they are
	codings    sharedLists[r4.Coding]
	extensions sharedLists[r4.Extension]
	names      sharedLists[r4.HumanName]
	trial      *encoder // that writes what is shared, nil before the first
}

// seenURI returns the place for a URI: it holds that URI where it was written before,
// so that it need not be looked at again. A document names some forty systems and
// extensions again and again.
func (e *Encoder) seenURI(s string) *string {
	last := len(s) - 1
	return &e.uris[(len(s)+int(s[last])*7+int(s[last/2])*5)%len(e.uris)]
}

// sharedLists are the lists that documents share, by their first elements.
type sharedLists[T any] struct {
	lists map[*T]sharedList[T]
	// recent has, of the lists that a hash throws together, the one that was asked for
	// last: a document asks for some hundred of them, and each document for others.
	recent [1 << 9]sharedList[T]
}

// A sharedList is a list as it is written.
type sharedList[T any] struct {
	first  *T
	length int
	text   string
}

// add takes a list as it is written, unless it could not be.
func (s *sharedLists[T]) add(list []T, text string) {
	if text == "" {
		return // each document has to say so
	}
	if s.lists == nil {
		s.lists = map[*T]sharedList[T]{}
	}
	s.lists[&list[0]] = sharedList[T]{&list[0], len(list), text}
}

// find returns a list as it is written, "" where it is none that documents share.
func (s *sharedLists[T]) find(list []T) string {
	if s.lists == nil {
		return ""
	}
	at := uintptr(unsafe.Pointer(&list[0])) // as a number that differs from list to list, and no more
	recent := &s.recent[(at/16^at/1024)%uintptr(len(s.recent))]
	if recent.first != &list[0] {
		known, ok := s.lists[&list[0]]
		if !ok {
			return ""
		}
		*recent = known
	}
	if recent.length != len(list) {
		return ""
	}
	return recent.text
}

// ShareCodings tells the encoder that documents will have this very list, the
// same slice, again and again. It must not change as long as the encoder is in
// use.
func (e *Encoder) ShareCodings(list []r4.Coding) {
	e.codings.add(list, e.once(func(once *encoder) { once.writeCodingList("", list) }))
}

// ShareExtensions is ShareCodings for extensions.
func (e *Encoder) ShareExtensions(list []r4.Extension) {
	e.extensions.add(list, e.once(func(once *encoder) { once.writeExtensionList("", list) }))
}

// ShareNames is ShareCodings for the names of a person. Of people there are more
// than of codes: ForgetNames makes room.
func (e *Encoder) ShareNames(list []r4.HumanName) {
	e.names.add(list, e.once(func(once *encoder) { once.writeHumanNameList("", list) }))
}

// ForgetNames forgets the names that documents shared: from now on they are written
// as any other.
func (e *Encoder) ForgetNames() { e.names = sharedLists[r4.HumanName]{} }

// sharedDepth is how deep an element may stand that a document shares. A list
// is tried that deep when it is shared, and so fits in anywhere above.
const sharedDepth = maxDepth / 2

// once returns what write writes, "" where it writes nothing or fails.
func once(write func(*encoder)) string { return new(Encoder).once(write) }

func (e *Encoder) once(write func(*encoder)) string {
	if e.trial == nil {
		e.trial = &encoder{}
	}
	w := e.trial
	w.buf, w.keys, w.depth, w.err = w.buf[:0], 0, sharedDepth, nil
	write(w)
	if w.err != nil {
		return ""
	}
	return string(w.buf)
}

// Append appends the document to dst; see [Document.Append].
func (e *Encoder) Append(d *Document, dst []byte) ([]byte, error) {
	if cap(dst) == 0 {
		dst = make([]byte, 0, d.count()*resourceSize)
	}
	w := &e.encoder
	w.buf, w.keys, w.depth, w.err, w.shared = dst, 0, 0, nil, e
	w.index.reset()
	if err := w.index.document(d); err != nil {
		return dst, err
	}
	w.writeBundle(d)
	if w.err != nil {
		return dst, d.fault(false)
	}
	return w.buf, nil
}

// sharedCodings writes a list of codings if documents share it.
func (e *encoder) sharedCodings(key string, v []r4.Coding) bool {
	return e.shared != nil && e.depth <= sharedDepth && e.written(key, e.shared.codings.find(v))
}

// sharedExtensions writes a list of extensions if documents share it.
func (e *encoder) sharedExtensions(key string, v []r4.Extension) bool {
	return e.shared != nil && e.depth <= sharedDepth && e.written(key, e.shared.extensions.find(v))
}

// sharedHumanNames writes a list of names if documents share it.
func (e *encoder) sharedHumanNames(key string, v []r4.HumanName) bool {
	return e.shared != nil && e.depth <= sharedDepth && e.written(key, e.shared.names.find(v))
}

// written adds a member that is written already, unless text is "".
func (e *encoder) written(key, text string) bool {
	if text == "" {
		return false
	}
	e.buf = append(e.member(key), text...)
	return true
}

// plainCodeableConcept writes a concept that has but codings which documents share, as
// nearly all do, and reports whether it was one.
func (e *encoder) plainCodeableConcept(key string, v *r4.CodeableConcept) bool {
	if e.shared == nil || e.depth >= sharedDepth || len(v.Coding) == 0 || v.Id != nil || v.Extension != nil || v.Text != nil {
		return false
	}
	text := e.shared.codings.find(v.Coding)
	if text == "" {
		return false
	}
	e.buf = append(append(append(e.member(key), `{"coding":`...), text...), '}')
	return true
}
