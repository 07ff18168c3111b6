// Package load loads FHIR R4 of a file, a Bundle or resource a line, into a FHIR server.
//
//	crossbay load -base URL [flags] FILE|- ...
//
// LOADING.md says which servers take what. It exits 0 when every line was loaded, 1 when the server refused some, and 2 when the
// run could not be done, or was interrupted.
//
// It is the one package of the project that opens a connection: to the server of
// -base, or to the proxy before it, and to no other.
package load

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
)

// The exit statuses.
const (
	exitDone    = 0
	exitRefused = 1
	exitFailed  = 2
)

// standard is the name that stands for standard input.
const standard = "-"

// Command is the subcommand load.
func Command() *cli.Command {
	return &cli.Command{
		Name: "load", Short: "load Bundles into a FHIR server", Flags: (&command{}).flags,
		Values: map[string]func() []string{"patients": func() []string { return []string{"guard", "overwrite"} }},
		Run: func(ctx context.Context, args []string, stdin io.Reader, _, stderr io.Writer) int {
			return run(ctx, args, os.Getenv, stdin, stderr)
		},
	}
}

// groups are those of the flags.
var groups = []cli.Group{
	{Title: "Every day", Flags: []string{"base", "issues", "rejects", "resume", "clients", "patients"}},
	{Title: "Who may load, and where", Flags: []string{"token-file", "basic-file", "client-certificate", "client-key", "ca", "plain-http"}},
}

// A command is what the command line asks for.
type command struct {
	base        string
	inputs      []string
	clients     int
	limits      limits
	patients    string
	overwrite   bool // -patients overwrite
	credentials credentialFiles
	plain       bool // -plain-http
	issues      string
	rejects     string
	resume      string
	checkpoint  time.Duration
	quiet       bool
	stdin       io.Reader
	stderr      io.Writer
	sleep       func(context.Context, time.Duration) error
}

func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stderr io.Writer) int {
	return runClock(ctx, args, getenv, stdin, stderr, sleep)
}

// runClock runs with a clock of a test.
func runClock(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stderr io.Writer, sleep func(context.Context, time.Duration) error) int {
	c, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	var total tally
	if err == nil {
		c.stdin, c.stderr, c.sleep = stdin, stderr, sleep
		total, err = c.load(ctx, getenv)
	}
	if err != nil {
		fmt.Fprintln(stderr, "load:", err)
		return exitFailed
	}
	if total.Refused > 0 {
		return exitRefused
	}
	return exitDone
}

// flags declares the flags.
func (c *command) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.StringVar(&c.base, "base", "", "the `URL` of the FHIR server, such as https://fhir.example.org/fhir")
	flags.IntVar(&c.clients, "clients", 4, "how many requests are under way at once")
	flags.IntVar(&c.limits.tries, "tries", 8, "how often a line is tried where the server is busy or in conflict, or a connection breaks")
	flags.DurationVar(&c.limits.timeout, "timeout", 2*time.Minute, "how long an answer may take")
	flags.StringVar(&c.patients, "patients", "guard", "what becomes of a `Patient` that the server has: guard, it is read first, and one that is newer or tells of a death stays; or overwrite, the last one loaded stays")
	flags.StringVar(&c.credentials.token, "token-file", "", "the `file` with a bearer token, which nobody else can read; it is read again when the server no longer takes the token")
	flags.StringVar(&c.credentials.basic, "basic-file", "", "the `file` with user:password, which nobody else can read")
	flags.StringVar(&c.credentials.certificate, "client-certificate", "", "the `file` with a client certificate in PEM")
	flags.StringVar(&c.credentials.key, "client-key", "", "the `file` with the key of -client-certificate in PEM, which nobody else can read")
	flags.StringVar(&c.credentials.authorities, "ca", "", "the `file` with certificates in PEM that vouch for the server, besides those of the system")
	flags.BoolVar(&c.plain, "plain-http", false, "send records in clear, without credentials, to an http server on another machine")
	flags.StringVar(&c.issues, "issues", "", "the `file` for what was refused or left out, a JSON object a line, without values of patients")
	flags.StringVar(&c.rejects, "rejects", "", "the `file` for the lines that were refused, byte for byte")
	flags.StringVar(&c.resume, "resume", "", "the `file` that keeps how far the run has come, without values of patients: the same command goes on from there, and removes it at the end")
	flags.DurationVar(&c.checkpoint, "checkpoint", time.Second, "with -resume, how often to save how far the run has come")
	flags.BoolVar(&c.quiet, "quiet", false, "no summary and no progress")
	return flags
}

// parse reads the command line.
func parse(args []string, stderr io.Writer) (*command, error) {
	c := &command{}
	flags := c.flags()
	var err error
	c.inputs, err = cli.Parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stderr, "usage: crossbay load -base URL [flags] FILE|- ...")
		cli.PrintFlags(stderr, flags, groups)
		fmt.Fprintf(stderr, "\n%s and %s hold a bearer token and user:password, where no file is named.\n", tokenVariable, basicVariable)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case c.base == "":
		return nil, errors.New("no server: name it with -base, see -help")
	case len(c.inputs) == 0:
		return nil, errors.New("no input: name files, or - for standard input; see -help")
	case c.clients < 1 || c.limits.tries < 1 || c.limits.timeout <= 0:
		return nil, errors.New("-clients, -tries and -timeout are at least 1")
	case c.patients != "guard" && c.patients != "overwrite":
		return nil, fmt.Errorf("-patients %s: guard or overwrite", c.patients)
	case c.resume != "" && slices.Contains(c.inputs, standard):
		return nil, errors.New("-resume: standard input cannot be read again: name files")
	case slices.ContainsFunc([]string{c.issues, c.rejects, c.resume}, func(name string) bool { return strings.HasSuffix(name, "/") || name == standard }):
		return nil, errors.New("-issues, -rejects and -resume need names of files")
	}
	c.overwrite = c.patients == "overwrite"
	return c, nil
}
