package layouts

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// An explanation says which layout files have.
type explanation struct {
	from   string
	sets   []string
	unfit  bool // a file has none
	stdout io.Writer
}

func (e *explanation) flags() *flag.FlagSet {
	f := flag.NewFlagSet("layouts", flag.ContinueOnError)
	f.StringVar(&e.from, "from", "", "a `layout` file to try besides the built-in ones, or one of these alone")
	f.Func("value-sets", "a `file` of value sets of one's own for the layout file; may be repeated", func(name string) error {
		e.sets = append(e.sets, name)
		return nil
	})
	return f
}

func (e *explanation) files(names []string) error {
	if len(names) == 0 {
		return errors.New("explain: no file")
	}
	candidates := All()
	if e.from != "" {
		l, files, err := Read(e.from, e.sets)
		if err != nil {
			return err
		}
		if len(files) > 0 {
			candidates = append([]*mapping.Layout{l}, candidates...)
		} else {
			candidates = []*mapping.Layout{l}
		}
	}
	for _, name := range names {
		list, err := source.List(name)
		if err != nil {
			return err
		}
		for _, file := range list {
			if err := e.file(file, candidates); err != nil {
				return err
			}
		}
	}
	return nil
}

// file says of each table of a file which layout it has, and then of the layouts why
// they are not it.
func (e *explanation) file(file *source.File, candidates []*mapping.Layout) error {
	if name := OfReports(file); name != "" && e.from == "" {
		_, err := fmt.Fprintf(e.stdout, "%s: %s (%s)\n", file.Name(), name, results.Title(name))
		return err
	}
	opened, err := file.Open()
	if err != nil {
		return err
	}
	defer opened.Close()
	index := -1
	for table, err := range opened.Tables(candidates, &mapping.ReaderOptions{File: file.Name()}) {
		index++
		fits := ""
		if err != nil {
			e.unfit = true
			_, err = fmt.Fprintf(e.stdout, "%v\n", err)
		} else {
			l := table.Layout()
			fits = l.Name
			_, err = fmt.Fprintf(e.stdout, "%s: %s (%s), encoding %s\n", table.Name, l.Name, l.Title, table.Encoding())
		}
		if err != nil {
			return err
		}
		for _, l := range candidates {
			if l.Name == fits {
				continue
			}
			why, err := whyNot(file, index, l)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(e.stdout, "  not %s: %s\n", l.Name, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// whyNot says why the index-th table of a file is not read with a layout.
func whyNot(file *source.File, index int, l *mapping.Layout) (string, error) {
	opened, err := file.Open()
	if err != nil {
		return "", err
	}
	defer opened.Close()
	for table, err := range opened.Tables([]*mapping.Layout{l}, nil) {
		if index > 0 {
			index--
			continue
		}
		var unlike *mapping.LayoutError
		switch {
		case l.Messages() || l.Nested():
		case err == nil && table.Header() == nil:
			return "no cell of the first row names a column of it, though the row is as wide as its records", nil
		case err == nil:
			return "it could be read as this, too, but fewer of its columns are named", nil
		case errors.As(err, &unlike) && len(unlike.Foreign) > 0:
			return fmt.Sprintf("it has %s, which another form has that uses the same names for other things", strings.Join(unlike.Foreign, " and ")), nil
		case errors.As(err, &unlike) && unlike.Likely != "":
			return fmt.Sprintf("%d of its columns are named, and %s is lacking", unlike.Named, strings.Join(unlike.Missing, " and ")), nil
		}
		break
	}
	switch {
	case l.Messages():
		return "it is for messages of HL7 v2, and this is none", nil
	case l.Nested():
		return "it is for JSON with its nodes, and this is none", nil
	}
	return "the header does not name its columns", nil
}
