package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/crossbay/crossbay/examples/codes/internal/answer"
)

// An answerer answers for one code after the other.
type answerer struct {
	*command
	service    *answer.Service
	translator *answer.Translator // of translate
}

func newAnswerer(c *command) (*answerer, []error, error) {
	s, err := loadFiles(c)
	if err != nil {
		return nil, nil, err
	}
	a := &answerer{command: c, service: answer.New(s)}
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

// answer writes the answer for code as one line. A code that is not known, of
// which a server would answer with an error, is an answer like any other here, whose
// result is false.
func (a *answerer) answer(w io.Writer, code string) error {
	var p answer.Parameters
	if a.translator != nil {
		p = a.translator.Answer(code)
	} else {
		var err error
		p, err = a.service.Lookup(a.source, code, answer.Options{})
		var unknown *answer.NotKnown
		switch {
		case errors.As(err, &unknown):
			p = answer.Result(false, unknown.Message)
		case err != nil:
			return err
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(p)
}
