package answer

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// Validate gives what $validate-code gives for a code and, where it is not empty,
// its display. A system without a table is an error: nothing is known of its
// codes.
func (s *Service) Validate(system codes.System, code, shown, language string) (Parameters, error) {
	if !s.HasSystem(system) {
		return Parameters{}, s.missing(system)
	}
	c, err := s.lookup(system, code)
	if err != nil {
		return Result(false, err.Error()), nil
	}
	known := names(c)
	named := slices.ContainsFunc(known, func(n [2]string) bool { return sameName(n[1], shown) })
	var p []Parameter
	switch {
	case shown == "" || named:
		p = result(true, "")
	case len(known) == 0:
		p = result(true, "The display is not checked: the table has no names.")
	default:
		p = result(false, "The code is known, and the display is none of its names.")
	}
	if name := inLanguage(c, language); name != "" {
		p = append(p, Parameter{Name: "display", ValueString: name})
	}
	return parameters(p), nil
}

// sameName reports whether two names differ in case and white space alone.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
