// Package mapping reads hospital case front sheets (病案首页) in the layouts in
// which they are exported, translates them to FHIR R4 documents, and goes both
// ways back.
//
// A [FrontSheet] is one hospital stay as its source recorded it, whatever file
// it came from. A [Layout] is a table that says how one file format carries a
// FrontSheet; [Layouts] are the built-in ones, each of which a function of its
// region's package returns (mapping/mainland), and an integrator writes others
// without Go. A [Reader] yields a Record for each row of a file, with every repair
// that reading took as an [Issue]. A [Translator] turns a FrontSheet into a
// fhir.Document, and a Document into a FrontSheet; a [Writer] writes FrontSheets as
// the rows of a layout.
//
//	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
//	...
//	for record, err := range reader.Records() {
//		if err != nil { ... }             // the file cannot be read further
//		if record.Sheet == nil { ... }    // rejected: record.Issues says why
//		document, issues := translator.Document(record.Sheet)
//	}
//
// Nothing is lost: a cell that has no home in FHIR, or was changed on its way
// there, is kept verbatim. Nothing is invented: what the source does not state
// is absent. Nothing changes in silence: each change is an Issue, and no Issue
// holds a patient's value.
package mapping

//go:generate go run ./internal/pages
