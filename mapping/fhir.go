package mapping

import (
	"io"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/bundles"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A FHIRFile is one file of a stream of FHIR.
type FHIRFile struct {
	// Name is the name of the file in issues.
	Name string
	// Open opens the file. It is called once, when the files before it have ended.
	Open func() (io.ReadCloser, error)
}

// FHIROptions set how a stream of FHIR is read. Nil means the defaults.
type FHIROptions struct {
	// Workers is how many goroutines read ahead, 1 where 0. What is read does not
	// depend on it.
	Workers int
	// Contacts asks for a record of each contact that took place, out-patient
	// visits and attendances at the emergency department among them. Otherwise a
	// record is a stay in hospital.
	Contacts bool
	// Limit is how long a Bundle may be, in bytes; fhir.DefaultLimit where 0.
	Limit int
	// Memory is how many bytes of resources on their own are kept in memory, 128
	// MiB where 0. What is beyond waits in temporary files of mode 0600.
	Memory int

	_ struct{}
}

// NewFHIRReader starts reading the stays in hospital of FHIR R4 that anybody
// wrote. Each stay is a record.
//
// A file is a stream of JSON values: one a line or over several lines, one after
// the other or in arrays. A value is a Bundle of any type (a document, searchset,
// history, collection, message, transaction), which is read by itself, or a
// resource on its own, as in Bulk Data. Resources on their own belong together
// across all files: their stays are the last records, patient by patient in the
// order in which the patients came up. Where they are more than options.Memory,
// the order is by parts of the patients instead, the same each time.
//
// What is a stay the encounters say: their class, status, partOf, period and
// hospitalization. A part and its whole are one stay, and an attendance at the
// emergency department belongs to the stay that it led to. An encounter that is
// cancelled, entered in error, planned or of another class is none; issues of the
// first record of its Bundle say how many there are of which kind. A Bundle
// without any stay is rejected, and so is what is no FHIR, or FHIR of another
// version (DSTU2, STU3, R5, XML): the code of an issue says which.
//
// A document that was made of a sheet is one record, and comes back as it was.
//
// Issues that say the same of several places are one, with how many there are
// and the first three places. The layout of the Reader is nil.
func NewFHIRReader(t *Translator, files []FHIRFile, options *FHIROptions) *Reader {
	if options == nil {
		options = &FHIROptions{}
	}
	list := make([]bundles.File, len(files))
	for i, f := range files {
		list[i] = bundles.File(f)
	}
	return &Reader{source: bundles.Open(list, bundles.Options{
		Workers: options.Workers, All: options.Contacts, Limit: options.Limit, Memory: options.Memory, Make: t.keyed,
	})}
}

// FHIR returns how many Bundles, and how many resources on their own, a Reader of
// FHIR has read; zeros for any other Reader. It may be called at any time.
func (d *Reader) FHIR() (bundles, resources int64) {
	if s, ok := d.source.(interface{ Values() (bundles, alone int64) }); ok {
		return s.Values()
	}
	return 0, 0
}

// keyed is FrontSheet for a record of a file: anybody's stay without the key of the
// layout in whose terms it is read is none, as no reader of the layout would take
// the row.
func (t *Translator) keyed(d *fhir.Document) (*FrontSheet, []Issue) {
	s, issues := t.FrontSheet(d)
	l := t.settings.Layouts.First()
	if s == nil || l == nil || l.Messages() || layout.Of(s) != nil {
		return s, issues
	}
	for _, key := range l.Key {
		if f := &l.Fields[key]; !f.Has(s) || f.At(s, f.Index).Empty() {
			return nil, append(issues, Issue{
				Column: f.Column, Field: f.Element, Severity: Error, Code: "no-record-key",
				Detail: "the document has no number for the key of the layout, and none is made up: nobody could say whose record it is",
			})
		}
	}
	return s, issues
}
