package hongkong_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// within fails where something takes too long: it waits for what will not come.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal(what + " waits")
	}
}

// The other side of a connection sends a message when the one before is answered.
// MLLP release 1.
func TestFeed(t *testing.T) {
	for name, read := range map[string]func(t *testing.T, r io.Reader, each func(number int)){
		"Records": func(t *testing.T, r io.Reader, each func(int)) {
			d, err := mapping.NewMessageReader(r, hongkong.ADT(), nil)
			require.NoError(t, err)
			for record, err := range d.Records() {
				require.NoError(t, err)
				assert.NotNil(t, record.Sheet)
				each(record.Number)
			}
		},
		"Records of a Reader that looks at the start": func(t *testing.T, r io.Reader, each func(int)) {
			d, err := mapping.NewReader(r, hongkong.Layouts(), nil)
			require.NoError(t, err)
			for record, err := range d.Records() {
				require.NoError(t, err)
				each(record.Number)
			}
		},
		"Run": func(t *testing.T, r io.Reader, each func(int)) {
			d, err := mapping.NewMessageReader(r, hongkong.ADT(), nil)
			require.NoError(t, err)
			require.NoError(t, mapping.NewTranslator(nil, nil).Run(t.Context(), d, &mapping.RunOptions{Immediate: true, Workers: 2}, func(r *mapping.Result) error {
				assert.False(t, r.Rejected())
				each(r.Number)
				return nil
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			answers := make(chan int)
			within(t, name, func() {
				go func() {
					defer w.Close()
					for n := 1; n <= 20; n++ {
						io.WriteString(w, "\x0b"+admit.text()+"\x1c\r") //nolint:errcheck // a pipe
						if !assert.Equal(t, n, <-answers) {
							return
						}
					}
				}()
				read(t, r, func(number int) { answers <- number })
			})
		})
	}
}

// Nothing is read before a record is asked for.
func TestMessageReaderDoesNotWait(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	for _, options := range []*mapping.ReaderOptions{nil, {Fold: mapping.FoldVisit}} {
		within(t, "NewMessageReader", func() {
			_, err := mapping.NewMessageReader(r, hongkong.ADT(), options)
			assert.NoError(t, err)
		})
	}
	d, err := mapping.NewMessageReader(strings.NewReader("BHS|^~\\&|A\r"+admit.text()+"BTS|3\r"), hongkong.ADT(), &mapping.ReaderOptions{File: "x.hl7"})
	require.NoError(t, err)
	assert.Empty(t, d.Issues())
	for _, err := range d.Records() {
		require.NoError(t, err)
	}
	require.Len(t, d.Issues(), 1)
	assert.Equal(t, "x.hl7, line 7, BTS-1: warning: the batch is to have 3 messages, and has 1 (batch-count)", d.Issues()[0].Error())
}
