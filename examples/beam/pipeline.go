package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"reflect"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/metrics"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/quality"
)

func init() {
	register.DoFn2x1[context.Context, File, error](&translateFn{})
	beam.RegisterType(reflect.TypeFor[File]())
}

// A File is an element of the pipeline: a file to translate, and the name that
// its outputs have, without their endings.
type File struct {
	Path, Name string
}

// A Job is what the command line asks for. It travels to the workers.
type Job struct {
	Out        string
	From       string // a layout's name, "" where the header decides
	LayoutFile string // the text of a layout file, "" where there is none
	Encoding   string
	Diagnosis  string
	Procedure  string
	Codes      []string // names of files on the worker
	AddCodes   string
	Check      bool
	Bundle     string
	Document   string // stay where empty
	Workers    int
}

// build makes the pipeline. There is nothing in it but a map over the files:
// the reshuffle moves their names, so that the runner spreads the files over
// its workers instead of leaving them all to the one that makes the list.
func build(job *Job, files []File) *beam.Pipeline {
	p, s := beam.NewPipelineWithRoot()
	list := beam.Reshuffle(s, beam.CreateList(s, files))
	beam.ParDo0(s.Scope("Translate"), &translateFn{Job: *job}, list)
	return p
}

// counts are what the workers have counted, by name.
type counts map[string]int64

func (c counts) String() string {
	return fmt.Sprintf("%d files, %d failed; %d records, %d translated, %d rejected",
		c["files"], c["failed"], c["records"], c["translated"], c["rejected"])
}

// runPipeline translates the files on a runner, and returns its counts; they
// are empty where the runner does not wait for the job.
func runPipeline(ctx context.Context, runner string, job *Job, files []File) (counts, error) {
	result, err := beam.Run(ctx, runner, build(job, files))
	if err != nil {
		return nil, err
	}
	c := counts{}
	if result == nil {
		return c, nil
	}
	for _, counter := range result.Metrics().Query(func(metrics.SingleResult) bool { return true }).Counters() {
		if counter.Key.Namespace == namespace {
			c[counter.Key.Name] += counter.Result()
		}
	}
	return c, nil
}

const namespace = "crossbay"

// A translateFn translates one file.
type translateFn struct {
	Job Job

	prepared *prepared
}

// Setup makes what all files of a worker share.
func (f *translateFn) Setup(context.Context) (err error) {
	f.prepared, err = f.Job.prepare()
	return err
}

// ProcessElement translates a file and publishes what it wrote. An error is
// one that trying again may mend, and the runner does; a file that is at fault
// itself has a summary that says so, and does not hold up the others.
func (f *translateFn) ProcessElement(ctx context.Context, file File) error {
	s, err := f.prepared.translate(ctx, file)
	if err != nil {
		return fmt.Errorf("%s: %w", file.Path, err)
	}
	count := func(name string, n int) {
		beam.NewCounter(namespace, name).Inc(ctx, int64(n))
	}
	count("files", 1)
	count("records", s.Records)
	count("translated", s.Translated)
	count("rejected", s.Rejected)
	if s.Error != "" {
		count("failed", 1)
		log.Errorf(ctx, "%s: %s", file.Path, s.Error)
	}
	return nil
}

// A summary says what became of a file.
type summary struct {
	File        string `json:"file"`
	Layout      string `json:"layout,omitempty"`
	Encoding    string `json:"encoding,omitempty"`
	Diagnosis   string `json:"diagnosis-codes,omitempty"`
	Procedure   string `json:"procedure-codes,omitempty"`
	Records     int    `json:"records"`
	Translated  int    `json:"translated"`
	Rejected    int    `json:"rejected"`
	Errors      int    `json:"errors"`
	Warnings    int    `json:"warnings"`
	Information int    `json:"information"`
	// Error is why the file could not be translated. Then nothing else was
	// published of it.
	Error string `json:"error,omitempty"`
}

// prepared is a Job in the form in which it works.
type prepared struct {
	job        *Job
	layouts    []*mapping.Layout
	options    mapping.ReaderOptions
	translator *mapping.Translator
	run        mapping.RunOptions
}

func (j *Job) prepare() (*prepared, error) {
	p := &prepared{job: j, layouts: mainland.Layouts()}
	switch {
	case j.LayoutFile != "":
		layout, err := mapping.ReadLayout(strings.NewReader(j.LayoutFile), mainland.ValueSets())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.From, err)
		}
		p.layouts = []*mapping.Layout{layout}
	case j.From != "":
		for _, l := range mainland.Layouts() {
			if l.Name == j.From {
				p.layouts = []*mapping.Layout{l}
			}
		}
	}
	switch j.Encoding {
	case mapping.EncodingAuto, mapping.EncodingUTF8, mapping.EncodingGB18030, mapping.EncodingBig5, mapping.EncodingLatin:
		p.options.Encoding = j.Encoding
	default:
		return nil, fmt.Errorf("unknown encoding %q", j.Encoding)
	}
	for _, choice := range []struct {
		name   string
		system *codes.System
	}{{j.Diagnosis, &p.options.Diagnosis}, {j.Procedure, &p.options.Procedure}} {
		if choice.name == "" {
			continue
		}
		system, ok := codes.FindSystem(choice.name)
		if !ok {
			return nil, fmt.Errorf("unknown code system %q", choice.name)
		}
		*choice.system = system
	}
	tables, err := p.loadCodes()
	if err != nil {
		return nil, err
	}
	p.run.Workers = j.Workers
	if j.Check {
		p.run.Inspect = inspect(tables)
	}
	switch j.Bundle {
	case "document":
		p.run.Encode = nil // Run's own, which is the fastest
	case "transaction":
		p.run.Encode = (*fhir.Document).AppendTransaction
	default:
		return nil, fmt.Errorf("-bundle %s: document or transaction", j.Bundle)
	}
	switch {
	case j.Document != "" && j.Document != "stay" && j.Document != "ips":
		return nil, fmt.Errorf("-document %s: stay or ips", j.Document)
	case j.Document == "ips" && j.Bundle != "document":
		return nil, fmt.Errorf("-document ips and -bundle %s: a patient summary is a document; leave out -bundle", j.Bundle)
	}
	return p, nil
}

// loadCodes makes the translator that crossbay translate has for the same flags,
// and returns the tables of its codes.
func (p *prepared) loadCodes() ([]codes.Table, error) {
	j := p.job
	var options mapping.Options
	targets, err := terminology.Systems(j.AddCodes)
	if err != nil {
		return nil, fmt.Errorf("-add-codes: %w", err)
	}
	options.Diagnosis, options.Procedure = terminology.Diagnoses(targets), terminology.Procedures(targets)
	if j.Document == "ips" {
		options.Form = mapping.PatientSummary
	}
	loaded, err := terminology.Load(j.Codes, load.Options{})
	if err != nil {
		return nil, err
	}
	registry := terminology.Registry(loaded)
	p.translator = mapping.NewTranslator(registry, &options)
	return registry.Tables(), nil
}

// inspect returns the check of a sheet whose codes are looked up in tables.
func inspect(tables []codes.Table) func(*mapping.FrontSheet) []mapping.Issue {
	options := &quality.Options{Tables: tables}
	return func(sheet *mapping.FrontSheet) []mapping.Issue {
		var issues []mapping.Issue
		for _, finding := range quality.Check(sheet, options) {
			issues = append(issues, finding.Issue(sheet))
		}
		return issues
	}
}

func builtIn(layout string) bool {
	for _, l := range mainland.Layouts() {
		if l.Name == layout {
			return true
		}
	}
	return false
}

// translate translates one file. What it writes becomes visible when all of it
// is written, in the order rejects, issues, documents, summary: nobody finds
// documents and takes them for all there is, and who finds the summary finds
// everything.
func (p *prepared) translate(ctx context.Context, file File) (summary, error) {
	s := summary{File: file.Path}
	outputs := newOutputs(ctx, p.job.Out)
	defer outputs.discard()
	rejects, issues, documents, report := outputs.add("rejects/"+file.Name+".csv"),
		outputs.add("issues/"+file.Name+".ndjson"), outputs.add("documents/"+file.Name+".ndjson"), outputs.add("summaries/"+file.Name+".json")

	fault, err := p.write(ctx, file, &s, rejects, issues, documents)
	if err != nil {
		return s, err
	}
	if fault != nil {
		s = summary{File: file.Path, Error: fault.Error()}
		outputs.only(report)
	}
	if err := json.NewEncoder(report).Encode(s); err != nil {
		return s, err
	}
	return s, outputs.publish()
}

// write writes the outputs of a file. fault is an error that lies in the file
// and comes again with it.
func (p *prepared) write(ctx context.Context, file File, s *summary, rejects, issues, documents *output) (fault, err error) {
	in, err := openInput(ctx, file.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	options := p.options
	options.File = path.Base(file.Path)
	var wrote error // the error of an output is not the file's fault
	run := func() error {
		reader, err := in.reader(p.layouts, &options)
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(issues)
		encoder.SetEscapeHTML(false)
		note := func(all []mapping.Issue) error {
			for _, i := range all {
				s.issue(i)
				if err := encoder.Encode(i); err != nil {
					return err
				}
			}
			return nil
		}
		if wrote = note(reader.Issues()); wrote != nil {
			return wrote
		}
		err = p.translator.Run(ctx, reader, &p.run, func(r *mapping.Result) error {
			s.Records++
			wrote = note(r.Issues)
			switch {
			case wrote != nil:
			case r.Rejected():
				if s.Rejected++; s.Rejected == 1 {
					wrote = rejects.write(reader.Header())
				}
				wrote = errors.Join(wrote, rejects.write(r.Raw))
			default:
				s.Translated++
				wrote = errors.Join(documents.write(r.Output), documents.write(newline))
			}
			return wrote
		})
		s.Layout, s.Encoding = reader.Layout().Name, reader.Encoding()
		s.Diagnosis, s.Procedure = reader.Diagnosis().String(), reader.Procedure().String()
		return err
	}
	fault = run()
	if err := errors.Join(wrote, ctx.Err(), in.broken()); err != nil {
		return nil, err
	}
	return errors.Join(fault, in.damaged()), nil
}

var newline = []byte("\n")

func (s *summary) issue(i mapping.Issue) {
	switch i.Severity {
	case mapping.Error:
		s.Errors++
	case mapping.Warning:
		s.Warnings++
	default:
		s.Information++
	}
}
