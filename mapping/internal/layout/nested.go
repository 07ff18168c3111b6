package layout

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Node is an object of a nested record, or a list of objects. The zero Name is
// that of the record itself, whose members are those of an envelope.
type Node struct {
	Name  string
	List  bool
	Slots []Slot // the one of an object, or those of a list in the order of the columns
}

// A Slot is the place of one object among the columns.
type Slot struct {
	Index   int // in the columns' names, 0 for an object
	Members []Member
	names   map[string]int
}

// A Member is a column within its object.
type Member struct {
	Name  string
	Field int // of the layout
	// Constant is what the member says of each object in this place, "" where that is
	// the record's. Only: an object that says otherwise, or nothing, has another place.
	Constant string
	Only     bool
	// Also is what else some say of an object in this place.
	Also []string
	// NoDisease: an object whose code has the shape of one of ICD-10 has another place.
	NoDisease bool
}

// Find returns the member of a name, or of another by which the layout knows it, -1
// for none.
func (s *Slot) Find(name string) int {
	if i, ok := s.names[name]; ok {
		return i
	}
	if i, ok := s.names[strings.ToLower(name)]; ok {
		return i
	}
	return -1
}

// Pointer returns the JSON Pointer (RFC 6901) of a member within a record.
func (n *Node) Pointer(index int, member string) string {
	p := ""
	if n.Name != "" {
		p = "/" + escapePointer(n.Name)
	}
	if n.List {
		p += "/" + strconv.Itoa(index)
	}
	return p + "/" + escapePointer(member)
}

func escapePointer(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

// NodeOf returns the node of a name, nil for none.
func (l *Layout) NodeOf(name string) *Node {
	for i := range l.Nodes {
		if strings.EqualFold(l.Nodes[i].Name, name) {
			return &l.Nodes[i]
		}
	}
	return nil
}

// compileNested makes the nodes of the columns, whose names are JSON Pointers.
func (l *Layout) compileNested(names []alias) error {
	l.Nodes = []Node{{Slots: []Slot{{}}}}
	at := map[string][3]int{} // node, slot and member of each column
	for i := range l.Fields {
		tokens := strings.Split(l.Fields[i].Column, "/")
		if tokens[0] != "" || len(tokens) < 2 || len(tokens) > 4 {
			return fmt.Errorf("column %s is no pointer to a member, /node/member or /node/0/member", l.Fields[i].Column)
		}
		node, slot, err := l.slotFor(tokens[1 : len(tokens)-1])
		if err != nil {
			return fmt.Errorf("column %s: %w", l.Fields[i].Column, err)
		}
		m := Member{Name: tokens[len(tokens)-1], Field: i}
		if constant, ok := strings.CutPrefix(l.Fields[i].Format, "="); ok {
			m.Constant, m.Only = strings.CutPrefix(constant, "=")
			all := strings.Split(m.Constant, "|")
			m.Constant, m.Also = all[0], all[1:]
		}
		m.NoDisease = l.Fields[i].Format == "!icd-10"
		s := &l.Nodes[node].Slots[slot]
		at[l.Fields[i].Column] = [3]int{node, slot, len(s.Members)}
		s.Members = append(s.Members, m)
		if s.names == nil {
			s.names = map[string]int{}
		}
		s.names[m.Name] = len(s.Members) - 1
	}
	for _, a := range names {
		place := at[a.column]
		s := &l.Nodes[place[0]].Slots[place[1]]
		if _, taken := s.names[a.name]; !taken {
			s.names[a.name] = place[2]
		}
	}
	return nil
}

// slotFor returns the node and the slot of the tokens before a member.
func (l *Layout) slotFor(tokens []string) (node, slot int, err error) {
	if len(tokens) == 0 {
		return 0, 0, nil
	}
	for node = range l.Nodes {
		if l.Nodes[node].Name == tokens[0] {
			break
		}
	}
	if l.Nodes[node].Name != tokens[0] {
		l.Nodes = append(l.Nodes, Node{Name: tokens[0], List: len(tokens) == 2})
		node = len(l.Nodes) - 1
	}
	n := &l.Nodes[node]
	if n.List != (len(tokens) == 2) {
		return 0, 0, errors.New("the node is an object here, and a list elsewhere")
	}
	index := 0
	if n.List {
		if index, err = strconv.Atoi(tokens[1]); err != nil {
			return 0, 0, err
		}
	}
	for slot = range n.Slots {
		if n.Slots[slot].Index == index {
			return node, slot, nil
		}
	}
	n.Slots = append(n.Slots, Slot{Index: index})
	return node, len(n.Slots) - 1, nil
}
