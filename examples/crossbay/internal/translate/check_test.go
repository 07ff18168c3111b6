package translate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// stays are records of a patient's stays, each with its count, admission and
// discharge, and the day on which the record was checked.
func stays(records ...string) string {
	text := "A01,A02,A48,A49,A11,A12C,B12,B15,B33,C03C,C04N\n"
	for _, r := range records {
		f := strings.Fields(r)
		text += fmt.Sprintf("12345678X,示例医院,%s,%s,测试甲,1,%s 09:30:00,%s 10:00:00,%s,I21.900x001,急性心肌梗死\n", f[0], f[1], f[2], f[3], f[4])
	}
	return text
}

const (
	firstStay  = "0001 1 2024-01-05 2024-01-20 2024-01-21"
	overlapped = "0001 2 2024-01-10 2024-01-25 2024-01-26" // begins in the first
	laterStay  = "0001 3 2024-03-01 2024-03-05 2024-03-06"
	stranger   = "0002 1 2024-01-10 2024-01-25 2024-01-26"
	unborn     = "0003 1 2024-01-10 2024-01-25 2024-06-02" // checked on a day to come
)

// found returns those of the issues of a file that are of rules about several
// records or about days to come, one a line.
func found(t *testing.T, issues string) string {
	t.Helper()
	var list strings.Builder
	for line := range strings.Lines(read(t, issues)) {
		var i mapping.Issue
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		for _, rule := range []string{"Q307", "Q308", "Q801"} {
			if strings.HasSuffix(i.Detail, " ["+rule+"]") {
				fmt.Fprintln(&list, rule, i.File, i.Record, i.Line, i.Severity, i.Column, i.Field, i.Code)
			}
		}
	}
	return list.String()
}

// checked runs -check over files of a folder, and returns what was found.
func checked(t *testing.T, files map[string]string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, "", append(append([]string{"-quiet", "-check", "-issues", issues}, args...), filepath.Join(dir, "*"))...)
	require.NotEqual(t, exitFailed, r.status, r.stderr)
	return found(t, issues)
}

func TestCheckComparesTheRecordsOfAllFiles(t *testing.T) {
	two := map[string]string{"1.csv": stays(stranger, firstStay), "2.csv": stays(laterStay, overlapped, firstStay, unborn)}
	want := "Q308 2.csv 2 3 warning B12 stay.admission overlapping-stays\n" +
		"Q801 2.csv 3 4 warning A48 patient.record-number duplicate-record\n"
	for name, args := range map[string][]string{
		"FHIR": nil, "one worker": {"-workers", "1"}, "two": {"-workers", "2"}, "rows": {"-to", "n041"}, "pages": {"-to", "html"},
		"a file each":   {"-out", t.TempDir()},
		"shards":        {"-out", filepath.Join(t.TempDir(), "stays.ndjson"), "-shard-rows", "1"},
		"with resuming": {"-out", filepath.Join(t.TempDir(), "stays.ndjson"), "-resume"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, want, checked(t, two, append(args, "-today", "2024-06-02")...))
		})
	}
	assert.Empty(t, checked(t, map[string]string{"1.csv": stays(firstStay), "2.csv": stays(laterStay), "3.csv": stays(stranger)}))
}

// What is passed on says neither where a rule does not hold nor why; that it
// does not is found all the same.
func TestCheckOfCounts(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, stays(firstStay, overlapped), "-quiet", "-check", "-deidentify", "counts", "-issues", issues, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, read(t, issues), `"record":2,"line":3,"column":"B12","field":"stay.admission","severity":"warning","code":"overlapping-stays"`)
}

func TestCheckOfDocuments(t *testing.T) {
	documents := translate(t, stays(firstStay, overlapped, stranger, firstStay), "-quiet", "-").stdout
	got := checked(t, map[string]string{"1.ndjson": documents}, "-from", "fhir", "-to", "hqms")
	assert.Equal(t, "Q308 1.ndjson 2 2 warning B12 stay.admission overlapping-stays\n"+
		"Q801 1.ndjson 4 4 warning A48 patient.record-number duplicate-record\n", got)
}

// The messages of a stay are no duplicates of it, however often they stand.
func TestCheckOfMessages(t *testing.T) {
	messages := read(t, "../../../testdata/hk-adt.hl7")
	assert.Empty(t, checked(t, map[string]string{"1.hl7": messages, "2.hl7": messages}))
	sheets := read(t, "../../../testdata/hk-frontsheet.csv")
	assert.Contains(t, checked(t, map[string]string{"1.csv": sheets, "2.csv": sheets}), "Q801 2.csv 1 ")
}

// crowd is a file of n records, more than a batch: the stays of n/10 patients
// from the one of that count on, of which some stand twice and some overlap.
func crowd(n, count int) string {
	var records []string
	for i := range n {
		patient, visit := i%(n/10), i/(n/10)
		count, day := count+visit%7, 1+7*visit%15
		records = append(records, fmt.Sprintf("%05d %d 2024-01-%02d 2024-01-%02d 2024-02-%02d", patient, count, day, day+3, 1+i%28))
	}
	return stays(records...)
}

func TestCheckDoesNotDependOnWorkers(t *testing.T) {
	files := map[string]string{"1.csv": crowd(700, 1), "2.csv": crowd(300, 5)}
	want := checked(t, files, "-workers", "1", "-today", "2024-02-10")
	for _, rule := range []string{"Q307 1.csv", "Q307 2.csv", "Q308 1.csv", "Q308 2.csv", "Q801 1.csv", "Q801 2.csv"} {
		assert.True(t, strings.Contains(want, rule), rule)
	}
	for _, workers := range []string{"2", "5"} {
		assert.Equal(t, want, checked(t, files, "-workers", workers, "-today", "2024-02-10"))
	}
}

func TestCheckFindsDaysToCome(t *testing.T) {
	file := map[string]string{"1.csv": stays(firstStay, unborn)}
	assert.Equal(t, "Q307 1.csv 2 3 warning B33 quality.date quality-date\n", checked(t, file, "-today", "2024-06-01"))
	assert.Empty(t, checked(t, file, "-today", "2024-06-02"))

	now := time.Now().UTC().Add(8 * time.Hour)
	day := func(days int) map[string]string {
		return map[string]string{"1.csv": stays("0003 1 2024-01-10 2024-01-25 " + now.AddDate(0, 0, days).Format(time.DateOnly))}
	}
	assert.Empty(t, checked(t, day(0)), "today, in Hong Kong")
	assert.Contains(t, checked(t, day(2)), "Q307", "the day after tomorrow")
}

func TestTodayIsADay(t *testing.T) {
	for _, args := range [][]string{{"-check", "-today", "2024-13-01"}, {"-check", "-today", "yesterday"}, {"-today", "2024-01-01"}} {
		r := translate(t, sheet(good), append(args, "-")...)
		assert.Equal(t, exitFailed, r.status, args)
		assert.Contains(t, r.stderr, "-today")
		assert.Empty(t, r.stdout)
	}
}

// A run that goes on finds what one finds that nobody disturbed, once: in the
// records after the interruption, too, what shows only beside those before it.
func TestCheckGoesOn(t *testing.T) {
	in := []string{write(t, "1.csv", crowd(140, 1)), write(t, "2.csv", crowd(140, 5)), write(t, "3.csv", crowd(70, 9))}
	documents := filepath.Join(t.TempDir(), "in.ndjson")
	require.Equal(t, exitDone, translate(t, "", append([]string{"-quiet", "-out", documents}, in...)...).status)
	check := []string{"-check", "-today", "2024-02-10", "-shard-rows", "50"}
	for name, args := range map[string][]string{
		"FHIR": append(check, in...), "one worker": append(append(check, "-workers", "1"), in...),
		"rows": append(append(check, "-to", "hqms"), in...), "rows of FHIR": append(check, "-from", "fhir", "-to", "hqms", documents),
	} {
		t.Run(name, func(t *testing.T) {
			clean := t.TempDir()
			want := translate(t, "", append(outputFlags(clean, "stays"), args...)...)
			require.Equal(t, exitDone, want.status, want.stderr)
			shown := found(t, filepath.Join(clean, "issues.ndjson"))
			require.Contains(t, shown, "Q308")
			require.Contains(t, shown, "Q801")
			files := folder(t, clean)
			for _, at := range []string{"stays-00001", "stays-00003", "stays-00005", "stays-00007", "issues.ndjson"} {
				out := t.TempDir()
				flags := append(outputFlags(out, "stays"), "-resume")
				stopped(t, filepath.Join(out, at), flags, args)
				if at == "stays-00005" { // it is interrupted again, as it recalls
					interrupted, stop := context.WithCancel(context.Background())
					stop()
					require.Equal(t, exitFailed, run(interrupted, append(flags, args...), nil, io.Discard, io.Discard))
				}
				r := translate(t, "", append(flags, args...)...)
				require.Equal(t, exitDone, r.status, r.stderr)
				assert.Equal(t, summaryOf(want.stderr), summaryOf(r.stderr))
				same(t, files, folder(t, out))
			}
		})
	}
}

// Today is that of the run that began, though it goes on another day.
func TestTodayStaysTheSame(t *testing.T) {
	out, in := t.TempDir(), write(t, "1.csv", stays(firstStay, stranger, unborn))
	flags := append(outputFlags(out, "stays.ndjson"), "-resume", "-check", "-shard-rows", "1")
	stopped(t, filepath.Join(out, "stays-00002.ndjson"), flags, []string{in})
	file := filepath.Join(out, ".stays.ndjson.resume")
	s := stateOf(t, file)
	began, err := time.Parse(time.DateOnly, s.Today)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now().UTC().Add(8*time.Hour), began, 25*time.Hour)
	s.Today = "2024-06-01"
	text, err := json.Marshal(s)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o600))
	require.Equal(t, exitDone, translate(t, "", append(flags, in)...).status)
	assert.Equal(t, "Q307 1.csv 3 4 warning B33 quality.date quality-date\n", found(t, filepath.Join(out, "issues.ndjson")))
}

// stateOf reads the state of a run that stopped.
func stateOf(t *testing.T, file string) (s state) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(read(t, file)), &s))
	return s
}

// A run without -check keeps no day, and another day is another run.
func TestTodayIsPartOfTheRun(t *testing.T) {
	out, in := t.TempDir(), write(t, "1.csv", stays(firstStay, stranger))
	flags := append(outputFlags(out, "stays.ndjson"), "-resume", "-shard-rows", "1")
	stopped(t, filepath.Join(out, "stays-00001.ndjson"), flags, []string{in})
	assert.Empty(t, stateOf(t, filepath.Join(out, ".stays.ndjson.resume")).Today)

	out = t.TempDir()
	flags = append(outputFlags(out, "stays.ndjson"), "-resume", "-shard-rows", "1", "-check")
	stopped(t, filepath.Join(out, "stays-00001.ndjson"), append(flags, "-today", "2024-06-01"), []string{in})
	r := translate(t, "", append(flags, "-today", "2024-06-02", in)...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "-today")
}
