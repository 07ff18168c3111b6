package endpoint

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
)

// An operation is one of FHIR R4's, on a type of resource and perhaps on one of it.
type operation struct {
	definition string
	instance   bool
	in         map[string]kind
	answer     func(e *Endpoint, in *input) (answer.Parameters, error)
}

// operations returns the operations by their names in a path.
func operations() map[string]operation {
	return map[string]operation{
		"CodeSystem/$lookup": {
			"CodeSystem-lookup", false,
			map[string]kind{
				"code": text, "system": text, "version": text, "coding": coding, "date": unsupported, "displayLanguage": text, "property": texts,
				"language": text, // as clients of HAPI FHIR name displayLanguage
			},
			(*Endpoint).lookup,
		},
		"CodeSystem/$validate-code": {
			"CodeSystem-validate-code", true,
			map[string]kind{
				"url": text, "codeSystem": unsupported, "code": text, "version": text, "display": text, "coding": coding, "codeableConcept": concept,
				"date": unsupported, "abstract": flag, "displayLanguage": text,
			},
			(*Endpoint).validateInSystem,
		},
		"ValueSet/$validate-code": {
			"ValueSet-validate-code", true,
			map[string]kind{
				"url": text, "context": unsupported, "valueSet": unsupported, "valueSetVersion": text, "code": text, "system": text, "systemVersion": text,
				"display": text, "coding": coding, "codeableConcept": concept, "date": unsupported, "abstract": flag, "displayLanguage": text,
			},
			(*Endpoint).validateInSet,
		},
		"ConceptMap/$translate": {
			"ConceptMap-translate", true,
			map[string]kind{
				"url": text, "conceptMap": unsupported, "conceptMapVersion": text, "code": text, "system": text, "version": text, "source": text,
				"coding": coding, "codeableConcept": concept, "target": text, "targetsystem": text, "dependency": unsupported, "reverse": flag,
			},
			(*Endpoint).translate,
		},
	}
}

// subject returns the codings that are asked about: the one of code, coding and
// codeableConcept that there is. A code is of the given system.
func (in *input) subject(system, version string) ([]codingIn, error) {
	if in.subjects != 1 {
		return nil, bad("required", "Exactly one of code, coding and codeableConcept is to be given.")
	}
	var list []codingIn
	switch {
	case in.coding != nil:
		list = []codingIn{*in.coding}
	case in.concept != nil:
		list = in.concept.Coding
	default:
		if system == "" {
			return nil, bad("required", "A code needs its system.")
		}
		return []codingIn{{System: system, Version: version, Code: in.text("code"), Display: in.text("display")}}, nil
	}
	if in.text("display") != "" {
		return nil, bad("invalid", "The parameter display belongs to code; a coding has its own.")
	}
	list = slices.DeleteFunc(slices.Clone(list), func(c codingIn) bool { return c.Code == "" || c.System == "" })
	if len(list) == 0 {
		return nil, bad("required", "There is no coding with a system and a code.")
	}
	for i := range list {
		if list[i].Version == "" {
			list[i].Version = version
		}
	}
	return list, nil
}

func (c codingIn) system() codes.System { return codes.System{URI: c.System, Version: c.Version} }

// canonical parts a URI from the version that may stand in it, or beside it.
func canonical(uri, version string) (string, string) {
	if uri, in, ok := strings.Cut(uri, "|"); ok {
		return uri, in
	}
	return uri, version
}

func (e *Endpoint) lookup(in *input) (answer.Parameters, error) {
	list, err := in.subject(canonical(in.text("system"), in.text("version")))
	if err != nil {
		return answer.Parameters{}, err
	}
	return e.service.Lookup(list[0].system(), list[0].Code, answer.Options{Language: cmp.Or(in.text("displayLanguage"), in.text("language")), Properties: in.texts["property"]})
}

func (e *Endpoint) validateInSystem(in *input) (answer.Parameters, error) {
	url, version := canonical(in.text("url"), in.text("version"))
	switch {
	case in.on != nil && url+version != "":
		return answer.Parameters{}, bad("invalid", "The path names the CodeSystem, and so do url and version.")
	case in.on != nil:
		url, version = in.on.URL, in.on.Version
	case url == "":
		return answer.Parameters{}, bad("required", "The parameter url names the CodeSystem.")
	}
	return e.validate(in, codes.System{URI: url, Version: version}, url, "The coding is of another code system than is asked about.")
}

func (e *Endpoint) validateInSet(in *input) (answer.Parameters, error) {
	url, version := canonical(in.text("url"), in.text("valueSetVersion"))
	set := in.on
	switch {
	case in.on != nil && url+version != "":
		return answer.Parameters{}, bad("invalid", "The path names the ValueSet, and so do url and valueSetVersion.")
	case in.on == nil && url == "":
		return answer.Parameters{}, bad("required", "The parameter url names the ValueSet.")
	case in.on == nil:
		i := slices.IndexFunc(e.entries, func(x catalog.Entry) bool {
			return x.Type == "ValueSet" && x.URL == url && (version == "" || x.Version == version)
		})
		if i < 0 {
			return answer.Parameters{}, problem{http.StatusNotFound, "not-found", "There is no such ValueSet here."}
		}
		set = &e.entries[i]
	}
	return e.validate(in, set.System, in.text("system"), "The coding is of another code system than the value set.")
}

// validate answers for the first coding that is valid, or for the first one. A code
// alone is of the system that has this URI.
func (e *Endpoint) validate(in *input, system codes.System, uri, other string) (answer.Parameters, error) {
	version := in.text("systemVersion")
	if version == "" && uri == system.URI {
		version = system.Version
	}
	list, err := in.subject(canonical(uri, version))
	if err != nil {
		return answer.Parameters{}, err
	}
	if !e.service.HasSystem(system) {
		return answer.Parameters{}, problem{http.StatusNotFound, "not-found", "There is no table of " + system.String() + "."}
	}
	var first *answer.Parameters
	for _, c := range list {
		p := answer.Result(false, other)
		if system.Matches(c.system()) {
			one := codes.System{URI: system.URI, Version: cmp.Or(system.Version, c.Version)}
			if p, err = e.service.Validate(one, c.Code, c.Display, in.text("displayLanguage")); err != nil && len(list) == 1 {
				return answer.Parameters{}, err
			} else if err != nil {
				p = answer.Result(false, err.Error())
			}
		}
		if p.True() {
			return p, nil
		}
		if first == nil {
			first = &p
		}
	}
	return *first, nil
}

func (e *Endpoint) translate(in *input) (answer.Parameters, error) {
	q := answer.Question{Reverse: in.flags["reverse"]}
	q.URL, q.Version = canonical(in.text("url"), in.text("conceptMapVersion"))
	switch {
	case in.on != nil && q.URL+q.Version != "":
		return answer.Parameters{}, bad("invalid", "The path names the ConceptMap, and so do url and conceptMapVersion.")
	case in.on != nil:
		q.URL, q.Version = in.on.URL, in.on.Version
	case q.URL == "" && q.Version != "":
		return answer.Parameters{}, bad("required", "The parameter conceptMapVersion is of the map that url names.")
	case q.URL != "" && !e.service.HasMap(q.URL, q.Version):
		return answer.Parameters{}, problem{http.StatusNotFound, "not-found", "There is no such ConceptMap here."}
	}
	list, err := in.subject(canonical(in.text("system"), in.text("version")))
	if err != nil {
		return answer.Parameters{}, err
	}
	// The systems of the code and of the answer. Reverse turns round what the value
	// sets are: source is then that of the answer.
	own, err := e.systemOf(in, "source")
	if err != nil {
		return answer.Parameters{}, err
	}
	sought, err := e.systemOf(in, "target")
	if err != nil {
		return answer.Parameters{}, err
	}
	if q.Reverse {
		own, sought = sought, own
	}
	if s := in.text("targetsystem"); s != "" {
		named := codes.System{}
		named.URI, named.Version = canonical(s, "")
		// Of a reverse translation some name by it the system of the code.
		if !(q.Reverse && named.URI == list[0].System) {
			if !sought.IsZero() && !sought.Matches(named) {
				return answer.Parameters{}, bad("invalid", "The value set and targetsystem name two code systems.")
			}
			sought = named
		}
	}
	var first *answer.Parameters
	for _, c := range list {
		var p answer.Parameters
		if !own.IsZero() && !own.Matches(c.system()) {
			p = answer.Result(false, "The code is of another code system than the value set.")
		} else {
			p = e.translateOne(q, c, sought)
		}
		if p.True() {
			return p, nil
		}
		if first == nil {
			first = &p
		}
	}
	return *first, nil
}

// translateOne translates a coding into the system that is sought.
func (e *Endpoint) translateOne(q answer.Question, c codingIn, sought codes.System) answer.Parameters {
	q.Source, q.Target = c.system(), sought
	if q.Reverse {
		q.Source, q.Target = sought, c.system()
	}
	t, err := e.service.Translator(q)
	if err != nil {
		return answer.Result(false, "The map leads between other code systems.")
	}
	return t.Answer(c.Code)
}

// systemOf returns the code system of the value set that a parameter names.
func (e *Endpoint) systemOf(in *input, name string) (codes.System, error) {
	if in.text(name) == "" {
		return codes.System{}, nil
	}
	url, version := canonical(in.text(name), "")
	for _, x := range e.entries {
		if x.Type == "ValueSet" && x.URL == url && (version == "" || x.Version == version) {
			return x.System, nil
		}
	}
	return codes.System{}, problem{http.StatusNotFound, "not-found", "There is no such ValueSet here as " + name + " names."}
}
