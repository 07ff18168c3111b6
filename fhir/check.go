package fhir

// A checker collects what [Document.Check] finds.
type checker struct {
	errs []*ElementError
}

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
	x := index{entries: make([]identity, 0, smallIndex), slots: make([]uint8, indexSlots)}
	c := checker{}
	if err := x.document(d); err != nil {
		c.errs = append(c.errs, err)
	}
	e := encoder{index: &x, check: &c}
	e.writeBundle(d)
	return c.errs
}

// bundleRule checks a member of the Bundle before which n were written.
func (e *encoder) bundleRule(n int, name, rule string) {
	if e.check != nil && e.keys == n {
		e.fail(name, rule, "a document must have it")
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
