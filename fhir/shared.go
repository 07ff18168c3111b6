package fhir

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// An Encoder appends documents as [Document.Append] does, byte for byte. It is
// for those that make many: what it is told that documents share, it writes once
// and copies from then on.
//
// The zero Encoder is ready for use. It is not safe for concurrent use.
type Encoder struct {
	encoder    encoder
	codings    map[*r4.Coding]sharedList
	extensions map[*r4.Extension]sharedList
}

// A sharedList is a list as it is written. Its first element is its name.
type sharedList struct {
	length int
	text   string
}

// ShareCodings tells the encoder that documents will have this very list, the
// same slice, again and again. It must not change as long as the encoder is in
// use.
func (e *Encoder) ShareCodings(list []r4.Coding) {
	text := once(func(once *encoder) { once.writeCodingList("", list) })
	if text == "" {
		return // as it cannot be written, each document has to say so
	}
	if e.codings == nil {
		e.codings = map[*r4.Coding]sharedList{}
	}
	e.codings[&list[0]] = sharedList{len(list), text}
}

// ShareExtensions is ShareCodings for extensions.
func (e *Encoder) ShareExtensions(list []r4.Extension) {
	text := once(func(once *encoder) { once.writeExtensionList("", list) })
	if text == "" {
		return
	}
	if e.extensions == nil {
		e.extensions = map[*r4.Extension]sharedList{}
	}
	e.extensions[&list[0]] = sharedList{len(list), text}
}

// sharedDepth is how deep an element may stand that a document shares. A list
// is tried that deep when it is shared, and so fits in anywhere above.
const sharedDepth = maxDepth / 2

// once returns what write writes, "" where it writes nothing or fails.
func once(write func(*encoder)) string {
	e := encoder{depth: sharedDepth}
	write(&e)
	if e.err != nil {
		return ""
	}
	return string(e.buf)
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

// codings writes a list of codings if documents share it.
func (e *encoder) sharedCodings(key string, v []r4.Coding) bool {
	if e.shared == nil || e.depth > sharedDepth {
		return false
	}
	s := e.shared.codings[&v[0]]
	return s.length == len(v) && e.written(key, s.text)
}

// sharedExtensions writes a list of extensions if documents share it.
func (e *encoder) sharedExtensions(key string, v []r4.Extension) bool {
	if e.shared == nil || e.depth > sharedDepth {
		return false
	}
	s := e.shared.extensions[&v[0]]
	return s.length == len(v) && e.written(key, s.text)
}

// written adds a member that is written already.
func (e *encoder) written(key, text string) bool {
	e.key(key)
	e.buf = append(e.buf, text...)
	return true
}
