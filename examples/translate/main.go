// Translate reads front sheets in the layouts of hospitals and writes them as
// FHIR documents, one a line.
//
//	translate [-from LAYOUT|fhir] [-to fhir|bulk|tables|omop|html|LAYOUT] [flags] FILE|GLOB|- ...
//
// Run it with -help for the flags. It exits 0 when every record was
// translated, 1 when some were rejected or a file among others could not be read,
// and 2 when the run could not be done.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/examples/internal/interrupt"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/deidentify"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// The exit statuses.
const (
	exitDone     = 0
	exitRejected = 1
	exitFailed   = 2
)

func main() {
	ctx, stop := interrupt.Context()
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// A command is what the command line asks for.
type command struct {
	layouts       []*mapping.Layout // one, or those among which the header decides
	layoutFile    string            // that -from names, "" for none
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
	streamed      []*source.File // files of FHIR that are one stream
	stdin         io.Reader
	stdout        io.Writer
	stderr        io.Writer
	recognised    bool                    // the layout was not named
	labels        map[*source.File]string // what issues and reports call the inputs
	strays        []error                 // about what was named and is no file to read
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, done, err := parse(args, stdin, stdout, stderr)
	if done {
		return exitDone
	}
	if err != nil {
		fmt.Fprintln(stderr, "translate:", err)
		return exitFailed
	}
	total, err := c.translate(ctx)
	if err != nil {
		fmt.Fprintln(stderr, "translate:", err)
		return exitFailed
	}
	if total.rejected > 0 || total.unread > 0 {
		return exitRejected
	}
	return exitDone
}

// parse reads the command line. done means that nothing is left to do.
func parse(args []string, stdin io.Reader, stdout, stderr io.Writer) (c *command, done bool, err error) {
	c = &command{stdin: stdin, stdout: stdout, stderr: stderr}
	flags := flag.NewFlagSet("translate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: translate [-from LAYOUT|fhir] [-to fhir|bulk|tables|omop|html|LAYOUT] [flags] FILE|GLOB|- ...\n\n")
		flags.PrintDefaults()
	}
	from := flags.String("from", "", "the layout of the files: a `name` of -list, a layout file, or fhir, Bundles of R4 or resources on their own, of any program; recognised from the header where not given")
	flags.StringVar(&c.to, "to", "fhir", "what to write: `fhir`, a Bundle a line; bulk, into a folder of -out a file for each type of resource, each resource once; tables, into a folder stays, diagnoses, procedures, fees and observations, or omop, those of OMOP; rows or messages in a layout of -list; or html, a page to read and print (in a folder of -out, a page a record)")
	flags.StringVar(&c.form.edition, "to-edition", "", "of a layout that is written, leave out the columns that came after this `year`")
	toDiagnosis := flags.String("to-diagnosis-codes", "", "the `system` in which diagnoses are written, a name of -list; the layout's where not given")
	toProcedure := flags.String("to-procedure-codes", "", "the `system` in which procedures are written, a name of -list; the layout's where not given")
	language := flags.String("to-language", "", "the `language` of the names that are written across the border: zh-Hans-CN, zh-Hant-HK, zh-Hant-MO, en or pt; that of the layout's readers where not given")
	flags.StringVar(&c.form.encoding, "to-encoding", mapping.EncodingUTF8, "the encoding of what is written in a layout: utf-8, utf-8-bom, gb18030 or, for layouts whose files are in it, big5-hkscs or windows-1252")
	flags.StringVar(&c.form.form, "to-form", "", "the `form` of rows that are written: csv, xlsx or dbf, a table of FoxPro with its memo file, and further tables (_2.dbf) for more than 255 columns; what the name of -out ends in, else csv. Of tables: csv or parquet; both where not given")
	flags.BoolVar(&c.form.keepCodings, "keep-codings", false, "in rows and messages, keep the codings of diagnoses, operations and drugs for which the layout has no place, whatever their system: in a last column, "+mapping.KeptCodings+", or a segment ZKC, which is read back wherever it stands")
	flags.StringVar(&c.out, "out", "", "the output `file`, or an existing folder (or a name that ends in /) for a file for each input; standard output where - or not given, as - is for the other files that are written. A file whose name ends in .zst or .gz is compressed, whichever flag names it")
	compress := flags.String("compress", "", "`how` the files in a folder of -out are compressed: zst or gz")
	flags.StringVar(&c.issues, "issues", "", "the `file` for what was found, a JSON object a line")
	flags.StringVar(&c.values, "issues-with-values", "", "the `file` for the issues with the cells that they are about, as written: patients' values, for the owner's eyes alone (mode 0600)")
	flags.StringVar(&c.rejects, "rejects", "", "the `file` for the records that could not be translated, as in the input")
	flags.StringVar(&c.encoding, "encoding", mapping.EncodingAuto, "the encoding of the files: auto, utf-8, gb18030, big5-hkscs or windows-1252")
	fold := flags.String("fold", "", "`visit` makes one record of the messages of HL7 v2 that are of one visit, wherever they stand in a file, none one of each; visit for -bundle transaction, -to bulk, tables and omop where not given, else none")
	diagnosis := flags.String("diagnosis-codes", "", "the `system` in which diagnoses are coded, a name of -list; the layout's where not given")
	procedure := flags.String("procedure-codes", "", "the `system` in which procedures are coded, a name of -list; the layout's where not given")
	flags.Func("codes", "code tables and maps to use before the built-in ones: a `FILE`, a folder, or SYSTEM=FILE for a table that does not name its system; may be repeated", func(name string) error {
		c.codeFiles = append(c.codeFiles, name)
		return nil
	})
	var facility []string
	flags.Func("facility", "the facility of records that name none, `CODE[=NAME]`, or INPUT=CODE[=NAME] for one of the inputs; may be repeated. Numbers of patients are those of a facility: without one, ids hold within an input, and the same file gives the same ids again", func(value string) error {
		facility = append(facility, value)
		return nil
	})
	flags.Func("record-number-system", "with -from fhir, the `URI` of the identifier system of the hospital's record numbers; without it, an identifier of the type MR is the record's number; may be repeated", func(uri string) error {
		if uri == "" {
			return fmt.Errorf("-record-number-system: a URI")
		}
		c.recordSystems = append(c.recordSystems, uri)
		return nil
	})
	add := flags.String("add-codes", "", "code `systems` of -list, separated by commas: their codes are added to the source's, where a map leads there")
	flags.StringVar(&c.unmapped, "unmapped", "", "the `file` for the codes without a target in -add-codes, most frequent first: a CSV to fill in and load with -codes")
	flags.StringVar(&c.report, "report", "", "the `file` for a page of HTML about the run: what was read, what was found and what to do about it, without values of patients; not with -resume")
	flags.Func("report-date", "the `day` that the page of -report states, yyyy-mm-dd; none where not given, so that the same run gives the same page", func(day string) (err error) {
		c.reportDate, err = time.Parse(time.DateOnly, day)
		return err
	})
	flags.BoolVar(&c.check, "check", false, "check the sheets by the quality rules of the front sheet, too, each by itself and against those before it in all files of the run")
	flags.StringVar(&c.today, "today", "", "the `day` after which -check takes a date to lie in the future, yyyy-mm-dd; the day on which the run began in Hong Kong and mainland China where not given")
	narrative := flags.String("narrative", "none", "the text of documents for people to read: none, or `bilingual`, in the words of the source and in those of the other side, which takes about three times the time and twice the space; html has it always")
	flags.StringVar(&c.bundle, "bundle", "document", "the type of the Bundles: document, or transaction, for which each record must have a facility (see -facility)")
	c.loading.flags(flags)
	flags.StringVar(&c.idKeyFile, "id-key", "", fmt.Sprintf("the `file` with a key by which ids are made, at least %d bytes from a random source, which nobody else can read: without it, who knows a record number can make the ids of its patient", deidentify.MinKey))
	flags.StringVar(&c.document, "document", "stay", "the `form` of the documents: stay, each what its record is, or ips, International Patient Summaries, which have the text of -narrative in their sections always")
	flags.IntVar(&c.workers, "workers", runtime.GOMAXPROCS(0), "how many records are translated at once")
	c.privacy.flags(flags)
	flags.IntVar(&c.shardRows, "shard-rows", 0, "write the output in files of at most so many records, named with a number: stays-00001.ndjson, ...")
	flags.BoolVar(&c.resume, "resume", false, "go on where an interrupted run of the same command stopped, and leave a run that is interrupted so that it can be resumed; not with -report")
	flags.DurationVar(&c.checkpoint, "checkpoint", 5*time.Second, "with -resume, how often to save how far the run has come")
	flags.BoolVar(&c.skip, "skip-unknown", false, "leave files that hold no table or messages of a layout out, without counting them as failed: without it, they are left out too, and the exit status is 1")
	flags.BoolVar(&c.quiet, "quiet", false, "no summary and no progress")
	template := flags.String("template", "", "print the empty template of a `layout`, hk-frontsheet or mo-frontsheet, and exit")
	list := flags.Bool("list", false, "print the layouts and the code systems, and exit")
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return nil, true, nil
		}
		return nil, false, fmt.Errorf("bad flags, see -help")
	}
	if c.resume {
		if c.settings, err = checksums(flags, c.codeFiles, facility); err != nil {
			return nil, false, err
		}
	}
	if *list {
		printList(stdout)
		return nil, true, nil
	}
	if *template != "" {
		empty := map[string]func() []byte{"hk-frontsheet": hongkong.FrontSheetTemplate, "mo-frontsheet": macao.FrontSheetTemplate}[*template]
		if empty == nil {
			return nil, false, fmt.Errorf("-template %s: hk-frontsheet or mo-frontsheet", *template)
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
	c.inputs, err = expand(flags.Args())
	if err != nil {
		return nil, false, err
	}
	c.facilities = facilities{}
	if err := c.facilities.set(facility, flags.Args(), c.inputs); err != nil {
		return nil, false, err
	}
	if len(c.inputs) == 0 {
		return nil, false, fmt.Errorf("no input: name files, or - for standard input; see -help")
	}
	if isReports(*from) {
		c.reporting.from, *from = *from, ""
	}
	rows := c.to
	if isReports(rows) {
		c.reporting.to, rows = rows, "fhir"
	}
	if err := c.form.set(rows, c.out); err != nil {
		return nil, false, err
	}
	if c.fromFHIR = *from == "fhir"; c.fromFHIR {
		if len(facility) > 0 {
			return nil, false, fmt.Errorf("-facility is for rows and messages: a Bundle says itself whose it is")
		}
		*from = ""
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
	switch *fold {
	case "visit":
		c.fold = mapping.FoldVisit
	case "":
		if (c.bundle == "transaction" || c.form.product != nil) && !c.form.sheets() { // what is loaded later must undo nothing
			c.fold = mapping.FoldVisit
		}
	case "none":
	default:
		return nil, false, fmt.Errorf("-fold %s: visit or none", *fold)
	}
	if err := c.loading.set(c); err != nil {
		return nil, false, err
	}
	switch {
	case c.document == "stay":
	case c.document != "ips":
		return nil, false, fmt.Errorf("-document %s: stay or ips", c.document)
	case c.form.sheets() || c.form.product != nil:
		return nil, false, fmt.Errorf("-document ips is for -to fhir")
	case c.privacy.profileName == "counts":
		return nil, false, fmt.Errorf("-document ips and -deidentify counts: counts writes no documents")
	case c.bundle != "document":
		return nil, false, fmt.Errorf("-document ips and -bundle %s: a patient summary is a document; leave out -bundle", c.bundle)
	}
	if (c.form.html || c.form.form == "xlsx" || c.form.form == "dbf") && (c.resume || c.shardRows > 0) {
		return nil, false, fmt.Errorf("-resume and -shard-rows are for FHIR, CSV and messages")
	}
	if c.form.form == "dbf" && *compress != "" {
		return nil, false, errNoPackedTable
	}
	if err := c.setCompression(*compress); err != nil {
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
	if c.layouts, err = c.chooseLayouts(*from); err != nil {
		return nil, false, err
	}
	c.recognised = *from == ""
	for _, choice := range []struct {
		name   string
		system *codes.System
	}{
		{*diagnosis, &c.diagnosis},
		{*procedure, &c.procedure},
		{*toDiagnosis, &c.form.localize.Diagnosis},
		{*toProcedure, &c.form.localize.Procedure},
	} {
		if choice.name == "" {
			continue
		}
		system, ok := codes.FindSystem(choice.name)
		if !ok {
			return nil, false, fmt.Errorf("unknown code system %q, see -list", choice.name)
		}
		*choice.system = system
	}
	if *language != "" {
		var ok bool
		if c.form.localize.Language, ok = term.ParseLanguage(*language); !ok {
			return nil, false, fmt.Errorf("-to-language %s: zh-Hans-CN, zh-Hant-HK, zh-Hant-MO, en or pt", *language)
		}
	}
	if *narrative != "none" && *narrative != "bilingual" {
		return nil, false, fmt.Errorf("-narrative %s: none or bilingual", *narrative)
	}
	registry, err := c.loadCodes(*add, *narrative == "bilingual")
	if err != nil {
		return nil, false, err
	}
	if err := c.privacy.set(c, registry); err != nil {
		return nil, false, err
	}
	return c, false, nil
}

// layouts are the built-in ones of all regions.
func layouts() []*mapping.Layout {
	return slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
}

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
	if c.document == "ips" {
		options.Form = mapping.PatientSummary
	}
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
	for _, l := range layouts() {
		if l.Name == from {
			return []*mapping.Layout{l}, nil
		}
	}
	file, err := os.Open(from)
	if err != nil {
		return nil, fmt.Errorf("-from %s: neither a layout of -list nor a file", from)
	}
	defer file.Close()
	c.layoutFile = from
	layout, err := mapping.ReadLayout(file, slices.Concat(mainland.ValueSets(), hongkong.ValueSets(), macao.ValueSets()))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
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
