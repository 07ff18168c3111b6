package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// A Bundle is a Bundle taken apart: its resources as they were written, with what
// can be told of each without reading it. [Bundle.Read] reads some of them. It is
// read-only once made, and may be used by several goroutines.
type Bundle struct {
	// Type is the code of Bundle.type, "" for a resource on its own.
	Type string
	// More tells that the server has further pages (a link next).
	More bool
	// Resources are those of the entries, in their order, and of Bundles within
	// them; of several versions of one, the newest that is not deleted.
	Resources []Resource
	// Issues say which entries state no resource.
	Issues []*ReadIssue

	urls  map[string]int   // of Resources by fullUrl
	names map[string][]int // by "Type/id"
}

// A Resource is one resource as somebody wrote it.
type Resource struct {
	// Type is its resourceType, which may be none of FHIR's, and ID its id.
	Type, ID string
	// URL is the fullUrl of its entry, "" for none.
	URL string
	// Pointer is the JSON pointer of the resource within its value; of one that
	// stands on its own, whatever who took it off a stream puts here.
	Pointer string
	// Line is the line on which its value starts, where it stands on its own.
	Line int
	// Text is the JSON.
	Text []byte
	// References are those that it holds, at whatever depth.
	References []Reference

	version  string // of FHIR that what it has is of, "" where nothing says that it is not R4
	changed  string // meta.lastUpdated
	revision string // meta.versionId
	target   string // the url of the request of its entry
	deleted  bool   // it is no resource: the entry says that there is none any more
}

// A Reference is one reference of a resource.
type Reference struct {
	// Element is the member of the resource that it stands in ("subject").
	Element string
	// Target is where it leads to, as written.
	Target string
}

// Reference returns where the first reference of an element leads, "" for
// nowhere.
func (r *Resource) Reference(elements ...string) string {
	for _, name := range elements {
		for i := range r.References {
			if r.References[i].Element == name {
				return r.References[i].Target
			}
		}
	}
	return ""
}

// Holds reports whether documents hold resources of its type.
func (r *Resource) Holds() bool {
	_, ok := kindNamed(r.Type)
	return ok
}

// Kind returns the type, or a word for one that R4 does not have, so that no text
// of the input stands in an issue.
func (r *Resource) Kind() string { return kindOf(r.Type) }

func kindOf(name string) string {
	if name == "" || !strings.Contains(resourceTypes, " "+name+" ") {
		return "resource of a type that R4 does not have"
	}
	return name
}

// ParseBundle takes a Bundle apart, or a resource on its own. The error, a
// [*ReadError], says that it is neither. The Bundle shares the memory of text.
func ParseBundle(text []byte) (*Bundle, error) {
	b := new(Bundle)
	if err := b.add(text, "", maxBundles); err != nil {
		return nil, err
	}
	b.settle()
	return b, nil
}

// NewBundle returns a Bundle of resources that stood on their own. Of several of
// one type and id the newest counts.
func NewBundle(resources []Resource) *Bundle {
	b := &Bundle{Resources: resources}
	b.settle()
	return b
}

// maxBundles bounds how deep Bundles stand within Bundles.
const maxBundles = 4

var errDepth = errors.New("nested too deep")

// add takes in a value: a resource, or the resources of a Bundle.
func (b *Bundle) add(text []byte, pointer string, depth int) error {
	w := walker{text: text}
	resource := Resource{Pointer: pointer, Text: text}
	var entries []byte
	kind := ""
	err := w.object(func(name string) error {
		start := w.pos
		switch name {
		case "type":
			if w.text[w.pos] == '"' {
				kind, _ = w.string()
				return nil
			}
		case "entry":
			if err := w.skip(0); err != nil {
				return err
			}
			entries = w.text[start:w.pos]
			return nil
		case "link":
			return w.list(func(int) error {
				return w.object(func(name string) error {
					if name != "relation" || w.text[w.pos] != '"' {
						return w.skip(0)
					}
					relation, err := w.string()
					b.More = b.More || relation == "next"
					return err
				})
			})
		}
		return w.head(&resource, name)
	})
	if err == nil && w.space() != 0 {
		err = errWalk
	}
	switch {
	case errors.Is(err, errDepth):
		return &ReadError{Pointer: pointer, Reason: "is nested deeper than " + strconv.Itoa(maxDepth)}
	case err != nil:
		return &ReadError{Pointer: pointer, Offset: w.pos, Reason: "is not JSON"}
	case resource.Type == "":
		return &ReadError{Pointer: pointer, Reason: "is not a Bundle"}
	case resource.Type != "Bundle":
		resource.finish()
		b.Resources = append(b.Resources, resource)
		return nil
	}
	if pointer == "" {
		b.Type = kind
	}
	if resource.version != "" { // its profile says so: then so it is for all
		b.Resources = append(b.Resources, Resource{Type: "Bundle", Pointer: pointer, version: resource.version, Text: text[:0]})
	}
	if entries == nil {
		return nil
	}
	l := walker{text: entries}
	if l.space() != '[' {
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer + "/entry", Reason: "is not a list"})
		return nil
	}
	return l.list(func(i int) error { return b.entry(&l, pointer+"/entry/"+strconv.Itoa(i), depth-1) })
}

// entry takes in one entry of a Bundle.
func (b *Bundle) entry(w *walker, pointer string, depth int) error {
	if w.space() != '{' {
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer, Reason: "is not an object"})
		return w.skip(0)
	}
	var text []byte
	var url, method, target string
	err := w.object(func(name string) error {
		start := w.pos
		switch {
		case name == "resource" && w.text[w.pos] == '{':
			err := w.skip(0)
			text = w.text[start:w.pos]
			return err
		case name == "fullUrl" && w.text[w.pos] == '"':
			var err error
			url, err = w.string()
			return err
		case name == "request" && w.text[w.pos] == '{':
			return w.object(func(name string) (err error) {
				switch {
				case w.text[w.pos] != '"' || name != "method" && name != "url":
					return w.skip(0)
				case name == "method":
					method, err = w.string()
				default:
					target, err = w.string()
				}
				return err
			})
		}
		return w.skip(0)
	})
	if err != nil {
		return err
	}
	switch {
	case method == "DELETE" && b.Type == "history":
		b.Resources = append(b.Resources, Resource{Pointer: pointer, URL: unversioned(url), target: target, deleted: true})
		return nil
	case method == "DELETE" || method == "PATCH":
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer, Reason: "asks for a change of a resource, and does not state it"})
		return nil
	case text == nil:
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer, Reason: "has no resource"})
		return nil
	case depth == 0:
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer, Reason: "is a Bundle within too many others"})
		return nil
	}
	from := len(b.Resources)
	if err := b.add(text, pointer+"/resource", depth); err != nil {
		b.Issues = append(b.Issues, &ReadIssue{Pointer: pointer, Reason: "has no resource that can be told"})
		return nil
	}
	if len(b.Resources) == from+1 && b.Resources[from].Pointer == pointer+"/resource" {
		r := &b.Resources[from]
		r.URL, r.target = unversioned(url), target
	}
	return nil
}

// settle leaves one version of each resource, and finds them by their names.
func (b *Bundle) settle() {
	name := func(r *Resource) string {
		if r.deleted {
			return r.target
		}
		return r.Type + "/" + r.ID
	}
	at := map[string]int{} // of kept by URL, or by name for want of one
	kept := b.Resources[:0]
	for _, r := range b.Resources {
		key := r.URL
		if key == "" && (r.deleted || r.ID != "") {
			key = name(&r)
		}
		i, known := at[key]
		switch {
		case key == "" || !known:
			at[key] = len(kept)
			kept = append(kept, r)
		case newer(&r, &kept[i]):
			kept[i], r = r, kept[i]
			fallthrough
		default:
			if b.Type != "history" && !r.deleted {
				b.Issues = append(b.Issues, &ReadIssue{Pointer: r.Pointer, Reason: "is that of another entry too, in another version perhaps", Resource: r.Kind()})
			}
		}
	}
	b.Resources = kept
	b.urls, b.names = map[string]int{}, map[string][]int{}
	live := b.Resources[:0]
	for _, r := range b.Resources {
		if r.deleted {
			continue
		}
		i := len(live)
		live = append(live, r)
		if r.URL != "" {
			b.urls[r.URL] = i
		}
		if r.ID != "" {
			b.names[name(&r)] = append(b.names[name(&r)], i)
		}
		if r.target != "" && r.target != r.Type && r.target != name(&r) {
			b.names[r.target] = append(b.names[r.target], i)
		}
	}
	b.Resources = live
}

// newer reports whether r is of a later version than s, by what both state.
func newer(r, s *Resource) bool {
	x, err := strconv.Atoi(r.revision)
	y, other := strconv.Atoi(s.revision)
	if err == nil && other == nil && x != y {
		return x > y
	}
	return r.changed != "" && s.changed != "" && r.changed > s.changed
}

// Find returns the resource to which a reference of r leads, -1 for none of the
// Bundle.
func (b *Bundle) Find(r *Resource, reference string) int {
	if reference == "" || reference[0] == '#' {
		return -1
	}
	reference = unversioned(reference)
	if i, ok := b.urls[reference]; ok {
		return i
	}
	if strings.HasPrefix(reference, "urn:") {
		if i, ok := b.urls[strings.ToLower(reference)]; ok {
			return i
		}
		return -1
	}
	name, absolute := reference, strings.Contains(reference, "://")
	if absolute {
		parts := strings.Split(reference, "/")
		if len(parts) < 5 {
			return -1
		}
		name = strings.Join(parts[len(parts)-2:], "/")
	} else if base, ok := serverOf(r.URL); ok {
		if i, ok := b.urls[base+reference]; ok {
			return i
		}
	}
	found := b.names[name]
	if len(found) == 1 && (!absolute || b.Resources[found[0]].URL == "") {
		return found[0]
	}
	return -1
}

// Version returns the version of FHIR that the Bundle is written in where that is
// not R4 ("STU3"), and the pointer of what shows it; "" where nothing does. What
// shows it are elements, and forms of elements, that R4 does not have, and the
// profile that a resource claims.
func (b *Bundle) Version() (version, pointer string) {
	for i := range b.Resources {
		if r := &b.Resources[i]; r.version != "" {
			return r.version, r.Pointer
		}
	}
	return "", ""
}

// Version returns the version of FHIR that the resource is written in where that
// is not R4, "" where nothing says so.
func (r *Resource) Version() string { return r.version }

// Read reads the resources of these numbers, as [ReadLenient] reads a Bundle.
func (b *Bundle) Read(numbers []int) (*Document, []*ReadIssue, error) {
	size := 64
	for _, n := range numbers {
		size += len(b.Resources[n].Text) + len(b.Resources[n].URL) + 32
	}
	text := append(make([]byte, 0, size), `{"resourceType":"Bundle","type":"collection","entry":[`...)
	for i, n := range numbers {
		r := &b.Resources[n]
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '{')
		if r.URL != "" {
			url, _ := json.Marshal(r.URL) // of a string
			text = append(append(append(text, `"fullUrl":`...), url...), ',')
		}
		if r.target != "" {
			url, _ := json.Marshal(r.target)
			text = append(append(append(text, `"request":{"url":`...), url...), `},`...)
		}
		text = append(append(append(text, `"resource":`...), r.Text...), '}')
	}
	text = append(text, `]}`...)
	d, issues, err := ReadLenient(text)
	for _, issue := range issues {
		rest, ok := strings.CutPrefix(issue.Pointer, "/entry/")
		if !ok {
			continue
		}
		digits, rest, _ := strings.Cut(rest, "/")
		n, err := strconv.Atoi(digits)
		if err != nil || n >= len(numbers) {
			continue
		}
		r := &b.Resources[numbers[n]]
		issue.Resource = r.Kind()
		issue.Pointer = r.Pointer
		if r.Line > 0 {
			issue.Pointer = strings.TrimPrefix(r.Pointer+" line "+strconv.Itoa(r.Line)+" ", " ")
		}
		issue.Pointer = strings.TrimSuffix(issue.Pointer+strings.TrimPrefix(rest, "resource"), " ")
	}
	return d, issues, err
}

// serverOf returns the base of the server that a full URL says it is of.
func serverOf(url string) (string, bool) {
	if !strings.Contains(url, "://") {
		return "", false
	}
	rest := strings.TrimSuffix(url, "/")
	for range 2 {
		i := strings.LastIndexByte(rest, '/')
		if i < 0 {
			return "", false
		}
		rest = rest[:i]
	}
	return rest + "/", true
}

// A walker goes over JSON without making anything of it.
type walker struct {
	text  []byte
	pos   int
	depth int
}

var errWalk = errors.New("not JSON")

// space passes over white space and returns the next byte, 0 at the end.
func (w *walker) space() byte {
	for w.pos < len(w.text) {
		switch c := w.text[w.pos]; c {
		case ' ', '\t', '\r', '\n':
			w.pos++
		default:
			return c
		}
	}
	return 0
}

// object goes over an object: member has to go over the value of each.
func (w *walker) object(member func(name string) error) error {
	return w.elements('{', '}', func(int) error {
		if w.space() != '"' {
			return errWalk
		}
		name, err := w.string()
		if err != nil {
			return err
		}
		if w.space() != ':' {
			return errWalk
		}
		w.pos++
		if w.space() == 0 {
			return errWalk
		}
		return member(name)
	})
}

// list goes over a list: element has to go over each value. What is no list is
// passed over.
func (w *walker) list(element func(i int) error) error {
	if w.space() != '[' {
		return w.skip(0)
	}
	return w.elements('[', ']', element)
}

func (w *walker) elements(open, end byte, element func(i int) error) error {
	if w.space() != open {
		return errWalk
	}
	if w.depth++; w.depth > maxDepth {
		return errDepth
	}
	w.pos++
	if w.space() == end {
		w.pos++
		w.depth--
		return nil
	}
	for i := 0; ; i++ {
		if err := element(i); err != nil {
			return err
		}
		switch w.space() {
		case ',':
			w.pos++
		case end:
			w.pos++
			w.depth--
			return nil
		default:
			return errWalk
		}
	}
}

// raw goes over a string and returns it with its quotation marks.
func (w *walker) raw() ([]byte, error) {
	start := w.pos
	for i := w.pos + 1; i < len(w.text); i++ {
		switch w.text[i] {
		case '"':
			w.pos = i + 1
			return w.text[start:w.pos], nil
		case '\\':
			i++
		}
	}
	return nil, errWalk
}

func (w *walker) string() (string, error) {
	quoted, err := w.raw()
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return "", errWalk
	}
	return s, nil
}

// skip goes over a value, at a depth below the one in hand.
func (w *walker) skip(depth int) error {
	if w.depth+depth > maxDepth {
		return errDepth
	}
	switch c := w.space(); c {
	case '{', '[':
		end := c + 2
		w.pos++
		if w.space() == end {
			w.pos++
			return nil
		}
		for {
			if c == '{' {
				if w.space() != '"' {
					return errWalk
				}
				if _, err := w.raw(); err != nil {
					return err
				}
				if w.space() != ':' {
					return errWalk
				}
				w.pos++
			}
			if err := w.skip(depth + 1); err != nil {
				return err
			}
			switch w.space() {
			case ',':
				w.pos++
			case end:
				w.pos++
				return nil
			default:
				return errWalk
			}
		}
	case '"':
		_, err := w.raw()
		return err
	}
	return w.scalar()
}

// scalar goes over a number, true, false or null.
func (w *walker) scalar() error {
	start := w.pos
	for w.pos < len(w.text) {
		c := w.text[w.pos]
		if !isDigit(c) && !('a' <= c && c <= 'z') && c != '-' && c != '+' && c != '.' && c != 'E' {
			break
		}
		w.pos++
	}
	if w.pos == start {
		return errWalk
	}
	return nil
}
