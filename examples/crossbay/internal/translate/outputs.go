package translate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/examples/internal/durable"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/report"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
	"github.com/crossbay/crossbay/mapping/transaction"
)

// outputs are the files that a run writes. They appear, whole, when the run
// has succeeded: the rejects first, so that nobody takes the output for
// complete without them. Only the shards of a run that can be resumed appear
// as they become whole.
type outputs struct {
	state     state
	journal   *journal // nil for a run that cannot be resumed
	names     []string // of the documents: one for all inputs, or one for each
	folder    bool     // each input has its own
	limit     int      // records of a shard
	documents []*series
	rejects   *output // nil where nobody asks, as the four below
	issues    *output
	unmapped  *output
	values    *output // the issues with the cells that they are about
	page      *output
	report    *report.Run // that is written to page
	privacy   *privacy
	stdout    io.Writer
	check     *check
	found     *report.File  // what the report counts of the table in hand
	headed    int           // issues of the header of the table in hand
	before    tally         // of the input, when that began
	encoder   *json.Encoder // of issues
	valued    func(i mapping.Issue, value string) error
	counts    map[mapping.Unmapped]int
	registry  *codes.Registry
	named     []codes.System   // that may be named beside counts
	sheets    sheetWriter      // to documents or pages, nil until sheets are written
	pages     []*pageFolder    // of the inputs, where each sheet is a page
	product   *production      // of the documents, nil where they are the output
	opened    []*output        // all but the documents
	findings  *output          // for who reads them line by line, nil where nobody does
	order     order            // of messages that are loaded one by one, nil for others
	run       *transaction.Run // of transactions that wait for one another, nil for none
}

// openOutputs opens the outputs of the command: as an interrupted run of it
// left them, where there was one that can be resumed.
func (c *command) openOutputs(inputs []*source.File) (o *outputs, err error) {
	o = &outputs{
		privacy: &c.privacy, stdout: c.stdout, folder: c.out != "" && isFolder(c.out), limit: c.shardRows, product: c.newProduction(),
	}
	if o.product != nil { // which is one, of all inputs
		o.folder, o.limit = false, 0
	}
	defer func() {
		if err != nil {
			o.close()
		}
	}()
	if err := o.name(c, inputs); err != nil {
		return o, err
	}
	if c.resume {
		if err := o.resume(c, len(inputs)); err != nil {
			return o, err
		}
	}
	if o.check, err = c.newCheck(&o.state); err != nil {
		return o, err
	}
	if err := o.openFindings(c); err != nil {
		return o, err
	}
	if o.run, err = c.loading.newRun(); err != nil {
		return o, err
	}
	if c.bundle == "transaction" && c.fold == mapping.NoFold && !c.resume { // whose earlier half is not read again
		o.order = order{}
	}
	if err := o.restoreDocuments(); err != nil {
		return o, err
	}
	if c.job.discard {
		o.documents = []*series{{file: toWriter(io.Discard)}}
		return o, nil
	}
	if o.folder || len(o.documents) > 0 {
		return o, nil
	}
	if c.out == "" {
		o.documents = []*series{{file: toWriter(c.stdout)}}
		return o, nil
	}
	return o, o.add()
}

// openFindings opens the files beside the documents.
func (o *outputs) openFindings(c *command) error {
	for _, file := range []struct {
		name string
		size int64
		at   **output
	}{
		{c.rejects, o.state.Rejects, &o.rejects},
		{c.issues, o.state.Issues, &o.issues},
		{c.values, o.state.Values, &o.values},
		{c.unmapped, 0, &o.unmapped},
		{c.report, 0, &o.page},
	} {
		if file.name == "" {
			continue
		}
		opened, err := o.open(file.name, file.size)
		if err != nil {
			return err
		}
		if opened != nil {
			*file.at, o.opened = opened, append(o.opened, opened)
		}
	}
	if o.issues != nil {
		o.encoder = json.NewEncoder(o.issues)
		o.encoder.SetEscapeHTML(false)
	}
	o.valued = valueWriter(o.values)
	if c.job.findings && o.issues == nil {
		o.findings = toWriter(o.stdout)
		o.opened = append(o.opened, o.findings)
	}
	if o.page != nil {
		o.report = c.newReport()
	}
	if c.unmapped != "" {
		o.counts = map[mapping.Unmapped]int{}
		for _, u := range o.state.Unmapped {
			o.counts[u.Unmapped] = u.Count
		}
		o.registry, o.named = c.registry, shape.Systems(c.registry)
	}
	return nil
}

// restoreDocuments takes up the documents of an interrupted run.
func (o *outputs) restoreDocuments() error {
	for i, p := range o.state.Documents {
		s := o.series(o.names[i])
		o.documents = append(o.documents, s)
		if err := s.restore(p, o.state.Complete); err != nil {
			return o.journal.lost(err)
		}
		if i < o.state.Input && o.folder || s.full() {
			if err := s.end(); err != nil {
				return err
			}
		}
		if s.full() {
			if err := s.publish(); err != nil {
				return err
			}
		}
	}
	return nil
}

// name names the documents, and refuses outputs that would replace an input, or
// each other.
func (o *outputs) name(c *command, inputs []*source.File) error {
	if o.product != nil {
		o.names = []string{o.product.keptName()}
	} else if o.folder {
		for _, input := range inputs {
			name := outputName(input.Name())
			if c.form.sheets() {
				name = strings.TrimSuffix(name, ".ndjson") + c.form.extension()
			}
			name += c.compress
			o.names = append(o.names, filepath.Join(c.out, name))
		}
	} else {
		o.names = []string{c.out}
	}
	return overwrite.Check(c.reads(), o.writes(c))
}

// resume finds how far an interrupted run of the command had come.
func (o *outputs) resume(c *command, inputs int) error {
	id, err := identify(c.settings, c.inputs)
	if err != nil {
		return err
	}
	if o.journal, err = openJournal(o.journalled(c), c.checkpoint); err != nil {
		return err
	}
	if o.state, err = o.journal.load(id); err == nil && (len(o.state.Documents) > len(o.names) || o.state.Input > inputs) {
		err = fmt.Errorf("-resume: %s cannot be read; remove it to start anew", o.journal.name)
	}
	return err
}

// open opens an output with the first size bytes of it that there are.
func (o *outputs) open(name string, size int64) (*output, error) {
	if name == standard {
		return toWriter(o.stdout), nil
	}
	if o.journal == nil {
		return create(name)
	}
	opened, err := restore(name, size)
	if errors.Is(err, os.ErrNotExist) && o.state.Complete {
		return nil, nil // it has been published
	}
	if err != nil {
		return nil, o.journal.lost(err)
	}
	return opened, nil
}

func (o *outputs) series(name string) *series {
	return &series{name: name, limit: o.limit, open: func(name string) (*output, error) { return o.open(name, 0) }}
}

// add starts the next series of documents.
func (o *outputs) add() error {
	s := o.series(o.names[len(o.documents)])
	o.documents = append(o.documents, s)
	return s.next()
}

// current is the series in hand.
func (o *outputs) current() *series { return o.documents[len(o.documents)-1] }

// begin starts the next input.
func (o *outputs) begin(c *command) error {
	if !o.folder || len(o.documents) > o.state.Input {
		return nil
	}
	if !c.form.html {
		return o.add()
	}
	name := o.names[o.state.Input]
	pages, err := newPageFolder(filepath.Dir(name), strings.TrimSuffix(filepath.Base(name), ".html"), c.translator, &c.referring)
	if err != nil {
		return err
	}
	o.sheets, o.pages = pages, append(o.pages, pages)
	return nil
}

// end ends the input in hand.
func (o *outputs) end() error {
	if err := o.flush(); err != nil {
		return err
	}
	if o.folder {
		if err := o.endSheets(); err != nil {
			return err
		}
		if o.pages == nil {
			if err := o.current().end(); err != nil {
				return err
			}
		}
	}
	o.closeFound()
	o.state.Total.add(o.state.Counts)
	o.state.Counts, o.state.Tables, o.state.Header, o.before = tally{}, nil, false, tally{}
	o.state.Input++
	if o.journal.due() {
		return o.checkpoint()
	}
	return nil
}

// closeFound ends what the report counts of the table in hand.
func (o *outputs) closeFound() {
	n := o.state.Counts
	o.found.Close(n.records-o.before.records, n.translated-o.before.translated, n.rejected-o.before.rejected)
	o.found, o.before = nil, n
}

// checkpoint makes durable what is written, and then the state that says how
// much that is.
func (o *outputs) checkpoint() error {
	if err := o.flush(); err != nil {
		return err
	}
	for _, file := range []struct {
		output *output
		size   *int64
	}{{o.rejects, &o.state.Rejects}, {o.issues, &o.state.Issues}, {o.values, &o.state.Values}} {
		if file.output == nil {
			continue
		}
		if err := file.output.sync(); err != nil {
			return err
		}
		*file.size = file.output.size
	}
	o.state.Documents = o.state.Documents[:0]
	for _, s := range o.documents {
		if err := s.sync(); err != nil {
			return err
		}
		o.state.Documents = append(o.state.Documents, s.part())
	}
	o.state.Unmapped = counted(o.counts)
	return o.journal.save(&o.state)
}

// interrupted saves how far an interrupted run has come, and says so.
func (o *outputs) interrupted() error {
	// What a header has to say is written with the first record.
	if o.journal != nil && o.state.Counts.records > 0 {
		if err := o.checkpoint(); err != nil {
			return err
		}
	}
	if o.journal == nil || !o.journal.kept {
		return errors.New("interrupted; no output was written")
	}
	return errors.New("interrupted; the same command goes on from here")
}

// publish gives the outputs their names, once all of them are durable.
func (o *outputs) publish(ctx context.Context) error {
	if err := o.endSheets(); err != nil {
		return err
	}
	if err := o.writeRun(); err != nil {
		return err
	}
	for _, s := range o.documents {
		if err := s.end(); err != nil {
			return err
		}
	}
	if err := o.produce(ctx); err != nil {
		return err
	}
	if o.unmapped != nil {
		if err := writeUnmapped(o.unmapped, o.counts, o.registry); err != nil {
			return err
		}
	}
	if o.page != nil {
		if err := o.report.Write(o.page); err != nil {
			return err
		}
	}
	for _, file := range o.opened {
		if err := file.finish(); err != nil {
			return err
		}
	}
	if err := o.writeManifest(o.privacy); err != nil {
		return err
	}
	if o.journal != nil {
		o.state.Complete = true
		if err := o.checkpoint(); err != nil {
			return err
		}
	}
	for _, file := range o.opened {
		if err := file.publish(); err != nil {
			return err
		}
	}
	for _, p := range o.pages {
		if err := p.publish(); err != nil {
			return err
		}
	}
	if err := o.publishDocuments(); err != nil {
		return err
	}
	if o.journal != nil {
		return o.journal.remove()
	}
	return nil
}

// publishDocuments gives the documents their names, or what was made of them: then
// they are no longer kept.
func (o *outputs) publishDocuments() error {
	if o.product != nil {
		if o.current().file == nil {
			return nil
		}
		if err := o.product.publish(); err != nil {
			return err
		}
		o.current().close(false)
		return durable.SyncFolder(o.product.folder)
	}
	for _, s := range o.documents {
		if err := s.publish(); err != nil {
			return err
		}
		if err := s.complete(); err != nil {
			return err
		}
	}
	return nil
}

// written are the series that are published at the end.
func (o *outputs) written() []*series {
	if o.product != nil {
		return o.product.files
	}
	return o.documents
}

// close removes what is not published, except for what a later run can go on with.
func (o *outputs) close() {
	if o.journal != nil {
		defer o.journal.close()
	}
	remains := o.journal != nil && o.journal.kept
	if o.run != nil {
		o.run.Close()
	}
	for _, file := range o.opened {
		file.close(remains)
	}
	if o.sheets != nil {
		o.sheets.discard()
	}
	for _, p := range o.pages {
		p.discard()
	}
	for _, s := range o.documents {
		s.close(remains)
	}
	if o.product != nil {
		for _, s := range o.product.files {
			s.close(remains)
		}
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || strings.HasSuffix(name, string(os.PathSeparator))
}

// outputName is the name of the output of one input in a folder.
func outputName(input string) string {
	base := filepath.Base(input)
	base = strings.TrimSuffix(base, compression(base))
	return strings.TrimSuffix(strings.ReplaceAll(base, " ", "-"), filepath.Ext(base)) + ".ndjson"
}
