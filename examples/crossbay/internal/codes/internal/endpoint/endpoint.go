// Package endpoint serves the terminology operations of FHIR R4 over HTTP:
// CodeSystem/$lookup, CodeSystem/$validate-code, ValueSet/$validate-code,
// ConceptMap/$translate and metadata, and the resources themselves by their ids and
// URIs.
//
// What it is asked goes nowhere: it keeps no log, and an error does not repeat a
// code.
package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
)

// Base is the path under which everything stands.
const Base = "/fhir"

const (
	mostBody = 64 << 10 // of a request
	fhirJSON = "application/fhir+json; charset=utf-8"
)

// An Endpoint is a handler of requests. It is safe for concurrent use.
type Endpoint struct {
	service    *answer.Service
	entries    []catalog.Entry
	operations map[string]operation
	since      time.Time
	fault      func(stack []byte)
}

// New returns an endpoint for the answers of a service and the resources that can be
// read. It states that it is as it is since a time, and calls fault, which may be
// nil, with the stack of a panic.
func New(service *answer.Service, entries []catalog.Entry, since time.Time, fault func(stack []byte)) *Endpoint {
	return &Endpoint{service, entries, operations(), since, fault}
}

// ServeHTTP implements http.Handler.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			if e.fault != nil {
				e.fault(debug.Stack()) // what the panic said may repeat a code
			}
			refuse(w, problem{http.StatusInternalServerError, "exception", "There is a fault in the program."})
		}
	}()
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	content, err := e.respond(r)
	if err != nil {
		refuse(w, asProblem(err))
		return
	}
	header.Set("Content-Type", fhirJSON)
	content(w)
}

// respond returns what writes the response.
func (e *Endpoint) respond(r *http.Request) (func(w http.ResponseWriter), error) {
	path, ok := strings.CutPrefix(r.URL.Path, Base+"/")
	if !ok {
		return nil, problem{http.StatusNotFound, "not-found", "Everything stands under " + Base + "/."}
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem{http.StatusBadRequest, "structure", "The query of the URL cannot be read."}
	}
	if err := acceptable(r, query); err != nil {
		return nil, err
	}
	pretty := query.Get("_pretty") == "true"
	query.Del("_format")
	query.Del("_pretty")
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	switch {
	case path == "metadata":
		if err := only(r, http.MethodGet, http.MethodHead); err != nil {
			return nil, err
		}
		resource, err := e.metadata(query.Get("mode"))
		return toJSON(resource, pretty), err
	case strings.HasPrefix(last, "$") && len(parts) <= 3:
		return e.operate(r, parts, query, pretty)
	case len(parts) == 1 && e.has(path):
		return e.search(r, path, query)
	case len(parts) == 2:
		if entry := e.entry(parts[0], parts[1]); entry != nil {
			if err := only(r, http.MethodGet, http.MethodHead); err != nil {
				return nil, err
			}
			return func(w http.ResponseWriter) {
				if r.Method != http.MethodHead {
					entry.Write(w) //nolint:errcheck // the client is gone
				}
			}, nil
		}
	}
	return nil, problem{http.StatusNotFound, "not-found", "There is no such resource or operation here."}
}

// operate answers an operation on a type, or on one of its resources.
func (e *Endpoint) operate(r *http.Request, parts []string, query url.Values, pretty bool) (func(w http.ResponseWriter), error) {
	op, ok := e.operations[parts[0]+"/"+parts[len(parts)-1]]
	if !ok {
		return nil, problem{http.StatusNotFound, "not-found", "There is no such operation here."}
	}
	if err := only(r, http.MethodGet, http.MethodHead, http.MethodPost); err != nil {
		return nil, err
	}
	in, err := read(r, query, op.in)
	if err != nil {
		return nil, err
	}
	if len(parts) == 3 {
		entry := e.entry(parts[0], parts[1])
		if entry == nil || !op.instance {
			return nil, problem{http.StatusNotFound, "not-found", "There is no such resource here, or not this operation on it."}
		}
		in.on = entry
	}
	out, err := op.answer(e, in)
	return toJSON(out, pretty), err
}

// has reports whether there are resources of a type.
func (e *Endpoint) has(kind string) bool {
	return slices.ContainsFunc(e.entries, func(x catalog.Entry) bool { return x.Type == kind })
}

func (e *Endpoint) entry(kind, id string) *catalog.Entry {
	for i := range e.entries {
		if e.entries[i].Type == kind && e.entries[i].ID == id {
			return &e.entries[i]
		}
	}
	return nil
}

func toJSON(v any, pretty bool) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		j := json.NewEncoder(w)
		j.SetEscapeHTML(false)
		if pretty {
			j.SetIndent("", "  ")
		}
		j.Encode(v) //nolint:errcheck // the client is gone
	}
}

// A problem is an answer that there is none.
type problem struct {
	status int
	code   string // of http://hl7.org/fhir/issue-type
	text   string
}

func (p problem) Error() string { return p.text }

func asProblem(err error) problem {
	var p problem
	var unknown *answer.NotKnown
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &unknown):
		return problem{http.StatusNotFound, "not-found", unknown.Message}
	}
	return problem{http.StatusInternalServerError, "exception", "There is a fault in the program."}
}

// refuse writes a problem as an OperationOutcome.
func refuse(w http.ResponseWriter, p problem) {
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	j.Encode(answer.Refusal(p.code, p.text)) //nolint:errcheck // to a buffer
	w.Header().Set("Content-Type", fhirJSON)
	if p.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", strings.TrimPrefix(p.text, allowed))
	}
	w.WriteHeader(p.status)
	w.Write(b.Bytes()) //nolint:errcheck // the client is gone
}
