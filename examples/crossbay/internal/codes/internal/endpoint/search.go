package endpoint

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
)

// searched are the parameters of a search. Clients ask by url whether a server has a
// code system at all.
func searched() []string { return []string{"_id", "url", "version"} }

// search answers a search of a type with a Bundle of what all parameters name.
func (e *Endpoint) search(r *http.Request, kind string, query url.Values) (func(w http.ResponseWriter), error) {
	if err := only(r, http.MethodGet, http.MethodHead); err != nil {
		return nil, err
	}
	summary := false
	for name, values := range query {
		switch {
		case name == "_summary" && len(values) == 1 && (values[0] == "true" || values[0] == "false"):
			summary = values[0] == "true"
		case name == "_summary":
			return nil, bad("not-supported", "The parameter _summary is true or false.")
		case !slices.Contains(searched(), name):
			return nil, bad("not-supported", "There is a parameter that a search does not have here. Its parameters are _id, url, version and _summary.")
		case len(values) > 1:
			return nil, bad("invalid", "The parameter "+name+" stands twice.")
		}
	}
	uri, version := canonical(query.Get("url"), query.Get("version"))
	var found []*catalog.Entry
	for i := range e.entries {
		x := &e.entries[i]
		if x.Type == kind && (!query.Has("_id") || x.ID == query.Get("_id")) && (!query.Has("url") || x.URL == uri) &&
			(version == "" || x.Version == version) {
			found = append(found, x)
		}
	}
	base := "http://" + r.Host + Base + "/"
	return func(w http.ResponseWriter) {
		if r.Method != http.MethodHead {
			writeBundle(w, base, found, summary) //nolint:errcheck // the client is gone
		}
	}, nil
}

// writeBundle writes resources as what a search found, one after the other: they may
// be large.
func writeBundle(w io.Writer, base string, found []*catalog.Entry, summary bool) error {
	out := &stream{w: w}
	out.json(struct {
		ResourceType string `json:"resourceType"`
		Type         string `json:"type"`
		Total        int    `json:"total"`
	}{"Bundle", "searchset", len(found)}, 1)
	for i, x := range found {
		if i == 0 {
			out.text(`,"entry":[`)
		} else {
			out.text(",")
		}
		out.text(`{"fullUrl":`)
		out.json(base+x.Type+"/"+x.ID, 0)
		out.text(`,"resource":`)
		if summary {
			out.json(summaryOf(x), 0)
		} else if out.err == nil {
			out.err = x.Write(w)
		}
		out.text(`,"search":{"mode":"match"}}`)
	}
	if len(found) > 0 {
		out.text("]")
	}
	out.text("}\n")
	return out.err
}

// A stream writes until something goes wrong.
type stream struct {
	w   io.Writer
	err error
}

func (s *stream) text(t string) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, t)
	}
}

// json writes a value without its last bytes, of that number.
func (s *stream) json(v any, without int) {
	t, err := json.Marshal(v)
	if err != nil && s.err == nil {
		s.err = err
	}
	if s.err == nil {
		s.text(string(t[:len(t)-without]))
	}
}

// A summary is the elements of a resource that R4 has in its summary and that tell
// something here.
type summary struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Meta         tagged `json:"meta"`
	URL          string `json:"url"`
	Version      string `json:"version,omitempty"`
	Name         string `json:"name"`
	Title        string `json:"title"`
	Status       string `json:"status"`
	Content      string `json:"content,omitempty"`
}

type tagged struct {
	Tag []tag `json:"tag"`
}

type tag struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

func summaryOf(x *catalog.Entry) summary {
	subsetted := tagged{[]tag{{"http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED"}}}
	return summary{x.Type, x.ID, subsetted, x.URL, x.Version, x.Name, x.Title, x.Status, x.Content}
}
