// Beam translates front sheets on the engine that a data centre already runs:
// an Apache Beam pipeline, one file an element, on Flink, Spark, Dataflow or,
// without any engine, on this machine.
//
//	beam -out FOLDER [-runner RUNNER] [flags] FILE|GLOB ...
//	beam -out FOLDER -split N [flags] FILE
//
// README.md has the command lines. It exits 0 when every record was
// translated, 1 when some were rejected, and 2 when a file could not be read
// or the job could not be done.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"

	// The file systems.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/gcs"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/s3"

	// The runners.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/dataflow"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/flink"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/spark"
)

// The exit statuses.
const (
	exitDone     = 0
	exitRejected = 1
	exitFailed   = 2
)

var (
	out       = flag.String("out", "", "the `folder` for what is written: a path, s3://... or gs://...")
	from      = flag.String("from", "", "the `layout` of the files, one of the mainland (hqms, n041, yb-4101a, …), or a layout file; recognised from the header where not given")
	encoding  = flag.String("encoding", "auto", "the `encoding` of the files: auto, utf-8, gb18030, big5-hkscs or windows-1252")
	diagnosis = flag.String("diagnosis-codes", "", "the `system` in which diagnoses are coded; the layout's where not given")
	procedure = flag.String("procedure-codes", "", "the `system` in which procedures are coded; the layout's where not given")
	addCodes  = flag.String("add-codes", "", "code `systems`, separated by commas: their codes are added to the source's, where a map leads there")
	check     = flag.Bool("check", false, "check the sheets by the quality rules of the front sheet, too")
	bundle    = flag.String("bundle", "document", "the `type` of the Bundles: document or transaction")
	document  = flag.String("document", "stay", "the `form` of the documents: stay, or ips, International Patient Summaries")
	workers   = flag.Int("workers", 0, "how many records of one file are translated at once; where 0, one, since an engine has a file in hand for each core, or on prism, which takes one file after another, as many as there are cores")
	parts     = flag.Int("split", 0, "split each file into `N` parts under -out and run no pipeline")
)

var tables []string

func init() {
	flag.Func("codes", "code tables and maps to use before the built-in ones: a `FILE`, a folder, or SYSTEM=FILE, under the same name on every worker; may be repeated", func(name string) error {
		tables = append(tables, name)
		return nil
	})
}

func main() {
	flag.Usage = func() {
		fmt.Fprintf(os.Stderr, "usage: beam -out FOLDER [-runner prism|flink|spark|dataflow] [flags] FILE|GLOB ...\n"+
			"       beam -out FOLDER -split N [flags] FILE\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	beam.Init() // on a worker, this is where it works, and does not come back
	os.Exit(run(context.Background(), os.Stdout, os.Stderr))
}

func run(ctx context.Context, stdout, stderr io.Writer) int {
	status, err := start(ctx, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "beam:", err)
		return exitFailed
	}
	return status
}

func start(ctx context.Context, stdout, stderr io.Writer) (int, error) {
	runner := *runners.Runner
	if runner == "" {
		runner = "prism"
	}
	if *workers == 0 {
		*workers = 1
		if runner == "prism" {
			*workers = runtime.GOMAXPROCS(0)
		}
	}
	job := &Job{
		Out: strings.TrimSuffix(*out, "/"), From: *from, Encoding: *encoding,
		Diagnosis: *diagnosis, Procedure: *procedure,
		Codes: tables, AddCodes: *addCodes, Check: *check, Bundle: *bundle, Document: *document, Workers: *workers,
	}
	switch {
	case *out == "":
		return exitFailed, errors.New("-out is missing; see -help")
	case *parts < 0:
		return exitFailed, fmt.Errorf("-split %d: at least 1", *parts)
	}
	var err error
	if job.Out, err = absolute(job.Out); err != nil {
		return exitFailed, err
	}
	if err := job.check(); err != nil {
		return exitFailed, err
	}
	files, err := expand(ctx, flag.Args())
	if err != nil {
		return exitFailed, err
	}
	if *parts > 0 {
		return exitDone, job.split(ctx, files, *parts, stdout)
	}
	counts, err := runPipeline(ctx, runner, job, files)
	if err != nil {
		return exitFailed, err
	}
	fmt.Fprintln(stderr, counts)
	switch {
	case counts["failed"] > 0:
		return exitFailed, fmt.Errorf("%d files could not be translated: %s/summaries says which, and why", counts["failed"], job.Out)
	case counts["rejected"] > 0:
		return exitRejected, nil
	}
	return exitDone, nil
}

// copyable are the names that an object store's copy takes as they are.
var copyable = regexp.MustCompile(`^[\w./-]*$`)

// check finds at the start what would otherwise fail on every worker.
func (j *Job) check() error {
	if j.Workers < 1 {
		return fmt.Errorf("-workers %d: at least 1", j.Workers)
	}
	if _, object, ok := strings.Cut(j.Out, "s3://"); ok && !copyable.MatchString(object) {
		return fmt.Errorf("-out %s: on s3, only letters, digits and . _ - / are safe in the name", j.Out)
	}
	if j.From != "" && !builtIn(j.From) {
		text, err := os.ReadFile(j.From)
		if err != nil {
			return fmt.Errorf("-from %s: neither a layout nor a file that can be read", j.From)
		}
		j.LayoutFile = string(text)
	}
	_, err := j.prepare()
	return err
}
