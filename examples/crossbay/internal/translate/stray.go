package translate

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// unreadable returns why nothing of the input in hand could be read, nil where
// err is something else: then the run cannot go on.
func (o *outputs) unreadable(err error) *mapping.ReadError {
	cause := (*mapping.ReadError)(nil)
	if o.state.Counts != (tally{}) || !errors.As(err, &cause) {
		return nil
	}
	return cause
}

// leaveOut reports an input of which nothing can be read, and drops what was begun
// for it. One of an archive that holds no records fails no run: who packs a folder
// does not look at each of its files.
func (o *outputs) leaveOut(c *command, input *source.File, cause *mapping.ReadError) error {
	if o.folder {
		o.drop()
	}
	severity := mapping.Error
	if input.Archive() != "" && !holdsRecords(cause) {
		severity = mapping.Warning
	}
	return o.tellUnread(c, input.Name(), c.labels[input], cause, severity)
}

// tellUnread reports a file of which nothing can be read. Issues call it label.
func (o *outputs) tellUnread(c *command, name, label string, cause *mapping.ReadError, severity mapping.Severity) error {
	fmt.Fprintf(c.stderr, "translate: %s: %v: the file is left out\n", name, cause.Err)
	o.found = o.report.Open(label, nil)
	o.state.Counts.leftOut++
	if limit := source.LimitError(""); severity == mapping.Error && !c.skip || errors.As(cause, &limit) {
		o.state.Counts.unread++
	}
	return o.issue(mapping.Issue{
		File: label, Line: cause.Line, Severity: severity, Code: "file-not-read", Detail: "the file is left out: " + cause.Err.Error(),
	}, "")
}

// drop drops the output of the input in hand.
func (o *outputs) drop() {
	if o.sheets != nil {
		o.sheets.discard()
		o.sheets = nil
	}
	if o.pages != nil {
		o.pages = o.pages[:len(o.pages)-1]
		return
	}
	s := o.current()
	s.close(false)
	s.none, s.file = true, nil
}

// strays reports what the command line names among other things and is no file to
// read, unless the run has done so before it was interrupted.
func (o *outputs) strays(c *command) error {
	for _, err := range c.strays[min(o.state.Strays, len(c.strays)):] {
		cause := (*mapping.ReadError)(nil)
		errors.As(err, &cause)
		counts := o.state.Counts
		o.state.Counts = tally{}
		if err := o.tellUnread(c, cause.File, filepath.Base(cause.File), cause, mapping.Error); err != nil {
			return err
		}
		o.found.Close(0, 0, 0)
		o.state.Total.add(o.state.Counts)
		o.state.Counts = counts
		o.state.Strays++
	}
	return nil
}

// labelsOf returns what issues call files of these names, which may be those of
// files in an archive: the last part of the name, and before it as many of the
// parts as tell it from the others.
func labelsOf(names []string) []string {
	labels := make([]string, len(names))
	alike := map[string][]int{} // the files of a label
	for i, name := range names {
		labels[i] = filepath.Base(name)
		alike[labels[i]] = append(alike[labels[i]], i)
	}
	for _, files := range alike {
		if len(files) == 1 {
			continue
		}
		for parts := 2; len(files) > 0; parts++ { // those that need more
			count := map[string]int{}
			for _, i := range files {
				labels[i] = lastParts(names[i], parts)
				count[labels[i]]++
			}
			files = slices.DeleteFunc(files, func(i int) bool { return count[labels[i]] == 1 || labels[i] == names[i] })
		}
	}
	return labels
}

// lastParts returns the last n parts of a path, with one kind of slash.
func lastParts(name string, n int) string {
	at := len(name)
	for range n {
		if at = strings.LastIndexAny(name[:at], `/`+string(filepath.Separator)); at < 0 {
			return name
		}
	}
	return name[at+1:]
}
