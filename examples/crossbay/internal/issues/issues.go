// Package issues lists the codes of all issues, with what to do about each.
package issues

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/internal/report"
)

const exitFailed = 2

// Command is the subcommand issues.
func Command() *cli.Command {
	return &cli.Command{
		Name: "issues", Short: "the codes of all issues: what they mean, and what to do",
		Run: run, Values: map[string]func() []string{"": names},
	}
}

func run(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	asked, err := cli.Parse(flag.NewFlagSet("issues", flag.ContinueOnError), args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stderr, "usage: crossbay issues [CODE...]\n\nPrints the code, the severity, the meaning and what to do, in English and Chinese; of all codes where none is named.")
		return 0
	}
	if err == nil {
		err = write(stdout, asked)
	}
	if err != nil {
		fmt.Fprintln(stderr, "issues:", err)
		return exitFailed
	}
	return 0
}

func write(w io.Writer, asked []string) error {
	kinds, err := report.Kinds()
	if err != nil {
		return err
	}
	for _, code := range asked {
		if !slices.ContainsFunc(kinds, func(k report.Kind) bool { return k.Code == code }) {
			return fmt.Errorf("no code %q%s", code, cli.DidYouMean(code, names()))
		}
	}
	for _, k := range kinds {
		if len(asked) > 0 && !slices.Contains(asked, k.Code) {
			continue
		}
		_, err := fmt.Fprintf(w, "%s\t%s\n\t%s\n\t%s\n\t%s\n\t%s\n", k.Code, cmp.Or(k.Severity, "as the issue states"), k.Means.English, k.Means.Chinese, k.Do.English, k.Do.Chinese)
		if err != nil {
			return err
		}
	}
	return nil
}

func names() (list []string) {
	kinds, err := report.Kinds()
	if err != nil {
		return nil // the command says it
	}
	for _, k := range kinds {
		list = append(list, k.Code)
	}
	return list
}
