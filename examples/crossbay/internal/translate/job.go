package translate

import (
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/referral"
)

// A job is one of the subcommands: what it writes, and the flags that it has.
type job struct {
	name, short, usage string
	findings           bool // it tells what was found, line by line, and a wrong sheet fails it
	discard            bool // it writes no documents
	groups             []cli.Group
	prepare            func(*command)
}

// The groups of flags, those that somebody needs every day first.
var (
	dailyFlags    = cli.Group{Title: "Every day", Flags: []string{"from", "to", "out", "issues", "report", "check"}}
	readingFlags  = cli.Group{Title: "What is read", Flags: []string{"encoding", "fold", "facility", "record-number-system", "diagnosis-codes", "procedure-codes", "skip-unknown", "value-sets"}}
	termsFlags    = cli.Group{Title: "Code tables", Flags: []string{"codes", "add-codes", "unmapped"}}
	findingsFlags = cli.Group{Title: "What is found", Flags: []string{"rejects", "issues-with-values", "report-date", "today"}}
	rowsFlags     = cli.Group{Title: "Rows and messages that are written", Flags: []string{"to-edition", "to-form", "to-encoding", "to-language", "to-diagnosis-codes", "to-procedure-codes", "keep-codings"}}
	fhirsFlags    = cli.Group{Title: "FHIR that is written", Flags: []string{"document", "narrative", "bundle", "shared", "supersede", "request", "max-entries", "id-key"}}
	handOverFlags = cli.Group{Title: "Patients who are handed over", Flags: []string{"receiver", "receiver-department", "referrer", "referrer-department", "reason", "urgency", "results", "referral-number", "referral-date", "statement"}}
	privatesFlags = cli.Group{Title: "What is passed on of patients", Flags: []string{"deidentify", "key", "purpose", "link", "listed", "manifest", "recipient", "retention", "basis"}}
	largeFlags    = cli.Group{Title: "Large runs", Flags: []string{"workers", "compress", "shard-rows", "resume", "checkpoint", "quiet"}}
	listsFlags    = cli.Group{Title: "Lists", Flags: []string{"list", "template"}}
)

// jobs are the subcommands; the first is what the others are parts of.
var jobs = []*job{
	{
		name: "translate", short: "translate records into FHIR, rows, messages, tables or pages",
		usage:   "crossbay translate [-from LAYOUT|fhir] [-to fhir|bulk|tables|omop|html|LAYOUT] [flags] FILE|GLOB|- ...",
		groups:  []cli.Group{dailyFlags, readingFlags, termsFlags, findingsFlags, rowsFlags, fhirsFlags, handOverFlags, privatesFlags, largeFlags, listsFlags},
		prepare: func(*command) {},
	},
	{
		name: "check", short: "check records by the quality rules of the front sheet, and write none",
		usage: "crossbay check [-from LAYOUT|fhir] [flags] FILE|GLOB|- ...\n\n" +
			"A finding a line, and what could not be read; with -issues, as JSON. The status is 1 where a finding is an error.",
		findings: true, discard: true,
		groups: []cli.Group{
			{Title: "Every day", Flags: []string{"from", "issues", "report", "today"}},
			readingFlags,
			{Title: "Code tables", Flags: []string{"codes"}},
			{Title: "Other", Flags: []string{"issues-with-values", "report-date", "workers", "quiet"}},
		},
		prepare: func(c *command) { c.check = true },
	},
	{
		name: "report", short: "write the page about what a run reads and finds, and no documents",
		usage:   "crossbay report [-from LAYOUT|fhir] [-out FILE] [flags] FILE|GLOB|- ...",
		discard: true,
		groups: []cli.Group{
			{Title: "Every day", Flags: []string{"from", "to", "out", "issues", "check", "report-date"}},
			readingFlags, termsFlags,
			{Title: "Other", Flags: []string{"today", "issues-with-values", "workers", "quiet"}},
		},
		prepare: func(c *command) {
			if c.report = c.out; c.report == "" {
				c.report = standard
			}
			c.out = ""
		},
	},
}

// narrow returns the flags that the job has.
func (j *job) narrow(all *flag.FlagSet) *flag.FlagSet {
	if j == jobs[0] {
		return all
	}
	own := flag.NewFlagSet(j.name, flag.ContinueOnError)
	all.VisitAll(func(f *flag.Flag) {
		if slices.ContainsFunc(j.groups, func(g cli.Group) bool { return slices.Contains(g.Flags, f.Name) }) {
			own.Var(f.Value, f.Name, f.Usage)
		}
	})
	if out := own.Lookup("out"); out != nil {
		out.Usage = "the `file` of the page; standard output where - or not given"
	}
	return own
}

func (j *job) help(w io.Writer, flags *flag.FlagSet) {
	fmt.Fprintln(w, "usage: "+j.usage)
	cli.PrintFlags(w, flags, j.groups)
}

// flagValues are those of the flags that take names, for completion.
func flagValues() map[string]func() []string {
	return map[string]func() []string{
		"from":            func() []string { return append(layoutNames(), "fhir") },
		"to":              func() []string { return append(layoutNames(), "fhir", "bulk", "tables", "omop", "html") },
		"encoding":        func() []string { return []string{"auto", "utf-8", "gb18030", "big5-hkscs", "windows-1252"} },
		"diagnosis-codes": systemNames, "procedure-codes": systemNames, "add-codes": systemNames,
		"to-diagnosis-codes": systemNames, "to-procedure-codes": systemNames,
		"to-form":     func() []string { return []string{"csv", "xlsx", "dbf", "parquet"} },
		"to-language": func() []string { return []string{"zh-Hans-CN", "zh-Hant-HK", "zh-Hant-MO", "en", "pt"} },
		"to-encoding": func() []string { return []string{"utf-8", "utf-8-bom", "gb18030", "big5-hkscs", "windows-1252"} },
		"fold":        func() []string { return []string{"visit", "none"} },
		"bundle":      func() []string { return []string{"document", "transaction"} },
		"document":    mapping.FormNames,
		"urgency":     referral.Urgencies,
		"narrative":   func() []string { return []string{"none", "bilingual"} },
		"compress":    func() []string { return []string{"zst", "gz"} },
		"deidentify":  func() []string { return []string{"full", "gba", "research", "counts"} },
		"shared":      func() []string { return []string{"stay", "once", "patient"} },
		"template":    func() []string { return []string{"hk-frontsheet", "mo-frontsheet"} },
	}
}

func layoutNames() (names []string) {
	for _, l := range layouts() {
		names = append(names, l.Name)
	}
	return names
}

func systemNames() (names []string) {
	for _, s := range codes.Systems() {
		names = append(names, s.Name)
	}
	return names
}
