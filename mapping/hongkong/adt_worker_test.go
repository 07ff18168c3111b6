package hongkong_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A worker uses its memory for one message after another: each document is the
// one that the message gives by itself.
func TestWorkerRemembersNoMessage(t *testing.T) {
	g := &messageGenerator{used: map[string]int{}}
	translator := mapping.NewTranslator(nil, nil)
	var file strings.Builder
	var alone []string
	for seed := range 400 {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 20240310))
		m := g.message()
		m.segments[0].fields[18], m.charset = "UNICODE UTF-8", "UNICODE UTF-8"
		if seed%2 > 0 {
			mutate(g.Rand, m)
		}
		file.WriteString(m.text())
		list := records(t, m.text(), nil)
		require.Len(t, list, 1)
		if list[0].Sheet == nil {
			alone = append(alone, "")
			continue
		}
		document, _ := translator.Document(list[0].Sheet)
		text, err := document.Append(nil)
		require.NoError(t, err)
		alone = append(alone, string(text))
	}
	r, err := mapping.NewMessageReader(strings.NewReader(file.String()), hongkong.ADT(), nil)
	require.NoError(t, err)
	n := 0
	require.NoError(t, translator.Run(t.Context(), r, &mapping.RunOptions{Workers: 1}, func(result *mapping.Result) error {
		require.Less(t, n, len(alone))
		assert.Equal(t, alone[n], string(result.Output), "message %d", n+1)
		n++
		return nil
	}))
	assert.Equal(t, len(alone), n)
}
