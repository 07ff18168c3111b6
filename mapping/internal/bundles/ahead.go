package bundles

import (
	"io"
	"sync"
)

// mostAhead is how many bytes of values are taken off the files before they are
// needed, where one alone is not longer.
const mostAhead = 32 << 20

// An ahead reads a source ahead of who asks for its records: one goroutine takes
// values off the files, one puts the records in order, and the workers do the
// rest, which is nearly all.
type ahead struct {
	jobs   chan *job // in order
	failed error     // why jobs is closed
	stop   chan struct{}
	once   sync.Once
	wait   sync.WaitGroup
}

// start starts to read ahead.
func (s *source) start() *ahead {
	a := &ahead{jobs: make(chan *job, 2*s.workers), stop: make(chan struct{})}
	work := make(chan func(), s.workers)
	values := make(chan *value, 2*s.workers)
	var ended error // of values
	room := newRoom(mostAhead)
	var senders sync.WaitGroup
	senders.Go(func() {
		defer close(values)
		for {
			v, err := s.value()
			if err != nil {
				ended = err
				return
			}
			v.done = make(chan struct{})
			room.take(len(v.Text))
			if !send(a.stop, work, func() { s.part(v); close(v.done) }) || !send(a.stop, values, v) {
				ended = io.EOF
				return
			}
		}
	})
	senders.Go(func() {
		defer close(a.jobs)
		defer room.leave()
		next := func() (*value, error) {
			v, ok := <-values
			if !ok {
				return nil, ended
			}
			select {
			case <-v.done:
			case <-a.stop:
				return nil, errStopped
			}
			room.give(len(v.Text))
			return v, nil
		}
		for {
			j, err := s.next(next)
			if err != nil {
				a.failed = err
				return
			}
			j.done = make(chan struct{})
			if !send(a.stop, work, func() { s.read(j); close(j.done) }) || !send(a.stop, a.jobs, j) {
				a.failed = errStopped
				return
			}
		}
	})
	for range s.workers {
		a.wait.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	a.wait.Go(func() {
		senders.Wait()
		close(work)
	})
	return a
}

// errStopped says that nobody wants what follows.
var errStopped = io.ErrClosedPipe

// send sends a value unless stop is closed, and reports whether it did.
func send[T any](stop <-chan struct{}, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-stop:
		return false
	}
}

// next returns the next record.
func (a *ahead) next() (*job, error) {
	j, ok := <-a.jobs
	if !ok {
		return nil, a.failed
	}
	return j, nil
}

// close stops to read ahead, and waits until all goroutines have ended.
func (a *ahead) close() {
	a.once.Do(func() { close(a.stop) })
	a.wait.Wait()
}

// A room is how many bytes there is room for. One value has always.
type room struct {
	mutex sync.Mutex
	free  sync.Cond
	most  int
	taken int
	left  bool // nobody gives any more
}

func newRoom(most int) *room {
	r := &room{most: most}
	r.free.L = &r.mutex
	return r
}

// take waits until there is room.
func (r *room) take(n int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for !r.left && r.taken > 0 && r.taken+n > r.most {
		r.free.Wait()
	}
	r.taken += n
}

// give gives room back.
func (r *room) give(n int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.taken -= n
	r.free.Broadcast()
}

// leave lets everybody go on who waits.
func (r *room) leave() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.left = true
	r.free.Broadcast()
}
