// Package lexicon finds the longest entry of a word list with which a text
// begins. A list is one sorted text, so that it can be a constant: nothing is
// built at start-up, and nothing is on the heap.
package lexicon

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// A Lexicon is a sorted list of entries. It is safe for concurrent use.
type Lexicon struct {
	// Text has a line for each entry, sorted by key: the key, a tab, the record.
	Text string
	// Heads are the first runes of the keys, sorted, and Offsets where the
	// first line of each begins.
	Heads   []rune
	Offsets []uint32
}

// New returns the lexicon of entries.
func New(entries map[string]string) (*Lexicon, error) {
	keys := make([]string, 0, len(entries))
	for k := range entries {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	l := &Lexicon{}
	var text strings.Builder
	for _, k := range keys {
		record := entries[k]
		if k == "" || !utf8.ValidString(k) || strings.ContainsAny(k, "\t\n`") || strings.ContainsAny(record, "\n`") {
			return nil, fmt.Errorf("lexicon: entry %q: %q", k, record)
		}
		if head, _ := utf8.DecodeRuneInString(k); len(l.Heads) == 0 || l.Heads[len(l.Heads)-1] != head {
			l.Heads = append(l.Heads, head)
			l.Offsets = append(l.Offsets, uint32(text.Len()))
		}
		text.WriteString(k + "\t" + record + "\n")
	}
	l.Text = text.String()
	return l, nil
}

// Longest returns the length of the longest key with which text begins, and its
// record. A length of 0 means that no key does.
func (l *Lexicon) Longest(text string) (n int, record string) {
	if text == "" {
		return 0, ""
	}
	head, _ := utf8.DecodeRuneInString(text)
	i, ok := slices.BinarySearch(l.Heads, head)
	if !ok {
		return 0, ""
	}
	lo, hi := int(l.Offsets[i]), len(l.Text)
	if i+1 < len(l.Offsets) {
		hi = int(l.Offsets[i+1])
	}
	for {
		start, key := l.before(lo, hi, text)
		switch {
		case start < 0:
			return 0, ""
		case strings.HasPrefix(text, key):
			record := l.Text[start+len(key)+1:]
			return len(key), record[:strings.IndexByte(record, '\n')]
		}
		// Any other key that text begins with begins this key too.
		n := 0
		for n < len(key) && n < len(text) && key[n] == text[n] {
			n++
		}
		text, hi = text[:n], start
	}
}

// Exact returns the record of key.
func (l *Lexicon) Exact(key string) (record string, ok bool) {
	n, record := l.Longest(key)
	return record, n == len(key) && n > 0
}

// before returns the last line between lo and hi whose key is text or sorts
// before it. A start of -1 means that there is none.
func (l *Lexicon) before(lo, hi int, text string) (start int, key string) {
	start = -1
	for lo < hi {
		mid := lo + (hi-lo)/2
		s := lo + strings.LastIndexByte(l.Text[lo:mid], '\n') + 1
		end := s + strings.IndexByte(l.Text[s:hi], '\t')
		if k := l.Text[s:end]; k <= text {
			start, key = s, k
			lo = end + strings.IndexByte(l.Text[end:hi], '\n') + 1
		} else {
			hi = s
		}
	}
	return start, key
}

// All calls yield for each entry, in order, until it returns false.
func (l *Lexicon) All(yield func(key, record string) bool) {
	for line := range strings.Lines(l.Text) {
		key, record, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !yield(key, record) {
			return
		}
	}
}

// Convert appends text to dst with each entry of the list replaced by its
// record, the longest first, and the rest as it is.
func (l *Lexicon) Convert(dst []byte, text string) []byte {
	for text != "" {
		n, record := l.Longest(text)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text)
			record = text[:n]
		}
		dst = append(dst, record...)
		text = text[n:]
	}
	return dst
}

// ConvertBoth converts text as Convert does, by the entries of words first and
// those of rest in what is left between them.
func ConvertBoth(dst []byte, text string, words, rest *Lexicon) []byte {
	start := 0
	for i := 0; i < len(text); {
		n, record := words.Longest(text[i:])
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		dst = rest.Convert(dst, text[start:i])
		dst = append(dst, record...)
		i += n
		start = i
	}
	return rest.Convert(dst, text[start:])
}
