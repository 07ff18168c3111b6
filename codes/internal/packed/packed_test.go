package packed

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func build(t testing.TB, n int) (Table, []string) {
	var text strings.Builder
	var keys []string
	for i := range n {
		key := fmt.Sprintf("%c%02d.%d", 'A'+i%26, i/26%100, i)
		keys = append(keys, key)
		fmt.Fprintf(&text, "%s\trecord %d\n", key, i)
	}
	table, err := Build(text.String())
	require.NoError(t, err)
	return table, keys
}

func TestTable(t *testing.T) {
	for _, n := range []int{0, 1, 2, 31, 32, 33, 1000, 20000} {
		table, keys := build(t, n)
		again, _ := build(t, n)
		assert.Equal(t, again, table)
		for i, key := range keys {
			record, next, ok := table.Line(key)
			require.True(t, ok, key)
			require.Equal(t, fmt.Sprint("record ", i), record)
			if i+1 < n {
				require.True(t, strings.HasPrefix(table.Text[next:], keys[i+1]))
			} else {
				require.Len(t, table.Text, next)
			}
			for _, other := range []string{key[:len(key)-1] + "x", key + "\t", key + "\trecord", " " + key} {
				_, _, ok = table.Line(other)
				require.False(t, ok, other)
			}
		}
		_, _, ok := table.Line("")
		assert.False(t, ok)
		var listed []string
		for key := range table.Lines(0) {
			listed = append(listed, key)
		}
		assert.Equal(t, keys, listed)
	}
}

// A record of any length, of one field or more, below and above what a slot can say.
func TestFirstField(t *testing.T) {
	var text strings.Builder
	lengths := []int{0, 1, 63, 64, 228, maxField - 1, maxField, maxField + 1, 3 * maxField}
	for i, n := range lengths {
		fmt.Fprintf(&text, "a%d\t%s\n", i, strings.Repeat("x", n))
		if n > 0 {
			fmt.Fprintf(&text, "b%d\t%s\tand\tmore\n", i, strings.Repeat("y", n))
		}
	}
	table, err := Build(text.String())
	require.NoError(t, err)
	for key, want := range table.Lines(0) {
		field, _, _ := strings.Cut(want, "\t")
		got, ok := table.Find(key)
		require.True(t, ok, key)
		require.True(t, field == got, key)
		record, next, ok := table.Line(key)
		require.True(t, ok, key)
		require.True(t, want == record, key)
		require.Equal(t, strings.Index(table.Text, key+"\t")+len(key)+1+len(want)+1, next)
	}
	_, ok := table.Find("a")
	assert.False(t, ok)
}

// What a slot keeps of a hash tells nearly every key that is not there from the one
// that is, so that the text is left alone.
func TestMissesLeaveTheTextAlone(t *testing.T) {
	table, keys := build(t, 20000)
	asked := 0
	for _, key := range keys {
		h := hash(key + "?")
		if slotAt(table.Slots, slot(h, seedAt(table.Seeds, bucket(h, table.Buckets)), table.Size)).hash() == part(h) {
			asked++
		}
	}
	assert.Less(t, asked, 20, "of 20,000; 5 are expected")
}

// Numbers come back as they were written, wherever they stand in their rows.
func TestDigits(t *testing.T) {
	var seeds []uint32
	var slots []key
	for i := range uint32(1000) {
		n := i * 0x9e3779b9
		seeds = append(seeds, n>>8)
		slots = append(slots, key{offset: n >> 8, field: uint16(n & 0xfff), hash: uint64(n) >> 3})
	}
	seeds[0], seeds[1] = 0, 1<<24-1
	slots[0], slots[1] = key{}, key{offset: empty, field: maxField, hash: 1<<64 - 1}
	writtenSeeds, writtenSlots := digits(seeds, seedWidth, seedNumber), digits(slots, slotWidth, key.number)
	for i := range seeds {
		require.Equal(t, seeds[i], seedAt(writtenSeeds, uint32(i)))
		p := slotAt(writtenSlots, uint32(i))
		require.Equal(t, int(slots[i].offset), p.offset())
		require.Equal(t, int(slots[i].field), p.field())
		require.Equal(t, part(slots[i].hash), p.hash())
	}
}

func TestBuildErrors(t *testing.T) {
	for _, text := range []string{"a", "a\n", "\tx\n", "a\tx\na\ty\n", "a\tx\nb"} {
		_, err := Build(text)
		assert.Error(t, err, "%q", text)
	}
}

func FuzzLine(f *testing.F) {
	table, keys := build(f, 500)
	f.Add("")
	f.Add(keys[7])
	f.Add("\n")
	f.Fuzz(func(t *testing.T, key string) {
		record, _, ok := table.Line(key)
		if ok && !strings.Contains(table.Text, key+"\t"+record+"\n") {
			t.Errorf("%q: no such line", key)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	table, keys := build(b, 20000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		table.Line(keys[i*7919%len(keys)])
	}
}
