package spool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// The kinds of parts in these tests.
const (
	own = iota + 1
	shared
)

// record is a record of a stay: what is its own, and what is shared, "id=content".
func record(stay byte, stated, time int64, ownText string, sharedTexts ...string) []byte {
	out := AppendHead(nil, &Head{Stay: ID{stay}, Stated: stated, Time: time})
	out = AppendPart(out, own, []byte(ownText))
	for _, text := range sharedTexts {
		out = AppendPart(out, shared, []byte(text))
	}
	return append(AppendEnd(out), '\n')
}

// chosen returns the parts that are written. Shared parts are joined by a comma, the
// older first.
func chosen(t *testing.T, spooled []byte) (parts []string, superseded int) {
	t.Helper()
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(spooled)), nil }
	c, err := Choose(open, Shared{
		Kinds: map[byte]bool{shared: true},
		ID: func(_ byte, text []byte) (id ID, content [2][]byte, err error) {
			name, value, _ := strings.Cut(string(text), "=")
			copy(id[:], name)
			return id, [2][]byte{[]byte(value)}, nil
		},
		Merge: func(older, newer []byte) ([]byte, error) {
			_, value, _ := strings.Cut(string(newer), "=")
			return fmt.Appendf(nil, "%s,%s", older, value), nil
		},
	})
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Write(open, func(_ byte, text []byte) error {
		parts = append(parts, string(text))
		return nil
	}))
	return parts, c.Superseded
}

func TestChoose(t *testing.T) {
	for name, test := range map[string]struct {
		records    [][]byte
		want       string
		superseded int
	}{
		"each stay has its own": {[][]byte{record(1, 1, 1, "a"), record(2, 1, 1, "b")}, "a b", 0},
		"what is shared is written once, where it comes first": {
			[][]byte{record(1, 1, 1, "a", "h=x"), record(2, 2, 2, "b", "h=x", "p=1"), record(3, 3, 3, "c", "p=1")}, "a h=x b p=1 c", 0,
		},
		"by the time of the stays, and not by their order": {
			[][]byte{record(1, 1, 9, "a", "p=new"), record(2, 1, 5, "b", "p=old")}, "a p=old,new b", 0,
		},
		"what was said again is as new as it was last": {
			[][]byte{record(1, 1, 1, "a", "p=x"), record(2, 1, 2, "b", "p=y"), record(3, 1, 3, "c", "p=x")}, "a p=x,y,x b c", 0,
		},
		"what is said several times is as new as the newest of them": {
			[][]byte{record(1, 1, 1, "a", "p=x"), record(2, 1, 5, "b", "p=x"), record(3, 1, 3, "c", "p=y")}, "a p=y,x b c", 0,
		},
		"of one time, by when it was stated, and then the order": {
			[][]byte{record(1, 3, 1, "a", "p=x"), record(2, 2, 1, "b", "p=y"), record(3, 2, 1, "c", "p=z")}, "a p=y,z,x b c", 0,
		},
		"a stay that is stated again is the last": {[][]byte{record(1, 1, 1, "a"), record(1, 2, 1, "b"), record(2, 1, 1, "c")}, "b c", 1},
		"a stay of one time too":                  {[][]byte{record(1, 1, 1, "a"), record(1, 1, 1, "b")}, "b", 1},
		"an older record that comes later":        {[][]byte{record(1, 2, 1, "a"), record(1, 1, 1, "b")}, "a", 1},
		"what it shares does not count":           {[][]byte{record(1, 1, 1, "a", "p=wrong"), record(1, 2, 1, "b", "p=right")}, "b p=right", 1},
		"nothing":                                 {nil, "", 0},
	} {
		parts, superseded := chosen(t, bytes.Join(test.records, nil))
		assert.Equal(t, test.want, strings.Join(parts, " "), name)
		assert.Equal(t, test.superseded, superseded, name)
	}
}

// What does not fit in memory gives the same: the texts are so large that all of it
// waits in files.
func TestChooseMoreThanFits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var small, large [][]byte
	fill := strings.Repeat("x", 64<<10)
	for i := range 1000 {
		stay, patient, said := byte(random.IntN(200)), random.IntN(20), random.IntN(3)
		at := int64(random.IntN(50))
		text := fmt.Sprintf("p%d=%d", patient, said)
		small = append(small, record(stay, at, at, fmt.Sprint(i), text))
		large = append(large, record(stay, at, at, fmt.Sprint(i), text+fill))
	}
	want, superseded := chosen(t, bytes.Join(small, nil))
	got, n := chosen(t, bytes.Join(large, nil))
	assert.Equal(t, superseded, n)
	require.Len(t, got, len(want))
	for i := range got {
		require.Equal(t, want[i], strings.ReplaceAll(got[i], fill, ""))
	}
}

// A spool that ends early is an error, wherever it ends.
func TestTornSpool(t *testing.T) {
	whole := append(record(1, 1, 1, "abc", "h=x"), record(2, 1, 1, "d")...)
	for n := range len(whole) {
		if n == 0 || n == len(record(1, 1, 1, "abc", "h=x")) {
			continue // it ends between records
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(whole[:n])), nil }
		_, err := Choose(open, Shared{})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, n)
	}
}

func TestHeadOfADocument(t *testing.T) {
	text := func(s string) *string { return &s }
	id := "00000000-0000-4000-8000-000000000001"
	d := &fhir.Document{
		Timestamp:   "2024-01-09T10:00:00+08:00",
		Composition: r4.Composition{Id: text("00000000-0000-4000-8000-000000000009"), Encounter: &r4.Reference{Reference: text("urn:uuid:" + id)}},
		Encounters:  []r4.Encounter{{Id: &id, Period: &r4.Period{Start: text("2024-01-05"), End: text("2024-01-08T09:00:00+08:00")}}},
	}
	h, err := NewHead(d)
	require.NoError(t, err)
	assert.Equal(t, byte(1), h.Stay[15])
	assert.Equal(t, int64(1704675600), h.Time, "the discharge")
	assert.Equal(t, int64(1704765600), h.Stated)
	d.Encounters[0].Period.End = nil
	h, err = NewHead(d)
	require.NoError(t, err)
	assert.Equal(t, int64(1704412800), h.Time, "or else the admission")
	d.Composition.Encounter = nil
	h, err = NewHead(d)
	require.NoError(t, err)
	assert.Equal(t, byte(9), h.Stay[15], "the document, where there is no stay")
	assert.Equal(t, int64(never), h.Time)
	d.Composition.Id = text("x")
	_, err = NewHead(d)
	require.Error(t, err)
	r := NewReader(bytes.NewReader(record(1, 2, 3, "a")))
	h, err = r.Next()
	require.NoError(t, err)
	assert.Equal(t, Head{Stay: ID{1}, Stated: 2, Time: 3}, h)
	_, err = r.Next()
	assert.True(t, errors.Is(err, io.EOF), "what is left of a record is passed over")
}
