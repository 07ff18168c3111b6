// Package filetype tells by its first bytes what a file is that holds no records
// which are read here, and what to do about it: the files that hospitals send in
// place of a table.
package filetype

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"strings"
)

// An Error says what a file is.
type Error struct {
	// Type is what the file is, with its article: "a PDF document".
	Type string
	// Advice says what to do.
	Advice string
	// Table tells that it may hold records, which are not read. Where it is false,
	// the file is one that holds none, as a picture.
	Table bool
}

// Error returns both.
func (e *Error) Error() string { return "the file is " + e.Type + ": " + e.Advice }

// The advice.
const (
	saveAs   = "open it in the program that made it, and save it as .xlsx or as CSV in UTF-8"
	export   = "export its table as CSV in UTF-8"
	unpack   = "unpack it, and name the files in it"
	original = "ask for the table that it was made from, as CSV or .xlsx"
	noTable  = "it holds no table"
)

// A magic is what files of a type have at an offset.
type magic struct {
	at         int
	bytes      string
	name, does string
	table      bool
}

// The magics are those of the formats' own specifications. One that could start a
// text is longer than a word.
var magics = []magic{
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file, as an Excel 97 workbook (.xls) and an encrypted .xlsx are", "open it in Excel, take its password off, and save it as .xlsx or as CSV in UTF-8", true},
	{0, "\x09\x08\x10\x00\x00\x06\x05\x00", "a workbook of Excel 5 to 97 (.xls)", saveAs, true},
	{0, "\x09\x04\x06\x00", "a workbook of Excel 4 (.xls)", saveAs, true},
	{0, "\x09\x02\x06\x00", "a workbook of Excel 3 (.xls)", saveAs, true},
	{0, "\x09\x00\x04\x00", "a workbook of Excel 2 (.xls)", saveAs, true},
	{0, "%PDF-", "a PDF document", original, false},
	{0, "PAR1", "a Parquet file", export, true},
	{0, "ARROW1\x00\x00", "an Arrow file", export, true},
	{0, "Obj\x01", "an Avro file", export, true},
	{0, "ORC\x0a", "an ORC file", export, true},
	{0, "SQLite format 3\x00", "an SQLite database", export, true},
	{0, "\x00\x01\x00\x00Standard Jet DB", "an Access database (.mdb)", export, true},
	{0, "\x00\x01\x00\x00Standard ACE DB", "an Access database (.accdb)", export, true},
	{0, "$FL2", "an SPSS file (.sav)", export, true},
	{0, "$FL3", "an SPSS file (.zsav)", export, true},
	{0, "<stata_dta>", "a Stata file", export, true},
	{0, "HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", "a SAS transport file (.xpt)", export, true},
	{0, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60", "a SAS data set", export, true},
	{0, "RDX2\n", "an R data file", export, true},
	{0, "RDX3\n", "an R data file", export, true},
	{0, "\x89HDF\r\n\x1a\n", "an HDF5 file", export, true},
	{0, "\x89PNG\r\n\x1a\n", "a picture (PNG)", noTable, false},
	{0, "\xff\xd8\xff", "a picture (JPEG)", noTable, false},
	{0, "GIF87a", "a picture (GIF)", noTable, false},
	{0, "GIF89a", "a picture (GIF)", noTable, false},
	{0, "II*\x00", "a picture (TIFF)", noTable, false},
	{0, "MM\x00*", "a picture (TIFF)", noTable, false},
	{8, "WEBPVP8", "a picture (WebP)", noTable, false},
	{128, "DICM", "a DICOM file", noTable, false},
	{0, "{\\rtf", "an RTF document", original, false},
	{0, "Rar!\x1a\x07", "a RAR archive", unpack, true},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", unpack, true},
	{0, "BZh91AY&SY", "a file packed with bzip2", unpack, true},
	{0, "\xfd7zXZ\x00", "a file packed with xz", unpack, true},
	{0, "\x28\xb5\x2f\xfd", "a file packed with Zstandard", unpack, true},
	{0, "\x1f\x9d", "a file packed with compress", unpack, true},
	{257, "ustar", "a tar archive", unpack, true},
	{0, "PK\x03\x04", "a zip archive", unpack, true},
	{0, "PK\x05\x06", "a zip archive without files", noTable, false},
	{0, "\x1f\x8b", "a file packed with gzip", unpack, true},
	{0, "\x00\x00\x00\x01Bud1", "a file of the Finder of macOS (.DS_Store)", noTable, false},
	{0, "\x00\x05\x16\x07", "a file of macOS for the attributes of another (AppleDouble)", noTable, false},
	{0, "\x7fELF", "a program", noTable, false},
	{0, "MZ\x90\x00", "a program", noTable, false},
}

// Of returns what a file is that begins with start, nil where that is text or
// nobody knows. start is 512 bytes at least, where the file has them.
func Of(start []byte) *Error {
	for _, m := range magics {
		if len(start) > m.at && bytes.HasPrefix(start[m.at:], []byte(m.bytes)) {
			return &Error{m.name, m.does, m.table}
		}
	}
	switch {
	case isDBF(start):
		return &Error{"a dBASE or FoxPro table (.dbf)", "open it in a spreadsheet program, and save it as .xlsx or as CSV in UTF-8", true}
	case isBMP(start):
		return &Error{"a picture (BMP)", noTable, false}
	}
	return ofXML(start)
}

// isDBF reports whether a file begins as the header of a dBASE table does: its
// version, a date, and the lengths of the header and of a record.
func isDBF(start []byte) bool {
	const versions = "\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb"
	return len(start) >= 32 && strings.IndexByte(versions, start[0]) >= 0 &&
		start[2] >= 1 && start[2] <= 12 && start[3] >= 1 && start[3] <= 31 &&
		binary.LittleEndian.Uint16(start[8:]) > 32 && binary.LittleEndian.Uint16(start[10:]) > 0
}

// isBMP reports whether a file begins as a bitmap does: two letters are too few.
func isBMP(start []byte) bool {
	return len(start) >= 18 && bytes.HasPrefix(start, []byte("BM")) && bytes.Equal(start[6:10], make([]byte, 4)) &&
		binary.LittleEndian.Uint32(start[14:]) < 200 && bytes.IndexByte(start[:18], 0) >= 0
}

// root finds the first element of XML, behind declarations and comments.
var root = regexp.MustCompile(`(?s)^(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*<((?:[\w.-]+:)?[\w.-]+)([^>]*)>?`)

// ofXML returns what a file of XML is, nil for what is none, or is HTML. In
// UTF-16 every other byte is zero.
func ofXML(start []byte) *Error {
	text := bytes.TrimPrefix(start, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe<\x00")) || bytes.HasPrefix(text, []byte("\xfe\xff\x00<")) {
		text = bytes.ReplaceAll(text[2:], []byte{0}, nil)
	}
	if text = bytes.TrimLeft(text, " \t\r\n"); !bytes.HasPrefix(text, []byte("<")) {
		return nil
	}
	found := root.FindSubmatch(text)
	if found == nil {
		if bytes.HasPrefix(text, []byte("<?xml")) {
			return &Error{"an XML document", original, true}
		}
		return nil
	}
	name, rest := string(found[1]), string(found[2])
	if _, local, prefixed := strings.Cut(name, ":"); prefixed {
		name = local
	}
	switch {
	case name == "ClinicalDocument":
		return &Error{"a CDA document", "convert it to FHIR first, or ask for the rows that it was made from", true}
	case strings.Contains(rest, "http://hl7.org/fhir"):
		return &Error{"FHIR in XML", "convert it to JSON, a Bundle a line", true}
	case strings.Contains(rest, "urn:hl7-org:v2xml"):
		return &Error{"an HL7 v2 message in XML", "ask for messages in ER7, with | between the fields", true}
	case name == "Workbook" && strings.Contains(rest, "urn:schemas-microsoft-com:office:spreadsheet"):
		return &Error{"a workbook in the XML of Excel 2003", saveAs, true}
	case strings.EqualFold(name, "svg"):
		return &Error{"a picture (SVG)", noTable, false}
	case bytes.HasPrefix(text, []byte("<?xml")) && !strings.EqualFold(name, "html"):
		return &Error{"an XML document", original, true}
	}
	return nil
}

// OLE returns what an OLE file is, by the names in its directory (MS-CFB 2.6),
// which may stand anywhere in it. r gives the whole file, of which no more than
// 256 MiB are read.
func OLE(r io.Reader) *Error {
	kinds := []struct {
		stream string
		is     Error
	}{
		{"EncryptedPackage", Error{"a workbook that is encrypted with a password", "open it in Excel, take the password off (File, Info, Protect Workbook), and save it", true}},
		{"EncryptionInfo", Error{"a workbook that is encrypted with a password", "open it in Excel, take the password off (File, Info, Protect Workbook), and save it", true}},
		{"Workbook", Error{"an Excel 97 workbook (.xls)", saveAs, true}},
		{"Book", Error{"a workbook of Excel 5 (.xls)", saveAs, true}},
		{"WordDocument", Error{"a Word document (.doc)", original, false}},
		{"PowerPoint Document", Error{"a PowerPoint presentation (.ppt)", original, false}},
		{"__substg1.0_001A001F", Error{"a message of Outlook (.msg)", original, false}},
	}
	found := len(kinds)
	keep := 0
	const longest = 64 // bytes of a name
	buf := make([]byte, 256<<10)
	for read := 0; read < 256<<20; {
		n, err := io.ReadFull(r, buf[keep:])
		text := buf[:keep+n]
		for i := range kinds[:found] {
			if bytes.Contains(text, entry(kinds[i].stream)) {
				found = i
				break
			}
		}
		if err != nil || errors.Is(err, io.EOF) {
			break
		}
		read += n
		keep = copy(buf, text[max(0, len(text)-longest):])
	}
	if found == len(kinds) {
		return Of([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	}
	return &kinds[found].is
}

// entry is a name as an entry of a directory has it: in UTF-16, with a zero at its
// end.
func entry(name string) []byte {
	var b []byte
	for i := range len(name) {
		b = append(b, name[i], 0)
	}
	return append(b, 0, 0)
}

// Zip returns what an archive is by the names of its parts, nil for an XLSX workbook
// and for an archive of files. has reports whether it has a part of a name.
func Zip(has func(name string) bool) *Error {
	switch {
	case has("xl/workbook.bin"):
		return &Error{"a binary workbook (.xlsb)", saveAs, true}
	case has("xl/workbook.xml"):
		return nil
	case has("word/document.xml"):
		return &Error{"a Word document (.docx)", original, false}
	case has("ppt/presentation.xml"):
		return &Error{"a PowerPoint presentation (.pptx)", original, false}
	case has("content.xml") && has("mimetype"):
		return &Error{"a document of LibreOffice (.ods, .odt)", saveAs, true}
	case has("Index/Document.iwa"), has("index.apxl"):
		return &Error{"a document of Apple's Numbers, Pages or Keynote", "export it as .xlsx or as CSV in UTF-8", true}
	}
	return nil
}
