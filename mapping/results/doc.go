// Package results reads and writes the reports of laboratories and on images, and makes
// documents of FHIR of them and reports of those again.
//
// The layouts are listed in carrier.go. oru-r01 is the message ORU^R01 of HL7 version 2;
// yb-4501 to yb-4505 are the uploads of reports to the medical insurance of the mainland
// (医保 4501 to 4505), JSON objects: examinations and their images, laboratory reports,
// cultures of bacteria, their susceptibilities, and pathology. hqms-p76 are rows of HQMS, a
// result each. cda-c0007 and cda-c0006 are documents of CDA R2: reports of laboratories and
// of examinations as platforms of the mainland share them, in whose own columns the patient
// stands. Who
// the patient of a message is, and during which visit, is said in the segments of
// admissions: a layout of those reads and writes them. Read yields the
// records of a file, a [Translator] turns a record into a document and back, and a
// [Writer] writes records in any of the layouts.
//
// Nothing is lost: a segment or member that the report has no place for is kept
// verbatim, in the document too. Nothing is invented: a test gets a code of LOINC where
// its name, specimen and unit lead to one (package laboratory), as a coding that says
// that it was added; the result in the unit of the other side stands beside that which
// was measured, with the factor and its ground, and never in its place. Flags and
// reference ranges are the laboratory's. Nothing changes in silence: each change is an
// Issue, and no Issue holds a patient's value.
//
// A report on images (radiology, ultrasound, endoscopy, an ECG) has what was seen as an
// Observation, what it means as the conclusion of its DiagnosticReport, and its studies as
// ImagingStudy, by the numbers of DICOM. Nothing of it is looked for among laboratory tests.
//
// A report that is corrected has the same filler number, and so has the same ids in
// FHIR: what is loaded later takes the place of what was loaded before.
package results

// The layouts.
const (
	ORU    = "oru-r01" // HL7 v2 ORU^R01
	Upload = "yb-4502" // 医保 4502

	ExamUpload           = "yb-4501" // 医保 4501
	CultureUpload        = "yb-4503" // 医保 4503
	SusceptibilityUpload = "yb-4504" // 医保 4504
	PathologyUpload      = "yb-4505" // 医保 4505

	Rows  = "hqms-p76"  // rows of HQMS
	C0007 = "cda-c0007" // 检验报告, WS/T 500.7
	C0006 = "cda-c0006" // 检查报告, WS/T 500.6
)
