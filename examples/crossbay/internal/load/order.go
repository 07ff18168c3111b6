package load

import "context"

// A job is a parcel on its way.
type job struct {
	parcel *parcel
	before int    // jobs that must be done first
	next   []*job // that wait for this one
	result *result
}

// An order delivers the parcels of a file: in parallel, but those that are about the
// same Patient or stay one after the other, as they stand in the file; what a line
// refers to before it; and what stays share, where it stands first, before all others.
type order struct {
	clients int
	deliver func(context.Context, *parcel) (*result, error)
	// done is told what became of each line, in the order of the file.
	done func(p *parcel, r *result, leading bool) error

	jobs    []*job // in the order of the file, from the first that is not done
	ready   []*job
	last    map[string]*job // by key
	writers map[string]*job // the last, by what they write
	bytes   int             // of the lines of jobs
	leading bool            // all so far was shared
}

const windowBytes = 64 << 20

// run delivers the parcels that next gives until it gives none. When ctx ends, or
// the run cannot go on, what is under way is brought to its end.
func (o *order) run(ctx context.Context, next func() (*parcel, error)) error {
	type outcome struct {
		job    *job
		result *result
		err    error
	}
	outcomes := make(chan outcome)
	running, more := 0, true
	o.last, o.writers = map[string]*job{}, map[string]*job{}
	var held *parcel // it waits until all before it is done
	var failed error
	for {
		for failed == nil && more && ctx.Err() == nil && len(o.jobs) < 8*o.clients && (o.bytes < windowBytes || len(o.jobs) == 0) {
			p := held
			if held = nil; p == nil {
				var err error
				if p, err = next(); err != nil {
					failed = err
					break
				}
				if p == nil {
					more = false
					break
				}
			}
			if o.leading && !p.shared && p.fault == "" {
				if len(o.jobs) > 0 {
					held = p
					break
				}
				o.leading = false
			}
			o.add(p)
		}
		for failed == nil && ctx.Err() == nil && running < o.clients && len(o.ready) > 0 {
			j := o.ready[0]
			o.ready = o.ready[1:]
			running++
			go func() {
				r, err := o.deliver(ctx, j.parcel)
				outcomes <- outcome{j, r, err}
			}()
		}
		if running == 0 {
			if failed == nil {
				failed = ctx.Err()
			}
			return failed
		}
		is := <-outcomes
		running--
		if is.err != nil {
			if failed == nil || ctx.Err() == nil {
				failed = is.err
			}
			continue
		}
		if err := o.finish(is.job, is.result); err != nil && failed == nil {
			failed = err
		}
	}
}

// add takes a parcel in.
func (o *order) add(p *parcel) {
	j := &job{parcel: p}
	after := func(other *job) {
		if other != nil {
			other.next = append(other.next, j)
			j.before++
		}
	}
	for _, key := range p.keys {
		after(o.last[key])
		o.last[key] = j
	}
	for _, name := range p.needs {
		after(o.writers[name])
	}
	for _, name := range p.writes {
		o.writers[name] = j
	}
	o.jobs = append(o.jobs, j)
	o.bytes += len(p.text)
	if j.before == 0 {
		o.ready = append(o.ready, j)
	}
}

// finish sets free what waited for a job, and tells what has come to its turn.
func (o *order) finish(j *job, r *result) error {
	j.result = r
	for _, key := range j.parcel.keys {
		if o.last[key] == j {
			delete(o.last, key)
		}
	}
	for _, name := range j.parcel.writes {
		if o.writers[name] == j {
			delete(o.writers, name)
		}
	}
	for _, waiting := range j.next {
		if waiting.before--; waiting.before == 0 {
			o.ready = append(o.ready, waiting)
		}
	}
	for len(o.jobs) > 0 && o.jobs[0].result != nil {
		first := o.jobs[0]
		o.jobs[0], o.jobs = nil, o.jobs[1:]
		o.bytes -= len(first.parcel.text)
		if err := o.done(first.parcel, first.result, o.leading); err != nil {
			return err
		}
	}
	return nil
}
