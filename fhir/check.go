package fhir

import r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

// Check returns what is wrong with the document, nothing if it found nothing.
// Beside what [Document.Append] refuses it looks at the document as a whole:
// elements that must be there, references within the document (each must be
// the fullUrl of a resource, of a type that its element allows), the rules
// of a document Bundle (bdl-9, bdl-10), of the Composition (cmp-1, cmp-2), and
// those invariants of R4 that a front sheet can break.
//
// It is not a validator: it knows no value sets, profiles or narrative. A
// document in which it finds nothing can be written and read, and holds
// together.
func (d *Document) Check() []*ElementError {
	e := encoder{checking: true, path: new([len(encoder{}.opened)]frame), buf: make([]byte, 0, d.count()*resourceSize)}
	if err := e.index.document(d); err != nil {
		e.errs = append(e.errs, err)
	}
	e.writeBundle(d)
	return e.errs
}

// bundleRule checks a member of the Bundle before which n were written.
func (e *encoder) bundleRule(n int, name, rule string) {
	if e.checking && e.keys == n {
		e.fail(name, rule, "a document must have it")
	}
}

// rulesIdentifier checks the identifier of the Bundle, before which n members
// were written.
func (e *encoder) rulesIdentifier(n int, v *r4.Identifier) {
	if !e.checking || e.keys == n {
		return
	}
	if v.System == nil || *v.System == "" {
		e.fail("identifier.system", "bdl-9", "a document must have it")
	}
	if v.Value == nil || *v.Value == "" {
		e.fail("identifier.value", "bdl-9", "a document must have it")
	}
}

// checkReference checks a reference that may lead to the given types. One to
// something outside the document is none of its business, unless it is a
// urn, which nobody can resolve.
func (e *encoder) checkReference(key, ref string, to targets) {
	kind, ok := e.index.find(ref)
	switch {
	case !ok && len(ref) > 4 && ref[:4] == "urn:":
		e.fail(key, RuleReference, "leads to no resource of the document")
	case ok && to&(1<<kind) == 0:
		e.fail(key, RuleReference, "leads to a "+kind.name()+", which may not stand there")
	}
}
