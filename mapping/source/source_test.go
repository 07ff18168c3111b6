package source_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/htmltable"
	"github.com/crossbay/crossbay/mapping/source"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

const samples = "../../examples/testdata/"

// Whatever form the rows of a layout come in, and however it is packed, the
// documents are those of what package mapping reads of the text.
func TestForms(t *testing.T) {
	for _, sample := range []string{
		"hqms.csv", "hqms-2022.csv", "n041.csv", "n041-gbk.csv", "n042.csv", "hqms-p.csv", "hk-cdars.csv", "hk-cdars-diagnoses.csv", "hk-ehealth.csv", "hk-frontsheet.csv",
		"hk-frontsheet-big5.csv", "hk-ehealth.json", "hk-ehealth.ndjson", "hk-adt.hl7", "hk-adt-mllp.hl7", "hk-adt-big5.hl7", "hk-cdars.xls", "hk-frontsheet.xlsx",
	} {
		text, err := os.ReadFile(samples + sample)
		require.NoError(t, err)
		plain := map[string][]byte{sample: text}
		base := strings.TrimSuffix(sample, filepath.Ext(sample))
		var reader *mapping.Reader
		switch filepath.Ext(sample) {
		case ".xlsx":
			reader, err = mapping.NewRowReader(xlsx.Rows(bytes.NewReader(text), nil), layouts(), told())
		case ".xls":
			reader, err = mapping.NewRowReader(htmltable.Rows(bytes.NewReader(text), nil), layouts(), told())
		default:
			reader, err = mapping.NewReader(bytes.NewReader(text), layouts(), told())
		}
		require.NoError(t, err)
		want := documentsOf(t, reader)
		require.NotEmpty(t, want)
		if filepath.Ext(sample) == ".csv" {
			plainText := bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
			if !utf8.Valid(plainText) {
				encoding := map[bool]encoding.Encoding{true: traditionalchinese.Big5, false: simplifiedchinese.GB18030}[strings.HasPrefix(sample, "hk")]
				plainText, err = encoding.NewDecoder().Bytes(text)
				require.NoError(t, err)
			}
			rows, err := csv.NewReader(bytes.NewReader(plainText)).ReadAll()
			require.NoError(t, err)
			plain[base+".xlsx"], plain[base+".xls"], plain[base+".ndjson"] = asWorkbook(t, rows), asPage(rows), asObjects(t, rows)
			if sample == "hk-cdars.csv" { // with a title above the header, which JSON has no place for
				delete(plain, base+".ndjson")
			}
		}
		for form, content := range plain {
			t.Run(sample+" as "+form, func(t *testing.T) { testPacked(t, form, content, want) })
		}
	}
}

// testPacked opens a file by name and from readers, packed in all ways.
func testPacked(t *testing.T, form string, content []byte, want []string) {
	table := ""
	if strings.HasSuffix(form, ".xlsx") {
		table = "/Sheet1"
	}
	for name, file := range map[string][]byte{
		form:          content,
		form + ".gz":  packed(t, content),
		form + ".zst": frames(t, content),
		form + ".zip": archive(t, member{"a/", nil}, member{"a/" + form, content}),
		"gz.zip":      archive(t, member{form + ".gz", packed(t, content)}),
	} {
		inside := map[string]string{form + ".zip": "/a/" + form, "gz.zip": "/" + form + ".gz"}[name]
		path := write(t, name, file)
		got, names := documents(t, source.Open(path, layouts(), told()))
		assert.Equal(t, want, got, name)
		assert.Equal(t, []string{path + inside + table}, names)

		o := told()
		o.File = "given"
		got, names = documents(t, source.OpenReaderAt(bytes.NewReader(file), int64(len(file)), layouts(), o))
		assert.Equal(t, want, got, name)
		assert.Equal(t, []string{"given" + inside + table}, names)

		if inside != "" {
			list := outcome(source.OpenReader(stream(file), layouts(), o))
			assert.Equal(t, []string{"given: the file is a zip archive: unpack it, and name the files in it"}, list, "an archive cannot be read from a stream")
			continue
		}
		got, names = documents(t, source.OpenReader(stream(file), layouts(), o))
		assert.Equal(t, want, got, name)
		assert.Equal(t, []string{"given" + table}, names)
	}
}

// told are options that name a facility: without one, a form of a file is an input
// of its own, and so are its patients.
func told() *mapping.ReaderOptions {
	return &mapping.ReaderOptions{Facility: mapping.Facility{Code: "EXAMPLE"}}
}

var (
	rows    = [][]string{{"A48", "A11", "C03C", "ward"}, {"1", "测试甲", "I10.x00", "W"}, {"2", "测试乙", "I10.x00", "W"}}
	strange = [][]string{{"alpha", "beta"}, {"1", "2"}}
)

// book returns a workbook of several sheets, of which the first is empty, one is
// no table of a layout and one is hidden.
func book(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill := func(sheet string, rows [][]string) {
		_, err := f.NewSheet(sheet)
		require.NoError(t, err)
		for i, row := range rows {
			require.NoError(t, f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	fill("1月", rows)
	fill("Notes", strange)
	fill("2月", rows[:2])
	require.NoError(t, f.SetSheetVisible("2月", false))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

// Each table of a file is read under its own name, and each that is not read is
// named; none keeps another from being read.
func TestTables(t *testing.T) {
	file := archive(
		t,
		member{"a/one.csv", asCSV(t, rows)},
		member{"__MACOSX/a/one.csv", []byte("junk")},
		member{"a/notes.txt", []byte("no,layout,has\nsuch,a,header\n")},
		member{"empty.csv", nil},
		member{"more.zip", archive(t, member{"two.csv", asCSV(t, rows)})},
		member{"months.xlsx", book(t)},
		member{"blank.xlsx", asWorkbook(t, nil)},
		member{"broken.gz", []byte("\x1f\x8bbroken")},
		member{"broken.zst", []byte("\x28\xb5\x2f\xfdbroken")},
		member{"last.csv", asCSV(t, rows[:2])},
	)
	want := func(name string) []string {
		return []string{
			name + "/a/one.csv hqms 2",
			name + "/a/notes.txt, line 1: " + mapping.ErrLayout.Error(),
			name + "/empty.csv: " + mapping.ErrEmpty.Error(),
			name + "/more.zip: the file is a zip archive: unpack it, and name the files in it",
			name + "/months.xlsx/1月 hqms 2",
			name + "/months.xlsx/Notes, line 1: " + mapping.ErrLayout.Error(),
			name + "/months.xlsx/2月 hqms 1 hidden",
			name + "/blank.xlsx: " + mapping.ErrEmpty.Error(),
			name + "/broken.gz: the gzip file cannot be read",
			name + "/broken.zst: the zstd file cannot be read",
			name + "/last.csv hqms 1",
		}
	}
	path := write(t, "in.zip", file)
	tables := source.Open(path, layouts(), nil)
	assert.Equal(t, want(path), outcome(tables))
	assert.Equal(t, want(path), outcome(tables), "a file may be read again")
	assert.Equal(t, want("in.zip"), outcome(source.Open(path, layouts(), &mapping.ReaderOptions{File: "in.zip"})))
	assert.Equal(t, want("given"), outcome(source.OpenReaderAt(bytes.NewReader(file), int64(len(file)), layouts(), &mapping.ReaderOptions{File: "given"})))

	for table, err := range source.Open(path, layouts(), nil) {
		if err != nil {
			var at *mapping.ReadError
			assert.ErrorAs(t, err, &at)
			continue
		}
		require.NotEmpty(t, table.Issues())
		for _, i := range table.Issues() {
			assert.Equal(t, table.Name, i.File)
		}
	}
}

// An archive of a Windows in Chinese has its names in GBK, and one of a careful
// sender is locked. Reports: gedoor/legado#3119, TriliumNext/Trilium#9678,
// adamhathcock/sharpcompress#149.
func TestArchivesOfWindows(t *testing.T) {
	name, err := simplifiedchinese.GBK.NewEncoder().String("首页/2月.csv")
	require.NoError(t, err)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, header := range []*zip.FileHeader{{Name: name, NonUTF8: true}, {Name: "Thumbs.db"}, {Name: `首页\desktop.ini`}} {
		w, err := z.CreateHeader(header)
		require.NoError(t, err)
		_, err = w.Write(asCSV(t, rows))
		require.NoError(t, err)
	}
	w, err := z.CreateRaw(&zip.FileHeader{Name: "locked.csv", Flags: 1, CompressedSize64: 3, UncompressedSize64: 3})
	require.NoError(t, err)
	io.WriteString(w, "odd")
	require.NoError(t, z.Close())
	want := []string{"in.zip/首页/2月.csv hqms 2", "in.zip/locked.csv: the file of the archive is encrypted with a password: unpack it, and name the files in it"}
	assert.Equal(t, want, outcome(source.Open(write(t, "in.zip", b.Bytes()), layouts(), &mapping.ReaderOptions{File: "in.zip"})))
	assert.Equal(t, want, outcome(source.OpenReaderAt(bytes.NewReader(b.Bytes()), int64(b.Len()), layouts(), &mapping.ReaderOptions{File: "in.zip"})))
	files, err := source.List(write(t, "in.zip", b.Bytes()))
	require.NoError(t, err)
	require.Len(t, files, 2)
	assert.True(t, strings.HasSuffix(files[0].Name(), "in.zip/首页/2月.csv"))
	assert.True(t, strings.HasSuffix(files[0].Archive(), "in.zip"))
	in, err := files[0].Open()
	require.NoError(t, err)
	require.NoError(t, in.Close())
}

// What holds no records says what it is, in an archive, packed or alone.
func TestTypes(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 5000)
	for start, want := range map[string]string{
		"%PDF-1.7\n": "a PDF document",
		ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00\x00\x00":                                                                   "an Excel 97 workbook (.xls)",
		ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00i\x00o\x00n\x00I\x00n\x00f\x00o\x00\x00\x00":                                     "a workbook that is encrypted with a password",
		string(archive(t, member{"word/document.xml", []byte("<a/>")})):                                                            "a Word document (.docx)",
		string(archive(t, member{"mimetype", nil}, member{"content.xml", []byte("<a/>")})):                                         "a document of LibreOffice (.ods, .odt)",
		string(archive(t, member{"xl/workbook.bin", []byte{0}}, member{"_rels/.rels", []byte("<Relationships></Relationships>")})): "a binary workbook (.xlsb)",
	} {
		for name, file := range map[string][]byte{"in": []byte(start), "in.gz": packed(t, []byte(start)), "in.zip": archive(t, member{"in", []byte(start)})} {
			for _, err := range source.Open(write(t, name, file), layouts(), nil) {
				var what *mapping.FileTypeError
				require.ErrorAs(t, err, &what, name)
				assert.Equal(t, want, what.Type)
				var at *mapping.ReadError
				require.ErrorAs(t, err, &at)
				assert.Contains(t, at.File, name)
			}
		}
	}
}

// The program reads the files of an archive one by one, and knows them before.
func TestList(t *testing.T) {
	file := archive(t, member{"a/", nil}, member{"a/one.csv", asCSV(t, rows)}, member{"__MACOSX/x", nil}, member{"months.xlsx", book(t)}, member{"b.ndjson.gz", packed(t, []byte("{}\n"))})
	path := write(t, "in.zip", file)
	files, err := source.List(path)
	require.NoError(t, err)
	require.Len(t, files, 3)
	assert.Equal(t, path+"/a/one.csv", files[0].Name())
	assert.Equal(t, path+"/months.xlsx", files[1].Name())

	in, err := files[2].Open()
	require.NoError(t, err)
	text, err := io.ReadAll(in)
	require.NoError(t, err)
	assert.Equal(t, "{}\n", string(text), "the bytes are those of what was packed")
	assert.EqualValues(t, -1, in.Size())
	require.NoError(t, in.Close())

	in, err = files[1].Open()
	require.NoError(t, err)
	assert.Len(t, outcome(in.Tables(layouts(), nil)), 3)
	require.NoError(t, in.Close())

	text = packed(t, asCSV(t, rows))
	files, err = source.List(write(t, "in.csv.gz", text))
	require.NoError(t, err)
	require.Len(t, files, 1)
	in, err = files[0].Open()
	require.NoError(t, err)
	defer in.Close()
	assert.EqualValues(t, len(text), in.Size())
	list, _ := documents(t, in.Tables(layouts(), nil))
	assert.Len(t, list, 2)
	assert.EqualValues(t, len(text), in.Consumed())

	require.NoError(t, os.Remove(path))
	_, err = files[0].Open()
	require.NoError(t, err)
	stream := source.Stream(bytes.NewReader(asCSV(t, rows)), "standard input")
	assert.Equal(t, "standard input", stream.Name())
	in, err = stream.Open()
	require.NoError(t, err)
	assert.Equal(t, []string{"standard input hqms 2"}, outcome(in.Tables(layouts(), nil)))
	require.NoError(t, in.Close())
}

// An archive that changes between the list and the reading is not read amiss.
func TestChangedArchive(t *testing.T) {
	path := write(t, "in.zip", archive(t, member{"a.csv", asCSV(t, rows)}, member{"b.csv", asCSV(t, rows)}))
	files, err := source.List(path)
	require.NoError(t, err)
	for _, other := range [][]byte{archive(t, member{"a.csv", nil}), archive(t, member{"b.csv", nil}, member{"a.csv", nil})} {
		require.NoError(t, os.WriteFile(path, other, 0o600))
		_, err = files[1].Open()
		assert.ErrorContains(t, err, path+": the archive has changed")
	}
	require.NoError(t, os.Remove(path))
	_, err = files[0].Open()
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// What would fill a disk or the memory is refused by whichever way it comes.
func TestLimits(t *testing.T) {
	blank := bytes.Repeat([]byte("\n"), 32<<20)
	bomb := append(asCSV(t, rows), blank...)
	many := make([]member, 10_001)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	parts := []member{}
	old, err := zip.NewReader(bytes.NewReader(book(t)), int64(len(book(t))))
	require.NoError(t, err)
	for _, part := range old.File {
		r, err := part.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		parts = append(parts, member{part.Name, content})
	}
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"gzip":     {packed(t, bomb), "the file unpacks to more than 500 times its size"},
		"zstd":     {frames(t, bomb), "the file unpacks to more than 500 times its size"},
		"window":   {[]byte("\x28\xb5\x2f\xfd\x00\x98\x01\x00\x00"), "the zstd file takes more than 128 MiB of memory to unpack"}, // 512
		"zip":      {archive(t, member{"a.csv", bomb}), "a file of the archive unpacks to more than 500 times its size"},
		"zip gzip": {archive(t, member{"a.csv.gz", packed(t, bomb)}), "the file unpacks to more than 500 times its size"},
		"files":    {archive(t, many...), "more than 10000 files in the archive"},
		"workbook": {archive(t, append(parts, member{"xl/media/a.png", blank})...), "a part of the workbook unpacks to more than 500 times its size"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "in", test.file)
			for _, tables := range []tables{
				source.Open(path, layouts(), nil),
				source.OpenReaderAt(bytes.NewReader(test.file), int64(len(test.file)), layouts(), nil),
			} {
				var fault error
				for table, err := range tables {
					for fault = err; fault == nil; {
						for _, fault = range table.Records() {
							if fault != nil {
								break
							}
						}
						require.Error(t, fault)
					}
				}
				var limit source.LimitError
				require.ErrorAs(t, fault, &limit)
				assert.Equal(t, test.want, limit.Error())
			}
		})
	}
}

// Errors name what is not read.
func TestErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.csv")
	folder := t.TempDir()
	for _, open := range []func(name string) error{
		func(name string) (err error) {
			for _, err = range source.Open(name, layouts(), nil) {
				require.Error(t, err)
			}
			return err
		},
		func(name string) error { _, err := source.List(name); return err },
	} {
		assert.ErrorIs(t, open(missing), fs.ErrNotExist)
		assert.ErrorContains(t, open(folder), folder+": a folder")
	}

	// A file of an archive in a method that is not known, and one that is cut short.
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "odd.csv", Method: 9, CompressedSize64: 3, UncompressedSize64: 3})
	require.NoError(t, err)
	io.WriteString(w, "odd")
	w, err = z.Create("good.csv")
	require.NoError(t, err)
	_, err = w.Write(asCSV(t, rows))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	want := []string{"in.zip/odd.csv: a file of the archive cannot be opened", "in.zip/good.csv hqms 2"}
	assert.Equal(t, want, outcome(source.Open(write(t, "in.zip", b.Bytes()), layouts(), &mapping.ReaderOptions{File: "in.zip"})))
	files, err := source.List(write(t, "in.zip", b.Bytes()))
	require.NoError(t, err)
	_, err = files[0].Open()
	assert.ErrorContains(t, err, "in.zip/odd.csv: a file of the archive cannot be opened")

	long := [][]string{rows[0]}
	for i := range 20_000 {
		long = append(long, []string{fmt.Sprint(i * 7919), "测试甲", fmt.Sprint("I", i*31%97), fmt.Sprint(i * i)})
	}
	short := packed(t, asCSV(t, long))
	for table, err := range source.OpenReader(stream(short[:len(short)-100]), layouts(), &mapping.ReaderOptions{File: "short.gz"}) {
		require.NoError(t, err)
		for _, err = range table.Records() {
		}
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "half a file is no file")
		assert.ErrorContains(t, err, "short.gz:")
	}
	failed := errors.New("the network is gone")
	for _, err := range source.OpenReader(io.MultiReader(stream([]byte("PK\x03\x04")), &failing{failed}), layouts(), nil) {
		assert.ErrorIs(t, err, failed)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// Who opens no file by this package links neither a library of spreadsheets nor
// a parser of HTML.
func TestLinks(t *testing.T) {
	list := func(packages ...string) string {
		out, err := exec.Command("go", append([]string{"list", "-deps"}, packages...)...).Output()
		require.NoError(t, err)
		return string(out)
	}
	none := list("..", "../hongkong", "../mainland", "../quality", "../deidentify")
	assert.NotContains(t, none, "excelize")
	assert.NotContains(t, none, "golang.org/x/net/html")
	assert.NotContains(t, none, "mapping/source")
	assert.Contains(t, list("."), "excelize", "the list is that of links")
}
