package translate

import (
	"flag"
	"fmt"
	"runtime"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/deidentify"
)

// given is what stands on the command line and is understood together with the rest
// of it. All else has its place in the command.
type given struct {
	from, toDiagnosis, toProcedure, language, compress, fold *string
	diagnosis, procedure, add, narrative, template           *string
	facility                                                 []string
	list                                                     *bool
}

// flags declares the flags of translate.
func (c *command) flags() (*flag.FlagSet, *given) {
	flags, g := flag.NewFlagSet("translate", flag.ContinueOnError), &given{}
	g.from = flags.String("from", "", "the layout of the files: a `name` of -list, a layout file, or fhir, Bundles of R4 or resources on their own, of any program; recognised from the header where not given")
	flags.StringVar(&c.to, "to", "fhir", "what to write: `fhir`, a Bundle a line; bulk, into a folder of -out a file for each type of resource, each resource once; tables, into a folder stays, diagnoses, procedures, fees, observations and medications, or omop, those of OMOP; rows or messages in a layout of -list; or html, a page to read and print (in a folder of -out, a page a record)")
	flags.StringVar(&c.form.edition, "to-edition", "", "of a layout that is written, leave out the columns that came after this `year`")
	g.toDiagnosis = flags.String("to-diagnosis-codes", "", "the `system` in which diagnoses are written, a name of -list; the layout's where not given")
	g.toProcedure = flags.String("to-procedure-codes", "", "the `system` in which procedures are written, a name of -list; the layout's where not given")
	g.language = flags.String("to-language", "", "the `language` of the names that are written across the border: zh-Hans-CN, zh-Hant-HK, zh-Hant-MO, en or pt; that of the layout's readers where not given")
	flags.StringVar(&c.form.encoding, "to-encoding", mapping.EncodingUTF8, "the encoding of what is written in a layout: utf-8, utf-8-bom, gb18030 or, for layouts whose files are in it, big5-hkscs or windows-1252")
	flags.StringVar(&c.form.form, "to-form", "", "the `form` of rows that are written: csv, xlsx or dbf, a table of FoxPro with its memo file, and further tables (_2.dbf) for more than 255 columns; what the name of -out ends in, else csv. Of tables: csv or parquet; both where not given")
	flags.BoolVar(&c.form.keepCodings, "keep-codings", false, "in rows and messages, keep the codings of diagnoses, operations and drugs for which the layout has no place, whatever their system: in a last column, "+mapping.KeptCodings+", or a segment ZKC, which is read back wherever it stands")
	flags.StringVar(&c.out, "out", "", "the output `file`, or an existing folder (or a name that ends in /) for a file for each input; standard output where - or not given, as - is for the other files that are written. A file whose name ends in .zst or .gz is compressed, whichever flag names it")
	g.compress = flags.String("compress", "", "`how` the files in a folder of -out are compressed: zst or gz")
	flags.StringVar(&c.issues, "issues", "", "the `file` for what was found, a JSON object a line")
	flags.StringVar(&c.values, "issues-with-values", "", "the `file` for the issues with the cells that they are about, as written: patients' values, for the owner's eyes alone (mode 0600)")
	flags.StringVar(&c.rejects, "rejects", "", "the `file` for the records that could not be translated, as in the input")
	flags.StringVar(&c.encoding, "encoding", mapping.EncodingAuto, "the encoding of the files: auto, utf-8, gb18030 (gbk), big5-hkscs (big5) or windows-1252 (latin1)")
	g.fold = flags.String("fold", "", "`visit` makes one record of the messages of HL7 v2 that are of one visit, wherever they stand in a file, none one of each; visit for -bundle transaction, -to bulk, tables and omop where not given, else none")
	g.diagnosis = flags.String("diagnosis-codes", "", "the `system` in which diagnoses are coded, a name of -list; the layout's where not given")
	g.procedure = flags.String("procedure-codes", "", "the `system` in which procedures are coded, a name of -list; the layout's where not given")
	flags.Func("codes", "code tables and maps to use before the built-in ones: a `FILE`, a folder, or SYSTEM=FILE for a table that does not name its system; may be repeated", func(name string) error {
		c.codeFiles = append(c.codeFiles, name)
		return nil
	})
	flags.Func("facility", "the facility of records that name none, `CODE[=NAME]`, or INPUT=CODE[=NAME] for one of the inputs; may be repeated. Numbers of patients are those of a facility: without one, ids hold within an input, and the same file gives the same ids again", func(value string) error {
		g.facility = append(g.facility, value)
		return nil
	})
	flags.Func("record-number-system", "with -from fhir, the `URI` of the identifier system of the hospital's record numbers; without it, an identifier of the type MR is the record's number; may be repeated", func(uri string) error {
		if uri == "" {
			return fmt.Errorf("-record-number-system: a URI")
		}
		c.recordSystems = append(c.recordSystems, uri)
		return nil
	})
	flags.Func("value-sets", "a `file` of value sets of one's own, for the layout file of -from; may be repeated. A layout file names them itself as @value-set", func(name string) error {
		c.valueSets = append(c.valueSets, name)
		return nil
	})
	g.add = flags.String("add-codes", "", "code `systems` of -list, separated by commas: their codes are added to the source's, where a map leads there")
	flags.StringVar(&c.unmapped, "unmapped", "", "the `file` for the codes without a target in -add-codes, most frequent first: a CSV to fill in and load with -codes")
	flags.StringVar(&c.report, "report", "", "the `file` for a page of HTML about the run: what was read, what was found and what to do about it, without values of patients; not with -resume")
	flags.Func("report-date", "the `day` that the page of -report states, yyyy-mm-dd; none where not given, so that the same run gives the same page", func(day string) (err error) {
		c.reportDate, err = time.Parse(time.DateOnly, day)
		return err
	})
	flags.BoolVar(&c.check, "check", false, "check the sheets by the quality rules of the front sheet, too, each by itself and against those before it in all files of the run; of reports of laboratories, whether flags, ranges, times and states fit together")
	flags.StringVar(&c.today, "today", "", "the `day` after which -check takes a date to lie in the future, yyyy-mm-dd; the day on which the run began in Hong Kong and mainland China where not given")
	g.narrative = flags.String("narrative", "none", "the text of documents for people to read: none, or `bilingual`, in the words of the source and in those of the other side, which takes about three times the time and twice the space; html has it always")
	flags.StringVar(&c.bundle, "bundle", "document", "the type of the Bundles: document, or transaction, for which each record must have a facility (see -facility)")
	c.loading.flags(flags)
	flags.StringVar(&c.idKeyFile, "id-key", "", fmt.Sprintf("the `file` with a key by which ids are made, at least %d bytes from a random source, which nobody else can read: without it, who knows a record number can make the ids of its patient", deidentify.MinKey))
	flags.StringVar(&c.document, "document", "stay", "the `form` of the documents: stay, each what its record is; ips, International Patient Summaries; or referral, transfer or ambulance, by which another hospital is asked to take the patient (see -receiver). All but stay have the text of -narrative in their sections always")
	c.referring.flags(flags)
	flags.IntVar(&c.workers, "workers", runtime.GOMAXPROCS(0), "how many records are translated at once")
	c.privacy.flags(flags)
	flags.IntVar(&c.shardRows, "shard-rows", 0, "write the output in files of at most so many records, named with a number: stays-00001.ndjson, ...")
	flags.BoolVar(&c.resume, "resume", false, "go on where an interrupted run of the same command stopped, and leave a run that is interrupted so that it can be resumed; not with -report")
	flags.DurationVar(&c.checkpoint, "checkpoint", 5*time.Second, "with -resume, how often to save how far the run has come")
	flags.BoolVar(&c.skip, "skip-unknown", false, "leave files that hold no table or messages of a layout out, without counting them as failed: without it, they are left out too, and the exit status is 1")
	flags.BoolVar(&c.quiet, "quiet", false, "no summary and no progress")
	g.template = flags.String("template", "", "print the empty template of a `layout`, hk-frontsheet or mo-frontsheet, and exit")
	g.list = flags.Bool("list", false, "print the layouts and the code systems, and exit")
	return flags, g
}
