// Package answer takes the answers to referrals, and writes what they change.
package answer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

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
	if err := c.overwrites(files); err != nil {
		return 0, err
	}
	// No file is touched before all answers are read.
	var out, issues bytes.Buffer
	tell := json.NewEncoder(&issues)
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
			} else {
				out.Write(append(bundle, '\n'))
			}
		}
	}
	return refused, errors.Join(write(c.out, stdout, out.Bytes()), write(c.issues, stderr, issues.Bytes()))
}

// write writes a file, or else to a stream.
func write(name string, to io.Writer, data []byte) error {
	if name != "" {
		return os.WriteFile(name, data, 0o600)
	}
	_, err := to.Write(data)
	return err
}

// overwrites reports an output that is another file of the command.
func (c *command) overwrites(files []string) error {
	for _, out := range [...]string{c.out, c.issues} {
		to, err := os.Stat(out)
		if err != nil {
			continue // it is new
		}
		for _, name := range slices.Concat(files, c.referrals) {
			if from, err := os.Stat(name); err == nil && os.SameFile(from, to) {
				return fmt.Errorf("%s is read: name another file for what is written", name)
			}
		}
	}
	if c.out != "" && filepath.Clean(c.out) == filepath.Clean(c.issues) {
		return errors.New("-out and -issues name one file")
	}
	return nil
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
