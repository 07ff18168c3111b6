package extract

import (
	"strings"
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Reader makes the sheet of a document. Each concern has a method, in a file of
// the same name as in compose. It is of one goroutine.
type Reader struct {
	settings *document.Settings
	layouts  *document.Layouts // in whose terms documents are read
	document *fhir.Document
	sheet    *frontsheet.FrontSheet
	issues   []frontsheet.Issue
	// layout is the one in whose terms the document is read, nil for none.
	layout    *layout.Layout
	encounter *r4.Encounter   // of the sheet, nil where there is none
	parts     []*r4.Encounter // of the encounter, by partOf
	emergency *r4.Encounter   // that led to it, nil where there is none or the sheet does not tell it apart
	// attended is the attendance that led to it, where the sheet has a place for its
	// diagnoses alone; nil elsewhere.
	attended *r4.Encounter
	zone     string
	offset   *time.Location

	unreadAt      map[string]unread           // by the kind of resource
	organizations map[string]*r4.Organization // by the full URL, as are these:
	practitioners map[string]*r4.Practitioner
	locations     map[string]*r4.Location

	bounds   *[2]string // of the stay, once they are asked for
	anybodys bool       // the roles of the diagnoses are not stated in this project's terms

	joined strings.Builder // the names of a line of several parts
	// The lines that the first diagnoses of the sheet take, slotted of them, and the
	// last line of each role.
	slots   map[slot]bool
	last    map[frontsheet.DiagnosisRole]int
	slotted int

	// Likewise the ranks that the first procedures take, ranked of them, and the last.
	ranks            map[int]bool
	ranked, lastRank int
}

// A Compose makes the document of a sheet that came from a message, without the
// fields of the message that the document does not give back.
type Compose func(*document.Settings, *frontsheet.FrontSheet) *fhir.Document

// Read returns the sheet of a document, and what it has no place for. The sheet
// keeps parts of the document. Compose is compose.Plain, which this package
// cannot import: what a document keeps of a message counts where the document
// that would be made of both is the same.
func Read(t *document.Settings, d *fhir.Document, compose Compose) (*frontsheet.FrontSheet, []frontsheet.Issue) {
	r := &Reader{settings: t, layouts: t.Layouts, sheet: &frontsheet.FrontSheet{}}
	r.document = r.inOrder(ownIDs(known(d)))
	r.leaveOthers()
	if len(r.document.DiagnosticReports)+len(r.document.ImagingStudies)+len(r.document.Specimens) > 0 {
		r.issue(frontsheet.Information, "", "not-understood", "DiagnosticReport, ImagingStudy and Specimen: a front sheet has no place for them")
	}
	r.index()
	r.composition()
	if layout.ComparedWhole(r.sheet) {
		r.restoreMessage(compose)
		if l := layout.Of(r.sheet); !l.IsReferral() { // what was stated besides the message
			r.referral()
		}
		return r.sheet, r.issues
	}
	r.facility()
	r.patient()
	r.stay()
	r.staff()
	r.diagnoses()
	r.procedures()
	r.findings()
	r.allergies()
	r.medications()
	r.coverage()
	r.fees()
	r.referral()
	r.sortDetails()
	r.unreadResources()
	tabular.Restore(r.sheet)
	return r.sheet, r.issues
}

// index finds the resources to which others refer.
func (r *Reader) index() {
	d := r.document
	r.organizations = cleared(r.organizations)
	for i := range d.Organizations {
		r.organizations[document.URN+arena.Deref(d.Organizations[i].Id)] = &d.Organizations[i]
	}
	r.practitioners = cleared(r.practitioners)
	for i := range d.Practitioners {
		r.practitioners[document.URN+arena.Deref(d.Practitioners[i].Id)] = &d.Practitioners[i]
	}
	r.locations = cleared(r.locations)
	for i := range d.Locations {
		r.locations[document.URN+arena.Deref(d.Locations[i].Id)] = &d.Locations[i]
	}
}

// cleared returns m without entries, a new map where it is nil.
func cleared[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	clear(m)
	return m
}

// issue reports something about an element of the sheet.
func (r *Reader) issue(severity frontsheet.Severity, element, code, detail string) {
	r.issues = append(r.issues, frontsheet.Issue{Column: r.sheet.Column(element), Title: r.sheet.Title(element), Field: element, Severity: severity, Code: code, Detail: detail})
}
