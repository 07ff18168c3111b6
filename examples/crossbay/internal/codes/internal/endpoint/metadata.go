package endpoint

import (
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	fhirVersion = "4.0.1"
	hl7         = "http://hl7.org/fhir/"
)

type (
	coded struct {
		Code string `json:"code"`
	}
	operationNote struct {
		Name       string `json:"name"`
		Definition string `json:"definition"`
	}
	resourceNote struct {
		Type        string          `json:"type"`
		Interaction []coded         `json:"interaction"`
		SearchParam []searchNote    `json:"searchParam"`
		Operation   []operationNote `json:"operation"`
	}
	searchNote struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	restNote struct {
		Mode     string         `json:"mode"`
		Resource []resourceNote `json:"resource"`
	}
	software struct {
		Name string `json:"name"`
	}
	description struct {
		Description string `json:"description"`
	}
	// capability is what both statements of capabilities begin with.
	capability struct {
		ResourceType   string      `json:"resourceType"`
		Name           string      `json:"name"`
		Title          string      `json:"title"`
		Status         string      `json:"status"`
		Date           string      `json:"date"`
		Publisher      string      `json:"publisher"`
		Kind           string      `json:"kind"`
		Software       software    `json:"software"`
		Implementation description `json:"implementation"`
	}
	capabilityStatement struct {
		capability
		FHIRVersion string     `json:"fhirVersion"`
		Format      []string   `json:"format"`
		Rest        []restNote `json:"rest"`
	}
	versionNote struct {
		Code string `json:"code"`
	}
	systemNote struct {
		URI     string        `json:"uri"`
		Version []versionNote `json:"version,omitempty"`
	}
	terminologyCapabilities struct {
		capability
		CodeSystem   []systemNote `json:"codeSystem"`
		ValidateCode struct {
			Translations bool `json:"translations"`
		} `json:"validateCode"`
		Translation struct {
			NeedsMap bool `json:"needsMap"`
		} `json:"translation"`
	}
)

// metadata returns what the server can do: a CapabilityStatement, or a
// TerminologyCapabilities where the mode is terminology.
func (e *Endpoint) metadata(mode string) (any, error) {
	head := capability{
		Status: "active", Date: e.since.UTC().Format(time.RFC3339), Publisher: "crossbay", Kind: "instance",
		Software: software{"crossbay codes"}, Implementation: description{"A terminology endpoint over tables and maps that do not change while it runs"},
	}
	switch mode {
	case "", "full", "normative":
		head.ResourceType, head.Name, head.Title = "CapabilityStatement", "CrossbayCodes", "Terminology endpoint of crossbay"
		return capabilityStatement{head, fhirVersion, []string{"application/fhir+json"}, []restNote{{"server", e.resourceNotes()}}}, nil
	case "terminology":
		head.ResourceType, head.Name, head.Title = "TerminologyCapabilities", "CrossbayCodesTerminology", "Code systems of crossbay's terminology endpoint"
		return terminologyCapabilities{capability: head, CodeSystem: e.systemNotes()}, nil
	}
	return nil, bad("value", "The mode is full, normative or terminology.")
}

// resourceNotes names the operations of each type.
func (e *Endpoint) resourceNotes() []resourceNote {
	notes := map[string]*resourceNote{}
	for _, path := range slices.Sorted(maps.Keys(e.operations)) {
		kind, name, _ := strings.Cut(path, "/$")
		if notes[kind] == nil {
			notes[kind] = &resourceNote{Type: kind, Interaction: []coded{{"read"}, {"search-type"}}, SearchParam: []searchNote{{"_id", "token"}, {"url", "uri"}, {"version", "token"}}}
		}
		notes[kind].Operation = append(notes[kind].Operation, operationNote{name, hl7 + "OperationDefinition/" + e.operations[path].definition})
	}
	var list []resourceNote
	for _, kind := range slices.Sorted(maps.Keys(notes)) {
		list = append(list, *notes[kind])
	}
	return list
}

// systemNotes names the code systems with their versions.
func (e *Endpoint) systemNotes() []systemNote {
	var list []systemNote
	for _, x := range e.entries {
		if x.Type != "CodeSystem" {
			continue
		}
		i := slices.IndexFunc(list, func(n systemNote) bool { return n.URI == x.URL })
		if i < 0 {
			i = len(list)
			list = append(list, systemNote{URI: x.URL})
		}
		if x.Version != "" {
			list[i].Version = append(list[i].Version, versionNote{x.Version})
		}
	}
	return list
}
