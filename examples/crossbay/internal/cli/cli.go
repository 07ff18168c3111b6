// Package cli reads the command lines of the subcommands: flags with one dash or
// two, before and behind what is no flag, help in groups, and errors of one line
// that name what comes nearest.
package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/nearest"
)

// A Command is a subcommand.
type Command struct {
	Name  string
	Short string // what it does, in a line
	// Flags declares the flags, for completion; nil where there are none.
	Flags func() *flag.FlagSet
	// Values are the values of flags that take names, by the name of the flag, and
	// under "" those of the arguments.
	Values map[string]func() []string
	// Run does the work, and returns the exit status.
	Run func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int
	// Commands are those below it.
	Commands []*Command
}

// Parse reads args by the flags of f and returns what is no flag. Flags may follow
// it, up to an argument --. It is flag.ErrHelp where somebody asks for help, which
// it does not print.
func Parse(f *flag.FlagSet, args []string) (rest []string, err error) {
	f.SetOutput(io.Discard) // what is wrong is an error, and no page of help
	f.Usage = func() {}
	for {
		if err := f.Parse(args); err != nil {
			return nil, suggest(f, err)
		}
		read := args[:len(args)-f.NArg()]
		args = f.Args()
		if len(args) == 0 || len(read) > 0 && read[len(read)-1] == "--" {
			return append(rest, args...), nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// suggest adds to the error of a flag that is none the one that comes nearest.
func suggest(f *flag.FlagSet, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	f.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if meant := nearest.Name(name, names); meant != "" {
		return fmt.Errorf("%w; did you mean -%s?", err, meant)
	}
	return fmt.Errorf("%w; see -help", err)
}

// DidYouMean is what an error about a name says of the nearest one there is,
// nothing where none is near.
func DidYouMean(name string, names []string) string {
	if meant := nearest.Name(name, names); meant != "" {
		return "; did you mean " + meant + "?"
	}
	return ""
}

// A Group is a part of the flags in the help.
type Group struct {
	Title string
	Flags []string
}

// PrintFlags prints the flags of f in groups, those of none at the end. A flag that
// is not there is passed over, so that commands can share their groups.
func PrintFlags(w io.Writer, f *flag.FlagSet, groups []Group) {
	rest := Group{Title: "Other"}
	f.VisitAll(func(f *flag.Flag) {
		if !slices.ContainsFunc(groups, func(g Group) bool { return slices.Contains(g.Flags, f.Name) }) {
			rest.Flags = append(rest.Flags, f.Name)
		}
	})
	if len(rest.Flags) > 0 {
		groups = append(slices.Clip(groups), rest)
	}
	for _, group := range groups {
		titled := false
		for _, name := range group.Flags { // PrintDefaults sorts, and these have their order
			of := f.Lookup(name)
			if of == nil {
				continue
			}
			if !titled {
				fmt.Fprintf(w, "\n%s:\n", group.Title)
				titled = true
			}
			shown := flag.NewFlagSet("", flag.ContinueOnError)
			shown.SetOutput(w)
			shown.Var(of.Value, of.Name, of.Usage)
			shown.Lookup(name).DefValue = of.DefValue
			shown.PrintDefaults()
		}
	}
}
