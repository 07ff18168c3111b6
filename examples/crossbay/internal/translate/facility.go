package translate

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The facilities of -facility: that of records that name none, of an input, or
// of all inputs under the name "".
type facilities map[string]mapping.Facility

// set takes the values of the flag, CODE[=NAME] or INPUT=CODE[=NAME]: what stands
// before the first = is an input where the command line names one so, before or
// after its patterns are resolved.
func (f facilities) set(values, arguments, inputs []string) error {
	for _, value := range values {
		input, rest, found := strings.Cut(value, "=")
		if !found || !slices.Contains(arguments, input) && !slices.Contains(inputs, input) {
			if _, err := os.Stat(input); found && err == nil {
				return fmt.Errorf("-facility %s=…: the file is none of the inputs", input)
			}
			input, rest = "", value
		}
		code, name, _ := strings.Cut(rest, "=")
		if code = strings.TrimSpace(code); code == "" {
			return errors.New("-facility: CODE[=NAME], or INPUT=CODE[=NAME] for one input")
		}
		names := []string{input}
		if input != "" && !slices.Contains(inputs, input) {
			var err error
			if names, err = expand([]string{input}); err != nil {
				return err
			}
		}
		for _, n := range names {
			if _, twice := f[n]; twice {
				return errors.New("-facility: an input has one facility, and so have all others")
			}
			f[n] = mapping.Facility{Code: code, Name: strings.TrimSpace(name)}
		}
	}
	return nil
}

// of returns the facility of a file, which may be one of an archive or a sheet
// of the input that has a facility.
func (f facilities) of(file string) mapping.Facility {
	if file == "standard input" {
		file = "-"
	}
	longest := ""
	for input := range f {
		if (file == input || strings.HasPrefix(file, input+"/")) && len(input) > len(longest) {
			longest = input
		}
	}
	return f[longest]
}

// needsFacility returns an error where a Bundle is to become part of a server,
// and its record names no facility.
func (c *command) needsFacility(file string, r *mapping.Result) error {
	if c.bundle != "transaction" || c.privacy.deidentifier != nil || c.fromFHIR { // numbers count within the Bundle that was read
		return nil
	}
	if slices.ContainsFunc(r.Issues, func(i mapping.Issue) bool { return i.Code == "no-facility" }) {
		return fmt.Errorf("%s: -bundle transaction: the record names no facility, and the numbers of patients are those of one: say which it is with -facility CODE[=NAME], or -facility %s=CODE[=NAME] for this input alone", frontsheet.Place(file, r.Line), file)
	}
	return nil
}
