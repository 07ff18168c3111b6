package codes

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/fhir/definitions"
)

// A publication is what codes publish was asked for.
type publication struct {
	codes                []string // -codes
	folder, lines, guide string
	only                 []string
	list                 bool
}

// runPublish writes tables and maps as resources for a FHIR server.
func runPublish(args []string, stdout, stderr io.Writer) int {
	p, err := parsePublish(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitAnswered
	}
	if err == nil {
		err = p.run(stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	return exitAnswered
}

// flags declares the flags of publish.
func (p *publication) flags() *flag.FlagSet {
	f := flag.NewFlagSet("codes publish", flag.ContinueOnError)
	codesFlag(f, &p.codes, "Load all that the server is to have at once: the map of a rule\n"+
		"holds what the rule says of each table, and takes the place of the one before")
	f.StringVar(&p.folder, "out", "", "write each resource to a file TYPE-ID.json in the folder `DIR`, to be PUT to TYPE/ID")
	f.StringVar(&p.lines, "ndjson", "", "write the resources to `FILE`, one a line; - is standard output")
	f.StringVar(&p.guide, "package", "", "write the definitions of this project's extensions, code systems and value maps to `FILE`,\n"+
		"a package of FHIR (package.tgz) that servers and validators install")
	f.Func("only", "write the resources of these `IDS` alone, separated by commas", func(ids string) error {
		p.only = strings.Split(ids, ",")
		return nil
	})
	f.BoolVar(&p.list, "list", false, "print type, id, URI, version and title of each resource, and stop")
	return f
}

func parsePublish(args []string, stderr io.Writer) (*publication, error) {
	p := &publication{}
	f := p.flags()
	rest, err := cli.Parse(f, args)
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stderr, "usage of codes publish:")
			f.SetOutput(stderr)
			f.PrintDefaults()
		}
		return nil, err
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("publish takes no %q; files to load are named by -codes", rest[0])
	}
	if !p.list && p.folder == "" && p.lines == "" && p.guide == "" {
		return nil, errors.New("nowhere to publish to: -out, -ndjson or -package says where")
	}
	return p, nil
}

func (p *publication) run(stdout, stderr io.Writer) error {
	var entries []catalog.Entry
	if p.list || p.folder != "" || p.lines != "" {
		var err error
		if entries, err = p.entries(stderr); err != nil {
			return err
		}
	}
	if p.list {
		w := bufio.NewWriter(stdout)
		for _, e := range entries {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Type, e.ID, e.URL, e.Version, e.Title)
		}
		return w.Flush()
	}
	if err := p.check(entries, stdout); err != nil {
		return err
	}
	var out outputs
	defer out.drop()
	if p.folder != "" {
		for i := range entries {
			if err := out.add(filepath.Join(p.folder, entries[i].File()), entries[i].Write); err != nil {
				return err
			}
		}
	}
	if p.guide != "" {
		if err := out.add(p.guide, definitions.WritePackage); err != nil {
			return err
		}
	}
	lines := func(w io.Writer) error {
		for i := range entries {
			if err := entries[i].Write(lineWriter{w}); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	switch p.lines {
	case "":
	case "-":
		w := bufio.NewWriterSize(stdout, 1<<16)
		if err := lines(w); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
	default:
		if err := out.add(p.lines, lines); err != nil {
			return err
		}
	}
	return out.publish()
}

// entries returns the resources that are to be written, and says what cannot be.
func (p *publication) entries(stderr io.Writer) ([]catalog.Entry, error) {
	set, err := terminology.Load(p.codes, load.Options{})
	if err != nil {
		return nil, err
	}
	tables, maps := terminology.Everything(set)
	entries, left := catalog.New(set, tables, maps)
	if p.only == nil {
		for _, what := range left {
			fmt.Fprintln(stderr, "codes: not published:", what)
		}
		return entries, nil
	}
	for _, id := range p.only {
		if !slices.ContainsFunc(entries, func(e catalog.Entry) bool { return e.ID == id }) {
			return nil, fmt.Errorf("-only: there is no %q; see codes publish -list", id)
		}
	}
	return slices.DeleteFunc(entries, func(e catalog.Entry) bool { return !slices.Contains(p.only, e.ID) }), nil
}

// check refuses to replace a file that is read, and to write one twice.
func (p *publication) check(entries []catalog.Entry, stdout io.Writer) error {
	var reads, writes []overwrite.File
	for _, name := range terminology.Files(p.codes) {
		reads = append(reads, overwrite.File{As: "-codes", Name: name})
	}
	if p.folder != "" {
		for i := range entries {
			writes = append(writes, overwrite.File{As: "-out", Name: filepath.Join(p.folder, entries[i].File())})
		}
	}
	if p.guide != "" {
		writes = append(writes, overwrite.File{As: "-package", Name: p.guide})
	}
	switch p.lines {
	case "":
	case "-":
		writes = append(writes, overwrite.File{Stream: stdout})
	default:
		writes = append(writes, overwrite.File{As: "-ndjson", Name: p.lines})
	}
	return overwrite.Check(reads, writes)
}
