package answer

// Parameters is FHIR R4's resource of that name, as far as the answers use it.
type Parameters struct {
	ResourceType string      `json:"resourceType"`
	Parameter    []Parameter `json:"parameter"`
}

// A Parameter is one of Parameters, or a part of one.
type Parameter struct {
	Extension    []Extension `json:"extension,omitempty"`
	Name         string      `json:"name"`
	ValueBoolean *bool       `json:"valueBoolean,omitempty"`
	ValueCode    string      `json:"valueCode,omitempty"`
	ValueString  string      `json:"valueString,omitempty"`
	ValueURI     string      `json:"valueUri,omitempty"`
	ValueCoding  *Coding     `json:"valueCoding,omitempty"`
	Part         []Parameter `json:"part,omitempty"`
}

// A Coding is a code with its system.
type Coding struct {
	Extension []Extension `json:"extension,omitempty"`
	System    string      `json:"system,omitempty"`
	Version   string      `json:"version,omitempty"`
	Code      string      `json:"code"`
	Display   string      `json:"display,omitempty"`
}

// An Extension is one of this project's, with a value or parts.
type Extension struct {
	Extension        []Extension `json:"extension,omitempty"`
	URL              string      `json:"url"`
	ValueURI         string      `json:"valueUri,omitempty"`
	ValueString      string      `json:"valueString,omitempty"`
	ValueCode        string      `json:"valueCode,omitempty"`
	ValuePositiveInt int         `json:"valuePositiveInt,omitempty"`
}

func parameters(list []Parameter) Parameters { return Parameters{"Parameters", list} }

// Result is an answer that is true or false, and why.
func Result(ok bool, message string) Parameters { return parameters(result(ok, message)) }

func result(ok bool, message string) []Parameter {
	p := []Parameter{{Name: "result", ValueBoolean: &ok}}
	if message != "" {
		p = append(p, Parameter{Name: "message", ValueString: message})
	}
	return p
}

// True reports whether the answer has a result that is true.
func (p Parameters) True() bool {
	for _, x := range p.Parameter {
		if x.Name == "result" {
			return x.ValueBoolean != nil && *x.ValueBoolean
		}
	}
	return false
}
