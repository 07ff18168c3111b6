package translate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/crossbay/crossbay/examples/internal/durable"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/bulk"
	"github.com/crossbay/crossbay/mapping/tables"
	"github.com/crossbay/crossbay/mapping/tables/parquet"
)

// A product is what documents are made into once all of them are there, the files
// of a folder. Until then the run keeps the documents in one file, which goes
// on after an interruption like any other.
type product interface {
	// append appends what is kept of a document.
	append(d *fhir.Document, dst []byte) ([]byte, error)
	// names are those of all files that there may be, without the end of a
	// compression.
	names() []string
	// write makes the files of what was kept, and tells what it has found.
	write(kept func() (io.ReadCloser, error), file func(name string) (*series, error)) ([]mapping.Issue, error)
}

// products make those that -to names, in the form of -to-form, "" for all that there
// are.
func products() map[string]func(form string) product {
	return map[string]func(form string) product{
		"bulk":   func(string) product { return bulkData{} },
		"tables": func(form string) product { return flatTables{tables.Stays(), form} },
		"omop":   func(form string) product { return flatTables{tables.OMOP(), form} },
	}
}

// bulkData is a file for each type of resource.
type bulkData struct{}

func (bulkData) append(d *fhir.Document, dst []byte) ([]byte, error) { return bulk.Append(d, dst) }

func (bulkData) names() (names []string) {
	for _, kind := range bulk.Types() {
		names = append(names, kind+".ndjson")
	}
	return names
}

func (bulkData) write(kept func() (io.ReadCloser, error), file func(name string) (*series, error)) ([]mapping.Issue, error) {
	report, err := bulk.Write(kept, func(kind string, line []byte) error {
		s, err := file(kind + ".ndjson")
		if err != nil {
			return err
		}
		if err := s.record(); err != nil {
			return err
		}
		_, err = s.Write(line)
		return err
	})
	if err != nil {
		return nil, err
	}
	return superseded(report.Superseded), nil
}

// superseded tells of records that are not written, as a later one is of their stay.
func superseded(records int) (issues []mapping.Issue) {
	if records > 0 {
		issues = append(issues, mapping.Issue{Severity: mapping.Warning, Code: "stay-superseded", Detail: fmt.Sprintf(
			"records of stays of which another record was made later: the later one is written (%d records)", records)})
	}
	return issues
}

// flatTables are a file for each table of a set: CSV, Parquet, or both.
type flatTables struct {
	*tables.Set
	form string
}

func (f flatTables) append(d *fhir.Document, dst []byte) ([]byte, error) { return f.Append(d, dst) }

func (f flatTables) names() (names []string) {
	for _, t := range f.Tables() {
		for _, form := range tableForms {
			names = append(names, t.Name+"."+form)
		}
	}
	return names
}

// tableForms are the forms of tables.
var tableForms = []string{"csv", "parquet"}

// A rowFile is a table in one form.
type rowFile interface {
	WriteRow(row tables.Row) error
	Close() error
}

func (f flatTables) write(kept func() (io.ReadCloser, error), file func(name string) (*series, error)) ([]mapping.Issue, error) {
	files := map[*tables.Table][]rowFile{}
	for _, t := range f.Tables() {
		for _, form := range tableForms {
			if f.form != "" && f.form != form {
				continue
			}
			s, err := file(t.Name + "." + form)
			if err != nil {
				return nil, err
			}
			w, err := newRowFile(form, s, t)
			if err != nil {
				return nil, err
			}
			files[t] = append(files[t], w)
		}
	}
	report, err := f.Write(kept, func(t *tables.Table, row tables.Row) error {
		for _, w := range files[t] {
			if err := w.WriteRow(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, list := range files {
		for _, w := range list {
			if err := w.Close(); err != nil {
				return nil, err
			}
		}
	}
	issues := superseded(report.Superseded)
	for _, name := range slices.Sorted(maps.Keys(report.Lost)) {
		issues = append(issues, mapping.Issue{Severity: mapping.Warning, Code: "number-too-long", Detail: fmt.Sprintf(
			"numbers that a decimal of the table cannot hold exactly are left out of it, in %s (%d)", name, report.Lost[name])})
	}
	return issues, nil
}

func newRowFile(form string, w io.Writer, t *tables.Table) (rowFile, error) {
	if form == "csv" {
		return tables.NewCSVWriter(w, t)
	}
	return parquet.NewWriter(w, t), nil
}

// setProduct checks the flags of a command that makes a product.
func (c *command) setProduct() error {
	if c.form.product == nil {
		return nil
	}
	_, flat := c.form.product.(flatTables)
	switch {
	case c.out == "" || !isFolder(c.out):
		return fmt.Errorf("-to %s writes several files: name a folder with -out", c.to)
	case c.bundle != "document":
		return fmt.Errorf("-bundle is for -to fhir")
	case flat && c.shardRows > 0:
		return fmt.Errorf("-shard-rows: a table is one file")
	}
	return nil
}

// A production is the product of a run in the making.
type production struct {
	product
	name     string // that -to gives it
	folder   string
	compress string
	limit    int // records of a file, 0 for all
	files    []*series
	byName   map[string]*series
}

// fileName is the name of a file of the product.
func (p *production) fileName(name string) string {
	if filepath.Ext(name) != ".parquet" { // which is compressed as it is
		name += p.compress
	}
	return filepath.Join(p.folder, name)
}

// keptName is the name of the file in which documents are kept: nothing is ever
// published under it.
func (p *production) keptName() string { return filepath.Join(p.folder, p.name+".zst") }

// newProduction returns the product of the command, nil where it has none.
func (c *command) newProduction() *production {
	if c.form.product == nil {
		return nil
	}
	return &production{product: c.form.product, name: c.to, folder: filepath.Clean(c.out), compress: c.compress, limit: c.shardRows, byName: map[string]*series{}}
}

// produce makes the product of the documents, which are all there, unless an
// interrupted run has published it.
func (o *outputs) produce(ctx context.Context) error {
	p := o.product
	if p == nil || o.current().file == nil {
		return nil
	}
	if o.journal != nil && !o.state.Complete {
		if err := o.checkpoint(); err != nil { // making them may take as long as what it was
			return err
		}
	}
	name := o.current().file.file.Name()
	issues, err := p.write(func() (io.ReadCloser, error) { return openKept(ctx, name) }, func(name string) (*series, error) {
		s := p.byName[name]
		if s != nil {
			return s, nil
		}
		s = &series{name: p.fileName(name), limit: p.limit, open: func(name string) (*output, error) { return o.open(name, 0) }}
		p.byName[name], p.files = s, append(p.files, s)
		return s, s.next()
	})
	if err != nil {
		return err
	}
	for _, s := range p.files {
		if err := s.end(); err != nil {
			return err
		}
	}
	if len(issues) == 0 || o.state.Complete { // an interrupted run has told
		return nil
	}
	o.found = o.report.Open(p.name, nil)
	for _, i := range issues {
		if err := o.issue(i, ""); err != nil {
			return err
		}
	}
	o.closeFound()
	o.state.Total.add(o.state.Counts)
	o.state.Counts = tally{}
	return nil
}

// forms are the names that a file of the product may have, whatever the compression.
func (p *production) forms(name string) (list []string) {
	for _, end := range append([]string{""}, compressions...) {
		list = append(list, filepath.Join(p.folder, name+end))
	}
	return list
}

// publish publishes the files, and removes those that an earlier run left and this
// one has not: also those of another compression, or in shards, which whoever reads
// the folder would take for more of the same.
func (p *production) publish() error {
	for _, s := range p.files {
		if err := errors.Join(s.publish(), s.complete()); err != nil {
			return err
		}
	}
	for _, name := range p.names() {
		s := p.byName[name]
		for _, form := range p.forms(name) {
			left := &series{name: form} // by an earlier run
			if s != nil && s.name == form {
				left.limit, left.number = s.limit, s.number
			}
			if left.limit > 0 || s == nil || s.name != form {
				if err := durable.Remove(form); err != nil {
					return err
				}
			}
			if left.limit > 0 {
				continue // complete has removed the shards that are too many
			}
			if err := errors.Join(durable.Remove(listName(form)), left.removeShards()); err != nil {
				return err
			}
		}
	}
	return nil
}

// openKept opens what was kept of documents; a read fails when ctx ends.
func openKept(ctx context.Context, name string) (io.ReadCloser, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	unpacked, err := zstd.NewReader(file)
	if err != nil {
		file.Close()
		return nil, err
	}
	return &keptFile{ctx, unpacked, file}, nil
}

type keptFile struct {
	ctx      context.Context
	unpacked *zstd.Decoder
	file     *os.File
}

func (k *keptFile) Read(p []byte) (int, error) {
	if err := k.ctx.Err(); err != nil {
		return 0, err
	}
	return k.unpacked.Read(p)
}

func (k *keptFile) Close() error {
	k.unpacked.Close()
	return k.file.Close()
}
