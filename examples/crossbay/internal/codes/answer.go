package codes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
)

// An answerer answers for one code after the other.
type answerer struct {
	*command
	service    *answer.Service
	translator *answer.Translator // of translate
	unknown    bool               // a code was looked up that is not known
	stderr     io.Writer
}

func newAnswerer(c *command, stderr io.Writer) (*answerer, []error, error) {
	s, err := loadFiles(c)
	if err != nil {
		return nil, nil, err
	}
	a := &answerer{command: c, service: answer.New(s), stderr: stderr}
	var unknown []error
	for _, e := range s.Unknown(a.service.Registry()) {
		unknown = append(unknown, e)
	}
	if c.name == "translate" {
		a.translator, err = a.service.Translator(answer.Question{Source: c.source, Target: c.target, URL: c.url, Version: c.version, Reverse: c.reverse})
		if err != nil {
			return nil, nil, fmt.Errorf("-url: %w", err)
		}
	}
	return a, unknown, nil
}

// answer writes the answer for code as one line.
func (a *answerer) answer(w io.Writer, code string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if a.translator != nil {
		return e.Encode(a.translator.Answer(code))
	}
	p, err := a.lookup(code)
	if unknown := (*answer.NotKnown)(nil); errors.As(err, &unknown) {
		a.unknown = true
		return e.Encode(answer.Refusal("not-found", unknown.Message))
	}
	if err != nil {
		return err
	}
	return e.Encode(p)
}

// lookup looks a code up, and one of ICD that has lost its dot with the dot, where
// one place for it gives a code that is known. It says so.
func (a *answerer) lookup(code string) (answer.Parameters, error) {
	p, err := a.service.Lookup(a.source, code, answer.Options{})
	if unknown := (*answer.NotKnown)(nil); !errors.As(err, &unknown) || strings.Contains(code, ".") || !ofICD(a.source) {
		return p, err
	}
	found := ""
	for at := 2; at <= 4 && at < len(code); at++ { // procedures; diagnoses; external causes of ICD-9-CM
		dotted := code[:at] + "." + code[at:]
		if q, none := a.service.Lookup(a.source, dotted, answer.Options{}); none == nil {
			if found != "" {
				return p, err
			}
			found, p = dotted, q
		}
	}
	if found == "" {
		return p, err
	}
	fmt.Fprintf(a.stderr, "codes: %s is read as %s\n", code, found)
	return p, nil
}

// ofICD reports whether the codes of a system have a dot in a place of its own.
func ofICD(system codes.System) bool {
	for _, s := range codes.Systems() {
		if s.URI == system.URI {
			return strings.HasPrefix(s.Name, "icd-")
		}
	}
	return false
}
