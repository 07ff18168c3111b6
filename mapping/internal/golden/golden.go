// Package golden compares what a test makes with what its files hold. Tests alone
// import it. The flag -update writes the files anew.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is expected anew")

// Update reports whether the test was asked to write what it expects.
func Update() bool { return *update }

// Run runs a test for each archive whose name matches a pattern. fill sets the
// sections that the code under test makes of the others. The archive must then be
// what the file holds.
func Run(t *testing.T, pattern string, fill func(t *testing.T, a *Archive)) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			a := Parse(string(text))
			fill(t, a)
			if *update {
				require.NoError(t, os.WriteFile(name, []byte(a.String()), 0o644))
				return
			}
			assert.Equal(t, string(text), a.String(), "run with -update if the change is meant")
		})
	}
}

// An Archive is a comment and sections, in the format of txtar: a section comes
// after a line "-- name --".
type Archive struct {
	// Comment is what stands before the first section.
	Comment  string
	sections []section
}

type section struct{ name, text string }

// Parse reads an archive. Its String is the same text.
func Parse(text string) *Archive {
	a := &Archive{}
	for line := range strings.Lines(text) {
		name, found := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		if name, end := strings.CutSuffix(name, " --"); found && end {
			a.sections = append(a.sections, section{name: name})
			continue
		}
		if len(a.sections) == 0 {
			a.Comment += line
			continue
		}
		a.sections[len(a.sections)-1].text += line
	}
	return a
}

// Has reports whether there is a section of a name.
func (a *Archive) Has(name string) bool { return a.find(name) != nil }

// Section returns the text of a section, "" where there is none.
func (a *Archive) Section(name string) string {
	if s := a.find(name); s != nil {
		return s.text
	}
	return ""
}

// Names returns the names of the sections, in their order.
func (a *Archive) Names() (names []string) {
	for _, s := range a.sections {
		names = append(names, s.name)
	}
	return names
}

// Input returns the text of the first section, whose name starts with "input".
func (a *Archive) Input(t testing.TB) string {
	t.Helper()
	require.NotEmpty(t, a.sections)
	require.True(t, strings.HasPrefix(a.sections[0].name, "input"), a.sections[0].name)
	return a.sections[0].text
}

// Set sets the text of a section, which it adds at the end where there is none.
func (a *Archive) Set(name, text string) {
	if s := a.find(name); s != nil {
		s.text = text
		return
	}
	a.sections = append(a.sections, section{name, text})
}

// String returns the archive as a file holds it.
func (a *Archive) String() string {
	s := a.Comment
	for _, f := range a.sections {
		s += "-- " + f.name + " --\n" + f.text
	}
	return s
}

func (a *Archive) find(name string) *section {
	for i := range a.sections {
		if a.sections[i].name == name {
			return &a.sections[i]
		}
	}
	return nil
}
