// Package report holds the form that every report of a laboratory, or on images, passes
// through, whatever carries it: a message of HL7 version 2, an upload to the insurance, a
// document of FHIR.
//
// A zero value means that the source does not state the item. Texts are in the words
// of the source, numbers and units as printed, reference ranges and flags those of the
// laboratory: nothing is computed here, and nothing filled in.
//
// The comments name the item in messages (OBR-3) and in the upload of laboratory
// reports to the medical insurance (labinfo.rpotc_no of 4502).
//
// Records and their parts hold a patient's values, and print as [redacted] with fmt
// and slog. They are not safe for concurrent modification.
package report

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// A Record is what one message or upload holds: reports on one patient.
type Record struct {
	// Layout is the name of the layout with which the record was read ("oru-r01").
	Layout string
	// Trigger is the type of the message as it stands: MSH-9.
	Trigger string
	// Sheet says who the patient is and during which stay the reports were made. It
	// has no other parts.
	Sheet *frontsheet.FrontSheet
	// WithoutVisit states that the source says nothing of a visit.
	WithoutVisit bool
	// Reports are in the order of the source.
	Reports []Report
	// Fields holds verbatim what is of the record as a whole and has no other place.
	Fields []frontsheet.Field
}

// A Report is one report: the group of an OBR, or an upload of 4502.
type Report struct {
	// Placer is the number of the order by who ordered, Filler that of the report by
	// the laboratory: OBR-2 and OBR-3, labinfo.appy_no and rpotc_no.
	Placer, Filler string
	// Panel is what was asked for: OBR-4, labinfo.inhosp_exam_item_name.
	Panel Concept
	// Section is the part of the laboratory, a code of HL7's table 0074: OBR-24.
	Section string
	// Status is a code of HL7's table 0123 ("F"): OBR-25.
	Status string
	// Observed is when the specimen was taken or the patient seen: OBR-7.
	Observed frontsheet.DateTime
	// Issued is when the report was made: OBR-22, labinfo.rpt_date.
	Issued frontsheet.DateTime
	// Specimens are in the order of the source; most reports have one: OBR-15, SPM,
	// sampleinfo.
	Specimens []Specimen
	// Requester ordered the report: OBR-16, labinfo.bilg_dr_name.
	Requester Person
	// Order is what else the source says of the order.
	Order Order
	// Interpreter answers for it: OBR-32, labinfo.rpot_doc.
	Interpreter Person
	// Performer is the laboratory: labinfo.exam_org_name.
	Performer Organization
	// Method is the method of all results: labinfo.exam_mtd.
	Method string
	// Site is the part of the body that was examined: examinfo.exam_part.
	Site Concept
	// Findings is what was seen, Conclusion what whoever answers for the report makes of
	// it, in words: examinfo.exam_ccls.
	Findings, Conclusion string
	// Flags are the signs of whoever reports that Findings or Conclusion are abnormal, as
	// printed: OBX-8 of a text, examinfo.exam_rslt_abn.
	Flags []string
	// Studies are the images that were taken: imageinfo.
	Studies []Study
	// Notes are remarks on the report: NTE after OBR.
	Notes []string
	// Attachments are the report as a file: OBX of the type ED.
	Attachments []Attachment
	// Results are in the order of the source.
	Results []Result
	// Fields holds verbatim what has no other place.
	Fields []frontsheet.Field
}

// An Order is what was said when a report was ordered.
type Order struct {
	// Placed is when: OBR-6.
	Placed frontsheet.DateTime
	// Department is that of the requester: labinfo.appy_dept_code.
	Department Organization
	// Information is what the laboratory was told of the patient: OBR-13.
	Information string
	// Reasons say why: OBR-31.
	Reasons []Concept
}

// IsZero reports whether nothing is stated.
func (o *Order) IsZero() bool {
	return o.Placed.IsZero() && o.Department.IsZero() && o.Information == "" && len(o.Reasons) == 0
}

// A Result is one result: OBX, an element of iteminfo.
type Result struct {
	// Test is what was measured: OBX-3, iteminfo.exam_item_detl_code and its name.
	Test Concept
	// Sub tells results of one test apart: OBX-4.
	Sub string
	// Kind is the type of the value, a code of HL7's table 0125 ("NM"): OBX-2.
	Kind string
	// Comparator, Number, Separator and Second are the value where it is made of
	// numbers, as in frontsheet.Observation.
	Comparator string
	Number     frontsheet.Decimal
	Separator  string
	Second     frontsheet.Decimal
	// Answer is the value where it is coded.
	Answer Concept
	// Text is the value where it is words; lines are separated by line feeds.
	Text string
	// Unit is the unit as printed, Range the reference range as printed: OBX-6, OBX-7.
	Unit, Range string
	// Flags are the signs of the laboratory as printed: OBX-8, iteminfo.exam_rslt_abn.
	Flags []string
	// Status is a code of HL7's table 0085 ("F"): OBX-11.
	Status string
	// Observed is when the value was found: OBX-14.
	Observed frontsheet.DateTime
	// Performer is the laboratory, where it is stated of the result: OBX-15.
	Performer Organization
	// Method is how it was measured: OBX-17, iteminfo.exam_mtd.
	Method string
	// Notes are remarks on the result: NTE after OBX.
	Notes []string
	// Fields holds verbatim what has no other place.
	Fields []frontsheet.Field
}

// IsNumber reports whether the value is made of numbers.
func (r *Result) IsNumber() bool { return r.Number != "" }

// HasValue reports whether there is a value.
func (r *Result) HasValue() bool { return r.IsNumber() || !r.Answer.IsZero() || r.Text != "" }

// A Concept is what something is called, with codes for it.
type Concept struct {
	Codings []Coding
	// Text is what it is called where that is not the display of the first coding.
	Text string
}

// IsZero reports whether there is no concept.
func (c Concept) IsZero() bool { return len(c.Codings) == 0 && c.Text == "" }

// Name returns what the concept is called.
func (c Concept) Name() string {
	if c.Text != "" || len(c.Codings) == 0 {
		return c.Text
	}
	return c.Codings[0].Display
}

// Local returns the first code that is of no public system, "" for none.
func (c Concept) Local() string {
	for i := range c.Codings {
		if c.Codings[i].System == "" {
			return c.Codings[i].Code
		}
	}
	return ""
}

// A Coding is a code of a system.
type Coding struct {
	// System is the URI of a public code system, "" for a laboratory's own.
	System string
	// Scheme is what the source calls the system ("L"); a document does not keep it.
	Scheme        string
	Code, Display string
}

// A Specimen is what was examined.
type Specimen struct {
	// Number identifies it: SPM-2, sampleinfo.spcm_no.
	Number string
	// Type is what it is: OBR-15, SPM-4, sampleinfo.spcm_name.
	Type Concept
	// Collected and Received are when it was taken and when it arrived: OBR-7 or
	// SPM-17, OBR-14 or SPM-18, sampleinfo.sapl_date.
	Collected, Received frontsheet.DateTime
	// Rejected says why it was not examined, or what is wrong with it: SPM-21.
	Rejected Concept
	Fields   []frontsheet.Field
}

// A Study is a set of images that belong together, as DICOM has it.
type Study struct {
	// UID is the Study Instance UID: imageinfo.study_uid.
	UID string
	// Accession is the number of the order in the system of images: imageinfo.acession_no.
	Accession string
	// Number is that of the examination where it was made: imageinfo.patient_id.
	Number string
	// Modality is the kind of images as the source has it, mostly a code of DICOM ("CT"):
	// imageinfo.modality.
	Modality string
	// Started is when they were taken: imageinfo.study_time.
	Started frontsheet.DateTime
	// Series and Instances are how many there are: imageinfo.series_count and image_count.
	Series, Instances frontsheet.Decimal
	// Location is where the images lie, in the terms of the facility: imageinfo.store_path.
	Location string
	// Fields holds verbatim what has no other place.
	Fields []frontsheet.Field
}

// A Person is somebody who has to do with a report.
type Person struct {
	// Number is the facility's number of the person: XCN.1, labinfo.bilg_dr_codg.
	Number string
	// Name is the name in full as written.
	Name string
}

// IsZero reports whether nobody is stated.
func (p Person) IsZero() bool { return p == Person{} }

// An Organization is a laboratory or a hospital.
type Organization struct{ Code, Name string }

// IsZero reports whether none is stated.
func (o Organization) IsZero() bool { return o == Organization{} }

// An Attachment is a file.
type Attachment struct {
	// Type is the media type ("application/pdf").
	Type string
	// Data is the content in base64.
	Data string
	// Title is what it is called.
	Title string
}

// Format writes "[redacted]", whatever the verb is.
func (Record) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Record) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Record) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Report) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Report) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Report) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Order) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Order) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Order) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Result) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Result) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Result) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Specimen) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Specimen) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Specimen) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Study) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Study) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Study) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Concept) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Concept) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Concept) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Coding) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Coding) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Coding) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Person) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Person) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Person) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Attachment) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Attachment) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Attachment) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Organization) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Organization) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]".
func (Organization) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }
