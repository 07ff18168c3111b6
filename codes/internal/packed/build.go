package packed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

type key struct {
	hash   uint64
	offset uint32
}

// Build packs text, whose lines begin with keys that are all different. The
// same text gives the same table.
func Build(text string) (Table, error) {
	var t Table
	var keys []key
	field := empty // the shortest key with the first field of its record
	seen := make(map[string]bool)
	for offset := 0; offset < len(text); {
		line, _, ok := strings.Cut(text[offset:], "\n")
		k, record, tab := strings.Cut(line, "\t")
		switch {
		case !ok || !tab || k == "":
			return Table{}, fmt.Errorf("packed: line %q is not a key, a tab and a record", line)
		case seen[k]:
			return Table{}, fmt.Errorf("packed: key %q stands twice", k)
		case offset >= empty:
			return Table{}, fmt.Errorf("packed: the text is longer than %d bytes", empty)
		}
		seen[k] = true
		t.MaxKey = max(t.MaxKey, len(k))
		if first, _, ok := strings.Cut(record, "\t"); ok {
			field = min(field, len(k)+1+len(first))
		}
		keys = append(keys, key{hash(k), uint32(offset)})
		offset += len(line) + 1
	}
	if field <= t.MaxKey {
		return Table{}, fmt.Errorf("packed: a first field is so short that it could be part of a key")
	}
	t.Text, t.Buckets, t.Size = text, uint32(len(keys)/4+1), uint32(len(keys)+len(keys)/32+1)

	buckets := make([][]key, t.Buckets)
	for _, k := range keys {
		b := bucket(k.hash, t.Buckets)
		buckets[b] = append(buckets[b], k)
	}
	order := make([]int, len(buckets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(buckets[b]), len(buckets[a])) })

	slots := make([]uint32, t.Size)
	for i := range slots {
		slots[i] = empty
	}
	seeds := make([]uint32, t.Buckets)
	for _, b := range order {
		seed, ok := place(buckets[b], slots)
		if !ok {
			return Table{}, fmt.Errorf("packed: no seed for bucket %d", b)
		}
		seeds[b] = seed
	}
	t.Seeds, t.Slots = digits(seeds), digits(slots)
	return t, nil
}

// place finds a seed that puts each key into an empty slot of its own, and puts
// them there.
func place(keys []key, slots []uint32) (seed uint32, ok bool) {
	taken := make([]uint32, 0, len(keys))
next:
	for seed := range uint32(1) << (6 * width) {
		taken = taken[:0]
		for _, k := range keys {
			s := slot(k.hash, seed, uint32(len(slots)))
			if slots[s] != empty || slices.Contains(taken, s) {
				continue next
			}
			taken = append(taken, s)
		}
		for i, k := range keys {
			slots[taken[i]] = k.offset
		}
		return seed, true
	}
	return 0, false
}

// digits writes numbers in base 64.
func digits(numbers []uint32) string {
	var b strings.Builder
	for i, n := range numbers {
		if i > 0 && i*width%rowDigits == 0 {
			b.WriteByte('\n')
		}
		for shift := 6 * (width - 1); shift >= 0; shift -= 6 {
			b.WriteByte(firstDigit + byte(n>>shift&63))
		}
	}
	return b.String()
}
