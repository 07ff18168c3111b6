package translate

import (
	"fmt"
	"io"
	"sync"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// An input is what is read at a time: a file, or a stream of FHIR in several.
type input struct {
	files []*source.File

	mutex  sync.Mutex
	opened []*source.Input // so far
}

// open opens an input. The files of a stream are opened when their turn comes.
func (c *command) open(s *source.File) (*input, error) {
	i := &input{files: []*source.File{s}}
	if c.fromFHIR {
		if len(c.streamed) > 0 {
			i.files = c.streamed
		}
		return i, nil
	}
	in, err := s.Open()
	if err != nil {
		return nil, err
	}
	i.opened = []*source.Input{in}
	return i, nil
}

// stream starts reading FHIR. Where all inputs go into one output they are one
// stream, so that resources on their own are found in whatever file they are.
func (i *input) stream(c *command) *mapping.Reader {
	return mapping.NewFHIRReader(c.translator, i.fhir(c), &mapping.FHIROptions{
		Workers:  c.workers,
		Contacts: c.form.layout != nil && c.form.layout.Messages(), // a message says of which class its visit is
	})
}

// fhir lists the files of FHIR that are read as one stream.
func (i *input) fhir(c *command) []mapping.FHIRFile {
	files := make([]mapping.FHIRFile, len(i.files))
	for n, s := range i.files {
		files[n] = mapping.FHIRFile{Name: c.labels[s], Open: func() (io.ReadCloser, error) {
			in, err := s.Open()
			if err != nil {
				return nil, err
			}
			i.mutex.Lock()
			defer i.mutex.Unlock()
			i.opened = append(i.opened, in)
			return io.NopCloser(in), nil
		}}
	}
	return files
}

// Close releases the files.
func (i *input) Close() error {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	var first error
	for _, in := range i.opened {
		if err := in.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Size returns how many bytes are to be read, -1 where it is not known.
func (i *input) Size() int64 {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if len(i.files) > 1 || len(i.opened) == 0 {
		return -1
	}
	return i.opened[0].Size()
}

// Consumed returns how many bytes have been read.
func (i *input) Consumed() (n int64) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	for _, in := range i.opened {
		n += in.Consumed()
	}
	return n
}

// sayFHIR says in what form an input of FHIR was.
func (c *command) sayFHIR(name string, r *mapping.Reader) {
	bundles, resources := r.FHIR()
	fmt.Fprintf(c.stderr, "%s: FHIR R4, %d Bundles and %d resources on their own (Bulk Data)\n", name, bundles, resources)
}
