package codes

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
)

const termUsage = `usage: crossbay term -from LANGUAGE -to LANGUAGE [-terms FILE]... TERM...

A LANGUAGE is zh-Hans-CN (mainland China), zh-Hant-HK (Hong Kong) or en. A TERM
of - reads terms from standard input, one a line. Each answer is a JSON object a
line: {"source","term","how":"exact|composed|script|unchanged","english"}.
`

// runTerm translates medical terms between the two sides' words.
func runTerm(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parseTerm(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitAnswered
	}
	if err == nil {
		err = keep(c.files, "-terms", c.terms, stdin, stdout)
	}
	if err == nil {
		err = c.translate(stdin, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	return exitAnswered
}

// A termCommand is what the command line asks for.
type termCommand struct {
	from, to   term.Language
	translator *term.Translator
	terms      []string
	files      []string
}

// flags declares the flags of term.
func (c *termCommand) flags() (f *flag.FlagSet, from, to *string) {
	f = flag.NewFlagSet("codes term", flag.ContinueOnError)
	from = f.String("from", "", "the language of the terms")
	to = f.String("to", "", "the language to translate into")
	f.Func("terms", "a table of your own terms, asked before the built-in one", func(name string) error {
		c.files = append(c.files, name)
		return nil
	})
	return f, from, to
}

func parseTerm(args []string, stderr io.Writer) (*termCommand, error) {
	c := &termCommand{}
	f, from, to := c.flags()
	rest, err := cli.Parse(f, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stderr, termUsage)
	}
	if err != nil {
		return nil, err
	}
	c.terms = rest
	for _, language := range []struct {
		flag, value string
		to          *term.Language
	}{{"-from", *from, &c.from}, {"-to", *to, &c.to}} {
		parsed, ok := term.ParseLanguage(language.value)
		if !ok {
			return nil, fmt.Errorf("%s %q: zh-Hans-CN, zh-Hant-HK or en", language.flag, language.value)
		}
		*language.to = parsed
	}
	if len(c.terms) == 0 {
		return nil, errors.New("no terms; - reads them from standard input")
	}
	var options term.Options
	for _, name := range c.files {
		table, err := readTerms(name)
		if err != nil {
			return nil, err
		}
		options.Tables = append(options.Tables, table)
	}
	c.translator = term.NewTranslator(&options)
	return c, nil
}

// translate answers each term.
func (c *termCommand) translate(stdin io.Reader, stdout io.Writer) error {
	out := bufio.NewWriter(stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	answer := func(name string) error {
		return encoder.Encode(c.translator.Translate(c.from, c.to, strings.TrimSpace(name)))
	}
	if err := each(c.terms, stdin, answer); err != nil {
		return err
	}
	return out.Flush()
}

func readTerms(name string) (*term.Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	table, err := term.ReadTable(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return table, nil
}
