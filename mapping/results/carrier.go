package results

import (
	"bufio"
	"iter"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A carrier is a layout: how its files are told from others, read and written. Whatever
// differs between layouts stands here, or in the files of its reader and writer.
type carrier struct {
	name, title string
	// extension is what the names of files of the layout usually end with.
	extension string
	// report and result are what the layout calls a report and a result, for issues; "" for
	// results that are not one an element each.
	report, result string
	// messages says that the patient and the visit stand in segments of admissions.
	messages bool
	// numbers says that the patient and the visit are stated by numbers alone, none of
	// which is that of the record.
	numbers bool
	// chinese says that the source is in Chinese, in which a page is labelled first.
	chinese bool
	// table is the layout in whose columns the patient stands: of rows, or of documents of
	// CDA; nil for other files.
	table func() *mapping.Layout
	// recognize reports whether a file starts as those of the layout do.
	recognize func(start []byte) bool
	read      func(in *bufio.Reader, o *Options) iter.Seq2[*Entry, error]
	// write writes the record in hand; nil for a layout that is only read.
	write func(w *Writer) ([]frontsheet.Issue, error)
}

// carriers are all layouts. Of two that recognise a file, the first counts.
var carriers = []carrier{
	{
		name: ORU, title: "Laboratory reports (HL7 v2 ORU^R01)", extension: "hl7", report: "OBR", result: "OBX", messages: true,
		recognize: observation.Match, read: readMessages, write: (*Writer).message,
	},
	{
		name: ExamUpload, title: "检查报告上传（医保 4501）", extension: "ndjson", report: "examinfo", numbers: true, chinese: true,
		recognize: startsUpload(ExamUpload), read: readUploads(ExamUpload), write: writeUploads(ExamUpload),
	},
	{
		name: Upload, title: "检验报告上传（医保 4502）", extension: "ndjson", report: "labinfo", result: "iteminfo", numbers: true, chinese: true,
		recognize: startsUpload(Upload), read: readUploads(Upload), write: writeUploads(Upload),
	},
	{
		name: SusceptibilityUpload, title: "药敏报告上传（医保 4504）", extension: "ndjson", report: "data", numbers: true, chinese: true,
		recognize: startsUpload(SusceptibilityUpload), read: readUploads(SusceptibilityUpload), write: writeUploads(SusceptibilityUpload),
	},
	{
		name: CultureUpload, title: "细菌培养报告上传（医保 4503）", extension: "ndjson", report: "data", numbers: true, chinese: true,
		recognize: startsUpload(CultureUpload), read: readUploads(CultureUpload), write: writeUploads(CultureUpload),
	},
	{
		name: PathologyUpload, title: "病理检查报告上传（医保 4505）", extension: "ndjson", report: "data", numbers: true, chinese: true,
		recognize: startsUpload(PathologyUpload), read: readUploads(PathologyUpload), write: writeUploads(PathologyUpload),
	},
	{
		name: Rows, title: "检验详细记录（HQMS P7601–P7625）", extension: "csv", report: columnFiller, result: columnNumber, chinese: true, table: rowsLayout,
		recognize: startsRows, read: readTable, write: (*Writer).rows,
	},
	{
		name: C0007, title: "检验报告（WS/T 500.7 CDA，C0007）", extension: "xml", report: "ClinicalDocument", result: "organizer", chinese: true, table: documentLayout(C0007),
		recognize: startsDocument("C0007"), read: readDocuments(C0007), write: (*Writer).documents,
	},
	{
		name: C0006, title: "检查报告（WS/T 500.6 CDA，C0006）", extension: "xml", report: "ClinicalDocument", result: "organizer", chinese: true, table: documentLayout(C0006),
		recognize: startsDocument("C0006"), read: readDocuments(C0006), write: (*Writer).documents,
	},
}

// carrierOf returns the layout of a name, one without a name for none.
func carrierOf(name string) *carrier {
	for i := range carriers {
		if carriers[i].name == name {
			return &carriers[i]
		}
	}
	return &carrier{}
}

// Layouts returns the names of the layouts.
func Layouts() (names []string) {
	for i := range carriers {
		names = append(names, carriers[i].name)
	}
	return names
}

// Written returns the names of the layouts that can be written.
func Written() (names []string) {
	for i := range carriers {
		if carriers[i].write != nil {
			names = append(names, carriers[i].name)
		}
	}
	return names
}

// Title says what a layout is, in the language of those who use it.
func Title(layout string) string { return carrierOf(layout).title }

// Extension returns what the names of files of a layout usually end with ("hl7").
func Extension(layout string) string { return carrierOf(layout).extension }
