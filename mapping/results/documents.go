package results

import (
	"iter"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/bundles"
)

// ReadFHIR yields the reports of FHIR R4 that anybody wrote. Each DiagnosticReport is a
// record, with the results, specimens and people that it refers to; a document that was
// made of a record is one, and comes back as it was.
//
// What stands in a file, and how resources on their own find together across files, is
// as for [mapping.NewFHIRReader]; of the options Limit and Memory count. Results of a
// laboratory that no DiagnosticReport names are put together, by patient, visit, time
// and specimen, as reports that have no name. A panel within a report, which is a result
// without a value that has others beneath it, is a report of the same number.
//
// An error, the last thing yielded, is that of a file.
func (t *Translator) ReadFHIR(files []mapping.FHIRFile, options *mapping.FHIROptions) iter.Seq2[*Entry, error] {
	if options == nil {
		options = &mapping.FHIROptions{}
	}
	list := make([]bundles.File, len(files))
	for i, f := range files {
		list[i] = bundles.File(f)
	}
	return func(yield func(*Entry, error) bool) {
		for r, err := range bundles.Reports(list, bundles.Options{Limit: options.Limit, Memory: options.Memory}) {
			if err != nil {
				yield(nil, err)
				return
			}
			at := frontsheet.Position{File: r.File, Record: r.Number, Line: r.Line}
			e := &Entry{Number: r.Number, Line: r.Line, Raw: r.Raw, Issues: r.Issues}
			if r.Document != nil {
				record, issues := t.Record(r.Document)
				for i := range issues {
					issues[i].File, issues[i].Record, issues[i].Line = at.File, at.Record, at.Line
				}
				if e.Record, e.Issues = record, append(e.Issues, issues...); record != nil {
					record.Sheet.Origin().Position = at
				}
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}
