package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// split splits a text into parts in memory.
func split(t *testing.T, text string, n int, header bool) (contents []string, parts []part) {
	t.Helper()
	var all []*bytes.Buffer
	// One byte at a time: nothing may depend on how the file comes in.
	r := iotest.OneByteReader(strings.NewReader(text))
	parts, err := splitRecords(r, int64(len(text)), n, header, func(int) (string, io.Writer, error) {
		all = append(all, new(bytes.Buffer))
		return "", all[len(all)-1], nil
	})
	require.NoError(t, err)
	for _, b := range all {
		contents = append(contents, b.String())
	}
	return contents, parts
}

// records are the records of a text, as the reader has them.
func records(t testing.TB, text string) (all []string) {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), mainland.Layouts(), nil)
	require.NoError(t, err)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		all = append(all, string(r.Raw))
	}
	return all
}

func TestSplitAtRecords(t *testing.T) {
	const header = "A01,A48,A11\n"
	contents, parts := split(t, header+"1,a,\"x\ny\"\n2,b,\"say \"\"\n\"\"\"\n\n3,c,z\r\n4,d,w", 3, true)
	assert.Equal(t, []string{header + "1,a,\"x\ny\"\n2,b,\"say \"\"\n\"\"\"\n", header + "\n3,c,z\r\n", header + "4,d,w"}, contents)
	assert.Equal(t, []part{{records: 2, record: 1, line: 2}, {records: 1, record: 3, line: 6}, {records: 1, record: 4, line: 8}}, parts)
}

func TestSplitIntoMoreThanThereIs(t *testing.T) {
	contents, _ := split(t, "A01,A48\n1,2\n", 5, true)
	assert.Equal(t, []string{"A01,A48\n1,2\n"}, contents)
	contents, _ = split(t, "A01,A48\n", 5, true)
	assert.Empty(t, contents)
	contents, _ = split(t, "1,2\n3,4\n", 2, false)
	assert.Equal(t, []string{"1,2\n", "3,4\n"}, contents, "no header")
}

func TestSplitDoesNotGuess(t *testing.T) {
	_, err := splitRecords(strings.NewReader("A01,A48\r"+strings.Repeat("1,2\r", 100<<10)+"3,\"\n\"\r"), 1<<20, 4, true,
		func(int) (string, io.Writer, error) { return "", io.Discard, nil })
	assert.ErrorContains(t, err, "CR alone")
	broken := errors.New("broken")
	_, err = splitRecords(io.MultiReader(strings.NewReader("A01,A48\n1,2\n"), iotest.ErrReader(broken)), 12, 2, true,
		func(int) (string, io.Writer, error) { return "", io.Discard, nil })
	assert.ErrorIs(t, err, broken)
}

// Every cut of every sample gives the file again, and the same documents.
func TestSplitSamples(t *testing.T) {
	for _, name := range []string{"hqms.csv", "hqms-2022.csv", "hqms-dirty.csv", "n041.csv", "n041-gbk.csv"} {
		content, err := os.ReadFile(samples + name)
		require.NoError(t, err)
		text := string(content)
		head := text[:strings.IndexByte(text, '\n')+1]
		whole := records(t, text)
		for n := 1; n <= len(whole)+1; n++ {
			contents, parts := split(t, text, n, true)
			again, count := head, 0
			var all []string
			for i, c := range contents {
				again += strings.TrimPrefix(c, head)
				all = append(all, records(t, c)...)
				assert.Equal(t, count+1, parts[i].record)
				count += parts[i].records
			}
			assert.True(t, again == text, "%s in %d parts", name, n)
			assert.True(t, slices.Equal(whole, all), "%s in %d parts", name, n)
			assert.Equal(t, len(whole), count)
		}
	}
}

func TestSplitFilesAndTranslateTheParts(t *testing.T) {
	in := t.TempDir()
	text := read(t, samples+"hqms-2022.csv")
	write(t, in+"/plain.csv", text)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(text)
	require.NoError(t, errors.Join(err, w.Close()))
	write(t, in+"/packed.csv.gz", packed.Bytes())
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(read(t, samples+"n041.csv"))
	require.NoError(t, err)
	write(t, in+"/wide.csv", utf16)

	files, err := expand(t.Context(), []string{in + "/*"})
	require.NoError(t, err)
	parts := t.TempDir()
	var table bytes.Buffer
	require.NoError(t, job(parts).split(t.Context(), files, 3, &table))
	first := tree(t, parts)
	assert.Len(t, first, 9)
	assert.Contains(t, table.String(), parts+"/packed-00002-of-00003.csv\t")
	require.NoError(t, job(parts).split(t.Context(), files, 3, io.Discard))
	assert.Equal(t, first, tree(t, parts), "to split again gives the same")

	out := t.TempDir()
	translate(t, job(out), parts+"/*.csv")
	got := tree(t, out)
	for name, sample := range map[string]string{"plain": "hqms-2022", "packed": "hqms-2022", "wide": "n041"} {
		documents, _, _ := single(t, samples+sample+".csv")
		assert.Equal(t, digest(documents), digest(got["documents/"+name+"-00001-of-00003.ndjson"]+
			got["documents/"+name+"-00002-of-00003.ndjson"]+got["documents/"+name+"-00003-of-00003.ndjson"]), name)
	}
}

func TestSplitOfADamagedFileLeavesNothing(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(read(t, samples+"hqms.csv"))
	require.NoError(t, errors.Join(err, w.Close()))
	path := write(t, in+"/short.csv.gz", packed.Bytes()[:packed.Len()-20])
	assert.Error(t, job(out).split(t.Context(), []File{{path, "short"}}, 2, io.Discard))
	assert.Empty(t, tree(t, out))
}

// The splitter finds the records that the reader finds, whatever the file.
func FuzzSplitterAgreesWithTheReader(f *testing.F) {
	for _, body := range []string{
		"1,a,b\n2,c,d\n", "1,\"a\nb\",c\r\n2,,\n", "1,\"a\n2,b,c\n3,\"d\",e\n", "\"\"\"\n\",,\n", "1,a\"b\n\",\"\n\n\n \t\n2,b,c",
		"1,\"a\"b\n,c\n", "1,\"a\n\"x,c\n2,b,\"c", ",,\r,\r\n,\"\r\n\",\r\n", "1,\"a\nb\"\n2,b,c\n", "1,\"a\n\",",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if bytes.IndexByte(body, 0) >= 0 {
			return // the reader refuses what may be UTF-16
		}
		text := "A01,A48,A11\n" + string(body)
		s := newSplitter(strings.NewReader(text))
		var all []string
		again := ""
		for {
			b, err := s.next()
			if err != nil {
				assert.ErrorIs(t, err, io.EOF)
				break
			}
			again += string(b)
			if !s.blank {
				all = append(all, string(b))
			}
		}
		assert.Equal(t, text, again)
		assert.Equal(t, records(t, text), append([]string(nil), all[1:]...))
	})
}

// Records beyond the reader's limits are cut where the reader cuts them.
func TestSplitterHasTheLimitsOfTheReader(t *testing.T) {
	long := strings.Repeat("x\n", 700<<10)
	for _, body := range []string{
		"1,\"" + long + "\",c\n2,b,c\n", "1,\"" + long + "\n2,b,c\n", "1,\"" + strings.Repeat("\"\"", 600<<10) + "\n\",c\n2,b,c\n",
		"1" + strings.Repeat(",", 5000) + "\"\n\"\n2,b,c\n",
	} {
		text := "A01,A48,A11\n" + body
		s := newSplitter(strings.NewReader(text))
		var all []string
		for {
			b, err := s.next()
			if err != nil {
				break
			}
			if !s.blank {
				all = append(all, string(b))
			}
		}
		assert.True(t, slices.Equal(records(t, text), all[1:]), "%.20q", body)
	}
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat(string(read(b, samples+"n041.csv")), 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := splitRecords(strings.NewReader(text), int64(len(text)), 8, true,
			func(int) (string, io.Writer, error) { return "", io.Discard, nil }); err != nil {
			b.Fatal(err)
		}
	}
}
