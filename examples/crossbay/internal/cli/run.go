package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// exitFailed is the status of a command line that asks for nothing there is.
const exitFailed = 2

// Run runs the command that args name, and returns its status. The library finds it
// and completes command lines in shells; flags are read by [Parse], which takes them
// with one dash as with two.
func Run(ctx context.Context, name, about string, commands []*Command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	status := 0
	root := &cobra.Command{
		Use: name, Short: about, SilenceErrors: true, SilenceUsage: true,
		DisableFlagParsing: true, Args: cobra.ArbitraryArgs,
	}
	root.RunE = func(root *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			status = exitFailed
			return fmt.Errorf("no command; see %s -help", name)
		case slices.Contains([]string{"-h", "-help", "--help"}, args[0]):
			return root.Help()
		case args[0] == "-version" || args[0] == "--version":
			status = find(commands, "version").Run(ctx, nil, stdin, stdout, stderr)
			return nil
		}
		var names []string
		for _, c := range root.Commands() {
			names = append(names, c.Name())
		}
		return fmt.Errorf("no command %q, see %s -help%s", args[0], name, DidYouMean(args[0], names))
	}
	for _, c := range commands {
		root.AddCommand(c.cobra(&status, stdin, stdout, stderr))
	}
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		if c != root && c.DisableFlagParsing { // "help NAME"
			c.RunE(c, []string{"-help"}) //nolint:errcheck // it tells by itself
			return
		}
		help(stderr, c)
	})
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetArgs(args)
	root.InitDefaultHelpCmd()
	if err := root.ExecuteContext(ctx); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintf(stderr, "%s: %s\n", name, first)
		return exitFailed
	}
	return status
}

func find(commands []*Command, name string) *Command {
	return commands[slices.IndexFunc(commands, func(c *Command) bool { return c.Name == name })]
}

// cobra returns the command for the library.
func (c *Command) cobra(status *int, stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	made := &cobra.Command{
		Use: c.Name, Short: c.Short, DisableFlagParsing: true, Args: cobra.ArbitraryArgs,
		ValidArgsFunction: c.complete,
		RunE: func(made *cobra.Command, args []string) error {
			*status = c.Run(made.Context(), args, stdin, stdout, stderr)
			return nil
		},
	}
	for _, below := range c.Commands {
		made.AddCommand(below.cobra(status, stdin, stdout, stderr))
	}
	return made
}

// complete lists what may stand at the end of a command line.
func (c *Command) complete(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if c.Flags == nil {
		return c.values("")
	}
	flags := c.Flags()
	if dashes := begun[:len(begun)-len(strings.TrimLeft(begun, "-"))]; dashes != "" {
		var list []string
		flags.VisitAll(func(f *flag.Flag) {
			_, usage := flag.UnquoteUsage(f)
			usage, _, _ = strings.Cut(usage, "\n")
			list = append(list, dashes+f.Name+"\t"+usage)
		})
		return slices.DeleteFunc(list, func(s string) bool { return !strings.HasPrefix(s, begun) }), cobra.ShellCompDirectiveNoFileComp
	}
	if len(args) > 0 {
		if name := strings.TrimLeft(args[len(args)-1], "-"); name != args[len(args)-1] {
			if f := flags.Lookup(name); f != nil && !isBool(f) {
				return c.values(name)
			}
		}
	}
	return c.values("")
}

// values lists the values of a flag, or of arguments; without any, the shell
// completes names of files.
func (c *Command) values(name string) ([]string, cobra.ShellCompDirective) {
	if list := c.Values[name]; list != nil {
		directive := cobra.ShellCompDirectiveNoFileComp
		if name == "from" || name == "codes" { // or a file of one's own
			directive = cobra.ShellCompDirectiveDefault
		}
		return list(), directive
	}
	return nil, cobra.ShellCompDirectiveDefault
}

func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// help lists the commands below c.
func help(w io.Writer, c *cobra.Command) {
	fmt.Fprintf(w, "%s: %s\n\nusage: %s COMMAND [flags] ...\n\ncommands:\n", c.CommandPath(), c.Short, c.CommandPath())
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() || below.Name() == "help" {
			fmt.Fprintf(w, "  %-12s %s\n", below.Name(), below.Short)
		}
	}
	fmt.Fprintf(w, "\n%s COMMAND -help tells more of each. Flags may stand before and behind files, with one dash or two.\n", c.CommandPath())
}
