package codes

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/faults"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// A validation is what codes validate was asked for: codes, or tables and maps.
type validation struct {
	command
	display, language string
}

// runValidate says whether codes exist, or what is wrong with tables and maps.
func runValidate(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	v, err := parseValidate(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitAnswered
	}
	if err == nil {
		err = keep(terminology.Files(v.files), "-codes", v.codes, stdin, stdout)
	}
	status := exitAnswered
	if err == nil {
		out := bufio.NewWriter(stdout)
		if len(v.codes) > 0 {
			status, err = v.answer(stdin, out, stderr)
		} else {
			status, err = v.tables(out, stderr)
		}
		err = errors.Join(err, out.Flush())
	}
	if err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	return status
}

// flags declares the flags of validate.
func (v *validation) flags() *flag.FlagSet {
	f := flag.NewFlagSet("codes validate", flag.ContinueOnError)
	codesFlag(f, &v.files, "")
	f.StringVar(&v.from, "source", "", "the code `SYSTEM` of the codes, or of a table or map that does not say")
	f.StringVar(&v.to, "target", "", "the target `SYSTEM` of a map that does not say")
	f.StringVar(&v.display, "display", "", "the `NAME` that the code should have")
	f.StringVar(&v.language, "language", "", "give the code's display in this `LANGUAGE`")
	return f
}

func parseValidate(args []string, stderr io.Writer) (*validation, error) {
	v := &validation{command: command{name: "validate"}}
	f := v.flags()
	var err error
	if v.codes, err = cli.Parse(f, args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stderr, "usage of codes validate:")
			f.SetOutput(stderr)
			f.PrintDefaults()
		}
		return nil, err
	}
	switch {
	case len(v.codes) == 0 && len(v.files) == 0:
		return nil, errors.New("neither codes nor tables to validate: -codes names tables; - reads codes from standard input")
	case len(v.codes) > 0 && v.from == "":
		return nil, errors.New("-source is missing")
	case v.display != "" && (len(v.codes) != 1 || v.codes[0] == "-"):
		return nil, errors.New("-display is that of one code")
	}
	if v.from != "" {
		if v.source, err = system("-source", v.from); err != nil {
			return nil, err
		}
	}
	if v.to != "" {
		if v.target, err = system("-target", v.to); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// answer writes for each code what $validate-code returns, a line each.
func (v *validation) answer(stdin io.Reader, out, stderr io.Writer) (status int, err error) {
	set, err := loadFiles(&v.command)
	if err != nil {
		return exitFailed, err
	}
	service := answer.New(set)
	for _, what := range set.Unknown(service.Registry()) {
		fmt.Fprintln(stderr, "codes: -codes", what)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return status, each(v.codes, stdin, func(code string) error {
		p, err := service.Validate(v.source, code, v.display, v.language)
		if unknown := (*answer.NotKnown)(nil); errors.As(err, &unknown) {
			status = exitUnknown
			return encoder.Encode(answer.Refusal("not-found", unknown.Message))
		}
		if err != nil {
			return err
		}
		if !p.True() {
			status = exitUnknown
		}
		return encoder.Encode(p)
	})
}

// tables writes what is wrong with the tables and maps, a line each. What cannot be
// loaded is told, and the rest is looked at nevertheless.
func (v *validation) tables(out, stderr io.Writer) (status int, err error) {
	set := &load.Set{}
	var sources []faults.Source
	var list []faults.Fault
	broken := 0
	for _, name := range v.files {
		c := v.command
		c.files = []string{name}
		s, err := loadFiles(&c)
		if fault := (*load.Error)(nil); errors.As(err, &fault) {
			broken++
			list = append(list, faults.NotLoaded(fault))
			fmt.Fprintln(stderr, "codes:", err)
			continue
		}
		if err != nil {
			return exitFailed, err
		}
		set.Add(s)
		sources = append(sources, faults.Source{Name: name, Set: s})
	}
	if err := set.Link(); err != nil {
		return exitFailed, err
	}
	list = append(list, faults.Of(sources, answer.New(set).Registry())...)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, f := range list {
		if err := encoder.Encode(f); err != nil {
			return exitFailed, err
		}
	}
	errs := faults.Errors(list)
	fmt.Fprintf(stderr, "codes: %s and %s: %s, %s\n", counted(len(set.Tables), "table"), counted(len(set.Maps), "map"), counted(errs, "error"), counted(len(list)-errs, "warning"))
	switch {
	case broken > 0:
		return exitFailed, nil
	case errs > 0:
		return exitUnknown, nil
	}
	return exitAnswered, nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
