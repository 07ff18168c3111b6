package transaction

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// A Key names a resource: "Patient" and its id.
type Key struct{ Type, ID string }

// String returns "Type/id".
func (k Key) String() string { return k.Type + "/" + k.ID }

// An Entry is a resource that is loaded. It prints as "[redacted]".
type Entry struct {
	Key
	Resource json.RawMessage `json:",omitempty"`
}

// A Bundle is a transaction, taken apart. What it holds is of patients, and it prints as
// "[redacted]".
type Bundle struct {
	Meta    json.RawMessage `json:",omitempty"`
	Entries []Entry
	posted  bool // the server chooses ids
}

// Format writes "[redacted]", whatever the verb is.
func (Bundle) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Bundle) LogValue() slog.Value { return redact.LogValue() }

// Format writes "[redacted]", whatever the verb is.
func (Entry) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Entry) LogValue() slog.Value { return redact.LogValue() }

// errBundle says nothing of what stands in the line.
var errBundle = errors.New("the line is no transaction that this project wrote")

// urn is how the URL of an entry starts.
const urn = "urn:uuid:"

// Parse takes a line apart, in either form of requests. Entries that delete are left
// out: they load nothing. The resources are parts of a copy of the line.
func Parse(line []byte) (*Bundle, error) {
	var b struct {
		ResourceType string          `json:"resourceType"`
		Type         string          `json:"type"`
		Meta         json.RawMessage `json:"meta"`
		Entry        []struct {
			FullURL  string          `json:"fullUrl"`
			Resource json.RawMessage `json:"resource"`
			Request  struct {
				URL string `json:"url"`
			} `json:"request"`
		} `json:"entry"`
	}
	if json.Unmarshal(line, &b) != nil || b.ResourceType != "Bundle" || b.Type != "transaction" {
		return nil, errBundle
	}
	out := &Bundle{Meta: b.Meta, Entries: make([]Entry, 0, len(b.Entry))}
	for _, e := range b.Entry {
		if e.Resource == nil {
			continue
		}
		id, ok := strings.CutPrefix(e.FullURL, urn)
		kind, _, _ := strings.Cut(e.Request.URL, "/")
		kind, _, _ = strings.Cut(kind, "?")
		if !ok || id == "" || kind == "" {
			return nil, errBundle
		}
		k := Key{kind, id}
		out.posted = out.posted || e.Request.URL != k.String()
		out.Entries = append(out.Entries, Entry{k, e.Resource})
	}
	return out, nil
}

// Composition returns the Composition, by whose id a stay is known; nil in a Bundle of
// what stays share, or of a part of a stay.
func (b *Bundle) Composition() *Entry {
	for i := range b.Entries {
		if b.Entries[i].Type == "Composition" {
			return &b.Entries[i]
		}
	}
	return nil
}

// IsShared reports whether resources of a type are of several stays.
func IsShared(kind string) bool { return sharedRank(kind) >= 0 }

// sharedRank is the order in which shared resources are loaded, so that what one refers
// to is there: -1 for what is not shared.
func sharedRank(kind string) int {
	for rank, shared := range [...]string{"Organization", "Location", "Practitioner", "PractitionerRole", "Patient"} {
		if kind == shared {
			return rank
		}
	}
	return -1
}

// reference is how a reference starts in what the encoder writes. No text holds it: in
// a string its quotes are escaped.
const reference = `"reference":"`

// references gives the references of a resource to others.
func references(resource []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			_, rest, found := bytes.Cut(resource, []byte(reference))
			if !found {
				return
			}
			end := bytes.IndexByte(rest, '"')
			if end < 0 || !yield(string(rest[:end])) {
				return
			}
			resource = rest[end:]
		}
	}
}

// Told reports whether the stay is told by messages.
func (b *Bundle) Told() bool {
	c := b.Composition()
	return c != nil && bytes.Contains(c.Resource, []byte(`"url":"`+fhir.ExtensionSourceEvent+`"`))
}
