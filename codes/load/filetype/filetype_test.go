package filetype_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/load/filetype"
)

// ole returns a compound file whose directory has the streams (MS-CFB 2.6.1: names
// in UTF-16, each entry 128 bytes long).
func ole(fill int, streams ...string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504+fill)...)
	for _, name := range append([]string{"Root Entry"}, streams...) {
		entry := make([]byte, 128)
		for i := range len(name) {
			entry[2*i] = name[i]
		}
		b = append(b, entry...)
	}
	return b
}

// Reports of files of which a program said no more than that they are no zip or no
// text: qax-os/excelize#1877, tealeg/xlsx#303 and #462 (encrypted workbooks, and
// .xls), ExcelDataReader/ExcelDataReader#174. The first bytes are those of the formats'
// own specifications.
func TestOf(t *testing.T) {
	dbf := append([]byte{3, 124, 3, 4, 1, 0, 0, 0, 97, 0, 20, 0}, make([]byte, 84)...)
	tar := append(make([]byte, 257), "ustar\x00"...)
	copy(tar, "stays.csv")
	bmp := []byte("BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00")
	for _, test := range []struct {
		start string
		want  string // of the type, "" for text and what nobody knows
		table bool
	}{
		{string(ole(0, "Workbook")), "OLE", true},
		{"\x09\x08\x10\x00\x00\x06\x05\x00", "Excel 5", true},
		{"%PDF-1.7\n", "PDF", false},
		{"PAR1\x15\x04", "Parquet", true},
		{"SQLite format 3\x00", "SQLite", true},
		{string(dbf), ".dbf", true},
		{"\x00\x01\x00\x00Standard Jet DB\x00", "Access", true},
		{"\x89PNG\r\n\x1a\n", "picture", false},
		{"\xff\xd8\xff\xe0", "picture", false},
		{"GIF89a", "picture", false},
		{string(bmp), "picture", false},
		{"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture", false},
		{strings.Repeat("\x00", 128) + "DICM", "DICOM", false},
		{"{\\rtf1\\ansi", "RTF", false},
		{"Rar!\x1a\x07\x00", "RAR", true},
		{"7z\xbc\xaf\x27\x1c", "7z", true},
		{string(tar), "tar", true},
		{"PK\x03\x04", "zip", true},
		{"\x1f\x8b\x08", "gzip", true},
		{"\x00\x00\x00\x01Bud1\x00", ".DS_Store", false},
		{"\x00\x05\x16\x07\x00\x02", "AppleDouble", false},

		{`<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">`, "CDA", true},
		{`<ClinicalDocument xmlns="urn:hl7-org:v3">`, "CDA", true},
		{"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<?xml-stylesheet href=\"a\"?><!-- a > b -->\n<cda:ClinicalDocument xmlns:cda=\"urn:hl7-org:v3\">", "CDA", true},
		{"\xff\xfe<\x00?\x00x\x00m\x00l\x00?\x00>\x00<\x00C\x00l\x00i\x00n\x00i\x00c\x00a\x00l\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00>\x00", "CDA", true},
		{`<Bundle xmlns="http://hl7.org/fhir"><type/>`, "FHIR in XML", true},
		{`<?xml version="1.0"?><ADT_A01 xmlns="urn:hl7-org:v2xml">`, "HL7 v2 message in XML", true},
		{`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "Excel 2003", true},
		{`<svg xmlns="http://www.w3.org/2000/svg">`, "picture", false},
		{`<?xml version="1.0"?><rows><row/></rows>`, "an XML document", true},
		{`<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">`, "", false},

		{"", "", false},
		{"A48,A11\n1,2\n", "", false},
		{"BMI,Sex,BM\n", "", false},
		{"PARTNER,PAR1\n", "", false},
		{"IIb,MM,GIF\n", "", false},
		{"<5,>6\n", "", false},
		{"<table><tr><td>a", "", false},
		{"MSH|^~\\&|", "", false},
		{"MZ,ID\n", "", false},
		{`{"resourceType":"Bundle"}`, "", false},
		{"\x03abc,def\n" + strings.Repeat("x", 40), "", false},
		{"病案号,姓名\n", "", false},
		{"\xb2\xa1\xb0\xb8\xba\xc5,\xd0\xd5\xc3\xfb\n", "", false},
	} {
		got := filetype.Of([]byte(test.start))
		if test.want == "" {
			assert.Nil(t, got, "%q", test.start)
			continue
		}
		require.NotNil(t, got, "%q", test.start)
		assert.Contains(t, got.Type, test.want)
		assert.Equal(t, test.table, got.Table)
		assert.Equal(t, "the file is "+got.Type+": "+got.Advice, got.Error())
	}
}

// What an OLE file is, its directory says, wherever that stands.
func TestOLE(t *testing.T) {
	for _, test := range []struct {
		streams []string
		want    string
	}{
		{[]string{"EncryptionInfo", "EncryptedPackage"}, "encrypted"},
		{[]string{"EncryptedPackage"}, "encrypted"},
		{[]string{"Workbook", "\x05SummaryInformation"}, "Excel 97"},
		{[]string{"Book"}, "Excel 5"},
		{[]string{"WordDocument", "1Table"}, "Word"},
		{[]string{"PowerPoint Document"}, "PowerPoint"},
		{[]string{"Strange"}, "OLE"},
		{nil, "OLE"},
	} {
		for _, fill := range []int{0, 256<<10 - 512 - 128 - 7, 3 << 20} {
			assert.Contains(t, filetype.OLE(bytes.NewReader(ole(fill, test.streams...))).Type, test.want)
		}
	}
}

// An archive is a document by its parts.
func TestZip(t *testing.T) {
	for name, want := range map[string]string{
		"xl/workbook.bin": ".xlsb", "word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "Index/Document.iwa": "Numbers",
		"xl/workbook.xml": "", "a.csv": "", "content.xml": "",
	} {
		got := filetype.Zip(func(part string) bool { return part == name })
		if want == "" {
			assert.Nil(t, got, name)
			continue
		}
		require.NotNil(t, got, name)
		assert.Contains(t, got.Type, want)
	}
	assert.Contains(t, filetype.Zip(func(part string) bool { return part == "content.xml" || part == "mimetype" }).Type, ".ods")
}
