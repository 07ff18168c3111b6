package exchange

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/crossbay/crossbay/fhir/exchange"
)

// hint adds to an error of the library what the file seems to be, and what to do with
// that: nothing that stands in it.
func (c *command) hint(err error, file []byte) error {
	switch {
	case errors.Is(err, exchange.ErrForm), errors.Is(err, exchange.ErrAlgorithm), errors.Is(err, exchange.ErrBundle):
		return withForm(err, file)
	case errors.Is(err, exchange.ErrSignature) && c.name == "verify":
		return fmt.Errorf("%w: a file that a program has written anew, its numbers or texts in another form, is no longer the one that was signed", err)
	}
	return err
}

// withForm adds to an error what a file seems to be.
func withForm(err error, file []byte) error {
	if what := form(file); what != "" {
		return fmt.Errorf("%w: %s", err, what)
	}
	return err
}

// form says what a file seems to be, "" where it is nothing that is known here.
func form(file []byte) string {
	file = bytes.TrimSpace(file)
	if bytes.HasPrefix(file, []byte("{")) {
		var members struct {
			ResourceType, Kty string
			Files             json.RawMessage
		}
		switch err := json.Unmarshal(file, &members); {
		case err != nil:
		case members.Kty != "":
			return "it is a key"
		case members.Files != nil:
			return "it is the manifest of a link, which exchange open -link opens"
		case members.ResourceType == "Bundle":
			return "it is a Bundle that nobody has encrypted; exchange verify checks a signature in it"
		case members.ResourceType != "":
			return "it is a resource of FHIR, and no Bundle"
		}
		return ""
	}
	if bytes.HasPrefix(file, []byte("shlink:/")) || bytes.Contains(file[:min(len(file), 1<<10)], []byte("#shlink:/")) {
		return "it is a link, and not what it leads to: give it to -link"
	}
	switch bytes.Count(file, []byte(".")) {
	case 2:
		return "it is a signature without the encryption around it"
	case 4:
		protected, _, _ := bytes.Cut(file, []byte("."))
		var header struct{ Alg string }
		text, err := base64.RawURLEncoding.DecodeString(string(protected))
		switch {
		case err != nil || json.Unmarshal(text, &header) != nil:
			return ""
		case header.Alg == "dir":
			return "it is encrypted for a link, which exchange open -link opens"
		}
		return "it is sealed for a key, with which exchange open -key opens it"
	}
	return ""
}
