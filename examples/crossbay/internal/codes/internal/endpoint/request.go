package endpoint

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
)

const allowed = "The methods here are "

// only refuses every other method.
func only(r *http.Request, methods ...string) error {
	if slices.Contains(methods, r.Method) {
		return nil
	}
	return problem{http.StatusMethodNotAllowed, "not-supported", allowed + strings.Join(methods, ", ")}
}

// acceptable refuses to answer who cannot read JSON of FHIR R4.
func acceptable(r *http.Request, query url.Values) error {
	wanted := r.Header.Values("Accept")
	if f := query.Get("_format"); f != "" { // stands before the header
		wanted = []string{strings.ReplaceAll(f, " ", "+")} // who writes + in a query means it
	}
	some := false
	for _, list := range wanted {
		for one := range strings.SplitSeq(list, ",") {
			some = true
			kind, parameters, err := mime.ParseMediaType(one)
			if v := parameters["fhirversion"]; err != nil || v != "" && v != "4.0" {
				continue
			}
			switch kind {
			case "*/*", "application/*", "application/fhir+json", "application/json", "application/json+fhir", "text/json", "json":
				return nil
			}
		}
	}
	if !some {
		return nil
	}
	return problem{http.StatusNotAcceptable, "not-supported", "Answers are application/fhir+json of FHIR 4.0."}
}

// A kind is what a parameter is.
type kind uint8

const (
	unsupported kind = iota + 1 // is one of FHIR's, and not of this server
	text
	texts // any number
	flag
	coding
	concept
)

// An input is the parameters of a request.
type input struct {
	on       *catalog.Entry // the resource on which the operation is called; nil where on the type
	texts    map[string][]string
	flags    map[string]bool
	coding   *codingIn
	concept  *conceptIn
	subjects int // how many of code, coding and codeableConcept there are
}

func (in *input) text(name string) string {
	if list := in.texts[name]; list != nil {
		return list[0]
	}
	return ""
}

type codingIn struct {
	System, Version, Code, Display string
}

type conceptIn struct {
	Coding []codingIn
}

func bad(code, text string) error { return problem{http.StatusBadRequest, code, text} }

// read reads the parameters of a request, from its query and its body. One that is
// not known is refused: an answer that passes over it could be another one than was
// asked for.
func read(r *http.Request, query url.Values, kinds map[string]kind) (*input, error) {
	in := &input{texts: map[string][]string{}, flags: map[string]bool{}}
	for name, values := range query {
		for _, v := range values {
			if err := in.add(kinds, given{Name: name, text: v, inQuery: true}); err != nil {
				return nil, err
			}
		}
	}
	if r.Method != http.MethodPost || r.ContentLength == 0 {
		return in, nil
	}
	list, err := body(r)
	if err != nil {
		return nil, err
	}
	for _, g := range list {
		if err := in.add(kinds, g); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// A given is a parameter as it was sent.
type given struct {
	Name                 string
	ValueString          *string
	ValueCode            *string
	ValueURI             *string `json:"valueUri"`
	ValueCanonical       *string
	ValueURL             *string `json:"valueUrl"`
	ValueID              *string `json:"valueId"`
	ValueDateTime        *string
	ValueBoolean         *bool
	ValueCoding          *codingIn
	ValueCodeableConcept *conceptIn
	text                 string // of a query
	inQuery              bool
}

// body reads a resource Parameters.
func body(r *http.Request) ([]given, error) {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	version, charset := parameters["fhirversion"], parameters["charset"]
	if err != nil || kind != "application/fhir+json" && kind != "application/json" && kind != "application/json+fhir" ||
		version != "" && version != "4.0" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, problem{http.StatusUnsupportedMediaType, "not-supported", "A body is a resource Parameters as application/fhir+json of FHIR 4.0 in UTF-8."}
	}
	content, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, problem{http.StatusRequestEntityTooLarge, "too-long", "A body has 64 KiB at most."}
	case err != nil:
		return nil, bad("structure", "The body cannot be read.")
	}
	var p struct {
		ResourceType string
		Parameter    []given
	}
	if !utf8.Valid(content) || json.Unmarshal(content, &p) != nil {
		return nil, bad("structure", "The body is no JSON of a resource Parameters.")
	}
	if p.ResourceType != "Parameters" {
		return nil, bad("structure", "The body is no resource Parameters.")
	}
	return p.Parameter, nil
}

// string returns the value of a parameter that is a text of any type.
func (g *given) string() (string, bool) {
	if g.inQuery {
		return g.text, utf8.ValidString(g.text)
	}
	for _, v := range [...]*string{g.ValueString, g.ValueCode, g.ValueURI, g.ValueCanonical, g.ValueURL, g.ValueID, g.ValueDateTime} {
		if v != nil {
			return *v, true
		}
	}
	return "", false
}

// bool returns the value of a parameter that is true or false.
func (g *given) bool() (value, ok bool) {
	if g.inQuery {
		return g.text == "true", g.text == "true" || g.text == "false"
	}
	if g.ValueBoolean == nil {
		return false, false
	}
	return *g.ValueBoolean, true
}

// add takes in a parameter.
func (in *input) add(kinds map[string]kind, g given) error {
	kind, known := kinds[g.Name]
	ok, twice := true, false
	switch kind {
	case unsupported:
		return bad("not-supported", "The parameter "+g.Name+" is not supported.")
	case text, texts:
		var v string
		v, ok = g.string()
		ok = ok && v != ""
		twice = kind == text && in.texts[g.Name] != nil
		in.texts[g.Name] = append(in.texts[g.Name], v)
		if g.Name == "code" {
			in.subjects++
		}
	case flag:
		_, twice = in.flags[g.Name]
		in.flags[g.Name], ok = g.bool()
	case coding:
		twice = in.coding != nil
		in.coding, ok = g.ValueCoding, g.ValueCoding != nil
		in.subjects++
	case concept:
		twice = in.concept != nil
		in.concept, ok = g.ValueCodeableConcept, g.ValueCodeableConcept != nil
		in.subjects++
	}
	switch {
	case !known:
		return bad("not-supported", "There is a parameter that the operation does not have here. Its parameters are "+strings.Join(names(kinds), ", ")+".")
	case twice:
		return bad("invalid", "The parameter "+g.Name+" stands twice.")
	case !ok && g.inQuery && (kind == coding || kind == concept):
		return bad("invalid", "The parameter "+g.Name+" is no text: send it in a body, by POST.")
	case !ok:
		return bad("invalid", "The parameter "+g.Name+" has no value of its type.")
	}
	return nil
}

func names(kinds map[string]kind) []string {
	var list []string
	for name, k := range kinds {
		if k != unsupported {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
