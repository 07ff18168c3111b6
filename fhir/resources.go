package fhir

// Resources calls yield with each resource of the document as JSON on one line,
// in the order of [Document.Append] and as [Document.AppendTransaction] writes it:
// references within the document are relative ("Patient/" + id). It is the form
// of Bulk Data, a resource a line.
//
// It writes into buffer, which it returns for the next document; text is valid as
// long as nobody writes into that. Errors are those of Append, and no resource is
// yielded then.
func (d *Document) Resources(buffer []byte, yield func(kind, id string, text []byte)) ([]byte, error) {
	e := encoder{buf: buffer[:0], relative: true, spans: make([]span, 0, d.count())}
	if err := e.index.document(d); err != nil {
		return buffer, err
	}
	e.writeBundle(d)
	if e.err != nil {
		return buffer, d.fault(true)
	}
	for _, s := range e.spans {
		yield(s.kind.name(), s.id, e.buf[s.start:s.end:s.end])
	}
	return e.buf, nil
}

// ResourceTypes are the types of the resources of a Document, each after those
// that its resources refer to, as far as that can be: a stay and its diagnoses
// refer to each other (see package bulk, which unties them).
func ResourceTypes() []string {
	return []string{
		kindOrganization.name(), kindPractitioner.name(), kindPractitionerRole.name(), kindLocation.name(), kindPatient.name(),
		kindEncounter.name(), kindCondition.name(), kindProcedure.name(), kindServiceRequest.name(), kindSpecimen.name(), kindImagingStudy.name(),
		kindObservation.name(), kindDiagnosticReport.name(), kindAllergyIntolerance.name(), kindMedicationStatement.name(), kindTask.name(),
		kindCoverage.name(), kindInvoice.name(), kindComposition.name(), kindProvenance.name(),
	}
}
