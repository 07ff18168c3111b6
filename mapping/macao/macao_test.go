package macao_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/macao"
)

const samples = "../../examples/testdata/"

// The sample files, with the encoding that each is found to be in.
var sampleFiles = map[string]string{
	"mo-frontsheet.csv":        mapping.EncodingUTF8,
	"mo-frontsheet-big5.csv":   mapping.EncodingBig5,
	"mo-frontsheet-latin1.csv": mapping.EncodingLatin,
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(samples + name)
	require.NoError(t, err)
	return text
}

func openFile(t testing.TB, text []byte) *mapping.Reader {
	t.Helper()
	reader, err := mapping.NewReader(bytes.NewReader(text), macao.Layouts(), nil)
	require.NoError(t, err)
	return reader
}

// sheets returns the sheets of a file.
func sheets(t testing.TB, r *mapping.Reader) (list []*mapping.FrontSheet) {
	t.Helper()
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		list = append(list, record.Sheet)
	}
	return list
}

// Every sample is recognised with its encoding, every record of it read, and every
// document holds together; the same file gives the same bytes, whatever the workers.
func TestSamples(t *testing.T) {
	for name, encoding := range sampleFiles {
		t.Run(name, func(t *testing.T) {
			var outputs []string
			for _, workers := range []int{1, 4} {
				reader := openFile(t, read(t, name))
				var out strings.Builder
				records := 0
				err := mapping.NewTranslator(nil, nil).Run(context.Background(), reader, &mapping.RunOptions{Workers: workers}, func(r *mapping.Result) error {
					records++
					assert.False(t, r.Rejected(), "record %d: %v", r.Number, r.Issues)
					for _, i := range r.Issues {
						assert.NotEqual(t, mapping.Error, i.Severity, i.Error())
					}
					out.Write(r.Output)
					return nil
				})
				require.NoError(t, err)
				assert.Equal(t, 12, records)
				assert.Equal(t, encoding, reader.Encoding())
				outputs = append(outputs, out.String())
			}
			assert.Equal(t, outputs[0], outputs[1])
			translator := mapping.NewTranslator(nil, nil)
			for i, s := range sheets(t, openFile(t, read(t, name))) {
				document, _ := translator.Document(s)
				assert.Empty(t, document.Check(), "record %d", i+1)
			}
		})
	}
}

// The three samples are of the same stays: what no wording changes is the same in all.
func TestSamplesAgree(t *testing.T) {
	want := sheets(t, openFile(t, read(t, "mo-frontsheet.csv")))
	for name := range sampleFiles {
		for i, s := range sheets(t, openFile(t, read(t, name))) {
			w := want[i]
			assert.Equal(t, w.Patient.RecordNumber, s.Patient.RecordNumber)
			assert.Equal(t, w.Patient.DocumentNumber, s.Patient.DocumentNumber)
			assert.Equal(t, w.Patient.BirthDate, s.Patient.BirthDate)
			assert.Equal(t, w.Stay.Admission, s.Stay.Admission)
			assert.Equal(t, w.Stay.Discharge, s.Stay.Discharge)
			assert.Equal(t, w.Fees, s.Fees)
			for _, pair := range [][2]mapping.Coded{
				{w.Patient.Sex, s.Patient.Sex},
				{w.Patient.Marital, s.Patient.Marital},
				{w.Patient.Nationality, s.Patient.Nationality},
				{w.Patient.DocumentType, s.Patient.DocumentType},
				{w.Patient.Current.District, s.Patient.Current.District},
				{w.Patient.Contact.Relationship, s.Patient.Contact.Relationship},
				{w.Facility.Hospital, s.Facility.Hospital},
				{w.Stay.Class, s.Stay.Class},
				{w.Stay.Route, s.Stay.Route},
				{w.Stay.Service, s.Stay.Service},
				{w.Stay.Disposition, s.Stay.Disposition},
				{w.Stay.Payment, s.Stay.Payment},
				{w.Allergy.Recorded, s.Allergy.Recorded},
				{w.Findings.Autopsy, s.Findings.Autopsy},
			} {
				assert.Equal(t, pair[0].Code, pair[1].Code, "%s, record %d", name, i+1)
			}
			require.Len(t, s.Diagnoses, len(w.Diagnoses))
			for j := range w.Diagnoses {
				assert.Equal(t, w.Diagnoses[j].Codes, s.Diagnoses[j].Codes)
				assert.Equal(t, w.Diagnoses[j].Outcome.Code, s.Diagnoses[j].Outcome.Code)
			}
		}
	}
}

// headers returns the header of the layout in each of its languages, and in a mixture.
func headers() map[string][]string {
	list := map[string][]string{}
	for i, c := range macao.FrontSheet().Columns() {
		for language, name := range map[string]string{"English": c.Name, "Chinese": c.Title, "Portuguese": c.Names[0]} {
			number := strings.TrimLeft(c.Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ")
			if !strings.HasSuffix(name, number) {
				name += number
			}
			list[language] = append(list[language], name)
		}
		list["each in its own"] = append(list["each in its own"], []string{list["English"][i], list["Chinese"][i], list["Portuguese"][i]}[i%3])
		for mixture, separator := range map[string]string{"both": " ", "with a slash": " / ", "in two lines": "\n"} {
			list[mixture] = append(list[mixture], list["Chinese"][i]+separator+list["Portuguese"][i])
		}
		list["brackets"] = append(list["brackets"], list["Portuguese"][i]+" ("+list["Chinese"][i]+")")
		list["capitals without accents"] = append(list["capitals without accents"], strings.ToUpper(plain.Replace(list["Portuguese"][i])))
	}
	return list
}

var plain = strings.NewReplacer("á", "a", "ã", "a", "ç", "c", "é", "e", "ê", "e", "í", "i", "ó", "o", "õ", "o", "ú", "u", "à", "a", "º", "o")

// A header is recognised in Chinese, Portuguese, English, and any mixture of them, and
// every column in it.
func TestHeaders(t *testing.T) {
	for language, header := range headers() {
		layout, n := mapping.Recognize(header, macao.Layouts())
		require.NotNil(t, layout, language)
		assert.Equal(t, len(header), n, "in %s", language)
		names, found := macao.FrontSheet().Columns(), 0
		reader, err := mapping.NewReader(strings.NewReader(csvLine(header)), macao.Layouts(), nil)
		require.NoError(t, err)
		assert.Empty(t, reader.Issues(), "in %s", language)
		for range names {
			found++
		}
		assert.Equal(t, found, len(header))
	}
	// A cell whose two halves are two columns is neither.
	_, n := mapping.Recognize([]string{"Record number", "Sexo / 國籍"}, macao.Layouts())
	assert.Equal(t, 1, n)
}

func csvLine(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(cells) //nolint:errcheck // a strings.Builder takes everything
	w.Flush()
	return b.String()
}

// What is known of the fields of a Macao record has a column each, and at least 95 of
// 100 columns reach an element of FHIR.
func TestFieldsReachFHIR(t *testing.T) {
	columns, kept := macao.FrontSheet().Columns(), 0
	for _, c := range columns {
		if c.Element == "source-field" {
			kept++
		}
	}
	t.Logf("%d of %d columns reach an element of FHIR", len(columns)-kept, len(columns))
	assert.GreaterOrEqual(t, 100*(len(columns)-kept), 95*len(columns))

	text, err := os.ReadFile("../../../shared/macao/fields.csv")
	if err != nil {
		t.Skip("the list of fields is not here: ", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 20)
	for _, row := range rows[1:] {
		if row[0] == "currency" {
			assert.Equal(t, "MOP", macao.FrontSheet().Currency)
			continue
		}
		for _, cell := range row[1:4] {
			for name := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune("/;、,", r) }) {
				name = strings.TrimSpace(name)
				if name == "internamento" { // Data de admissão / internamento
					name = "Data de internamento"
				}
				known := func(name string) bool {
					_, n := mapping.Recognize([]string{"Record number", name}, macao.Layouts())
					return n == 2
				}
				// Of lists the rows are numbered.
				assert.True(t, known(name) || known(singular.Replace(name)+" 1") || strings.EqualFold(name, "bed"), "%s: no column %q", row[0], name)
			}
		}
	}
}

var singular = strings.NewReplacer("Diagnósticos secundários", "Diagnóstico secundário", "Other diagnoses", "Other diagnosis")

// The parishes, hospitals and documents are those of the list, whichever of their names
// stands there.
func TestValueSetsOfTheList(t *testing.T) {
	text, err := os.ReadFile("../../../shared/macao/valuesets.csv")
	if err != nil {
		t.Skip("the list of values is not here: ", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	checked := 0
	for _, row := range rows[1:] {
		i := slices.IndexFunc(macao.ValueSets(), func(s *mapping.ValueSet) bool { return s.Name == "mo-"+row[0] })
		if i < 0 {
			continue
		}
		for _, name := range row[2:4] {
			for _, name := range append(strings.FieldsFunc(name, func(r rune) bool { return r == '(' || r == ')' }), name) {
				if name == "a" || name == "–" { // Solteiro(a); a document without a Portuguese name
					continue
				}
				code, _, ok := macao.ValueSets()[i].Match(strings.TrimSpace(name))
				assert.True(t, ok && code == row[1], "%s %s: %q is %q", row[0], row[1], name, code)
				checked++
			}
		}
	}
	assert.Greater(t, checked, 50)
}

// Dates start with the day. One that cannot is none, and one that is not written with
// two digits may have been made by a program that puts the month first: that is said.
func TestDatesStartWithTheDay(t *testing.T) {
	const none = "0000-00-00"
	for cell, want := range map[string][2]string{
		"03/04/1956": {"1956-04-03", ""},
		"31/12/1956": {"1956-12-31", ""},
		"3/4/1956":   {"1956-04-03", "date-form"},
		"03-04-1956": {"1956-04-03", "date-form"},
		"1956-04-03": {"1956-04-03", "date-form"},
		"12/31/1956": {none, "bad-date"},
		"03/04/56":   {none, "bad-date"},
		"00/04/1956": {none, "bad-date"},
	} {
		reader := openFile(t, []byte("Record number,Data de nascimento\nM1,"+cell+"\n"))
		for record, err := range reader.Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet)
			assert.Equal(t, want[0], string(record.Sheet.Patient.BirthDate.AppendDate(nil)), cell)
			var codes []string
			for _, i := range record.Issues {
				if i.Field == "patient.birth-date" {
					codes = append(codes, i.Code)
				}
			}
			assert.Equal(t, want[1], strings.Join(codes, " "), cell)
		}
	}
}

// A number in the shape of the card is taken as it is, whatever its last digit: the rule
// of the check digit is not published.
func TestIdentityCards(t *testing.T) {
	for number, want := range map[string]string{"1234567(8)": "1234567(8)", "1/234567/8": "1/234567/8", "5123456(7)": "5123456(7)", "1234567(9)": "1234567(9)", "２２３４５６７（8）": "2234567(8)"} {
		s := sheets(t, openFile(t, []byte("Record number,N.º do BIR,Tipo de documento\nM1,"+number+",BIR\n")))[0]
		assert.Equal(t, want, s.Patient.DocumentNumber, number)
		d, _ := mapping.NewTranslator(nil, nil).Document(s)
		require.Empty(t, d.Check())
		assert.NotEmpty(t, d.Patient.Identifier)
	}
}

// Family names are last in Portuguese, and may be several: where the source has them
// apart they are apart, in one piece with a comma they are told, and otherwise the name
// stays whole, with an issue.
func TestPortugueseNames(t *testing.T) {
	for name, want := range map[[3]string]string{
		{"Maria de Fátima da Conceição Rosário", "", ""}: "",
		{"", "de Sousa e Castro", "João Pedro"}:          "de Sousa e Castro",
		{"DA SILVA E COSTA, Ana Luísa", "", ""}:          "DA SILVA E COSTA",
		{"CHAN Tai Meng", "", ""}:                        "",
	} {
		s := sheets(t, openFile(t, []byte("Record number,Nome em língua estrangeira,Apelidos,Nomes próprios\nM1,"+`"`+name[0]+`",`+name[1]+","+name[2]+"\n")))[0]
		d, issues := mapping.NewTranslator(nil, nil).Document(s)
		require.Len(t, d.Patient.Name, 1)
		family := ""
		if d.Patient.Name[0].Family != nil {
			family = *d.Patient.Name[0].Family
		}
		assert.Equal(t, want, family)
		undivided := slices.ContainsFunc(issues, func(i mapping.Issue) bool { return i.Code == "name-not-divided" })
		assert.Equal(t, want == "", undivided)
	}
}

// Files are found to be in what they are in: a header of Portuguese words, or of none
// beyond ASCII with names below it.
func TestEncodings(t *testing.T) {
	chinese := "Record number,Nome,Morada,Diagnostico principal\nM1,陳大明,示例街100號示例大廈,急性心肌梗塞\nM2,羅瑪利,澳門示例新街,高血壓心臟病\n"
	portuguese := "Record number,Nome,Morada,Diagnostico principal\nM1,João Gonçalves,\"Rua da Conceição, n.º 5 – 2.º\",enfarte agudo do miocárdio\n"
	one := "Record number,Nome\nM1,José\n"
	for _, test := range []struct {
		text, want string
		in         encoding.Encoding
	}{
		{chinese, mapping.EncodingUTF8, encoding.Nop},
		{chinese, mapping.EncodingBig5, traditionalchinese.Big5},
		{chinese, mapping.EncodingGB18030, simplifiedchinese.GB18030},
		{portuguese, mapping.EncodingUTF8, encoding.Nop},
		{portuguese, mapping.EncodingLatin, charmap.Windows1252},
		{one, mapping.EncodingLatin, charmap.Windows1252},
		{strings.Replace(portuguese, "Diagnostico", "Diagnóstico", 1), mapping.EncodingLatin, charmap.Windows1252},
	} {
		text, err := test.in.NewEncoder().String(test.text)
		require.NoError(t, err)
		reader := openFile(t, []byte(text))
		list := sheets(t, reader)
		assert.Equal(t, test.want, reader.Encoding())
		want := sheets(t, openFile(t, []byte(test.text)))
		for i := range list {
			assert.Equal(t, want[i].Patient, list[i].Patient)
			assert.Equal(t, want[i].Diagnoses, list[i].Diagnoses)
		}
	}
	// Rows of Windows-1252 in a file of UTF-8 are read as that, and so is the other way
	// reported.
	latin, err := charmap.Windows1252.NewEncoder().String("M2,João Gonçalves Conceição,Praça da Assunção,hipertensão\n")
	require.NoError(t, err)
	list := sheets(t, openFile(t, []byte(chinese+latin)))
	assert.Equal(t, "João Gonçalves Conceição", list[2].Patient.Name)
}

func TestTemplate(t *testing.T) {
	want, err := os.ReadFile(samples + "mo-frontsheet-template.csv")
	if golden.Update() || err != nil {
		want = macao.FrontSheetTemplate()
		require.NoError(t, os.WriteFile(samples+"mo-frontsheet-template.csv", want, 0o644))
	}
	got := macao.FrontSheetTemplate()
	assert.Equal(t, string(want), string(got), "run with -update if the change is meant")
	header, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got, []byte("\xef\xbb\xbf")))).Read()
	require.NoError(t, err)
	layout, n := mapping.Recognize(header, macao.Layouts())
	require.NotNil(t, layout)
	assert.Equal(t, len(layout.Columns()), n)
}

// The workbook is the CSV, written by another program.
func TestWorkbook(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(read(t, "mo-frontsheet.csv"))).ReadAll()
	require.NoError(t, err)
	if golden.Update() {
		book := excelize.NewFile()
		defer book.Close()
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			require.NoError(t, err)
			require.NoError(t, book.SetSheetRow("Sheet1", cell, &row))
		}
		require.NoError(t, book.SaveAs(samples+"mo-frontsheet.xlsx"))
	}
	book, err := excelize.OpenFile(samples + "mo-frontsheet.xlsx")
	require.NoError(t, err)
	defer book.Close()
	cells, err := book.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	reader, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		for _, row := range cells {
			if !yield(row, nil) {
				return
			}
		}
	}, macao.Layouts(), nil)
	require.NoError(t, err)
	want := sheets(t, openFile(t, read(t, "mo-frontsheet.csv")))
	for i, s := range sheets(t, reader) {
		assert.Equal(t, want[i].Patient, s.Patient)
		assert.Equal(t, want[i].Diagnoses, s.Diagnoses)
		assert.Equal(t, want[i].Stay, s.Stay)
	}
}
