package translate

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
)

// sheet is a small HQMS file: a header and the given records.
func sheet(records ...string) string {
	return "A01,A02,A48,A49,A11,A12C,B12,B15,C03C,C04N\n" + strings.Join(records, "")
}

const (
	good    = "12345678X,示例医院,0001,1,测试甲,1,2024-01-05 09:30:00,2024-01-08 10:00:00,I21.900x001,急性心肌梗死\n"
	another = "12345678X,示例医院,0002,1,测试乙,2,2024-01-06 09:30:00,2024-01-08 11:00:00,E11.900,2型糖尿病\n"
	keyless = "12345678X,示例医院,-,1,测试丙,1,2024-01-05 09:30:00,2024-01-08 10:00:00,I10.x00,高血压\n"
	tooWide = "12345678X,示例医院,0003,1,测试,丁,1,2024-01-05 09:30:00,2024-01-08 10:00:00,I10.x00,高血压\n"
)

type result struct {
	status         int
	stdout, stderr string
}

func translate(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(context.Background(), args, strings.NewReader(stdin), &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

func TestTranslatesToStandardOutput(t *testing.T) {
	r := translate(t, "", write(t, "in.csv", sheet(good, another)))
	assert.Equal(t, exitDone, r.status)
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	require.Len(t, lines, 2)
	for _, line := range lines {
		var bundle struct{ ResourceType, Type string }
		require.NoError(t, json.Unmarshal([]byte(line), &bundle))
		assert.Equal(t, "Bundle", bundle.ResourceType)
		assert.Equal(t, "document", bundle.Type)
	}
	assert.Contains(t, r.stderr, "layout hqms (recognised from the header)")
	assert.Contains(t, r.stderr, "diagnoses in icd-10-clinical 2.0")
	assert.Contains(t, r.stderr, "2 records, 2 translated, 0 rejected")
}

func TestReadsStandardInput(t *testing.T) {
	r := translate(t, sheet(good), "-from", "hqms", "-quiet", "-")
	assert.Equal(t, exitDone, r.status)
	assert.Equal(t, 1, strings.Count(r.stdout, "\n"))
	assert.Empty(t, r.stderr)
}

func TestRejectsAreTheRecordsByteForByte(t *testing.T) {
	in := write(t, "in.csv", sheet(good, keyless, tooWide, another))
	dir := t.TempDir()
	out, issues, rejects := filepath.Join(dir, "out.ndjson"), filepath.Join(dir, "issues.ndjson"), filepath.Join(dir, "rejects.csv")
	r := translate(t, "", "-out", out, "-issues", issues, "-rejects", rejects, in)
	assert.Equal(t, exitRejected, r.status)
	assert.Equal(t, 2, strings.Count(read(t, out), "\n"))
	assert.Equal(t, sheet(keyless, tooWide), read(t, rejects))
	assert.Empty(t, r.stdout)

	var codes []string
	for _, line := range strings.Split(strings.TrimSpace(read(t, issues)), "\n") {
		var i mapping.Issue
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		if i.Severity == mapping.Error {
			codes = append(codes, fmt.Sprintf("%s:%d:%d:%s:%s", i.File, i.Record, i.Line, i.Column, i.Code))
		}
	}
	assert.Equal(t, []string{"in.csv:2:3:A48:no-record-key", "in.csv:3:4::wrong-width"}, codes)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 3, "nothing else is left behind")
}

func TestMendedRejectsRunAgain(t *testing.T) {
	rejects := filepath.Join(t.TempDir(), "rejects.csv")
	translate(t, "", "-quiet", "-rejects", rejects, write(t, "in.csv", sheet(good, keyless)))
	mended := strings.Replace(read(t, rejects), ",-,", ",0009,", 1)
	r := translate(t, "", "-quiet", write(t, "mended.csv", mended))
	assert.Equal(t, exitDone, r.status)
	assert.Equal(t, 1, strings.Count(r.stdout, "\n"))
}

func TestWorkersDoNotChangeTheOutput(t *testing.T) {
	var records []string
	for i := range 1000 {
		records = append(records, strings.Replace(good, "0001", fmt.Sprintf("%04d", i), 1))
	}
	in := write(t, "in.csv", sheet(records...))
	one := translate(t, "", "-quiet", "-workers", "1", in)
	four := translate(t, "", "-quiet", "-workers", "4", in)
	assert.Equal(t, exitDone, one.status)
	assert.Equal(t, 1000, strings.Count(one.stdout, "\n"))
	assert.True(t, one.stdout == four.stdout)
}

func TestFolderGetsAFileForEachInput(t *testing.T) {
	dir := t.TempDir()
	r := translate(t, "", "-out", dir, "-quiet", write(t, "a.csv", sheet(good)), write(t, "b.csv", sheet(another)))
	assert.Equal(t, exitDone, r.status)
	assert.Contains(t, read(t, filepath.Join(dir, "a.ndjson")), "急性心肌梗死")
	assert.Contains(t, read(t, filepath.Join(dir, "b.ndjson")), "2型糖尿病")
}

func TestTransactionBundles(t *testing.T) {
	r := translate(t, sheet(good), "-quiet", "-bundle", "transaction", "-")
	assert.Contains(t, r.stdout, `"type":"transaction"`)
	assert.Contains(t, r.stdout, `"method":"PUT"`)
}

func TestStatedCodeSystem(t *testing.T) {
	r := translate(t, sheet(good), "-quiet", "-diagnosis-codes", "icd-10-insurance", "-")
	assert.Contains(t, r.stdout, "CodeSystem/icd-10-insurance")
	assert.NotContains(t, r.stdout, "CodeSystem/icd-10-clinical")
}

func TestWorkbook(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for i, line := range strings.Split(strings.TrimSpace(sheet(good, keyless)), "\n") {
		var row []any
		for _, cell := range strings.Split(line, ",") {
			row = append(row, cell)
		}
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	// Dates are day numbers in a workbook; the last cell of the row is empty.
	require.NoError(t, book.SetSheetRow("Sheet1", "A4", &[]any{"12345678X", "示例医院", "0004", 1, "测试戊", 1, 45296.395833333336, 45299, "I10.x00"}))
	path := filepath.Join(t.TempDir(), "in.xlsx")
	require.NoError(t, book.SaveAs(path))
	rejects := filepath.Join(t.TempDir(), "rejects.csv")

	r := translate(t, "", "-rejects", rejects, path)
	assert.Equal(t, exitRejected, r.status, r.stderr)
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	require.Len(t, lines, 2)
	assert.Contains(t, lines[1], `"start":"2024-01-05T09:30:00+08:00","end":"2024-01-08"`)
	assert.Equal(t, sheet(keyless), read(t, rejects))
}

func TestArchives(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, sheet(good, another))
	require.NoError(t, z.Close())
	want := translate(t, sheet(good, another), "-quiet", "-").stdout
	assert.Equal(t, want, translate(t, "", "-quiet", write(t, "in.csv.gz", packed.String())).stdout)
	assert.Equal(t, want, translate(t, packed.String(), "-quiet", "-").stdout, "gzip on standard input")

	packed.Reset()
	archive := zip.NewWriter(&packed)
	for _, member := range []struct{ name, content string }{{"a/one.csv", sheet(good)}, {"__MACOSX/a/one.csv", "junk"}, {"a/two.csv", sheet(another)}} {
		w, err := archive.Create(member.name)
		require.NoError(t, err)
		io.WriteString(w, member.content)
	}
	require.NoError(t, archive.Close())
	r := translate(t, "", write(t, "in.zip", packed.String()))
	assert.Equal(t, want, r.stdout)
	assert.Contains(t, r.stderr, "in.zip/a/two.csv: 1 records")
}

func TestTruncatedArchive(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for i := range 5000 {
		io.WriteString(z, sheet(strings.Replace(good, "0001", fmt.Sprintf("%04d", i), 1))[len(sheet()):])
	}
	require.NoError(t, z.Close())
	text := sheet()
	var whole bytes.Buffer
	z = gzip.NewWriter(&whole)
	io.WriteString(z, text)
	require.NoError(t, z.Close())
	whole.Write(packed.Bytes()[:packed.Len()-100])
	out := filepath.Join(t.TempDir(), "out.ndjson")
	r := translate(t, "", "-out", out, write(t, "in.csv.gz", whole.String()))
	assert.Equal(t, exitFailed, r.status, "half a file is no file")
	assert.NoFileExists(t, out)
}

func TestInputsOfOneNameDoNotOverwriteEachOther(t *testing.T) {
	dir := t.TempDir()
	r := translate(t, "", "-out", dir, write(t, "a.csv", sheet(good)), write(t, "a.csv", sheet(another)))
	assert.Equal(t, exitFailed, r.status)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestArchivesThatExplode(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, sheet(good))
	lines := bytes.Repeat([]byte("\n"), 1<<20)
	for range 96 {
		z.Write(lines)
	}
	require.NoError(t, z.Close())
	r := translate(t, packed.String(), "-")
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "times its size")
}

func TestLayoutFile(t *testing.T) {
	layout := write(t, "ward.csv", `@layout,ward,Export of one hospital
@diagnosis-codes,icd-10-clinical
@procedure-codes,icd-9-cm-3-clinical
@currency,CNY
@zone,+08:00
@key,MRN
column,title,element,format,values,need,since,names
MRN,Number,patient.record-number,,,yes,,
NAME,Name,patient.name,,,,,
DX{1..3},Diagnosis,diagnosis.other[1].code,,,,,
`)
	r := translate(t, "MRN,NAME,DX1,DX2,DX3\n7,测试甲,I10.x00,,E11.900\n", "-from", layout, "-quiet", "-")
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `"code":"E11.900"`)
}

func TestBadUsage(t *testing.T) {
	in := write(t, "in.csv", sheet(good))
	for name, args := range map[string][]string{
		"no input":         {},
		"unknown flag":     {"-nonsense", in},
		"unknown layout":   {"-from", "nonsense", in},
		"unknown target":   {"-to", "nonsense", in},
		"unknown system":   {"-diagnosis-codes", "nonsense", in},
		"unknown bundle":   {"-bundle", "batch", in},
		"unknown encoding": {"-encoding", "ebcdic", in},
		"no workers":       {"-workers", "0", in},
		"no such file":     {filepath.Join(t.TempDir(), "absent.csv")},
		"empty glob":       {filepath.Join(t.TempDir(), "*.csv")},
		"no header":        {write(t, "text.csv", "hello,world\n1,2\n")},
		"empty file":       {write(t, "empty.csv", "")},
		"other layout":     {"-from", "n041", in},
	} {
		t.Run(name, func(t *testing.T) {
			r := translate(t, "", args...)
			assert.Equal(t, exitFailed, r.status)
			assert.Empty(t, r.stdout)
			assert.NotEmpty(t, r.stderr)
		})
	}
}

func TestFailedRunLeavesTheOldOutput(t *testing.T) {
	out := write(t, "out.ndjson", "old\n")
	r := translate(t, "", "-out", out, write(t, "in.csv", sheet(good)), torn(t))
	assert.Equal(t, exitFailed, r.status)
	assert.Equal(t, "old\n", read(t, out))
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

func TestInterruptedRunLeavesTheOldOutput(t *testing.T) {
	out := write(t, "out.ndjson", "old\n")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"-out", out, write(t, "in.csv", sheet(good))}, nil, &stdout, &stderr)
	assert.Equal(t, exitFailed, status)
	assert.Equal(t, "old\n", read(t, out))
	assert.Contains(t, stderr.String(), "interrupted")
}

// JBDM is the principal diagnosis in 卫统4-1, and the outpatient diagnosis of Chinese
// medicine in 卫统4-2: a header of both says neither.
func TestChineseMedicineSheetIsNotTakenForN041(t *testing.T) {
	r := translate(t, "BAH,XM,ZB,JBDM,ZYZD\n1,测试甲,眩晕病,BNG070,高血压\n", "-")
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stderr, "layout n042")
	assert.Contains(t, r.stdout, codes.TCM1995.URI)
	assert.NotContains(t, r.stderr, "测试甲")

	for _, from := range [][]string{nil, {"-from", "n041"}, {"-from", "n042"}} {
		r = translate(t, "BAH,XM,ZB,JBDM,ZYZD,H23\n1,测试甲,眩晕病,BNG070,高血压,V01.000\n", append(from, "-")...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "H23")
		assert.NotContains(t, r.stderr, "测试甲")
	}
}

func TestList(t *testing.T) {
	r := translate(t, "", "-list")
	assert.Equal(t, exitDone, r.status)
	for _, name := range []string{"hqms", "hqms-p", "n041", "n042", "icd-10-clinical", "icd-10-insurance", "gbt-14396", "gbt-15657-1995", "gbt-15657-2021"} {
		assert.Contains(t, r.stdout, name)
	}
}

func TestBackFromFHIR(t *testing.T) {
	const sample = "../../../testdata/hqms.csv"
	documents := filepath.Join(t.TempDir(), "stays.ndjson")
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-out", documents, sample).status)
	back := translate(t, "", "-quiet", "-from", "fhir", "-to", "hqms", "-to-edition", "2019", documents)
	require.Equal(t, exitDone, back.status, back.stderr)
	direct := translate(t, "", "-quiet", "-to", "hqms", "-to-edition", "2019", sample)
	require.Equal(t, exitDone, direct.status, direct.stderr)
	// The mark for nothing is not in FHIR: there the cell is empty.
	assert.Equal(t, strings.ReplaceAll(strings.ReplaceAll(direct.stdout, ",-,", ",,"), ",-,", ",,"), strings.ReplaceAll(back.stdout, ",-,", ",,"))
	assert.Equal(t, 25, strings.Count(back.stdout, "\r\n"))
}

func TestMessagesBackFromFHIR(t *testing.T) {
	const sample = "../../../testdata/hk-adt.hl7"
	documents := filepath.Join(t.TempDir(), "stays.ndjson")
	translate(t, "", "-quiet", "-out", documents, sample) // which has records that are rejected
	back := translate(t, "", "-quiet", "-from", "fhir", "-to", "hk-adt", documents)
	require.Equal(t, exitDone, back.status, back.stderr)
	for _, message := range strings.Split(strings.TrimPrefix(back.stdout, "MSH"), "\rMSH") {
		segments := strings.ReplaceAll(strings.TrimSuffix(message, "\r"), "\r", "\n")
		assert.Contains(t, strings.ReplaceAll(read(t, sample), "\r\n", "\n"), "MSH"+segments)
	}
	assert.Equal(t, 11, strings.Count(back.stdout, "MSH|"))
}

func TestFromOneLayoutToTheOther(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, sheet(good, keyless), "-quiet", "-to", "n041", "-issues", issues, "-")
	assert.Equal(t, exitRejected, r.status)
	lines := strings.Split(r.stdout, "\r\n")
	require.Len(t, lines, 3)
	assert.True(t, strings.HasPrefix(lines[0], "USERNAME,YLFKFS,"))
	assert.Contains(t, lines[1], "急性心肌梗死")
	assert.Contains(t, read(t, issues), `"code":"required-empty"`)
	assert.Contains(t, read(t, issues), `"code":"no-record-key"`)
}

func TestBackFromABrokenBundle(t *testing.T) {
	folder := t.TempDir()
	rejects, issues := filepath.Join(folder, "rejects.ndjson"), filepath.Join(folder, "issues.ndjson")
	const stay = `{"resource":{"resourceType":"Encounter","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/1"}}}`
	in := "{}\n\n" + `{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"1","identifier":[{"value":"7"}],"x":1}},` + stay + `]}` + "\n"
	r := translate(t, in, "-quiet", "-from", "fhir", "-to", "n041", "-rejects", rejects, "-issues", issues, "-")
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Contains(t, read(t, issues), `"code":"not-a-bundle"`)
	assert.Contains(t, read(t, issues), `"column":"/entry/0/resource","severity":"warning","code":"not-understood"`)
	assert.Equal(t, "{}\n", read(t, rejects))
	assert.Equal(t, 2, strings.Count(r.stdout, "\r\n"))
}

func TestRowsThatCannotBeAskedFor(t *testing.T) {
	for _, args := range [][]string{
		{"-to", "hk-other", "-"}, {"-to", "hqms", "-to-encoding", "big5-hkscs", "-"}, {"-to", "hk-adt", "-to-form", "xlsx", "-"},
	} {
		assert.Equal(t, exitFailed, translate(t, sheet(good), args...).status, args)
	}
}

// Records of either side, and the documents made of them, become rows of the
// mainland's layouts: as far as these have a place, and whatever they lack.
func TestEverySampleBecomesRows(t *testing.T) {
	samples, err := filepath.Glob("../../../testdata/h*")
	require.NoError(t, err)
	for _, sample := range samples {
		t.Run(filepath.Base(sample), func(t *testing.T) {
			documents := filepath.Join(t.TempDir(), "documents.ndjson")
			require.NotEqual(t, exitFailed, translate(t, "", "-quiet", "-out", documents, sample).status)
			n := strings.Count(read(t, documents), "\n")
			for _, to := range []string{"hqms", "n041"} {
				r := translate(t, "", "-quiet", "-from", "fhir", "-to", to, "-to-encoding", "gb18030", documents)
				assert.Equal(t, exitDone, r.status, r.stderr)
				rows, err := csv.NewReader(strings.NewReader(r.stdout)).ReadAll()
				require.NoError(t, err)
				assert.Len(t, rows, 1+n)
			}
		})
	}
}
