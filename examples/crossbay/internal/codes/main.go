// Package codes looks codes up and translates them, over the built-in tables and any
// files of one's own.
//
//	codes lookup    [-codes FILE|DIR]… -source SYSTEM CODE…
//	codes translate [-codes FILE|DIR]… -source SYSTEM[|VERSION] -target SYSTEM[|VERSION] [-reverse] CODE…
//	codes translate [-codes FILE|DIR]… -source SYSTEM[|VERSION] [-target SYSTEM[|VERSION]]
//	                -url CONCEPTMAP [-version V] [-reverse] CODE…
//	codes validate  [-codes FILE|DIR]… -source SYSTEM [-display NAME] CODE…
//	codes validate  -codes FILE|DIR…
//	codes term      -from LANGUAGE -to LANGUAGE [-terms FILE]… TERM…
//	codes publish   [-codes FILE|DIR]… [-out DIR] [-ndjson FILE] [-package FILE] [-only IDS]
//	codes serve     [-codes FILE|DIR]… [-listen ADDRESS]
//	codes -list
//
// Each answer is one line: of lookup, translate and validate, the Parameters that FHIR
// R4's $lookup, $translate or $validate-code would return; of term, a JSON object. A code
// is taken as it stands: one with white space around it is none. A code that is not known
// has an OperationOutcome as its answer of lookup, and the status is 1, as it is where
// validate answers false; it is 2 for bad usage and for a file that cannot be loaded,
// and otherwise 0.
//
// Validate without a code says what is wrong with the tables and maps that -codes names,
// a JSON object a line: codes without a display, codes that the tables of their system do
// not have, several equivalents of one code, maps that contradict each other, that lead
// in a circle, or whose way back is another. The status is 1 where something is an error.
//
// Publish writes all tables and maps as resources for a FHIR server, and serve
// answers as one, over HTTP.
package codes

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// The exit statuses.
const (
	exitAnswered = 0
	exitUnknown  = 1 // a code was looked up that is not known
	exitFailed   = 2
)

const usage = `usage:
  codes lookup    [-codes FILE|DIR]... -source SYSTEM CODE...
  codes translate [-codes FILE|DIR]... -source SYSTEM[|VERSION] -target SYSTEM[|VERSION] [-reverse] CODE...
  codes translate [-codes FILE|DIR]... -source SYSTEM[|VERSION] [-target SYSTEM[|VERSION]]
                  -url CONCEPTMAP [-version V] [-reverse] CODE...
  codes validate  [-codes FILE|DIR]... -source SYSTEM [-display NAME] CODE...
  codes validate  -codes FILE|DIR...
  codes term      -from LANGUAGE -to LANGUAGE [-terms FILE]... TERM...
  codes publish   [-codes FILE|DIR]... [-out DIR] [-ndjson FILE] [-package FILE] [-only IDS]
  codes serve     [-codes FILE|DIR]... [-listen ADDRESS]
  codes -list

A CODE of - reads codes from standard input, one a line. SYSTEM is a URI or a
name that -list prints. FILE may be SYSTEM=FILE, where the file does not say
which code system it has. codes lookup -help tells more of lookup, and
so of each.
`

// Command is the subcommand codes, with those below it.
func Command() *cli.Command {
	answering := func(name, short string) *cli.Command {
		return &cli.Command{Name: name, Short: short, Run: below(name), Values: systems, Flags: func() *flag.FlagSet {
			f, _ := (&command{name: name}).flags()
			return f
		}}
	}
	return &cli.Command{
		Name: "codes", Short: "look codes up and translate them; validate, publish and serve the tables",
		Run: func(_ context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
			return run(args, stdin, stdout, stderr)
		},
		Commands: []*cli.Command{
			answering("lookup", "what a code system says of codes"),
			answering("translate", "codes of one system in another"),
			{
				Name: "validate", Short: "whether codes exist; what is wrong with tables and maps", Run: below("validate"), Values: systems,
				Flags: (&validation{}).flags,
			},
			{Name: "term", Short: Term().Short, Run: below("term"), Flags: Term().Flags, Values: Term().Values},
			{Name: "publish", Short: "write tables and maps as resources for a FHIR server", Run: below("publish"), Flags: (&publication{}).flags},
			{Name: "serve", Short: "answer over HTTP as a terminology server", Run: below("serve"), Flags: func() *flag.FlagSet {
				f, _, _ := (&serving{}).flags()
				return f
			}},
		},
	}
}

// Term is the subcommand term.
func Term() *cli.Command {
	languages := func() []string { return []string{"zh-Hans-CN", "zh-Hant-HK", "en"} }
	return &cli.Command{
		Name: "term", Short: "translate medical terms between the sides' words", Run: below("term"),
		Values: map[string]func() []string{"from": languages, "to": languages},
		Flags: func() *flag.FlagSet {
			f, _, _ := (&termCommand{}).flags()
			return f
		},
	}
}

// systems are the values of flags that name code systems.
var systems = map[string]func() []string{"source": systemNames, "target": systemNames}

func systemNames() (names []string) {
	for _, s := range codes.Systems() {
		names = append(names, s.Name)
	}
	return names
}

// below runs a command of codes.
func below(name string) func(context.Context, []string, io.Reader, io.Writer, io.Writer) int {
	return func(_ context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
		return run(append([]string{name}, args...), stdin, stdout, stderr)
	}
}

// A command is what the command line asks for.
type command struct {
	name           string
	from, to       string // -source and -target as written
	list           bool
	files          []string
	url, version   string
	source, target codes.System
	reverse        bool
	codes          []string
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 1 && (args[0] == "-list" || args[0] == "--list") {
		return list(stdout, stderr)
	}
	if len(args) > 0 {
		switch args[0] {
		case "validate":
			return runValidate(args[1:], stdin, stdout, stderr)
		case "term":
			return runTerm(args[1:], stdin, stdout, stderr)
		case "publish":
			return runPublish(args[1:], stdout, stderr)
		case "serve":
			return runServe(args[1:], stderr)
		}
	}
	c, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitAnswered
	case errors.Is(err, errList):
		return list(stdout, stderr)
	case err != nil:
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	answerer, unknown, err := newAnswerer(c, stderr)
	if err == nil {
		err = keep(terminology.Files(c.files), "-codes", c.codes, stdin, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	for _, what := range unknown {
		fmt.Fprintln(stderr, "codes: -codes", what)
	}
	out := bufio.NewWriter(stdout)
	if err := each(c.codes, stdin, func(code string) error { return answerer.answer(out, code) }); err != nil {
		out.Flush()
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	if answerer.unknown {
		return exitUnknown
	}
	return exitAnswered
}

var errList = errors.New("list")

// parse reads the command line. It has printed the help where it returns
// flag.ErrHelp.
func parse(args []string, stderr io.Writer) (*command, error) {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		fmt.Fprint(stderr, usage)
		if len(args) == 0 {
			return nil, errors.New("no command")
		}
		return nil, flag.ErrHelp
	}
	c := &command{name: args[0]}
	f, err := c.flags()
	if err != nil {
		return nil, err
	}
	if c.codes, err = cli.Parse(f, args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "usage of codes %s:\n", c.name)
			f.SetOutput(stderr)
			f.PrintDefaults()
		}
		return nil, err
	}
	if c.list {
		return nil, errList
	}
	if i := strings.Index(c.url, "|"); i >= 0 && c.version == "" {
		c.url, c.version = c.url[:i], c.url[i+1:]
	}
	switch {
	case c.from == "":
		return nil, errors.New("-source is missing")
	case c.name == "translate" && c.to == "" && c.url == "":
		return nil, errors.New("-target is missing; a map that -url names has its own")
	case c.version != "" && c.url == "":
		return nil, errors.New("-version is that of the map that -url names, and there is no -url")
	case len(c.codes) == 0:
		return nil, errors.New("no codes; - reads them from standard input")
	}
	if c.source, err = system("-source", c.from); err != nil {
		return nil, err
	}
	if c.to != "" {
		if c.target, err = system("-target", c.to); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// flags declares the flags of lookup and translate.
func (c *command) flags() (*flag.FlagSet, error) {
	f := flag.NewFlagSet("codes "+c.name, flag.ContinueOnError)
	codesFlag(f, &c.files, "")
	f.BoolVar(&c.list, "list", false, "print the names of the code systems, and stop")
	switch c.name {
	case "lookup":
		f.StringVar(&c.from, "source", "", "the code `SYSTEM` of the codes")
	case "translate":
		f.StringVar(&c.from, "source", "", "translate from this code `SYSTEM`")
		f.StringVar(&c.to, "target", "", "translate to this code `SYSTEM`; with -url it may be left out, and is that of the map")
		f.StringVar(&c.url, "url", "", "use this `CONCEPTMAP` alone, by its canonical URI")
		f.StringVar(&c.version, "version", "", "use this `V`ersion of the map that -url names")
		f.BoolVar(&c.reverse, "reverse", false, "the codes are of the target: give every code of the source that translates to them")
	default:
		return nil, fmt.Errorf("no command %q; there are lookup, translate, validate, term, publish and serve%s", c.name, cli.DidYouMean(c.name, names))
	}
	return f, nil
}

// names are those of the commands.
var names = []string{"lookup", "translate", "validate", "term", "publish", "serve"}

// codesFlag defines -codes, of which there may be more to say.
func codesFlag(f *flag.FlagSet, files *[]string, more string) {
	help := "load the tables and maps of `FILE|DIR` before the built-in ones; may be repeated.\n" +
		"SYSTEM=FILE says which code system a plain table has"
	if more != "" {
		help += ". " + more
	}
	f.Func("codes", help, func(s string) error {
		*files = append(*files, s)
		return nil
	})
}

// system reads SYSTEM[|VERSION].
func system(what, s string) (codes.System, error) {
	if found, ok := codes.FindSystem(s); ok {
		return found, nil
	}
	if name, version, ok := strings.Cut(s, "|"); ok {
		if found, ok := codes.FindSystem(name); ok {
			found.Version = version
			return found, nil
		}
	}
	return codes.System{}, fmt.Errorf("%s: %q is neither a URI nor a name that -list prints%s", what, s, cli.DidYouMean(s, systemNames()))
}

func list(stdout, stderr io.Writer) int {
	for _, n := range codes.Systems() {
		if _, err := fmt.Fprintf(stdout, "%s\t%s\t%s\n", n.Name, n.System, n.Title); err != nil {
			fmt.Fprintln(stderr, "codes:", err)
			return exitFailed
		}
	}
	return exitAnswered
}

// keep refuses to write to a file that the command reads: that goes on growing
// while it is read, and is none of what it was.
func keep(files []string, as string, asked []string, stdin io.Reader, stdout io.Writer) error {
	var reads []overwrite.File
	for _, name := range files {
		reads = append(reads, overwrite.File{As: as, Name: name})
	}
	if slices.Contains(asked, "-") {
		reads = append(reads, overwrite.File{Stream: stdin})
	}
	return overwrite.Check(reads, []overwrite.File{{Stream: stdout}})
}

// each calls answer with everything that is asked for; - stands for the lines
// of standard input that are not blank, without their ends.
func each(asked []string, stdin io.Reader, answer func(string) error) error {
	for _, code := range asked {
		if code != "-" {
			if err := answer(code); err != nil {
				return err
			}
			continue
		}
		lines := bufio.NewScanner(stdin)
		first := true
		for lines.Scan() {
			s := lines.Text()
			if first {
				s, first = strings.TrimPrefix(s, "\ufeff"), false
			}
			if strings.TrimSpace(s) == "" {
				continue
			}
			if err := answer(s); err != nil {
				return err
			}
		}
		if err := lines.Err(); err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
	}
	return nil
}
