// Package exchange hands a record over: it signs and encrypts a Bundle for a
// recipient, or makes a SMART Health Link of it, and opens both again.
//
//	crossbay exchange keys   -use sig|enc [-curve P-256|SM2] -private FILE -public FILE
//	crossbay exchange seal   -purpose CODE -consent REFERENCE -sign-key FILE -recipient-key FILE -audit FILE -out FILE BUNDLE
//	crossbay exchange link   -purpose CODE -consent REFERENCE -sign-key FILE -url BASE -audit FILE -link FILE [-qr FILE] -out FILE BUNDLE
//	crossbay exchange open   -sender-key FILE -key FILE -audit FILE -out FILE SEALED
//	crossbay exchange open   -sender-key FILE -link FILE -audit FILE -out FILE ENCRYPTED
//	crossbay exchange sign   -purpose CODE -consent REFERENCE -sign-key FILE -out FILE BUNDLE
//	crossbay exchange verify -sender-key FILE BUNDLE
//
// It opens no connection: files are carried, and uploaded, by whoever runs it. It
// exits 0 when all was done, 1 when what was to be opened or verified is refused, and
// 2 when the run could not be done.
package exchange

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/fhir/exchange"
)

// The exit statuses.
const (
	exitDone    = 0
	exitRefused = 1
	exitFailed  = 2
)

// standard is the name that stands for standard input and output.
const standard = "-"

// errRefused is why a status is exitRefused.
var errRefused = errors.New("refused")

// A command is what the command line asks for.
type command struct {
	name string

	purpose, consent        string
	expires                 time.Duration
	signKey, senderKey      string // files
	recipientKey, key       string
	audit, agent            string
	out, link, qr           string
	url, label              string
	manifest, unsigned      bool
	record                  int
	use, curve              string
	privateFile, publicFile string
	input                   string

	now            func() time.Time
	stdin          io.Reader
	stdout, stderr io.Writer
}

// A subcommand is one of those below exchange.
type subcommand struct {
	short, usage string
	flags        []string // those that it has, in their order
	needs        []string // of them, those that must be given
	run          func(*command) error
}

var names = []string{"keys", "seal", "link", "open", "sign", "verify"}

var subcommands = map[string]subcommand{
	"keys": {
		"make a pair of keys", "",
		[]string{"use", "curve", "private", "public"},
		[]string{"use", "private", "public"},
		(*command).makeKeys,
	},
	"seal": {
		"sign a Bundle and encrypt it for a recipient", "BUNDLE|-",
		[]string{"purpose", "consent", "sign-key", "recipient-key", "audit", "out", "expires", "agent", "record"},
		[]string{"purpose", "consent", "sign-key", "recipient-key", "audit", "out"},
		(*command).seal,
	},
	"link": {
		"sign a Bundle and make a SMART Health Link of it, with a QR code", "BUNDLE|-",
		[]string{"purpose", "consent", "sign-key", "url", "audit", "out", "link", "qr", "label", "expires", "manifest", "agent", "record"},
		[]string{"purpose", "consent", "sign-key", "url", "audit", "out", "link"},
		(*command).makeLink,
	},
	"open": {
		"open what was sealed, or what a link leads to", "FILE|-",
		[]string{"sender-key", "key", "link", "audit", "out", "unsigned", "agent"},
		[]string{"audit", "out"},
		(*command).open,
	},
	"sign": {
		"put a signature into a Bundle", "BUNDLE|-",
		[]string{"purpose", "consent", "sign-key", "out", "expires", "record"},
		[]string{"purpose", "consent", "sign-key", "out"},
		(*command).sign,
	},
	"verify": {
		"check the signature in a Bundle, and print its terms", "BUNDLE|-",
		[]string{"sender-key", "record"},
		[]string{"sender-key"},
		(*command).verify,
	},
}

// Command is the subcommand exchange, with those below it.
func Command() *cli.Command {
	made := &cli.Command{
		Name: "exchange", Short: "hand a record over: sign and encrypt it, or make a SMART Health Link; and open it again",
		Run: func(_ context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
			return run(args, time.Now, stdin, stdout, stderr)
		},
	}
	for _, name := range names {
		made.Commands = append(made.Commands, &cli.Command{
			Name: name, Short: subcommands[name].short, Flags: func() *flag.FlagSet { return (&command{name: name}).flags() },
			Values: map[string]func() []string{
				"purpose": exchange.Purposes,
				"use":     func() []string { return []string{string(exchange.ForSigning), string(exchange.ForEncryption)} },
				"curve":   func() []string { return []string{string(exchange.P256), string(exchange.SM2)} },
			},
			Run: func(_ context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
				return run(append([]string{name}, args...), time.Now, stdin, stdout, stderr)
			},
		})
	}
	return made
}

func run(args []string, now func() time.Time, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if err == nil {
		c.now, c.stdin, c.stdout, c.stderr = now, stdin, stdout, stderr
		err = subcommands[c.name].run(c)
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRefused):
		fmt.Fprintln(stderr, "exchange:", err)
		return exitRefused
	}
	fmt.Fprintln(stderr, "exchange:", err)
	return exitFailed
}

// flags declares the flags of a subcommand.
func (c *command) flags() *flag.FlagSet {
	all := flag.NewFlagSet("", flag.ContinueOnError)
	all.StringVar(&c.purpose, "purpose", "", "what the record is handed over for, a `code` of HL7's v3-ActReason: "+strings.Join(exchange.Purposes(), ", "))
	all.StringVar(&c.consent, "consent", "", "the `reference` to the consent or another ground, such as Consent/123, without a blank and without a number or name of the patient")
	all.DurationVar(&c.expires, "expires", 0, "how long it may be opened, such as 72h (default: a week for a link, and else without an end)")
	all.StringVar(&c.signKey, "sign-key", "", "the `file` with our private key for signing, in PEM or as a JSON Web Key, which nobody else can read")
	all.StringVar(&c.recipientKey, "recipient-key", "", "the `file` with the recipient's public key for encryption, or a certificate of it")
	all.StringVar(&c.senderKey, "sender-key", "", "the `file` with the sender's public key for signing, or a certificate of it")
	all.StringVar(&c.key, "key", "", "the `file` with our private key for encryption, which nobody else can read")
	all.StringVar(&c.audit, "audit", "", "the `file` to which an AuditEvent is added, a line of JSON without a value of the patient, before anything else is written")
	all.StringVar(&c.agent, "agent", "", "`who` has it done, in words for -audit, such as the name of the department")
	all.StringVar(&c.out, "out", "", "the `file` for what is made or opened; - is standard output")
	all.StringVar(&c.url, "url", "", "the `address` of https below which the file will be served; a name that nobody can guess is added, and nothing is uploaded")
	all.StringVar(&c.label, "label", "", "the `text` that a link says of itself, up to 80 characters, which everybody who sees the link can read")
	all.BoolVar(&c.manifest, "manifest", false, "make a link to a manifest with the file in it, for a server of SMART Health Links, and not to the file itself")
	all.BoolVar(&c.unsigned, "unsigned", false, "open what a link leads to without -sender-key: who made it, and whether it was changed since, nobody says")
	all.StringVar(&c.qr, "qr", "", "the `file` for the QR code of the link, .png or .svg")
	all.IntVar(&c.record, "record", 0, "which `line` of a file with a Bundle a line, from 1")
	all.StringVar(&c.use, "use", "", "what the key is `for`: sig, to sign, or enc, to be encrypted for")
	all.StringVar(&c.curve, "curve", string(exchange.P256), "on which `curve`: P-256, or SM2 of the mainland's standards")
	all.StringVar(&c.privateFile, "private", "", "the new `file` for the private key")
	all.StringVar(&c.publicFile, "public", "", "the new `file` for the public key")
	linkHelp := "the `file` for the link, which holds the key"
	if c.name == "open" {
		linkHelp = "the `file` with the link, which nobody else can read"
	}
	all.StringVar(&c.link, "link", "", linkHelp)

	f := flag.NewFlagSet("exchange "+c.name, flag.ContinueOnError)
	for _, name := range subcommands[c.name].flags {
		declared := all.Lookup(name)
		f.Var(declared.Value, declared.Name, declared.Usage)
		f.Lookup(name).DefValue = declared.DefValue
	}
	return f
}

// parse reads the command line. It has printed the help where it returns flag.ErrHelp.
func parse(args []string, stderr io.Writer) (*command, error) {
	if len(args) == 0 || slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
		fmt.Fprintln(stderr, "usage:")
		for _, name := range names {
			fmt.Fprintf(stderr, "  crossbay exchange %-6s  %s\n", name, subcommands[name].short)
		}
		fmt.Fprintln(stderr, "\ncrossbay exchange seal -help tells more of seal, and so of each.")
		if len(args) == 0 {
			return nil, errors.New("no command; see -help")
		}
		return nil, flag.ErrHelp
	}
	c := &command{name: args[0]}
	sub, known := subcommands[c.name]
	if !known {
		return nil, fmt.Errorf("no command %q, see -help%s", c.name, cli.DidYouMean(c.name, names))
	}
	f := c.flags()
	rest, err := cli.Parse(f, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(stderr, "crossbay exchange %s: %s\n\nusage: crossbay exchange %s [flags] %s\n", c.name, sub.short, c.name, sub.usage)
		cli.PrintFlags(stderr, f, []cli.Group{{Title: "Required", Flags: sub.needs}})
	}
	if err != nil {
		return nil, err
	}
	return c, c.check(f, sub, rest)
}

// check checks the flags against one another.
func (c *command) check(f *flag.FlagSet, sub subcommand, rest []string) error {
	for _, name := range sub.needs {
		if f.Lookup(name).Value.String() != "" {
			continue
		}
		switch name {
		case "purpose":
			return errors.New("-purpose is missing: nothing is handed over without saying what for: " + strings.Join(exchange.Purposes(), ", "))
		case "consent":
			return errors.New("-consent is missing: nothing is handed over without a reference to the consent or another ground")
		}
		return fmt.Errorf("-%s is missing; see exchange %s -help", name, c.name)
	}
	if c.purpose != "" && !slices.Contains(exchange.Purposes(), c.purpose) {
		return fmt.Errorf("-purpose: no code of a purpose; there are %s", strings.Join(exchange.Purposes(), ", "))
	}
	if terms := (exchange.Terms{Purpose: c.purpose, Consent: c.consent, Issued: time.Unix(1, 0)}); c.consent != "" && errors.Is(terms.Check(), exchange.ErrConsent) {
		return errors.New("-consent: a reference of 1 to 256 letters, digits and signs of ASCII without a blank, such as Consent/123 or a number: the words of a consent stay where it is kept")
	}
	if c.expires < 0 || c.record < 0 {
		return errors.New("-expires and -record are no less than nothing")
	}
	if sub.usage == "" {
		if len(rest) > 0 {
			return fmt.Errorf("%s takes no %q", c.name, rest[0])
		}
		return nil
	}
	if len(rest) != 1 {
		return errors.New("name one file, or - for standard input: a record is handed over at a time")
	}
	c.input = rest[0]
	if c.name == "open" {
		switch {
		case (c.link == "") == (c.key == ""):
			return errors.New("-key opens what was sealed for it, and -link what a link leads to: give one of them")
		case c.unsigned && c.link == "":
			return errors.New("-unsigned is for -link: what is sealed is signed")
		case (c.senderKey == "") != c.unsigned:
			return errors.New("-sender-key says by whom it must be signed; a link may be opened with -unsigned in its place")
		}
	}
	return nil
}
