// Package translate reads front sheets in the layouts of hospitals and writes them
// as FHIR documents, one a line, as rows or as pages; or checks them, or reports about
// them, and writes none.
//
// A command exits 0 when every record was translated, 1 when some were rejected or a
// file among others could not be read, and 2 when the run could not be done.
package translate

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	builtin "github.com/crossbay/crossbay/examples/crossbay/internal/layouts"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// The exit statuses.
const (
	exitDone     = 0
	exitRejected = 1
	exitFailed   = 2
)

// Commands are the subcommands that read records.
func Commands() []*cli.Command {
	var list []*cli.Command
	for _, j := range jobs {
		list = append(list, &cli.Command{
			Name: j.name, Short: j.short, Values: flagValues(),
			Flags: func() *flag.FlagSet {
				flags, _ := new(command).flags()
				return j.narrow(flags)
			},
			Run: func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
				return runJob(ctx, j, args, stdin, stdout, stderr)
			},
		})
	}
	return list
}

// A command is what the command line asks for.
type command struct {
	job           *job
	layouts       []*mapping.Layout // one, or those among which the header decides
	layoutFiles   []string          // that -from names, with their value sets
	codeFiles     []string          // of -codes
	to            string
	form          rowForm
	reporting     reporting
	fromFHIR      bool
	out           string
	issues        string
	values        string
	rejects       string
	unmapped      string
	report        string
	reportDate    time.Time
	encoding      string
	fold          mapping.Fold
	diagnosis     codes.System
	procedure     codes.System
	translator    *mapping.Translator
	registry      *codes.Registry
	tables        []codes.Table
	targets       []codes.System // of -add-codes
	check         bool
	today         string // of check, yyyy-mm-dd, "" for the day on which the run begins
	bundle        string
	loading       loading
	idKeyFile     string
	document      string
	documentForm  mapping.Form // that document names
	referring     referring
	facilities    facilities
	workers       int
	privacy       privacy
	shardRows     int
	compress      string // what names in a folder end in, "" for nothing
	resume        bool
	checkpoint    time.Duration     // between two states of a run that can be resumed
	settings      map[string]string // checksums of the flags, of such a run
	quiet         bool
	skip          bool // -skip-unknown
	inputs        []string
	recordSystems []string       // -record-number-system
	valueSets     []string       // -value-sets
	streamed      []*source.File // files of FHIR that are one stream
	stdin         io.Reader
	stdout        io.Writer
	stderr        io.Writer
	recognised    bool                         // the layout was not named
	labels        map[*source.File]string      // what issues and reports call the inputs
	ofReports     map[frontsheet.Position]bool // of documents that are no stays, where stays and reports are written
	strays        []error                      // about what was named and is no file to read
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runJob(ctx, jobs[0], args, stdin, stdout, stderr)
}

func runJob(ctx context.Context, j *job, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, done, err := j.parse(args, stdin, stdout, stderr)
	if done {
		return exitDone
	}
	if err != nil {
		fmt.Fprintln(stderr, j.name+":", err)
		return exitFailed
	}
	total, err := c.translate(ctx)
	if err != nil {
		fmt.Fprintln(stderr, j.name+":", err)
		return exitFailed
	}
	if total.rejected > 0 || total.unread > 0 || c.job.findings && total.errors > 0 {
		return exitRejected
	}
	return exitDone
}

// parse reads the command line. done means that nothing is left to do.
func (j *job) parse(args []string, stdin io.Reader, stdout, stderr io.Writer) (c *command, done bool, err error) {
	c = &command{job: j, stdin: stdin, stdout: stdout, stderr: stderr}
	flags, g := c.flags()
	flags = c.job.narrow(flags)
	named, err := cli.Parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		c.job.help(stderr, flags)
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	c.job.prepare(c)
	if *g.list {
		printList(stdout)
		return nil, true, nil
	}
	if *g.template != "" {
		empty := builtin.Templates()[*g.template]
		if empty == nil {
			return nil, false, fmt.Errorf("-template %s: hk-frontsheet or mo-frontsheet", *g.template)
		}
		_, err := stdout.Write(empty())
		return nil, err == nil, err
	}
	if c.out == standard {
		c.out = ""
	}
	if c.resume && slices.Contains([]string{c.rejects, c.issues, c.values, c.unmapped}, standard) {
		return nil, false, fmt.Errorf("-resume needs files: what is written to standard output cannot be taken up")
	}
	c.inputs, err = expand(named)
	if err != nil {
		return nil, false, err
	}
	c.facilities = facilities{}
	if err := c.facilities.set(g.facility, named, c.inputs); err != nil {
		return nil, false, err
	}
	if len(c.inputs) == 0 {
		return nil, false, fmt.Errorf("no input: name files, or - for standard input; see -help")
	}
	from := *g.from
	if isReports(from) {
		c.reporting.from, from = from, ""
	}
	rows := c.to
	if isReports(rows) {
		c.reporting.to, rows = rows, "fhir"
	}
	if err := c.form.set(rows, c.out); err != nil {
		return nil, false, err
	}
	if c.fromFHIR = from == "fhir"; c.fromFHIR {
		if len(g.facility) > 0 {
			return nil, false, fmt.Errorf("-facility is for rows and messages: a Bundle says itself whose it is")
		}
		from = ""
	}
	if len(c.recordSystems) > 0 && !c.fromFHIR {
		return nil, false, fmt.Errorf("-record-number-system is for -from fhir")
	}
	if c.bundle != "document" && c.bundle != "transaction" {
		return nil, false, fmt.Errorf("-bundle %s: document or transaction", c.bundle)
	}
	if err := c.setProduct(); err != nil {
		return nil, false, err
	}
	switch *g.fold {
	case "visit":
		c.fold = mapping.FoldVisit
	case "":
		if (c.bundle == "transaction" || c.form.product != nil) && !c.form.sheets() { // what is loaded later must undo nothing
			c.fold = mapping.FoldVisit
		}
	case "none":
	default:
		return nil, false, fmt.Errorf("-fold %s: visit or none", *g.fold)
	}
	if err := c.loading.set(c); err != nil {
		return nil, false, err
	}
	if err := c.setDocument(); err != nil {
		return nil, false, err
	}
	if (c.form.html || c.form.form == "xlsx" || c.form.form == "dbf") && (c.resume || c.shardRows > 0) {
		return nil, false, fmt.Errorf("-resume and -shard-rows are for FHIR, CSV and messages")
	}
	if c.form.form == "dbf" && *g.compress != "" {
		return nil, false, errNoPackedTable
	}
	if err := c.misnamed(); err != nil {
		return nil, false, err
	}
	if err := c.setCompression(*g.compress); err != nil {
		return nil, false, err
	}
	if c.shardRows < 0 {
		return nil, false, fmt.Errorf("-shard-rows %d: at least 1", c.shardRows)
	}
	if c.resume && c.report != "" {
		return nil, false, fmt.Errorf("-resume and -report: the page counts a run from its start; leave one out")
	}
	if (c.shardRows > 0 || c.resume) && (c.out == "" || isSpecial(c.out)) {
		return nil, false, fmt.Errorf("-shard-rows and -resume need a file or a folder as -out")
	}
	if err := c.checkFlags(); err != nil {
		return nil, false, err
	}
	if c.workers < 1 {
		return nil, false, fmt.Errorf("-workers %d: at least 1", c.workers)
	}
	if c.layouts, err = c.chooseLayouts(from); err != nil {
		return nil, false, err
	}
	if c.resume {
		if c.settings, err = checksums(flags, c.codeFiles, g.facility, c.layoutFiles); err != nil {
			return nil, false, err
		}
	}
	c.recognised = from == ""
	for _, choice := range []struct {
		name   string
		system *codes.System
	}{
		{*g.diagnosis, &c.diagnosis},
		{*g.procedure, &c.procedure},
		{*g.toDiagnosis, &c.form.localize.Diagnosis},
		{*g.toProcedure, &c.form.localize.Procedure},
	} {
		if choice.name == "" {
			continue
		}
		system, ok := codes.FindSystem(choice.name)
		if !ok {
			return nil, false, fmt.Errorf("unknown code system %q, see -list%s", choice.name, cli.DidYouMean(choice.name, systemNames()))
		}
		*choice.system = system
	}
	if *g.language != "" {
		var ok bool
		if c.form.localize.Language, ok = term.ParseLanguage(*g.language); !ok {
			return nil, false, fmt.Errorf("-to-language %s: zh-Hans-CN, zh-Hant-HK, zh-Hant-MO, en or pt", *g.language)
		}
	}
	if *g.narrative != "none" && *g.narrative != "bilingual" {
		return nil, false, fmt.Errorf("-narrative %s: none or bilingual", *g.narrative)
	}
	registry, err := c.loadCodes(*g.add, *g.narrative == "bilingual")
	if err != nil {
		return nil, false, err
	}
	if err := c.privacy.set(c, registry); err != nil {
		return nil, false, err
	}
	return c, false, nil
}

// layouts are the built-in ones of all regions.
func layouts() []*mapping.Layout { return builtin.All() }

// loadCodes makes the translator over the built-in tables and those of -codes,
// which adds the codes of the systems named, and returns what it has loaded.
func (c *command) loadCodes(add string, narrative bool) (*codes.Registry, error) {
	options := mapping.Options{Layouts: layouts(), RecordNumberSystems: c.recordSystems}
	if narrative {
		options.Narrative = mapping.Bilingual
	}
	var err error
	if options.IDKey, err = c.readIDKey(); err != nil {
		return nil, err
	}
	options.Form = c.documentForm
	if c.form.layout != nil { // in whose terms anybody's documents are read
		options.Layouts = append([]*mapping.Layout{c.form.layout}, options.Layouts...)
	}
	if c.targets, err = terminology.Systems(add); err != nil {
		return nil, fmt.Errorf("-add-codes: %w", err)
	}
	options.Diagnosis, options.Procedure = terminology.Diagnoses(c.targets), terminology.Procedures(c.targets)
	loaded, err := terminology.Load(c.codeFiles, load.Options{})
	if err != nil {
		return nil, err
	}
	registry := terminology.Registry(loaded)
	for _, unknown := range loaded.Unknown(registry) {
		fmt.Fprintln(c.stderr, "translate: -codes", unknown)
	}
	c.registry, c.tables = registry, registry.Tables()
	c.translator = mapping.NewTranslator(registry, &options)
	return registry, nil
}

func (c *command) chooseLayouts(from string) ([]*mapping.Layout, error) {
	if from == "" {
		return layouts(), nil
	}
	layout, files, err := builtin.Read(from, c.valueSets)
	if err != nil {
		return nil, fmt.Errorf("-from %w", err)
	}
	c.layoutFiles = files
	return []*mapping.Layout{layout}, nil
}

func printList(w io.Writer) {
	fmt.Fprintln(w, "layouts:")
	for _, l := range layouts() {
		fmt.Fprintf(w, "  %-22s %s\n", l.Name, l.Title)
	}
	for _, name := range results.Layouts() {
		fmt.Fprintf(w, "  %-22s %s\n", name, results.Title(name))
	}
	fmt.Fprintln(w, "code systems:")
	for _, s := range codes.Systems() {
		fmt.Fprintf(w, "  %-22s %s\n", s.Name, s.Title)
	}
}

// expand resolves globs. The name of a file is no glob, whatever stands in it:
// export[1].csv is a name that browsers give. A pattern that matches nothing is an
// error, so that a mistyped name does not pass for an empty run.
func expand(args []string) ([]string, error) {
	var inputs []string
	for _, arg := range args {
		_, err := os.Lstat(arg)
		if arg == standard || err == nil || !strings.ContainsAny(arg, "*?[") {
			inputs = append(inputs, arg)
			continue
		}
		matches, err := filepath.Glob(arg)
		if err != nil || len(matches) == 0 { // or no pattern
			return nil, fmt.Errorf("%s: no such file", arg)
		}
		inputs = append(inputs, matches...)
	}
	return inputs, nil
}

// encoder returns the form in which Bundles are written, nil for that of a
// document, which Run knows to write fastest.
func (c *command) encoder() func(*fhir.Document, []byte) ([]byte, error) {
	if c.form.product != nil {
		return c.form.product.append
	}
	if c.bundle == "transaction" {
		return c.loading.encode
	}
	return nil
}
