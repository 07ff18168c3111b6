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
	"strings"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
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
		fmt.Fprintln(stderr, "usage: crossbay issues [CODE...]\n\nPrints the code, the severities, the meaning and what to do, in English and Chinese; of all codes where none is named.")
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
	list := kinds()
	for _, code := range asked {
		if !slices.ContainsFunc(list, func(k mapping.IssueKind) bool { return k.Code == code }) {
			return fmt.Errorf("no code %q%s", code, cli.DidYouMean(code, names()))
		}
	}
	for _, k := range list {
		if len(asked) > 0 && !slices.Contains(asked, k.Code) {
			continue
		}
		severities := make([]string, len(k.Severities))
		for i, s := range k.Severities {
			severities[i] = string(s)
		}
		_, err := fmt.Fprintf(w, "%s\t%s\n\t%s\n\t%s\n\t%s\n\t%s\n", k.Code, strings.Join(severities, ", "), k.English, k.Chinese, k.Advice, k.ChineseAdvice)
		if err != nil {
			return err
		}
	}
	return nil
}

// kinds are those of readers, writers and translators, and the rules of quality control.
func kinds() []mapping.IssueKind {
	list := mapping.IssueKinds()
	for _, rule := range quality.Rules() {
		list = append(list, mapping.IssueKind{
			Code: rule.Code, English: rule.Finding, Chinese: rule.ChineseFinding, Severities: []mapping.Severity{rule.Severity},
			Advice: "Complete or correct the item of the front sheet.", ChineseAdvice: "补填或更正首页相应项目。",
		})
	}
	slices.SortStableFunc(list, func(a, b mapping.IssueKind) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

func names() (list []string) {
	for _, k := range kinds() {
		list = append(list, k.Code)
	}
	return list
}
