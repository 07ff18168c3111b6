package translate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/internal/secret"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/deidentify"
	"github.com/crossbay/crossbay/mapping/source"
)

// A privacy is what the command line says of de-identification.
type privacy struct {
	profileName, keyFile, purpose string
	link, listed                  string
	manifest                      string
	recipient, retention, basis   string // what the manifest states

	profile      *deidentify.Profile
	deidentifier *deidentify.Deidentifier // nil where none is asked for, and for counts
	counter      *deidentify.Counter      // of counts
}

func (p *privacy) flags(flags *flag.FlagSet) {
	flags.StringVar(&p.profileName, "deidentify", "full", "what is passed on: the `profile` full (all), gba (pseudonymised), research (de-identified) or counts (a CSV of numbers, and no record)")
	flags.StringVar(&p.keyFile, "key", "", fmt.Sprintf("the `file` with the key of the pseudonyms of gba and research, at least %d bytes from a random source, which nobody else can read", deidentify.MinKey))
	flags.StringVar(&p.purpose, "purpose", "", "what the records of gba and research are passed on for, a `code` of HL7's v3-ActReason: "+strings.Join(deidentify.Purposes(), ", "))
	flags.StringVar(&p.link, "link", string(deidentify.LinkHospital), "`which` records of research are one patient's, with one pseudonym and one shift of dates: hospital, those that a hospital has under one number; identity, those that state one identity document in any hospital, and records without one that proves whose they are are rejected")
	flags.StringVar(&p.listed, "listed", "", "the `elements`, separated by commas, that research passes on only where they are listed here: "+strings.Join(listedElements(), ", "))
	flags.StringVar(&p.manifest, "manifest", "", "the `file` for what a run passed on, as JSON without a patient's value")
	flags.StringVar(&p.recipient, "recipient", "", "`who` receives what is passed on, for -manifest")
	flags.StringVar(&p.retention, "retention", "", "how `long` the recipient keeps it, for -manifest")
	flags.StringVar(&p.basis, "basis", "", "the consent, contract or other `ground` of passing it on, by its number and without a patient's name, for -manifest")
}

// listedElements are those that a profile leaves to -listed.
func listedElements() []string {
	var names []string
	for _, profile := range deidentify.Profiles() {
		names = append(names, profile.Listed()...)
	}
	return names
}

// list are the elements of -listed.
func (p *privacy) list() []string {
	var names []string
	for name := range strings.SplitSeq(p.listed, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// set checks the flags against one another, and makes what de-identifies.
func (p *privacy) set(c *command, registry *codes.Registry) error {
	profile, err := deidentify.Find(p.profileName)
	if err != nil {
		return fmt.Errorf("-deidentify: %w", err)
	}
	p.profile = profile
	if c.resume && (p.manifest != "" || profile.Counts()) {
		return errors.New("-resume goes on with records alone: leave out -manifest and -deidentify counts")
	}
	if p.manifest != "" && (c.out == "" || c.form.sheets()) {
		return errors.New("-manifest states what the output files are: name them with -out, and write FHIR or counts")
	}
	if p.manifest == "" && p.recipient+p.retention+p.basis != "" {
		return errors.New("-recipient, -retention and -basis stand in the manifest: name its file with -manifest")
	}
	if (profile.Full() || profile.Counts()) && (p.link != string(deidentify.LinkHospital) || p.listed != "") {
		return errors.New("-link and -listed are for -deidentify research")
	}
	switch {
	case profile.Full():
	case c.values != "":
		return fmt.Errorf("-issues-with-values holds cells as they are in the input: leave it out under -deidentify %s", profile.Name)
	case c.rejects != "":
		return fmt.Errorf("-rejects holds records as they are in the input: leave it out under -deidentify %s, and find rejected records by their line in -issues", profile.Name)
	case c.form.sheets():
		return fmt.Errorf("-deidentify %s is for -to fhir", profile.Name)
	}
	if profile.Counts() {
		if c.form.product != nil {
			return errors.New("-deidentify counts writes a table of its own: leave -to out")
		}
		if c.unmapped != "" || c.report != "" {
			return errors.New("-unmapped and -report count codes that few have: leave them out under -deidentify counts")
		}
		if c.shardRows > 0 {
			return errors.New("-deidentify counts writes no records that -shard-rows could part")
		}
		if isFolder(c.out) {
			return errors.New("-deidentify counts makes one table of all inputs: -out is to be a file")
		}
		p.counter = deidentify.NewCounter()
		return nil
	}
	var key []byte
	if !profile.Full() {
		if p.keyFile == "" {
			return errors.New("-deidentify demands a -key, which is kept apart from the data")
		}
		if key, err = readKey("-key", p.keyFile); err != nil {
			return err
		}
	} else if p.manifest == "" {
		return nil
	}
	p.deidentifier, err = deidentify.New(profile, key, &deidentify.Options{
		Purpose: p.purpose, Listed: p.list(), Link: deidentify.Link(p.link), Registry: registry,
	})
	if errors.Is(err, deidentify.ErrPurpose) {
		return fmt.Errorf("-deidentify %s demands a -purpose: %s", profile.Name, strings.Join(deidentify.Purposes(), ", "))
	}
	return err
}

// readKey reads the key that a flag names.
func readKey(flag, name string) ([]byte, error) {
	key, err := secret.Read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return key, nil
}

// readIDKey reads the key of -id-key, nil where there is none.
func (c *command) readIDKey() ([]byte, error) {
	if c.idKeyFile == "" {
		return nil, nil
	}
	if c.form.sheets() || c.privacy.profileName == "counts" {
		return nil, errors.New("-id-key is for FHIR: nothing else that is written has ids")
	}
	key, err := readKey("-id-key", c.idKeyFile)
	if err != nil {
		return nil, err
	}
	if err := deidentify.CheckKey(key); err != nil {
		return nil, fmt.Errorf("-id-key %s: %w", c.idKeyFile, err)
	}
	return key, nil
}

// apply adds to the options of a run that it de-identifies.
func (p *privacy) apply(o *mapping.RunOptions) {
	d := p.deidentifier
	if d == nil {
		return
	}
	encode := o.Encode
	if encode == nil {
		encode = (*fhir.Document).Append
	}
	o.Prepare = d.Apply
	o.Encode = func(document *fhir.Document, dst []byte) ([]byte, error) {
		d.Label(document)
		return encode(document, dst)
	}
}

// count counts the records of one input.
func (c *command) count(ctx context.Context, s *source.File, files *outputs) error {
	return c.each(ctx, s, files, func(in *input, t *inputTable) error {
		counts := &files.state.Counts
		bar := c.progress(t.shown, in, 0)
		for record, err := range t.Records() {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			bar.record()
			files.read()
			for _, i := range append(record.Issues, files.check.sheet(record.Sheet)...) {
				if err := files.issue(i, ""); err != nil {
					return err
				}
			}
			if record.Sheet == nil {
				counts.rejected++
				continue
			}
			counts.translated++
			c.privacy.counter.Add(record.Sheet)
		}
		bar.finish()
		return nil
	})
}

// writeManifest writes what a run passed on: its outputs, which are finished.
func (o *outputs) writeManifest(p *privacy) error {
	if p.manifest == "" {
		return nil
	}
	var m deidentify.Manifest
	if p.counter != nil {
		m = p.counter.Manifest()
	} else {
		m = p.deidentifier.Manifest()
	}
	m.Recipient, m.Retention, m.Basis = statement(p.recipient), statement(p.retention), statement(p.basis)
	finished := slices.Clone(o.opened)
	for _, s := range o.written() {
		finished = append(finished, s.whole...)
	}
	for _, file := range finished {
		if file.stream {
			continue
		}
		described, err := file.describe()
		if err != nil {
			return err
		}
		m.Outputs = append(m.Outputs, described)
	}
	file, err := o.open(p.manifest, 0)
	if err != nil {
		return err
	}
	o.opened = append(o.opened, file)
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m); err != nil {
		return err
	}
	return file.finish()
}

// statement is what a manifest states, null where nobody said.
func statement(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// describe returns the size and the hash of an output that is finished.
func (o *output) describe() (deidentify.Output, error) {
	file, err := os.Open(o.file.Name())
	if err != nil {
		return deidentify.Output{}, err
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	return deidentify.Output{Name: filepath.Base(o.name), Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}
