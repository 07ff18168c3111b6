package main

import (
	"container/list"
	"sync"

	"github.com/crossbay/crossbay/mapping"
)

// stays keeps the stays whose messages came last. One that is forgotten begins
// anew with its next message.
type stays struct {
	mutex sync.Mutex
	most  int
	byKey map[string]*list.Element
	order *list.List // of *stay, the last used first
}

type stay struct {
	key, patient string
	visit        mapping.Visit
}

func newStays(most int) *stays {
	return &stays{most: most, byKey: map[string]*list.Element{}, order: list.New()}
}

// add adds a message to its stay, and writes that as it is now: all stays of the
// patient where the message merges one. It reports whether the message was taken.
func (s *stays) add(r *mapping.Record, write func(*mapping.FrontSheet) bool) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var changed []*stay
	if prior := r.Merged(); prior != "" {
		for e := s.order.Front(); e != nil; e = e.Next() {
			if kept := e.Value.(*stay); kept.patient == prior {
				changed = append(changed, kept)
			}
		}
		for _, kept := range changed {
			s.rename(kept, r.Patient())
		}
	} else if key := r.Visit(); key != "" {
		changed = []*stay{s.stay(key, r.Patient())}
	} else if r.Sheet != nil {
		return write(r.Sheet) // nothing numbers its stay
	}
	taken := len(changed) > 0
	for _, kept := range changed {
		r.Issues = append(r.Issues, kept.visit.Add(r)...)
		sheet, issues := kept.visit.FrontSheet()
		r.Issues = append(r.Issues, issues...)
		if sheet != nil && !write(sheet) {
			taken = false
		}
	}
	return taken
}

// stay returns the stay of a key.
func (s *stays) stay(key, patient string) *stay {
	if e := s.byKey[key]; e != nil {
		s.order.MoveToFront(e)
		return e.Value.(*stay)
	}
	if s.order.Len() == s.most {
		last := s.order.Back()
		delete(s.byKey, last.Value.(*stay).key)
		s.order.Remove(last)
	}
	kept := &stay{key: key, patient: patient}
	s.byKey[key] = s.order.PushFront(kept)
	return kept
}

// rename gives a stay to the patient into whom its own was merged, so that the
// messages that follow find it.
func (s *stays) rename(kept *stay, patient string) {
	e := s.byKey[kept.key]
	key := patient + kept.key[len(kept.patient):]
	if s.byKey[key] != nil {
		return // the patient has a stay of that number already
	}
	delete(s.byKey, kept.key)
	kept.key, kept.patient = key, patient
	s.byKey[key] = e
}
