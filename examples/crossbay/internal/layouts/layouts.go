// Package layouts tells of the layouts: which there are, of what they are made, and
// which of them a file has.
package layouts

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/results"
)

// The exit statuses.
const (
	exitDone   = 0
	exitUnfit  = 1 // a file has none of the layouts
	exitFailed = 2
)

// All lists the built-in layouts of all regions.
func All() []*mapping.Layout {
	return slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
}

// ValueSets lists the built-in value sets of all regions.
func ValueSets() []*mapping.ValueSet {
	return slices.Concat(mainland.ValueSets(), hongkong.ValueSets(), macao.ValueSets())
}

// Names lists the names of the built-in layouts.
func Names() (names []string) {
	for _, l := range All() {
		names = append(names, l.Name)
	}
	return names
}

// Read returns the built-in layout of that name, or reads a layout file with the
// value sets of one's own, besides those that it names itself. files are those that it
// has read.
func Read(name string, own []string) (l *mapping.Layout, files []string, err error) {
	for _, l := range All() {
		if l.Name == name {
			return l, nil, nil
		}
	}
	if _, err := os.Stat(name); err != nil {
		return nil, nil, fmt.Errorf("%s: neither a layout of -list nor a file%s", name, cli.DidYouMean(name, append(Names(), "fhir")))
	}
	sets := ValueSets()
	for _, file := range own {
		read, err := readSets(file)
		if err != nil {
			return nil, nil, err
		}
		sets, files = append(sets, read...), append(files, file)
	}
	folder, file := filepath.Split(name)
	if folder == "" {
		folder = "."
	}
	read := recorder{FS: os.DirFS(folder), folder: folder, names: &files}
	l, err = mapping.ReadLayoutFile(read, file, sets)
	return l, files, err
}

// A recorder notes what is opened.
type recorder struct {
	fs.FS
	folder string
	names  *[]string
}

func (r recorder) Open(name string) (fs.File, error) {
	*r.names = append(*r.names, filepath.Join(r.folder, filepath.FromSlash(name)))
	return r.FS.Open(name)
}

func readSets(name string) ([]*mapping.ValueSet, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sets, err := mapping.ReadOwnValueSets(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return sets, nil
}

// Templates are the empty front sheets to fill in, by the names of their layouts.
func Templates() map[string]func() []byte {
	return map[string]func() []byte{"hk-frontsheet": hongkong.FrontSheetTemplate, "mo-frontsheet": macao.FrontSheetTemplate}
}

const usage = `usage:
  crossbay layouts list
  crossbay layouts elements [NAME...]
  crossbay layouts template hk-frontsheet|mo-frontsheet
  crossbay layouts explain [-from LAYOUT-FILE] [-value-sets FILE] FILE ...

elements prints of each element that a layout's columns can fill: its name, the kind
of its values, the formats that its columns may have, where it goes in FHIR, and what
the built-in layouts call it in English and Chinese.

explain says which layout a file has, and of the others why not. It prints names of
layouts and of their columns, and nothing else that stands in the file.
`

// Command is the subcommand layouts.
func Command() *cli.Command {
	command := &cli.Command{Name: "layouts", Short: "the layouts: list, elements, template, and which one a file has", Run: run}
	for name, short := range map[string]string{
		"list": "the built-in layouts", "elements": "what the columns of a layout can fill",
		"template": "an empty front sheet to fill in", "explain": "which layout a file has, and why not another",
	} {
		below := &cli.Command{Name: name, Short: short, Run: func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
			return run(ctx, append([]string{name}, args...), stdin, stdout, stderr)
		}}
		switch name {
		case "explain":
			below.Flags = func() *flag.FlagSet { return new(explanation).flags() }
			below.Values = map[string]func() []string{"from": Names}
		case "template":
			below.Values = map[string]func() []string{"": func() []string { return []string{"hk-frontsheet", "mo-frontsheet"} }}
		}
		command.Commands = append(command.Commands, below)
	}
	return command
}

var commands = []string{"list", "elements", "template", "explain"}

func run(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	e := &explanation{stdout: stdout}
	var err error
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	rest, err := cli.Parse(e.flags(), args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stderr, usage)
		return exitDone
	case err != nil:
	case name == "list":
		err = list(stdout)
	case name == "elements":
		err = elements(stdout, rest)
	case name == "template":
		err = template(stdout, rest)
	case name == "explain":
		err = e.files(rest)
	case name == "":
		err = fmt.Errorf("no command; there are %s", strings.Join(commands, ", "))
	default:
		err = fmt.Errorf("no command %q; there are %s%s", name, strings.Join(commands, ", "), cli.DidYouMean(name, commands))
	}
	if err != nil {
		fmt.Fprintln(stderr, "layouts:", err)
		return exitFailed
	}
	if e.unfit {
		return exitUnfit
	}
	return exitDone
}

func list(w io.Writer) error {
	for _, l := range All() {
		if _, err := fmt.Fprintf(w, "%s\t%s\n", l.Name, l.Title); err != nil {
			return err
		}
	}
	for _, name := range results.Layouts() {
		if _, err := fmt.Fprintf(w, "%s\t%s\n", name, results.Title(name)); err != nil {
			return err
		}
	}
	return nil
}

func template(w io.Writer, names []string) error {
	if len(names) != 1 || Templates()[names[0]] == nil {
		return errors.New("template: one of hk-frontsheet and mo-frontsheet")
	}
	_, err := w.Write(Templates()[names[0]]())
	return err
}

// elements prints the elements, all where none is named.
func elements(w io.Writer, asked []string) error {
	all := mapping.Elements()
	var names []string
	for _, e := range all {
		names = append(names, e.Name)
	}
	for _, name := range asked {
		if !slices.Contains(names, name) {
			return fmt.Errorf("no element %q%s", name, cli.DidYouMean(name, names))
		}
	}
	english, chinese := titles()
	for _, e := range all {
		if len(asked) > 0 && !slices.Contains(asked, e.Name) {
			continue
		}
		_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", e.Name, e.Kind, strings.Join(e.Formats, " | "), e.FHIR, english[e.Name], chinese[e.Name])
		if err != nil {
			return err
		}
	}
	return nil
}

// titles are what the built-in layouts call the elements, the first of them that has
// one in the language; in English those of Hong Kong.
func titles() (english, chinese map[string]string) {
	english, chinese = map[string]string{}, map[string]string{}
	for _, l := range All() {
		speaksEnglish := slices.Contains(hongkong.Layouts(), l)
		for _, c := range l.Columns() {
			element := withoutIndex(c.Element)
			for _, title := range append([]string{c.Title}, c.Names...) {
				to := english
				if strings.ContainsFunc(title, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					to = chinese
				} else if !speaksEnglish || !strings.ContainsFunc(title, unicode.IsLower) {
					continue // Portuguese, or the name of a column and no title
				}
				if to[element] == "" {
					to[element] = title
				}
			}
		}
	}
	return english, chinese
}

// withoutIndex is the name of an element without the number in its brackets.
func withoutIndex(element string) string {
	before, rest, found := strings.Cut(element, "[")
	if !found {
		return element
	}
	_, after, _ := strings.Cut(rest, "]")
	return before + after
}
