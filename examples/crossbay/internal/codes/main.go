// Codes looks codes up and translates them, over the built-in tables and any
// files of one's own.
//
//	codes lookup    [-codes FILE|DIR]… -source SYSTEM CODE…
//	codes translate [-codes FILE|DIR]… -source SYSTEM[|VERSION] -target SYSTEM[|VERSION] [-reverse] CODE…
//	codes translate [-codes FILE|DIR]… -source SYSTEM[|VERSION] [-target SYSTEM[|VERSION]]
//	                -url CONCEPTMAP [-version V] [-reverse] CODE…
//	codes term      -from LANGUAGE -to LANGUAGE [-terms FILE]… TERM…
//	codes publish   [-codes FILE|DIR]… [-out DIR] [-ndjson FILE] [-package FILE] [-only IDS]
//	codes serve     [-codes FILE|DIR]… [-listen ADDRESS]
//	codes -list
//
// Each answer is one line: of the first two, the Parameters that FHIR R4's
// $lookup or $translate would return; of the third, a JSON object. A code is taken
// as it stands: one with white space around it is none. The status is 0 however
// the answers are, and 2 for bad usage and for a file that cannot be loaded.
//
// Publish writes all tables and maps as resources for a FHIR server, and serve
// answers as one, over HTTP.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// The exit statuses.
const (
	exitAnswered = 0
	exitFailed   = 2
)

const usage = `usage:
  codes lookup    [-codes FILE|DIR]... -source SYSTEM CODE...
  codes translate [-codes FILE|DIR]... -source SYSTEM[|VERSION] -target SYSTEM[|VERSION] [-reverse] CODE...
  codes translate [-codes FILE|DIR]... -source SYSTEM[|VERSION] [-target SYSTEM[|VERSION]]
                  -url CONCEPTMAP [-version V] [-reverse] CODE...
  codes term      -from LANGUAGE -to LANGUAGE [-terms FILE]... TERM...
  codes publish   [-codes FILE|DIR]... [-out DIR] [-ndjson FILE] [-package FILE] [-only IDS]
  codes serve     [-codes FILE|DIR]... [-listen ADDRESS]
  codes -list

A CODE of - reads codes from standard input, one a line. SYSTEM is a URI or a
name that -list prints. FILE may be SYSTEM=FILE, where the file does not say
which code system it has. codes lookup -help tells more of lookup, and
so of each.
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// A command is what the command line asks for.
type command struct {
	name           string
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
	answerer, unknown, err := newAnswerer(c)
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
	var source, target string
	var wantList bool
	f := flag.NewFlagSet("codes "+c.name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	codesFlag(f, &c.files, "")
	f.BoolVar(&wantList, "list", false, "print the names of the code systems, and stop")
	switch c.name {
	case "lookup":
		f.StringVar(&source, "source", "", "the code `SYSTEM` of the codes")
	case "translate":
		f.StringVar(&source, "source", "", "translate from this code `SYSTEM`")
		f.StringVar(&target, "target", "", "translate to this code `SYSTEM`; with -url it may be left out, and is that of the map")
		f.StringVar(&c.url, "url", "", "use this `CONCEPTMAP` alone, by its canonical URI")
		f.StringVar(&c.version, "version", "", "use this `V`ersion of the map that -url names")
		f.BoolVar(&c.reverse, "reverse", false, "the codes are of the target: give every code of the source that translates to them")
	default:
		return nil, fmt.Errorf("no command %q; there are lookup, translate, term, publish and serve", c.name)
	}
	if err := f.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "usage of codes %s:\n", c.name)
			f.SetOutput(stderr)
			f.PrintDefaults()
		}
		return nil, err
	}
	if wantList {
		return nil, errList
	}
	if i := strings.Index(c.url, "|"); i >= 0 && c.version == "" {
		c.url, c.version = c.url[:i], c.url[i+1:]
	}
	var err error
	switch {
	case source == "":
		return nil, errors.New("-source is missing")
	case c.name == "translate" && target == "" && c.url == "":
		return nil, errors.New("-target is missing; a map that -url names has its own")
	case c.version != "" && c.url == "":
		return nil, errors.New("-version is that of the map that -url names, and there is no -url")
	case f.NArg() == 0:
		return nil, errors.New("no codes; - reads them from standard input")
	}
	if c.source, err = system("-source", source); err != nil {
		return nil, err
	}
	if target != "" {
		if c.target, err = system("-target", target); err != nil {
			return nil, err
		}
	}
	c.codes = f.Args()
	for _, code := range c.codes {
		if strings.HasPrefix(code, "-") && code != "-" {
			return nil, fmt.Errorf("the flag %s stands behind a code; flags come first", code)
		}
	}
	return c, nil
}

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
	return codes.System{}, fmt.Errorf("%s: %q is neither a URI nor a name that -list prints", what, s)
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
