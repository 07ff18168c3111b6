package translate

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

const secretKey = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

// torn returns a packed file that ends in the middle: records are read before
// it fails.
func torn(t *testing.T) string {
	text := packed(t, hospital(2000))
	return write(t, "torn.csv.gz", string(text[:len(text)/2]))
}

// workplace is a folder with a file of every kind that a run reads, in which the
// test works.
func workplace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("lists", 0o700))
	for name, text := range map[string]string{
		"in.csv":           sheet(good, another),
		"own.csv":          "source_system,source,target_system,target,equivalence\nicd-10-clinical,I10.x00,icd-10-insurance,I10.x00,equivalent\n",
		"lists/table.csv":  "system,code,title\nicd-10-clinical,I10.x00,x\n",
		"key":              secretKey,
		"stays-00002.json": sheet(good),
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return dir
}

// everything returns the files of a folder and of those in it.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if text, err := os.ReadFile(path); err == nil {
				files[path] = string(text)
			}
		}
		return err
	}))
	return files
}

// No file that a run reads is one that it writes, whatever flag names either,
// and by whatever path: the run is refused, and every file is what it was, as GNU
// cat refuses with "input file is output file".
func TestAnOutputIsNoInput(t *testing.T) {
	inputs := map[string][]string{ // a file that is read, with the flags by which it is
		"in.csv":          nil,
		"own.csv":         {"-codes", "own.csv"},
		"./own.csv":       {"-codes", "icd-10=own.csv"},
		"lists/table.csv": {"-codes", "lists"},
		"key":             {"-deidentify", "gba", "-purpose", "TREAT", "-key", "key"},
	}
	outputs := []string{"-out", "-issues", "-rejects", "-issues-with-values", "-unmapped", "-report", "-manifest"}
	paths := map[string]func(t *testing.T, name string) string{
		"by its name": func(_ *testing.T, name string) string { return name },
		"absolute": func(t *testing.T, name string) string {
			path, err := filepath.Abs(name)
			require.NoError(t, err)
			return path
		},
		"through a folder": func(t *testing.T, name string) string {
			require.NoError(t, os.MkdirAll("other", 0o700))
			return "other/../" + name
		},
		"by a link": func(t *testing.T, name string) string {
			path, err := filepath.Abs(name)
			require.NoError(t, err)
			require.NoError(t, os.Symlink(path, "link"))
			return "link"
		},
		"by a hard link": func(t *testing.T, name string) string {
			require.NoError(t, os.Link(name, "hard"))
			return "hard"
		},
		"through a link of a folder": func(t *testing.T, name string) string {
			path, err := filepath.Abs(filepath.Dir(name))
			require.NoError(t, err)
			require.NoError(t, os.Symlink(path, "folder"))
			return "folder/" + filepath.Base(name)
		},
	}
	for input, flags := range inputs {
		for _, output := range outputs {
			for how, path := range paths {
				t.Run(fmt.Sprint(output, " is ", input, " ", how), func(t *testing.T) {
					dir := workplace(t)
					args := append([]string{"-quiet", "-from", "hqms", "-add-codes", "icd-10-insurance"}, flags...)
					if output != "-out" {
						args = append(args, "-out", "out")
					}
					args = append(args, output, path(t, input), "in.csv")
					before := everything(t, dir)
					r := translate(t, "", args...)
					assert.Equal(t, exitFailed, r.status)
					assert.Equal(t, before, everything(t, dir))
					if input != "key" || output == "-out" || output == "-issues" || output == "-unmapped" || output == "-report" || output == "-manifest" {
						assert.Contains(t, r.stderr, "it would be lost")
					}
				})
			}
		}
	}
}

// The other doors: shards and pages, whose number is not known before, what stands
// beside an output, standard input and standard output, and two outputs.
func TestOtherWaysToLoseAFile(t *testing.T) {
	for name, args := range map[string][]string{
		"a shard":                    {"-shard-rows", "1", "-out", "stays.json", "-from", "hqms", "stays-00002.json"},
		"a shard that is a code map": {"-shard-rows", "1", "-out", "own.csv", "-codes", "own-00009.csv", "in.csv"},
		"a compressed shard":         {"-shard-rows", "1", "-out", "stays.json.gz", "-from", "hqms", "stays-00002.json.gz"},
		"the list of the shards":     {"-shard-rows", "1", "-out", "in", "in.shards"},
		"a page":                     {"-to", "html", "-out", "./", "-codes", "in-000007.html", "in.csv"},
		"an unfinished output":       {"-resume", "-out", "out", ".out.partial"},
		"the state":                  {"-resume", "-out", "out", ".out.resume"},
		"the lock of the state":      {"-resume", "-out", "out", ".out.resume.lock"},
		"an input of a folder":       {"-from", "hqms", "-to", "hqms", "-out", "./", "in.csv"},
		"one of several":             {"-out", "in.csv", "own.csv", "in.csv"},
		"a layout":                   {"-from", "layout.json", "-out", "layout.json", "in.csv"},
		"two outputs":                {"-issues", "a", "-rejects", "./a", "in.csv"},
		"two outputs by a link":      {"-issues", "a", "-rejects", "to-a", "in.csv"},
		"two outputs by a hard link": {"-issues", "x", "-rejects", "y", "in.csv"},
		"an output and its folder":   {"-issues", "new", "-out", "new/", "in.csv"},
		"an output among shards":     {"-issues", "stays-00003.json", "-shard-rows", "1", "-out", "stays.json", "in.csv"},
		"two on standard output":     {"-issues", "-", "in.csv"},
		"two by name":                {"-issues", "-", "-report", "-", "-out", "out", "in.csv"},
		"a folder to be":             {"-issues", "new/", "in.csv"},
		"-resume on standard output": {"-resume", "-out", "out", "-issues", "-", "in.csv"},
		"OMOP's table beside a map":  {"-codes", "omop/CONCEPT_RELATIONSHIP.csv", "-issues", "omop/CONCEPT.csv", "in.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := workplace(t)
			require.NoError(t, os.Mkdir("omop", 0o700))
			for _, file := range []string{
				"own-00009.csv", "stays-00002.json.gz", "in.shards", "in-000007.html", ".out.partial", ".out.resume", ".out.resume.lock", "layout.json", "x", "omop/CONCEPT.csv", "omop/CONCEPT_RELATIONSHIP.csv",
			} {
				text := sheet(good)
				switch {
				case file == "layout.json":
					text = `{"name":"own","columns":[]}`
				case strings.HasPrefix(file, "own"), strings.HasSuffix(file, "html"):
					text = read(t, "own.csv")
				}
				require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			}
			require.NoError(t, os.Symlink("a", "to-a")) // which is not there yet
			require.NoError(t, os.Link("x", "y"))
			before := everything(t, dir)
			r := translate(t, "", append([]string{"-quiet"}, args...)...)
			assert.Equal(t, exitFailed, r.status, r.stderr)
			assert.NotEmpty(t, r.stderr)
			assert.Empty(t, r.stdout)
			assert.Equal(t, before, everything(t, dir))
		})
	}
}

// What is not the same file is not refused: another file of one content, a name
// in other letters where the system tells them apart, a device.
func TestOtherFilesAreNotRefused(t *testing.T) {
	workplace(t)
	require.NoError(t, os.WriteFile("copy.csv", []byte(read(t, "in.csv")), 0o600))
	for _, args := range [][]string{
		{"-out", "copy.csv", "in.csv"},
		{"-out", "/dev/null", "-issues", "/dev/null", "-rejects", "/dev/null", "in.csv"},
		{"-shard-rows", "1", "-out", "in.json", "in.csv"},
		{"-out", "./", "in.csv"},
	} {
		r := translate(t, "", append([]string{"-quiet"}, args...)...)
		assert.Equal(t, exitDone, r.status, "%v: %s", args, r.stderr)
	}
}

// Standard input and standard output may be files: translate - <in.csv >>in.csv.
func TestStreamsAreFilesToo(t *testing.T) {
	workplace(t)
	for name, args := range map[string][]string{
		"the output is standard input":      {"-out", "in.csv", "-"},
		"another output is":                 {"-out", "out", "-unmapped", "in.csv", "-add-codes", "icd-10", "-"},
		"standard output is standard input": {"-"},
		"standard output is the input":      {"in.csv"},
		"standard output is a code table":   {"-codes", "own.csv", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			before := everything(t, ".")
			in, err := os.Open("in.csv")
			require.NoError(t, err)
			defer in.Close()
			appended := "in.csv"
			if strings.Contains(name, "table") {
				appended = "own.csv"
			}
			out, err := os.OpenFile(appended, os.O_APPEND|os.O_WRONLY, 0)
			require.NoError(t, err)
			defer out.Close()
			var stderr strings.Builder
			assert.Equal(t, exitFailed, run(context.Background(), append([]string{"-quiet"}, args...), in, out, &stderr))
			assert.Contains(t, stderr.String(), "it would be lost")
			assert.Equal(t, before, everything(t, "."))
		})
	}
}

func TestMinusIsStandardOutput(t *testing.T) {
	workplace(t)
	want := translate(t, "", "-quiet", "in.csv")
	got := translate(t, "", "-quiet", "-out", "-", "in.csv")
	assert.Equal(t, exitDone, got.status, got.stderr)
	assert.Equal(t, want.stdout, got.stdout)
	assert.NoFileExists(t, "-")
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-out", "out", "-issues", "issues", "in.csv").status)
	got = translate(t, "", "-quiet", "-out", "out", "-issues", "-", "in.csv")
	assert.Equal(t, read(t, "issues"), got.stdout)
	assert.NoFileExists(t, "-")
}

// A browser names the second download of export.csv "export (1).csv" or
// "export[1].csv". The name of a file wins over a pattern.
func TestAFileNameIsNoPattern(t *testing.T) {
	for _, name := range []string{"export[1].csv", "export[1-2].csv", "what?.csv", "a*.csv", "[", "export[.csv"} {
		t.Run(name, func(t *testing.T) {
			workplace(t)
			require.NoError(t, os.WriteFile(name, []byte(sheet(good)), 0o600))
			for _, other := range []string{"export1.csv", "whats.csv", "ab.csv"} {
				require.NoError(t, os.WriteFile(other, []byte(sheet(another)), 0o600))
			}
			r := translate(t, "", "-quiet", name)
			require.Equal(t, exitDone, r.status, r.stderr)
			assert.Contains(t, r.stdout, "测试甲")
			assert.NotContains(t, r.stdout, "测试乙")
		})
	}
	workplace(t)
	require.NoError(t, os.WriteFile("export1.csv", []byte(sheet(another)), 0o600))
	r := translate(t, "", "-quiet", "export[1].csv")
	assert.Equal(t, exitDone, r.status, "a pattern, where there is no file of that name")
	assert.Equal(t, exitFailed, translate(t, "", "export[.csv").status)
}

// What cannot be read is left out among files that can, with its name, and the
// exit status is 1; with -skip-unknown it is 0.
func TestStrays(t *testing.T) {
	strays := map[string]func(t *testing.T, name string){
		"text": func(t *testing.T, name string) {
			require.NoError(t, os.WriteFile(name, []byte("hello,world\n"), 0o600))
		},
		"an empty file": func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, nil, 0o600)) },
		"no text":       func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, make([]byte, 5000), 0o600)) },
		"a broken zip":  func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, []byte("PK\x03\x04x"), 0o600)) },
		"a broken gzip": func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, []byte("\x1f\x8bx"), 0o600)) },
		"a folder":      func(t *testing.T, name string) { require.NoError(t, os.Mkdir(name, 0o700)) },
		"another layout": func(t *testing.T, name string) {
			require.NoError(t, os.WriteFile(name, []byte("姓名,年龄\n甲,3\n"), 0o600))
		},
	}
	for what, make := range strays {
		for _, to := range [][]string{{"-out", "out"}, {"-out", "out/"}, {"-to", "n041", "-out", "out/"}, {"-to", "html", "-out", "out/"}, {"-to", "hqms", "-out", "out"}, {"-resume", "-shard-rows", "1", "-out", "out/"}} {
			t.Run(fmt.Sprint(what, to), func(t *testing.T) {
				workplace(t)
				require.NoError(t, os.Mkdir("day", 0o700))
				require.NoError(t, os.WriteFile("day/a.csv", []byte(sheet(good)), 0o600))
				make(t, "day/b.csv")
				require.NoError(t, os.WriteFile("day/c.csv", []byte(sheet(another)), 0o600))
				args := append(append([]string{"-from", "hqms", "-issues", "issues"}, to...), "day/*")
				r := translate(t, "", args...)
				assert.Equal(t, exitRejected, r.status, r.stderr)
				assert.Contains(t, r.stderr, "day/b.csv")
				assert.Contains(t, r.stderr, "2 records, 2 translated, 0 rejected")
				assert.Equal(t, 1, strings.Count(read(t, "issues"), `"file-not-read"`), read(t, "issues"))
				var left []string
				for name := range everything(t, ".") {
					left = append(left, name)
				}
				for _, name := range left {
					assert.NotRegexp(t, `^out/b|partial`, name, "a file without a record, or unfinished")
				}
				skipping := translate(t, "", append([]string{"-skip-unknown"}, args...)...)
				assert.Equal(t, exitDone, skipping.status, skipping.stderr)
				assert.Contains(t, skipping.stderr, "day/b.csv")

				alone := translate(t, "", append(append([]string{"-skip-unknown", "-from", "hqms"}, to...), "day/b.csv")...)
				assert.Equal(t, exitFailed, alone.status, "nothing was read")
			})
		}
	}
}

func TestABrokenFileEndsTheRun(t *testing.T) {
	in := workplace(t)
	r := translate(t, "", "-skip-unknown", "-out", "out", filepath.Join(in, "in.csv"), torn(t))
	assert.Equal(t, exitFailed, r.status)
	assert.NoFileExists(t, "out")
}

// Issues and the report tell files of one name apart by as much of their paths as
// it takes.
func TestIssuesTellFilesApart(t *testing.T) {
	workplace(t)
	for _, name := range []string{"north/a.csv", "south/a.csv", "old/south/a.csv", "b.csv"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, []byte(sheet(keyless)), 0o600))
	}
	zipped := archived(t, []byte(sheet(keyless)))
	for _, to := range []string{"fhir", "n041"} {
		r := translate(t, "", "-quiet", "-to", to, "-out", "out", "-issues", "issues", "-report", "report.html", "north/a.csv", "south/a.csv", "old/south/a.csv", "b.csv", zipped)
		require.Equal(t, exitRejected, r.status, r.stderr)
		var files []string
		for line := range strings.Lines(read(t, "issues")) {
			var i mapping.Issue
			require.NoError(t, json.Unmarshal([]byte(line), &i))
			if i.Code == "no-record-key" {
				files = append(files, i.File)
			}
		}
		assert.Equal(t, []string{"north/a.csv", "south/a.csv", "old/south/a.csv", "b.csv", "0.csv"}, files)
		for _, name := range files {
			assert.Contains(t, read(t, "report.html"), ">"+name+"<")
		}
	}
	assert.Equal(t, []string{"a", "x/b", "y/b", "y/b"}, labelsOf([]string{"z/a", "z/x/b", "y/b", "y/b"}))
	assert.Equal(t, []string{"b/c", "/b/c"}, labelsOf([]string{"b/c", "/b/c"}))
}

// What stands in a cell of codes and is none stands in no file beside the
// documents: it is counted. The shapes of the numbers are those of GB 11643 (18
// and 15 digits), of identity cards of Hong Kong with and without the check digit,
// of Macao, of Taiwan, of passports and travel permits, and of telephones of the
// numbering plans of Hong Kong, Macao and the mainland.
func TestUnmappedListsCodesAlone(t *testing.T) {
	nobody := []string{
		"110105194912310021", "11010519491231002X", "110105491231002", "A123456", "A1234563", "AB123456", "A123456(3)",
		"1234567", "12345678", "5/123456/7", "A123456789", "E12345678", "H12345678", "HN24000001X", "P0001234",
		"91234567", "61234567", "28881234", "13800138000", "02088881234", "020-88881234", "19491231", "1949-12-31", "CHANTAIMAN", "陈大文", "chan.tm",
	}
	for _, layout := range []string{"hqms", "fhir"} {
		t.Run(layout, func(t *testing.T) {
			workplace(t)
			rows := sheet(good)
			for i, number := range nobody {
				rows += strings.NewReplacer("0001", fmt.Sprintf("9%03d", i), "I21.900x001", number).Replace(good)
			}
			require.NoError(t, os.WriteFile("in.csv", []byte(rows), 0o600))
			args := []string{"-quiet", "-add-codes", "icd-10-cm,icd-10-insurance", "-unmapped", "unmapped.csv", "-out", "out", "-issues", "issues", "-check", "-report", "report"}
			if layout != "fhir" {
				args = append(args, "-to", "hk-frontsheet")
			}
			r := translate(t, "", append(args, "in.csv")...)
			require.NotEqual(t, exitFailed, r.status, r.stderr)
			rowsOf, err := csv.NewReader(strings.NewReader(read(t, "unmapped.csv"))).ReadAll()
			require.NoError(t, err)
			uncounted := 0
			for _, row := range rowsOf {
				if row[1] == "" {
					uncounted++
					assert.NotEqual(t, "0", row[6])
				}
			}
			assert.Positive(t, uncounted, "%v", rowsOf)
			for _, file := range []string{"unmapped.csv", "issues", "report"} {
				text := read(t, file)
				for _, number := range nobody {
					assert.NotContains(t, text, number, file)
				}
			}
			// The list is one to fill in and to load.
			assert.NotEqual(t, exitFailed, translate(t, "", "-quiet", "-codes", "unmapped.csv", "-out", "out", "in.csv").status)
		})
	}
}

func TestStateListsCodesAlone(t *testing.T) {
	out := t.TempDir()
	text := strings.ReplaceAll(string(hospital(40)), "I10.900x001", "110105194912310021")
	args := append(outputFlags(out, "stays.ndjson"), "-resume", "-shard-rows", "20")
	stopped(t, filepath.Join(out, "stays-00001.ndjson"), args, []string{write(t, "a.csv", text)})
	state := read(t, filepath.Join(out, ".stays.ndjson.resume"))
	assert.Contains(t, state, "I11.900x001")
	assert.NotContains(t, state, "110105194912310021")
}

// What could be somebody's number passes no profile, whatever cell it stands in:
// codes, days, counts and amounts of every layout. The facility is the hospital's.
func TestNumbersOfPeopleAreNotPassedOn(t *testing.T) {
	numbers := []string{"91234567", "A123456", "110105194912310021", "13800138000", "110105491231002", "9123-4567"}
	facility := map[string]bool{"A01": true, "A02": true, "P900": true, "P6891": true, "USERNAME": true, "ZZJGDM": true, "JGMC": true, "ZA03": true, "ZA04": true, "Hospital code": true, "Institution code": true}
	keys := map[string]bool{"A48": true, "P3": true, "BAH": true, "Reference Key": true, "Encounter key": true, "Recipient eHR number": true, "Patient number": true}
	key := write(t, "key", secretKey)
	passes := func(what, file, layout, profile, number string) {
		r := translate(t, "", "-quiet", "-from", layout, "-deidentify", profile, "-purpose", "HRESCH", "-key", key, write(t, "in", file))
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		if at := strings.Index(r.stdout, number); at >= 0 {
			assert.Fail(t, "a number is passed on", "%s under %s of %s: %s", number, profile, what, r.stdout[max(0, at-300):at+40])
		}
	}
	for _, layout := range layouts() {
		if layout.Messages() {
			kind := "ADT^A01"
			if layout.Name == "hk-ref" {
				kind = "REF^I12"
			}
			for _, profile := range []string{"gba", "research"} {
				for _, number := range numbers {
					for _, separator := range []string{"", "^", "&"} {
						message := "MSH|^~\\&|A|H1|C|D|20240105||" + kind + "|1|P|2.4\rEVN|" + kind[4:] + "|20240105\rPID|1||1^^^H1^MR" + strings.Repeat("|"+strings.Repeat(number+separator, 4), 30) + "\r"
						for _, segment := range []string{"RF1", "PRD", "PV1", "PV2", "DG1", "PR1", "AL1", "IN1", "OBX", "NK1", "NTE"} {
							message += segment + strings.Repeat("|"+strings.Repeat(number+separator, 4), 50) + "\r"
						}
						passes("a message", message, layout.Name, profile, number)
					}
				}
			}
			continue
		}
		for _, profile := range []string{"gba", "research"} {
			for _, number := range numbers {
				if layout.ClinicalDocuments() {
					for i := range 14 {
						document := facilityOfDocument.ReplaceAllString(clinical(t, layout.Name, i, "K1", func(int) string { return number }), `${1}"H1"${2}H1<`)
						passes("a document", document, layout.Name, profile, number)
					}
					continue
				}
				if layout.Nested() {
					cells := map[string]any{}
					for _, c := range layout.Columns() {
						switch {
						case c.Element == "patient.record-number":
							cells[c.Name] = "K1"
						case strings.HasPrefix(c.Element, "facility."):
							cells[c.Name] = "H1"
						default:
							cells[c.Name] = number
						}
					}
					passes("an object", object(t, cells), layout.Name, profile, number)
					continue
				}
				var header, row []string
				for _, c := range layout.Columns() {
					header = append(header, c.Name)
					switch {
					case keys[c.Name]:
						row = append(row, "K1")
					case facility[c.Name] || strings.HasPrefix(c.Element, "facility."):
						row = append(row, "H1")
					default:
						row = append(row, number)
					}
				}
				passes("a row", strings.Join(header, ",")+"\n"+strings.Join(row, ",")+"\n", layout.Name, profile, number)
			}
		}
	}
}
