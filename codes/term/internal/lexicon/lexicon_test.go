package lexicon_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

func TestLongest(t *testing.T) {
	l, err := lexicon.New(map[string]string{"心": "1", "心肌": "2", "心肌梗死": "4", "心血管": "3", "b12": "x"})
	require.NoError(t, err)
	for text, want := range map[string]string{
		"": "", "肌": "", "心": "1", "心脏": "1", "心肌": "2", "心肌炎": "2", "心肌梗": "2", "心肌梗死后": "4",
		"心血": "1", "心血管病": "3", "b1": "", "b123": "x", "\xff": "", "心\xff": "1",
	} {
		_, record := l.Longest(text)
		assert.Equal(t, want, record, text)
	}
	_, ok := l.Exact("心肌梗")
	assert.False(t, ok)
	_, ok = l.Exact("")
	assert.False(t, ok)
	assert.Equal(t, "4后1", string(l.Convert(nil, "心肌梗死后心")))
}

// Over random lists and texts the answer is that of a plain search.
func TestLongestAgainstPlainSearch(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	word := func(n int) string {
		var b strings.Builder
		for range 1 + random.IntN(n) {
			b.WriteString([]string{"a", "b", "é", "心", "忄", "𠮷"}[random.IntN(6)])
		}
		return b.String()
	}
	for range 300 {
		entries := make(map[string]string)
		for i := range random.IntN(60) {
			entries[word(4)] = fmt.Sprint(i)
		}
		l, err := lexicon.New(entries)
		require.NoError(t, err)
		for range 50 {
			text := word(6)
			want := ""
			for k := range entries {
				if strings.HasPrefix(text, k) && len(k) > len(want) {
					want = k
				}
			}
			n, record := l.Longest(text)
			assert.Equal(t, len(want), n)
			assert.Equal(t, entries[want], record)
		}
		n := 0
		for k, v := range l.All {
			assert.Equal(t, entries[k], v)
			n++
		}
		assert.Len(t, entries, n)
	}
}

func TestNewRefusesWhatALineCannotHold(t *testing.T) {
	for k, v := range map[string]string{"": "x", "a\tb": "x", "a\nb": "x", "a`": "x", "\xff": "x", "a": "x\n", "b": "`"} {
		_, err := lexicon.New(map[string]string{k: v})
		assert.Error(t, err, "%q %q", k, v)
	}
}
