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
	field  uint16 // length of the first field of the record, at most maxField
}

// Build packs text, whose lines begin with keys that are all different. The
// same text gives the same table.
func Build(text string) (Table, error) {
	var t Table
	var keys []key
	shortest := empty // key with the first field of its record
	seen := make(map[string]bool)
	for offset := 0; offset < len(text); {
		line, _, ok := strings.Cut(text[offset:], "\n")
		k, record, tab := strings.Cut(line, "\t")
		field, _, more := strings.Cut(record, "\t")
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
		if more {
			shortest = min(shortest, len(k)+1+len(field))
		}
		keys = append(keys, key{hash(k), uint32(offset), uint16(min(len(field), maxField))})
		offset += len(line) + 1
	}
	if shortest <= t.MaxKey {
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

	slots := make([]key, t.Size)
	for i := range slots {
		slots[i].offset = empty
	}
	seeds := make([]uint32, t.Buckets)
	for _, b := range order {
		seed, ok := fit(buckets[b], slots)
		if !ok {
			return Table{}, fmt.Errorf("packed: no seed for bucket %d", b)
		}
		seeds[b] = seed
	}
	t.Seeds, t.Slots = digits(seeds, seedWidth, seedNumber), digits(slots, slotWidth, key.number)
	return t, nil
}

// fit finds a seed that puts each key into an empty slot of its own, and puts
// them there.
func fit(keys []key, slots []key) (seed uint32, ok bool) {
	taken := make([]uint32, 0, len(keys))
next:
	for seed := range uint32(1) << (6 * seedWidth) {
		taken = taken[:0]
		for _, k := range keys {
			s := slot(k.hash, seed, uint32(len(slots)))
			if slots[s].offset != empty || slices.Contains(taken, s) {
				continue next
			}
			taken = append(taken, s)
		}
		for i, k := range keys {
			slots[taken[i]] = k
		}
		return seed, true
	}
	return 0, false
}

func seedNumber(seed uint32) uint64 { return uint64(seed) }

// number is what a slot says of its key.
func (k key) number() uint64 {
	return uint64(k.offset)<<24 | uint64(k.field)<<12 | uint64(part(k.hash))
}

// digits writes numbers in base 64, each in so many digits.
func digits[T any](list []T, width int, number func(T) uint64) string {
	var b strings.Builder
	for i, v := range list {
		if i > 0 && i*width%rowDigits == 0 {
			b.WriteByte('\n')
		}
		n := number(v)
		for shift := 6 * (width - 1); shift >= 0; shift -= 6 {
			b.WriteByte(firstDigit + byte(n>>shift&63))
		}
	}
	return b.String()
}
