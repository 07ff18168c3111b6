// Package bundles carries stays as FHIR that anybody wrote: Bundles of any type
// and resources on their own, in any form of JSON. It finds the stays in hospital
// of a stream and what belongs to each, and makes the sheet of one after the
// other, ahead of who asks, on several goroutines.
//
// A stream may be several files. A Bundle is read by itself: what it refers to is
// in it. Resources that stand on their own, as Bulk Data exports them in a file
// for each type, are kept until the last file has ended, and then are read patient
// by patient, in the order in which the patients came up first. What does not fit
// into memory waits in temporary files; then the order is by parts of the
// patients, the same each time.
package bundles

import (
	"cmp"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/guard"
)

// A File is one file of a stream.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Options set how a stream is read.
type Options struct {
	Workers int  // goroutines that read ahead, 1 where 0
	All     bool // every contact that took place is a record, and not the stays alone
	Limit   int  // bytes of a value, fhir.DefaultLimit where 0
	Memory  int  // bytes of resources on their own that are kept in memory, defaultMemory where 0
	// Make makes the sheet of a document. It is called on several goroutines.
	Make func(*fhir.Document) (*frontsheet.FrontSheet, []frontsheet.Issue)
}

// A source yields the stays of a stream.
type source struct {
	files   []File
	all     bool
	reports bool // and no stays
	limit   int
	workers int
	make    func(*fhir.Document) (*frontsheet.FrontSheet, []frontsheet.Issue)
	info    carrier.File
	bundles atomic.Int64 // that were read
	alone   atomic.Int64 // resources on their own

	// Of whoever takes values off the files.
	at      int // in files
	open    io.ReadCloser
	scanner *fhir.Scanner

	// Of whoever puts records in order.
	pool   *pool
	pooled func() (*group, error) // the groups of the pool, once all files have ended
	queue  []*job
	number int

	mutex sync.Mutex
	ready bool   // somebody is going to parse: read ahead
	ahead *ahead // nil as long as nobody reads ahead
}

// Open starts reading a stream.
func Open(files []File, o Options) carrier.Source {
	s := &source{files: files, all: o.All, limit: o.Limit, workers: max(1, o.Workers), make: o.Make}
	s.pool = &pool{most: cmp.Or(o.Memory, defaultMemory)}
	if len(files) == 1 {
		s.info.Options.File = files[0].Name
	}
	s.info.Encoding = "utf-8"
	return s
}

func (s *source) File() *carrier.File        { return &s.info }
func (s *source) Encoding() string           { return s.info.Encoding }
func (s *source) Header() []byte             { return nil }
func (s *source) Issues() []frontsheet.Issue { return nil }

// Next implements carrier.Source.
func (s *source) Next(r *carrier.Row) error {
	s.mutex.Lock()
	if s.ready && s.ahead == nil {
		s.ahead = s.start()
	}
	s.mutex.Unlock()
	var j *job
	var err error
	if s.ahead != nil {
		j, err = s.ahead.next()
	} else {
		j, err = s.next(func() (*value, error) {
			v, err := s.value()
			if err == nil {
				s.part(v)
			}
			return v, err
		})
	}
	if err != nil {
		return err
	}
	*r = carrier.Row{Number: j.number, Line: j.line, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0], Held: j}
	return nil
}

// A value is one value of the stream: the records of a Bundle, or a resource on
// its own.
type value struct {
	fhir.Value
	file     string
	jobs     []*job
	resource *fhir.Resource
	done     chan struct{} // closed when it is taken apart, nil where nobody reads ahead
}

// value takes the next value off the files, io.EOF after the last.
func (s *source) value() (*value, error) {
	for {
		if s.scanner == nil {
			if s.at == len(s.files) {
				return nil, io.EOF
			}
			in, err := s.files[s.at].Open()
			if err != nil {
				return nil, &carrier.Error{Err: err}
			}
			s.open, s.scanner = in, fhir.NewScanner(in, s.limit)
		}
		v, err := s.scanner.Next()
		if errors.Is(err, io.EOF) {
			s.open.Close() //nolint:errcheck // it was read to its end
			s.open, s.scanner = nil, nil
			s.at++
			continue
		}
		if limit := (*fhir.LimitError)(nil); errors.As(err, &limit) {
			return nil, &carrier.Error{Line: limit.Line, Err: err}
		}
		if err != nil {
			return nil, &carrier.Error{Err: err}
		}
		return &value{Value: v, file: s.files[s.at].Name}, nil
	}
}

// part takes a value apart.
func (s *source) part(v *value) {
	g := &group{file: v.file, line: v.Line, text: v.Text}
	if v.Broken != "" {
		code, detail := "not-a-bundle", "what stands here "+v.Broken
		if v.Broken == fhir.BrokenXML {
			code, detail = "fhir-xml", "the file is XML: FHIR is read as JSON"
		}
		v.jobs = rejected(g, fault("", code, detail))
		return
	}
	var err error
	if g.bundle, err = fhir.ParseBundle(v.Text); err != nil {
		detail := "what stands here is no Bundle or resource of R4"
		if fault := (*fhir.ReadError)(nil); errors.As(err, &fault) && fault.Pointer == "" {
			detail += ": it " + fault.Reason
		}
		v.jobs = rejected(g, fault("", "not-a-bundle", detail))
		return
	}
	if r := g.bundle.Resources; len(r) == 1 && r[0].Pointer == "" && r[0].Type != "Bundle" && isPooled(&r[0]) {
		s.alone.Add(1)
		r[0].Line, r[0].Pointer = v.Line, v.file
		v.resource = &r[0]
		return
	}
	s.bundles.Add(1)
	v.jobs = s.planned(g)
}

// planned is plan, where a panic costs the group.
func (s *source) planned(g *group) (jobs []*job) {
	plan := s.plan
	if s.reports {
		plan = s.planReports
	}
	if place, panicked := guard.Do(func() { jobs = plan(g) }); panicked {
		return rejected(g, guard.InternalError(frontsheet.Position{}, place))
	}
	return jobs
}

// next returns the next record, io.EOF after the last. values returns the next
// value, taken apart.
func (s *source) next(values func() (*value, error)) (*job, error) {
	for len(s.queue) == 0 {
		if s.pooled != nil {
			g, err := s.pooled()
			if err != nil {
				return nil, err
			}
			s.queue = s.planned(g)
			continue
		}
		v, err := values()
		switch {
		case errors.Is(err, io.EOF):
			s.pooled = s.pool.groups()
		case err != nil:
			return nil, err
		case v.resource != nil:
			if err := s.pool.add(v.file, v.resource); err != nil {
				return nil, &carrier.Error{Line: v.Line, Err: err}
			}
		default:
			s.queue = v.jobs
		}
	}
	j := s.queue[0]
	s.queue = s.queue[1:]
	s.number++
	j.number, j.line = s.number, j.group.line
	return j, nil
}

// Values returns how many Bundles and how many resources on their own were read.
func (s *source) Values() (bundles, alone int64) { return s.bundles.Load(), s.alone.Load() }

// isPooled reports whether a resource on its own waits for others: what a report
// of a server or a definition says belongs to nobody.
func isPooled(r *fhir.Resource) bool {
	switch r.Type {
	case "OperationOutcome", "CapabilityStatement", "Parameters", "StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap", "ImplementationGuide", "SearchParameter":
		return false
	}
	return r.Kind() == r.Type || r.Version() != ""
}

// NewParser implements carrier.Source.
func (s *source) NewParser() carrier.Parser {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ready = true
	return &parser{source: s}
}

// Close implements carrier.Source.
func (s *source) Close() {
	if s.ahead != nil {
		s.ahead.close()
	}
	if s.open != nil {
		s.open.Close() //nolint:errcheck // nobody wants what is left
		s.open = nil
	}
	s.pool.close()
}

// A parser waits for what was read ahead.
type parser struct {
	source *source
	sheets carrier.Sheets
}

// Parse implements carrier.Parser.
func (p *parser) Parse(record *carrier.Record, r *carrier.Row) {
	j := r.Held.(*job)
	if j.done != nil {
		<-j.done
	} else {
		p.source.read(j)
	}
	record.Sheet, record.Issues, record.Raw = j.sheet, j.issues, j.raw
}

// Cell implements carrier.Parser: FHIR has no cells.
func (p *parser) Cell(*carrier.Row, string) string { return "" }

// Sheets implements carrier.Parser.
func (p *parser) Sheets() *carrier.Sheets { return &p.sheets }
