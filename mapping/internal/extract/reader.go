package extract

import (
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Reader makes the sheet of one document. Each concern has a method,
// in the file of its forward twin.
type Reader struct {
	Translator *document.Settings
	Document   *fhir.Document
	Sheet      *frontsheet.FrontSheet
	// layout is the one in whose terms the document is read, nil for none.
	layout    *layout.Layout
	encounter *r4.Encounter // of the sheet, nil where there is none
	emergency *r4.Encounter // that led to it, nil where there is none or the sheet does not tell it apart
	zone      string
	offset    *time.Location
	Issues    []frontsheet.Issue

	organizations map[string]*r4.Organization
	practitioners map[string]*r4.Practitioner
	locations     map[string]*r4.Location
	listed        map[string]bool // conditions that the encounter lists
}

func (r *Reader) Read() {
	r.index()
	r.source()
	if layout.IsMessage(r.Sheet) {
		r.restoreMessage()
		return
	}
	r.facility()
	r.patient()
	r.stay()
	r.staff()
	r.diagnoses()
	r.procedures()
	r.findings()
	r.allergies()
	r.coverage()
	r.fees()
	r.unread()
	tabular.Restore(r.Sheet)
}

func (r *Reader) index() {
	d := r.Document
	r.organizations = emptied(r.organizations)
	for i := range d.Organizations {
		r.organizations[document.URN+arena.Deref(d.Organizations[i].Id)] = &d.Organizations[i]
	}
	r.practitioners = emptied(r.practitioners)
	for i := range d.Practitioners {
		r.practitioners[document.URN+arena.Deref(d.Practitioners[i].Id)] = &d.Practitioners[i]
	}
	r.locations = emptied(r.locations)
	for i := range d.Locations {
		r.locations[document.URN+arena.Deref(d.Locations[i].Id)] = &d.Locations[i]
	}
}

// emptied returns m without entries, a new map where it is nil.
func emptied[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	clear(m)
	return m
}

// issue reports something about an element of the sheet.
func (r *Reader) issue(severity frontsheet.Severity, element, code, detail string) {
	r.Issues = append(r.Issues, frontsheet.Issue{Column: r.Sheet.Column(element), Field: element, Severity: severity, Code: code, Detail: detail})
}
