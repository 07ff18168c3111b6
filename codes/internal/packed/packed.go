// Package packed reads the tables that are generated into this module: lines of
// text in one string constant, found by a perfect hash in two others. Nothing
// is built at start-up and nothing is held on the heap.
//
// The text is for people too: a line is a record, its fields are separated by
// tabs, and the first is the key. Lines stand in the order of their source.
//
// The two other strings hold numbers in base 64, so that they can be written as
// raw string literals, in rows of 128 digits. The
// first has a seed for each bucket of keys, the second a line's offset for each
// slot: the hash of a key picks its bucket, and with the bucket's seed its slot.
package packed

import (
	"iter"
	"strings"
)

const (
	width     = 4   // of a number, in digits
	rowDigits = 128 // a row of numbers, without its line feed
	// firstDigit is the digit 0. The 64 digits follow each other in ASCII, and
	// there is no back quote among them.
	firstDigit = ' '
	// empty is the offset of a slot without a key.
	empty = 1<<(6*width) - 1
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

// Find returns the offset of the record of key: of what stands behind the key
// and its tab. The record goes on to the next line feed.
func (t *Table) Find(key string) (offset int, ok bool) {
	if len(key) == 0 || len(key) > t.MaxKey {
		return 0, false
	}
	h := hash(key)
	seed := number(t.Seeds, bucket(h, t.Buckets))
	off := int(number(t.Slots, slot(h, seed, t.Size)))
	end := off + len(key)
	// A key with a tab in it would have to be as long as a key and the first
	// field of its record: Build has seen to it that none is.
	if end >= len(t.Text) || t.Text[end] != '\t' || t.Text[off:end] != key {
		return 0, false
	}
	return end + 1, true
}

// Line returns the record of key, and the offset of the line after it.
func (t *Table) Line(key string) (record string, next int, ok bool) {
	off, ok := t.Find(key)
	if !ok {
		return "", 0, false
	}
	record = t.Text[off:]
	n := strings.IndexByte(record, '\n')
	return record[:n], off + n + 1, true
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

// number returns the i-th number of s.
func number(s string, i uint32) uint32 {
	i *= width
	i += i / rowDigits // line feeds
	d := s[i : i+width]
	return uint32(d[0]-firstDigit)<<18 | uint32(d[1]-firstDigit)<<12 | uint32(d[2]-firstDigit)<<6 | uint32(d[3]-firstDigit)
}
