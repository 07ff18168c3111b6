// Package version tells of what the program is made.
package version

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/rules"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// Command is the subcommand version.
func Command() *cli.Command {
	return &cli.Command{
		Name: "version", Short: "the version, the revision, and those of Go and of the code tables",
		Run: func(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
			if err := write(stdout); err != nil {
				fmt.Fprintln(stderr, "version:", err)
				return 2
			}
			return 0
		},
	}
}

func write(w io.Writer) error {
	version, revision, at, changed := "unknown", "unknown", "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = cmp.Or(info.Main.Version, version)
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				revision = s.Value
			case "vcs.time":
				at = " of " + s.Value
			case "vcs.modified":
				if s.Value == "true" {
					changed = ", with changes"
				}
			}
		}
	}
	_, err := fmt.Fprintf(w, "crossbay %s\nrevision %s%s%s\n%s %s/%s\ntables:\n", version, revision, at, changed, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return err
	}
	tables, maps := terminology.Everything(&load.Set{})
	for _, t := range tables {
		if err := line(w, t.System()); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "maps:")
	for _, m := range maps {
		if m.Version == rules.Version { // of the program itself
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s %s\n", m.URL, m.Version); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "rules: %s\n", rules.Version)
	return err
}

// line names a code system, and its edition where one is stated.
func line(w io.Writer, system codes.System) error {
	title := system.URI
	for _, s := range codes.Systems() {
		if s.URI == system.URI && (s.Version == system.Version || s.Version == "") {
			title = s.Title
			break
		}
	}
	_, err := fmt.Fprintf(w, "  %s: %s\n", title, cmp.Or(system.Version, "no version stated"))
	return err
}
