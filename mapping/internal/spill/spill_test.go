package spill

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSorter(t *testing.T) {
	for name, test := range map[string]struct {
		budget, records int
		file            bool
	}{
		"in memory":     {1 << 20, 1000, false},
		"nothing":       {1 << 20, 0, false},
		"a few runs":    {64 << 10, 5000, true},
		"run per":       {1, 300, true},
		"the last full": {3 * (8 + overhead), 300, true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			t.Setenv("TMPDIR", folder)
			s := NewSorter(test.budget)
			random := rand.New(rand.NewPCG(1, 2))
			for _, n := range random.Perm(test.records) {
				var key Key
				binary.BigEndian.PutUint64(key[:], uint64(n))
				value := bytes.Repeat([]byte("PATIENT-"), 1+n%5)
				require.NoError(t, s.Add(key, value))
			}
			require.NoError(t, s.Sort())
			assert.Equal(t, test.file, s.file != nil)
			if s.file != nil {
				all := make([]byte, s.end)
				_, err := s.file.ReadAt(all, 0)
				require.NoError(t, err)
				assert.NotContains(t, string(all), "PATIENT", "nobody reads it on the disk")
			}
			for n := range test.records {
				r, err := s.Next()
				require.NoError(t, err)
				assert.Equal(t, uint64(n), binary.BigEndian.Uint64(r.Key[:]))
				assert.Equal(t, bytes.Repeat([]byte("PATIENT-"), 1+n%5), r.Value)
			}
			_, err := s.Next()
			assert.True(t, errors.Is(err, io.EOF))
			s.Close()
			left, err := os.ReadDir(folder)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

func TestSorterWithoutRoom(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere/at/all")
	s := NewSorter(1)
	assert.Error(t, s.Add(Key{}, []byte("x")))
	s.Close()
}
