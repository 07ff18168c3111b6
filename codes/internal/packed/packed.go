// Package packed reads the tables that are generated into this module: lines of
// text in one string constant, found by a perfect hash in two others. Nothing
// is built at start-up and nothing is held on the heap.
//
// The text is for people too: a line is a record, its fields are separated by
// tabs, and the first is the key. Lines stand in the order of their source.
//
// The two other strings hold numbers in base 64, so that they can be written as
// raw string literals, in rows of 128 digits. The
// first has a seed for each bucket of keys, the second a slot for each key and a few
// more: the hash of a key picks its bucket, and with the bucket's seed its slot.
//
// A slot has where its line begins, how long the first field of the record is, and a
// part of the hash of its key. So nothing is searched for the end of a title, and for
// a key that is not there the text, which is large, is not asked: but for one in 4096.
package packed

import (
	"iter"
	"strings"
)

const (
	seedWidth = 4   // digits
	slotWidth = 8   // digits: four of the offset, two of the length, two of the hash
	rowDigits = 128 // a row of numbers, without its line feed
	// firstDigit is the digit 0. The 64 digits follow each other in ASCII, and
	// there is no back quote among them.
	firstDigit = ' '
	// empty is the offset of a slot without a key.
	empty = 1<<24 - 1
	// maxField is the length of a first field that is as long, or longer.
	maxField = 1<<12 - 1
)

// A Table is a packed table. Its fields are constants that a generator wrote.
type Table struct {
	Text    string
	Seeds   string
	Slots   string
	Buckets uint32
	Size    uint32 // slots
	MaxKey  int    // the length of the longest key
}

// Find returns the first field of the record of key: all of it where it has no tab.
func (t *Table) Find(key string) (field string, ok bool) {
	start, end := t.find(key)
	if end-start == maxField {
		end += strings.IndexAny(t.Text[end:], "\t\n")
	}
	return t.Text[start:end], end > 0
}

// Line returns the record of key, and the offset of the line after it.
func (t *Table) Line(key string) (record string, next int, ok bool) {
	start, end := t.find(key)
	if end == 0 {
		return "", 0, false
	}
	end += strings.IndexByte(t.Text[end:], '\n')
	return t.Text[start:end], end + 1, true
}

// find returns where in the text the first field of the record of key begins and
// ends: 0 and 0 where there is no such key. A field of maxField bytes goes on.
func (t *Table) find(key string) (start, end int) {
	if len(key) == 0 || len(key) > t.MaxKey {
		return 0, 0
	}
	h := hash(key)
	seed := seedAt(t.Seeds, bucket(h, t.Buckets))
	s := slotAt(t.Slots, slot(h, seed, t.Size))
	if s.hash() != part(h) {
		return 0, 0
	}
	from := s.offset()
	start = from + len(key)
	// A key with a tab in it would have to be as long as a key and the first
	// field of its record: Build has seen to it that none is.
	if start >= len(t.Text) || t.Text[start] != '\t' || t.Text[from:start] != key {
		return 0, 0
	}
	start++
	return start, start + s.field()
}

// Lines yields keys and records from the line at offset on, in the order of the
// table.
func (t *Table) Lines(offset int) iter.Seq2[string, string] {
	return func(yield func(key, record string) bool) {
		rest := t.Text[offset:]
		for rest != "" {
			var line string
			line, rest, _ = strings.Cut(rest, "\n")
			key, record, _ := strings.Cut(line, "\t")
			if !yield(key, record) {
				return
			}
		}
	}
}

// hash mixes the bytes of key, eight at a time.
func hash(key string) uint64 {
	h := uint64(len(key)) * 0x9e3779b97f4a7c15
	for ; len(key) > 8; key = key[8:] {
		h = mix(h ^ uint64(load32(key)) ^ uint64(load32(key[4:]))<<32)
	}
	switch n := len(key); {
	case n >= 4: // two loads that may overlap
		h ^= uint64(load32(key)) ^ uint64(load32(key[n-4:]))<<32
	case n > 0:
		h ^= uint64(key[0]) | uint64(key[n/2])<<8 | uint64(key[n-1])<<16
	}
	return mix(h)
}

func load32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return h
}

// scale maps 32 bits of a hash to [0,n).
func scale(h, n uint32) uint32 { return uint32(uint64(h) * uint64(n) >> 32) }

func bucket(h uint64, n uint32) uint32 { return scale(uint32(h>>32), n) }

func slot(h uint64, seed, n uint32) uint32 {
	return scale(uint32(mix(h^uint64(seed)*0x9e3779b97f4a7c15)), n)
}

// part is what a slot keeps of the hash of its key. The slot does not follow from it.
func part(h uint64) uint16 { return uint16(h & 0xfff) }

// digitsAt returns where the i-th number of a string begins.
func digitsAt(i, width uint32) uint32 {
	i *= width
	return i + i/rowDigits // line feeds
}

// seedAt returns the i-th seed.
func seedAt(seeds string, i uint32) uint32 {
	n := pairs(uint64(load32(seeds[digitsAt(i, seedWidth):])) - firstDigits&(1<<32-1))
	return uint32(n&0xfff<<12 | n>>16)
}

// slotAt returns the i-th slot.
func slotAt(slots string, i uint32) place {
	return place(pairs(load64(slots[digitsAt(i, slotWidth):]) - firstDigits))
}

// A place is what a slot holds, in four numbers of 12 bits, the first in the lowest
// of four words.
type place uint64

// offset is that of the line.
func (p place) offset() int { return int(p&0xfff<<12 | p>>16&0xfff) }

// field is the length of the first field of the record.
func (p place) field() int { return int(p >> 32 & 0xfff) }

// hash is the part of the hash of the key.
func (p place) hash() uint16 { return uint16(p >> 48) }

// firstDigits is eight times the digit 0.
const firstDigits = firstDigit * (1<<64 - 1) / 255

// pairs makes of each two of eight digits, without firstDigit, a number of 12 bits.
func pairs(d uint64) uint64 {
	const odd = 0x003f003f003f003f
	return d&odd<<6 | d>>8&odd
}
