package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A parcel is a line, and how it is sent.
type parcel struct {
	line    int
	text    []byte // as it is in the file
	method  string
	path    string // after the base, "" for a transaction
	headers http.Header
	// keys are the Patients and stays that it is about: no two parcels with a key in
	// common are under way at once.
	keys []string
	// writes are the resources that it writes, and needs those that it refers to and
	// does not write: they must be there first.
	writes, needs []string
	entries       int  // of a Bundle
	shared        bool // it holds what stays share, and nothing of a stay
	// patients are the Patients that it puts, in the order of the entries.
	patients []patient
	// fault says why the line cannot be sent, "" where it can.
	fault string
}

// The reasons for which a line is not sent.
const (
	faultJSON       = "is no JSON object"
	faultForm       = "is neither a Bundle nor a resource of FHIR R4"
	faultType       = "is a Bundle of a type that is not loaded: transaction and document are"
	faultEntry      = "has an entry without a request of its own"
	faultUnguarded  = "puts a Patient at neither an id nor a search, so that the server's cannot be read first: -patients overwrite sends it"
	faultRepeat     = "creates a resource without a condition, and would double it when it is sent again"
	faultIdentifier = "is a document without an identifier, and would double it when it is sent again"
	faultID         = "is a resource without an id"
)

// resource is what is read of a resource.
type resource struct {
	ResourceType     string          `json:"resourceType"`
	ID               string          `json:"id"`
	Type             json.RawMessage `json:"type"`
	Identifier       json.RawMessage `json:"identifier"`
	Entry            []entry         `json:"entry"`
	Extension        json.RawMessage `json:"extension"`
	DeceasedBoolean  *bool           `json:"deceasedBoolean"`
	DeceasedDateTime string          `json:"deceasedDateTime"`
	Meta             struct {
		VersionID string `json:"versionId"`
	} `json:"meta"`
}

// entry is what is read of an entry of a Bundle.
type entry struct {
	FullURL  string   `json:"fullUrl"`
	Resource resource `json:"resource"`
	Request  struct {
		Method      string `json:"method"`
		URL         string `json:"url"`
		IfMatch     string `json:"ifMatch"`
		IfNoneExist string `json:"ifNoneExist"`
	} `json:"request"`
}

// kind is the type of what an entry is about.
func (e *entry) kind() string {
	if e.Resource.ResourceType != "" {
		return e.Resource.ResourceType
	}
	return e.Request.URL[:strings.IndexFunc(e.Request.URL+"/", func(r rune) bool { return r == '/' || r == '?' })]
}

// sharedTypes are the types of what stays share.
var sharedTypes = []string{"Endpoint", "HealthcareService", "Location", "Organization", "Patient", "Practitioner", "PractitionerRole"}

var (
	validType = regexp.MustCompile(`^[A-Z][A-Za-z]{1,63}$`)
	validID   = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)
	// ofStay finds whose a request is.
	ofStay = regexp.MustCompile(`(?:^|[/=,])((?:Patient|Encounter)/[A-Za-z0-9.-]{1,64})`)
	// target finds what a reference leads to, by its id.
	target = regexp.MustCompile(`(?:^|/)([A-Z][A-Za-z]{1,63}/[A-Za-z0-9.-]{1,64})(?:/_history/[^/]*)?$`)
)

// newParcel reads how a line is to be sent. Conditions on Patients are taken where
// nobody guards them.
func newParcel(line int, text []byte, guarded bool) *parcel {
	p := &parcel{line: line, text: text, headers: http.Header{}}
	body := p.body()
	var r resource
	if err := json.Unmarshal(body, &r); err != nil {
		p.fault = faultForm
		if !json.Valid(body) {
			p.fault = faultJSON
		}
		return p
	}
	if !validType.MatchString(r.ResourceType) {
		p.fault = faultForm
		return p
	}
	if r.ResourceType != "Bundle" {
		p.lone(&r)
	} else if kind := plainString(r.Type); kind == "transaction" {
		p.transaction(&r, guarded)
	} else if kind == "document" {
		p.document(&r)
	} else {
		p.fault = faultType
	}
	if p.fault == "" {
		p.refer(body)
	}
	return p
}

// body is what is sent of the line.
func (p *parcel) body() []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(p.text, []byte("\ufeff")))
}

func (p *parcel) transaction(r *resource, guarded bool) {
	p.method, p.entries, p.shared = http.MethodPost, len(r.Entry), true
	for i := range r.Entry {
		e := &r.Entry[i]
		kind := e.kind()
		if e.Request.Method == "" || e.Request.URL == "" {
			p.fault = faultEntry
			return
		}
		if e.Request.Method == http.MethodPost && e.Request.IfNoneExist == "" {
			p.fault = faultRepeat
			return
		}
		if e.Request.Method == http.MethodDelete || !slices.Contains(sharedTypes, kind) {
			p.shared = false
		}
		if kind != "Patient" || e.Request.Method != http.MethodPut {
			continue
		}
		if !guardable(e.Request.URL) {
			if guarded {
				p.fault = faultUnguarded
				return
			}
			continue
		}
		p.patients = append(p.patients, newPatient(i, e.Request.URL, e))
	}
	for i := range r.Entry {
		e := &r.Entry[i]
		p.write(e.kind(), e)
		for _, m := range ofStay.FindAllStringSubmatch(e.Request.URL, -1) {
			p.keys = append(p.keys, m[1])
		}
	}
	if p.shared { // they are few, and meant to be loaded once
		p.keys = append(p.keys, p.writes...)
	}
}

// guardable reports whether a Patient is put where the server's can be read.
func guardable(url string) bool {
	id, at := strings.CutPrefix(url, "Patient/")
	return at && validID.MatchString(id) || strings.HasPrefix(url, "Patient?")
}

func (p *parcel) document(r *resource) {
	p.method, p.path = http.MethodPost, "Bundle"
	var identifier struct{ System, Value string }
	if json.Unmarshal(r.Identifier, &identifier) != nil || identifier.Value == "" {
		p.fault = faultIdentifier
		return
	}
	condition := "identifier=" + searchToken(identifier.System) + "%7C" + searchToken(identifier.Value)
	p.headers.Set("If-None-Exist", condition)
	p.keys = append(p.keys, "Bundle?"+condition)
	for i := range r.Entry {
		p.write(r.Entry[i].kind(), &r.Entry[i])
	}
}

// searchToken is a part of a token in a search.
func searchToken(s string) string {
	return url.QueryEscape(strings.NewReplacer(`\`, `\\`, `|`, `\|`, `,`, `\,`, `$`, `\$`).Replace(s))
}

func (p *parcel) lone(r *resource) {
	if !validID.MatchString(r.ID) {
		p.fault = faultID
		return
	}
	p.method, p.path = http.MethodPut, r.ResourceType+"/"+r.ID
	p.keys, p.writes = append(p.keys, p.path), append(p.writes, p.path)
	p.shared = slices.Contains(sharedTypes, r.ResourceType)
	if r.ResourceType == "Patient" {
		p.patients = []patient{newPatient(-1, p.path, &entry{Resource: *r})}
	}
}

// write adds what an entry writes, by all the names that others may use.
func (p *parcel) write(kind string, e *entry) {
	if e.Resource.ID != "" {
		p.writes = append(p.writes, kind+"/"+e.Resource.ID)
	}
	if id, ok := strings.CutPrefix(e.FullURL, "urn:uuid:"); ok {
		p.writes = append(p.writes, kind+"/"+id)
	}
	if e.Request.IfNoneExist != "" {
		p.writes = append(p.writes, kind+"?"+strings.TrimPrefix(e.Request.IfNoneExist, "?"))
	}
	if strings.HasPrefix(e.Request.URL, kind+"?") {
		p.writes = append(p.writes, e.Request.URL)
	}
}

// isOfStay reports whether a name is that of a Patient or an Encounter.
func isOfStay(name string) bool {
	kind := name[:strings.IndexAny(name+"/", "/?")]
	return kind == "Patient" || kind == "Encounter"
}

// refer finds what the line refers to, and then what it is about.
func (p *parcel) refer(body []byte) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	last := "" // the text before the one in hand, the name of the member where that is a value
	for {
		t, err := d.Token()
		if err != nil { // the end: the line is JSON
			break
		}
		s, _ := t.(string)
		if last == "reference" && s != "" {
			if m := target.FindStringSubmatch(s); m != nil {
				p.needs = append(p.needs, m[1])
			} else if kind, _, search := strings.Cut(s, "?"); search && validType.MatchString(kind) {
				p.needs = append(p.needs, s)
			}
		}
		last = s
	}
	for _, name := range slices.Concat(p.writes, p.needs) {
		if isOfStay(name) {
			p.keys = append(p.keys, name)
		}
	}
	for _, list := range []*[]string{&p.keys, &p.writes, &p.needs} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	p.needs = slices.DeleteFunc(p.needs, func(name string) bool {
		_, own := slices.BinarySearch(p.writes, name)
		return own
	})
}

// plainString returns the JSON string, "" for anything else.
func plainString(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// A change is what becomes of the Patient of an entry that the server has.
type change struct {
	leave bool // the entry is left out
	id    string
	etag  string // it is put on the condition that it is still so
}

// amend returns the body with changes to its entries, by their numbers. A Patient is
// put at the id that the server has: not all heed the condition beside a search.
func (p *parcel) amend(changes map[int]change) ([]byte, error) {
	if len(changes) == 0 {
		return p.body(), nil
	}
	var bundle map[string]json.RawMessage
	var entries []json.RawMessage
	if err := json.Unmarshal(p.body(), &bundle); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(bundle["entry"], &entries); err != nil {
		return nil, err
	}
	kept := entries[:0:0]
	for i, raw := range entries {
		change, changed := changes[i]
		if change.leave {
			continue
		}
		if changed {
			var err error
			if raw, err = change.apply(raw); err != nil {
				return nil, err
			}
		}
		kept = append(kept, raw)
	}
	bundle["entry"] = encode(kept)
	body := encode(bundle)
	for _, patient := range p.patients {
		change, changed := changes[patient.entry]
		if !changed || patient.fullURL == "" || !change.leave && patient.path == "Patient/"+change.id {
			continue
		}
		// The entry is not there, or is no longer one whose id the server finds out.
		find := regexp.MustCompile(`"reference":` + regexp.QuoteMeta(string(encode(patient.fullURL))))
		body = find.ReplaceAllLiteral(body, append([]byte(`"reference":`), encode("Patient/"+change.id)...))
	}
	return body, nil
}

// apply puts the Patient of an entry at the id that the server has, in place of the
// version that it has.
func (c change) apply(entry json.RawMessage) (json.RawMessage, error) {
	var members, request, resource map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(entry, &members), json.Unmarshal(members["request"], &request), json.Unmarshal(members["resource"], &resource)); err != nil {
		return nil, err
	}
	if request["ifMatch"] == nil {
		request["ifMatch"] = encode(c.etag)
	}
	request["url"], resource["id"] = encode("Patient/"+c.id), encode(c.id)
	members["request"], members["resource"] = encode(request), encode(resource)
	return encode(members), nil
}

// encode writes JSON as compact as it may be, and without escapes that nobody needs.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("load: JSON that was read cannot be written") // raw messages and strings alone
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
