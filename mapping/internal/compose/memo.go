package compose

// A memo remembers what was made for a key. Of the keys with the same hint, it has the
// one that was asked for last at hand: comparing keys is cheaper than hashing them, and
// documents ask for the same few hundred. The zero memo is empty.
type memo[K interface {
	comparable
	hint() int
}, V any] struct {
	recent [1 << 9]*remembered[K, V]
	all    map[K]*remembered[K, V]
}

type remembered[K comparable, V any] struct {
	key   K
	value V
}

// get returns what was made for a key.
func (m *memo[K, V]) get(key K) (value V, known bool) {
	recent := &m.recent[uint(key.hint())%uint(len(m.recent))]
	if r := *recent; r != nil && r.key == key {
		return r.value, true
	}
	r := m.all[key]
	if r == nil {
		return value, false
	}
	*recent = r
	return r.value, true
}

// put remembers what was made for a key.
func (m *memo[K, V]) put(key K, value V) {
	if m.all == nil {
		m.all = map[K]*remembered[K, V]{}
	}
	m.all[key] = &remembered[K, V]{key, value}
}

// hint tells most of the texts apart that a memo has: codes and the ends of URIs.
func hint(s string) int {
	if s == "" {
		return 0
	}
	last := len(s) - 1
	return len(s) + int(s[last])*7 + int(s[last/2])*31 + int(s[0])*3
}
