package load

import (
	"bytes"
	"encoding/json"
)

// check refuses a document that is nested too deep, and one in which an object
// has a key twice, also where nothing reads that object: programs differ in
// which of the two counts.
func (c *cursor) check() error {
	var open [maxDepth]keys
	depth := 0
	for i := 0; i < len(c.data); i++ {
		switch c.data[i] {
		case '"':
			n := stringEnd(c.data[i:])
			if c.colon(i+n) && !open[depth-1].add(c.data[i:i+n]) {
				return c.fail(i, "a key stands twice in an object")
			}
			i += n - 1
		case '{', '[':
			if depth == maxDepth {
				e := c.fail(i, "nested more than %d levels deep", maxDepth)
				e.Err = ErrLimit
				return e
			}
			open[depth].reset()
			depth++
		case '}', ']':
			depth--
		}
	}
	return nil
}

// colon reports whether what stands at i is the colon after a key.
func (c *cursor) colon(i int) bool {
	for i < len(c.data) && bytes.IndexByte([]byte(" \t\r\n"), c.data[i]) >= 0 {
		i++
	}
	return i < len(c.data) && c.data[i] == ':'
}

// keys are those of an object, up to where the document has been checked.
type keys struct {
	few  [][]byte
	many map[string]bool // of an object with more than a few
}

func (k *keys) reset() { k.few, k.many = k.few[:0], nil }

// add adds a key, which is given as it stands, quotes and all. It reports
// whether the key is a new one.
func (k *keys) add(literal []byte) bool {
	key := literal[1 : len(literal)-1]
	if bytes.IndexByte(key, '\\') >= 0 {
		var s string
		if json.Unmarshal(literal, &s) == nil {
			key = []byte(s)
		}
	}
	const few = 16
	if len(k.few) < few {
		for _, other := range k.few {
			if bytes.Equal(other, key) {
				return false
			}
		}
		k.few = append(k.few, key)
		return true
	}
	if k.many == nil {
		k.many = make(map[string]bool, 2*few)
		for _, other := range k.few {
			k.many[string(other)] = true
		}
	}
	if k.many[string(key)] {
		return false
	}
	k.many[string(key)] = true
	return true
}
