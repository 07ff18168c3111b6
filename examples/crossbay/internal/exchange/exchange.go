package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/crossbay/crossbay/examples/internal/secret"
	"github.com/crossbay/crossbay/fhir/exchange"
)

// week is how long a link may be opened where nobody says otherwise.
const week = 7 * 24 * time.Hour

// terms are those of the command line, from now on.
func (c *command) terms(unless time.Duration) exchange.Terms {
	t := exchange.Terms{Purpose: c.purpose, Consent: c.consent, Issued: c.now().UTC().Truncate(time.Second)}
	if c.expires == 0 {
		c.expires = unless
	}
	if c.expires > 0 {
		t.Expires = t.Issued.Add(c.expires.Round(time.Second))
	}
	return t
}

// makeKeys makes a pair of keys, of which none is printed.
func (c *command) makeKeys() error {
	key, err := exchange.GenerateKey(exchange.Curve(c.curve), exchange.Use(c.use))
	if err != nil {
		return fmt.Errorf("-use is sig or enc, -curve P-256 or SM2: %w", err)
	}
	private, err := key.Reveal()
	if err != nil {
		return err
	}
	public, err := json.Marshal(key.Public())
	if err != nil {
		return err
	}
	if err := create(c.privateFile, append(private, '\n'), 0o600); err != nil {
		return fmt.Errorf("-private: %w", err)
	}
	if err := create(c.publicFile, append(public, '\n'), 0o644); err != nil {
		os.Remove(c.privateFile) //nolint:errcheck // it is of no use without the other
		return fmt.Errorf("-public: %w", err)
	}
	fmt.Fprintln(c.stderr, "exchange: made the key", key.Public().Thumbprint())
	return nil
}

// prepare checks the files and reads what is to be handed over, with the key to sign
// it.
func (c *command) prepare() (bundle []byte, key *exchange.PrivateKey, err error) {
	if err := c.keep(); err != nil {
		return nil, nil, err
	}
	if key, err = privateKey("-sign-key", c.signKey, exchange.ForSigning); err != nil {
		return nil, nil, err
	}
	if bundle, err = c.bundle(); err != nil {
		return nil, nil, err
	}
	for _, text := range []struct{ flag, value string }{{"-agent", c.agent}, {"-consent", c.consent}, {"-label", c.label}, {"-url", c.url}} {
		switch err := exchange.CheckOutside(bundle, text.value); {
		case errors.Is(err, exchange.ErrIdentifying):
			return nil, nil, fmt.Errorf("%s: %w", text.flag, err)
		case err != nil:
			return nil, nil, c.explain(c.hint(err, bundle))
		}
	}
	return bundle, key, nil
}

// explain says which input an error of the library is about.
func (c *command) explain(err error) error { return fmt.Errorf("%s: %w", c.input, err) }

// to is what goes to standard output: all of text where -out asks for it. Else text
// is added to the files.
func (c *command) to(files *outputs, text []byte) (stream []byte, err error) {
	if c.out == standard {
		return text, nil
	}
	return nil, files.add(c.out, text)
}

func (c *command) seal() error {
	bundle, from, err := c.prepare()
	if err != nil {
		return err
	}
	to, err := publicKey("-recipient-key", c.recipientKey, exchange.ForEncryption)
	if err != nil {
		return err
	}
	terms := c.terms(0)
	sealed, err := exchange.Seal(bundle, terms, from, to)
	if err != nil {
		return c.explain(err)
	}
	var files outputs
	defer files.drop()
	stream, err := c.to(&files, sealed)
	if err != nil {
		return err
	}
	return c.publish(&files, stream, exchange.Event{Action: exchange.Export, From: from.Public(), To: to, Terms: terms, File: sealed})
}

func (c *command) makeLink() error {
	if c.qr != "" {
		if err := checkQR(c.qr); err != nil {
			return err
		}
	}
	bundle, from, err := c.prepare()
	if err != nil {
		return err
	}
	terms := c.terms(week)
	signed, err := exchange.Sign(bundle, terms, from)
	if err != nil {
		return c.explain(err)
	}
	link, err := exchange.NewLink(c.url, c.label, terms.Expires, c.manifest)
	if err != nil {
		return fmt.Errorf("-url is an address of https of up to 84 characters, -label a text of up to 80: %w", err)
	}
	encrypt := link.Encrypt
	if c.manifest {
		encrypt = link.EncryptManifest
	}
	encrypted, err := encrypt(signed)
	if err != nil {
		return c.explain(err)
	}
	var files outputs
	defer files.drop()
	stream, err := c.to(&files, encrypted)
	if err != nil {
		return err
	}
	if err := files.add(c.link, []byte(link.URI()+"\n")); err != nil {
		return err
	}
	if c.qr != "" {
		picture, err := drawQR(link.URI(), c.qr)
		if err != nil {
			return err
		}
		if err := files.add(c.qr, picture); err != nil {
			return err
		}
	}
	if err := c.publish(&files, stream, exchange.Event{Action: exchange.Export, From: from.Public(), Terms: terms, File: encrypted}); err != nil {
		return err
	}
	fmt.Fprintf(c.stderr, "exchange: serve what -out holds at %s, until %s; nothing was uploaded\n", link.URL, terms.Expires.Format(time.RFC3339))
	return nil
}

func (c *command) open() error {
	if err := c.keep(); err != nil {
		return err
	}
	file, err := c.read(exchange.MaxFile)
	if err != nil && !errors.Is(err, exchange.ErrSize) {
		return err
	}
	e := exchange.Event{Action: exchange.Import, File: file}
	if c.senderKey != "" {
		if e.From, err = publicKey("-sender-key", c.senderKey, exchange.ForSigning); err != nil {
			return err
		}
	}
	opened, err := c.decrypt(&e)
	if len(file) > exchange.MaxFile {
		e.File = nil
	}
	if errors.Is(err, errKeys) {
		return err
	}
	if err == nil && exchange.CheckOutside(opened, c.agent) != nil {
		c.agent = "" // for it must not be in the log
		err = exchange.ErrIdentifying
	}
	if err != nil { // which is logged as well
		e.Terms, e.From, e.Err = exchange.Terms{}, nil, err // of whom it is, is not proved
		err = c.hint(err, file)
		if logged := c.log(e); logged != nil {
			return errors.Join(c.explain(err), logged)
		}
		return fmt.Errorf("%w: %w", errRefused, c.explain(err))
	}
	var files outputs
	defer files.drop()
	stream, err := c.to(&files, opened)
	if err != nil {
		return err
	}
	if err := c.publish(&files, stream, e); err != nil {
		return err
	}
	if c.unsigned {
		fmt.Fprintln(c.stderr, "exchange: opened, without a proof of who made it")
		return nil
	}
	fmt.Fprintf(c.stderr, "exchange: opened: for %s, by %s, signed at %s\n", e.Terms.Purpose, e.Terms.Consent, e.Terms.Issued.Format(time.RFC3339))
	return nil
}

// errKeys is an error of our own keys and links, and none of what is opened.
var errKeys = errors.New("no key")

// decrypt opens the file of an event, and says in it under which terms it is.
func (c *command) decrypt(e *exchange.Event) (opened []byte, err error) {
	if c.link == "" {
		key, err := privateKey("-key", c.key, exchange.ForEncryption)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errKeys, err)
		}
		e.To = key.Public()
		opened, e.Terms, err = exchange.Open(e.File, e.From, key, c.now())
		return opened, err
	}
	text, err := secret.Read(c.link)
	if err != nil {
		return nil, fmt.Errorf("%w: -link: %w", errKeys, err)
	}
	link, err := exchange.ParseLink(string(text))
	if err != nil {
		return nil, fmt.Errorf("-link: %w", withForm(err, text))
	}
	if opened, err = link.Open(e.File, c.now()); err != nil {
		return nil, err
	}
	if !c.unsigned {
		e.Terms, err = exchange.Verify(opened, e.From, c.now())
	}
	return opened, err
}

func (c *command) sign() error {
	bundle, key, err := c.prepare()
	if err != nil {
		return err
	}
	signed, err := exchange.Sign(bundle, c.terms(0), key)
	if err != nil {
		return c.explain(err)
	}
	var files outputs
	defer files.drop()
	stream, err := c.to(&files, append(signed, '\n'))
	if err != nil {
		return err
	}
	if _, err := c.stdout.Write(stream); err != nil {
		return err
	}
	return files.publish()
}

// verify prints what a signature states, as a line of JSON.
func (c *command) verify() error {
	key, err := publicKey("-sender-key", c.senderKey, exchange.ForSigning)
	if err != nil {
		return err
	}
	bundle, err := c.bundle()
	if err != nil {
		return err
	}
	terms, err := exchange.Verify(bundle, key, c.now())
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, c.explain(c.hint(err, bundle)))
	}
	stated := struct {
		Purpose string     `json:"purpose"`
		Consent string     `json:"consent"`
		Issued  time.Time  `json:"issued"`
		Expires *time.Time `json:"expires,omitempty"`
		Key     string     `json:"key"`
	}{terms.Purpose, terms.Consent, terms.Issued, nil, key.Thumbprint()}
	if !terms.Expires.IsZero() {
		stated.Expires = &terms.Expires
	}
	return json.NewEncoder(c.stdout).Encode(stated)
}
