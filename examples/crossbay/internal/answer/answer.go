// Package answer takes the answers to referrals, and writes what they change.
package answer

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/referral"
)

// The exit statuses.
const (
	exitDone     = 0
	exitRejected = 1
	exitFailed   = 2
)

// Command is the subcommand answer.
func Command() *cli.Command {
	return &cli.Command{
		Name: "answer", Short: "take the answers to referrals, and write the transactions that update their Tasks",
		Flags: func() *flag.FlagSet { return new(command).flags() },
		Run:   run,
	}
}

type command struct {
	referrals []string
	out       string
	issues    string
	encoding  string
}

func (c *command) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("answer", flag.ContinueOnError)
	flags.Func("referrals", "a `file` of the referrals that were made, Bundles one a line as translate -document referral writes them with -referral-number; may be repeated", func(name string) error {
		c.referrals = append(c.referrals, name)
		return nil
	})
	flags.StringVar(&c.out, "out", "", "the `file` for the transactions, one a line, for load; standard output where not given")
	flags.StringVar(&c.issues, "issues", "", "the `file` for what was found, a JSON object a line; standard error where not given")
	flags.StringVar(&c.encoding, "encoding", mapping.EncodingAuto, "the encoding of the answers")
	return flags
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{}
	flags := c.flags()
	files, err := cli.Parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stderr, "usage: crossbay answer -referrals FILE [flags] FILE|- ...\n\nReads answers to referrals (HL7 v2 RRI^I12). The status is 1 where one fits no Task, or cannot be.")
		cli.PrintFlags(stderr, flags, []cli.Group{{Title: "Every day", Flags: []string{"referrals", "out", "issues", "encoding"}}})
		return exitDone
	}
	refused := 0
	if err == nil {
		refused, err = c.answer(ctx, files, stdin, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "answer:", err)
		return exitFailed
	}
	if refused > 0 {
		return exitRejected
	}
	return exitDone
}

// answer takes the answers of files, and returns how many changed nothing.
func (c *command) answer(ctx context.Context, files []string, stdin io.Reader, stdout, stderr io.Writer) (refused int, err error) {
	if len(files) == 0 || len(c.referrals) == 0 {
		return 0, errors.New("name the referrals with -referrals, and files of answers, or - for standard input; see -help")
	}
	var board referral.Board
	for _, name := range c.referrals {
		if err := known(&board, name); err != nil {
			return 0, err
		}
	}
	out, issues := stdout, stderr
	for _, f := range []struct {
		name string
		to   *io.Writer
	}{{c.out, &out}, {c.issues, &issues}} {
		if f.name == "" {
			continue
		}
		file, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		*f.to = file
	}
	tell := json.NewEncoder(issues)
	tell.SetEscapeHTML(false)
	for _, name := range files {
		in := stdin
		if name != "-" {
			file, err := os.Open(name)
			if err != nil {
				return refused, err
			}
			defer file.Close()
			in = file
		}
		reader, err := mapping.NewReader(in, []*mapping.Layout{hongkong.Referrals()}, &mapping.ReaderOptions{File: name, Encoding: c.encoding})
		if err != nil {
			return refused, err
		}
		for record, err := range reader.Records() {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return refused, err
			}
			found := record.Issues
			var bundle []byte
			if record.Sheet != nil {
				var more []mapping.Issue
				bundle, more = board.Answer(record.Sheet)
				found = append(found, more...)
			}
			for _, i := range found {
				if err := tell.Encode(i); err != nil {
					return refused, err
				}
			}
			if bundle == nil {
				refused++
			} else if _, err := out.Write(append(bundle, '\n')); err != nil {
				return refused, err
			}
		}
	}
	return refused, nil
}

// known adds the referrals of a file.
func known(board *referral.Board, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	scanner := fhir.NewScanner(file, fhir.DefaultLimit)
	for {
		value, err := scanner.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		document, err := fhir.Read(value.Text)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, value.Line, err)
		}
		board.Add(document)
	}
}
