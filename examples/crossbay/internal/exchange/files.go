package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/crossbay/crossbay/examples/internal/durable"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/secret"
	"github.com/crossbay/crossbay/fhir/exchange"
)

// read reads the input, up to a limit.
func (c *command) read(limit int64) ([]byte, error) {
	in := c.stdin
	if c.input != standard {
		file, err := os.Open(c.input)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = exchange.ErrSize
	}
	return text, err
}

// bundle reads the Bundle that is to be handed over: the whole input, or a line of it.
func (c *command) bundle() ([]byte, error) {
	if c.record > 0 {
		return c.line()
	}
	text, err := c.read(exchange.MaxBundle)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.input, err)
	}
	text = bytes.TrimSpace(text)
	if bytes.Contains(text, []byte("}\n{")) || bytes.Contains(text, []byte("}\r\n{")) {
		return nil, fmt.Errorf("%s: several lines: say by -record which of them, for a record is handed over at a time", c.input)
	}
	return text, nil
}

// line reads one line of the input.
func (c *command) line() ([]byte, error) {
	in := c.stdin
	if c.input != standard {
		file, err := os.Open(c.input)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<16), exchange.MaxBundle)
	for n := 1; lines.Scan(); n++ {
		if n == c.record {
			return bytes.TrimSpace(lines.Bytes()), nil
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", c.input, err)
	}
	return nil, fmt.Errorf("%s: there is no line %d", c.input, c.record)
}

// privateKey reads a key that nobody else can read, and that is for a use.
func privateKey(flag, name string, use exchange.Use) (*exchange.PrivateKey, error) {
	text, err := secret.Read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	key, err := exchange.ParsePrivateKey(text)
	if err != nil {
		if _, public := exchange.ParsePublicKey(text); public == nil {
			err = errors.New("it is a public key, and the private one is asked for")
		}
		return nil, fmt.Errorf("%s %s: %w", flag, name, err)
	}
	return key, checkUse(flag, name, key.Public(), use)
}

// publicKey reads a key of somebody else, which is for a use.
func publicKey(flag, name string, use exchange.Use) (*exchange.PublicKey, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	key, err := exchange.ParsePublicKey(text)
	if err != nil {
		if _, private := exchange.ParsePrivateKey(text); private == nil {
			err = errors.New("it is a private key, which is not to be passed around; the public one is asked for")
		}
		return nil, fmt.Errorf("%s %s: %w", flag, name, err)
	}
	return key, checkUse(flag, name, key, use)
}

// checkUse refuses a key that is for another use.
func checkUse(flag, name string, key *exchange.PublicKey, use exchange.Use) error {
	switch {
	case key.May(use):
		return nil
	case use == exchange.ForSigning:
		return fmt.Errorf("%s %s: the key is for encryption, and one for signing (-use sig) is asked for", flag, name)
	}
	return fmt.Errorf("%s %s: the key is for signing, and one for encryption (-use enc) is asked for", flag, name)
}

// keep refuses to write over a file that is read, and to write one twice.
func (c *command) keep() error {
	reads := []overwrite.File{
		{As: "-sign-key", Name: c.signKey}, {As: "-recipient-key", Name: c.recipientKey}, {As: "-sender-key", Name: c.senderKey}, {As: "-key", Name: c.key},
	}
	if c.input == standard {
		reads = append(reads, overwrite.File{Stream: c.stdin})
	} else {
		reads = append(reads, overwrite.File{Name: c.input})
	}
	writes := []overwrite.File{{As: "-audit", Name: c.audit}, {As: "-qr", Name: c.qr}}
	if c.name == "open" {
		reads = append(reads, overwrite.File{As: "-link", Name: c.link})
	} else {
		writes = append(writes, overwrite.File{As: "-link", Name: c.link})
	}
	if c.out == standard {
		writes = append(writes, overwrite.File{Stream: c.stdout})
	} else {
		writes = append(writes, overwrite.File{As: "-out", Name: c.out})
	}
	return overwrite.Check(reads, writes)
}

// outputs are files that appear together or not at all: each is written under another
// name beside its own, with mode 0600, and renamed when all are whole.
type outputs struct{ names, partial []string }

// add writes a file.
func (o *outputs) add(name string, text []byte) error {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, ".exchange-*.partial")
	if err != nil {
		return err
	}
	o.names, o.partial = append(o.names, name), append(o.partial, file.Name())
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// publish gives the files their names.
func (o *outputs) publish() error {
	for i, name := range o.names {
		if err := os.Rename(o.partial[i], name); err != nil {
			return err
		}
		if err := durable.SyncFolder(filepath.Dir(name)); err != nil {
			return err
		}
	}
	o.partial = nil
	return nil
}

// drop removes what was not published.
func (o *outputs) drop() {
	for _, name := range o.partial {
		os.Remove(name) //nolint:errcheck // it may have its name already
	}
}

// create writes a file that must not be there yet: a key that was replaced would be
// lost, with all that is encrypted for it.
func create(name string, text []byte, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// log adds an event to the audit log, and returns when it is safe on the disk.
func (c *command) log(e exchange.Event) error {
	e.Recorded, e.Program, e.Agent = c.now(), "crossbay exchange", c.agent
	line, err := exchange.AppendEvent(nil, e)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.audit, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("-audit: %w", err)
	}
	_, err = file.Write(line)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("-audit: %w", err)
	}
	return durable.SyncFolder(filepath.Dir(c.audit))
}

// publish logs the event, and only then lets anybody have the files, or writes the one
// to standard output. Where that fails, the log says so.
func (c *command) publish(files *outputs, stream []byte, e exchange.Event) error {
	if err := c.log(e); err != nil {
		return err
	}
	_, err := c.stdout.Write(stream)
	if err == nil {
		err = files.publish()
	}
	if err != nil {
		e.Err = err
		return errors.Join(err, c.log(e))
	}
	return nil
}
