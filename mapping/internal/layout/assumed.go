package layout

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"maps"
	"strings"
	"sync"
)

//go:embed assumed.csv
var assumedCSV string

// assumed has the properties of a layout that does not say otherwise, and of a
// sheet that no layout is known of.
var assumed = sync.OnceValue(func() *Layout {
	table := csv.NewReader(strings.NewReader(assumedCSV))
	table.Comment, table.FieldsPerRecord = '#', -1
	rows, err := table.ReadAll()
	c := layoutCompiler{layout: &Layout{}}
	for i := 0; i < len(rows) && err == nil; i++ {
		err = c.property(rows[i])
	}
	if err != nil {
		panic(fmt.Sprintf("mapping: assumed.csv: %v", err)) // the table of this package, which its tests read
	}
	return c.layout
})

// orAssumed returns the layout, or for nil the assumed one.
func (l *Layout) orAssumed() *Layout {
	if l == nil {
		return assumed()
	}
	return l
}

// assume gives the layout those properties of the assumed one that it does not
// state. One in a language of its own states whose words it is in, and for whom:
// they cannot be taken from another region's.
func (l *Layout) assume() error {
	switch {
	case l.Language != "" && l.Words == nil:
		return fmt.Errorf("a layout with @language states the @words of its people too")
	case (l.Words == nil) != (l.Readers == nil):
		return fmt.Errorf("@words and @readers are stated together")
	case l.Words != nil:
		if err := l.identifies(); err != nil {
			return err
		}
	default:
		l.Words, l.Readers = assumed().Words, assumed().Readers
		systems := maps.Clone(assumed().Systems)
		maps.Copy(systems, l.Systems)
		l.Systems = systems
	}
	if l.Charsets == nil {
		l.Charsets = assumed().Charsets
	}
	return nil
}

// identifies reports a column of a number whose identifier system the layout does
// not state: a region's numbers are not another's.
func (l *Layout) identifies() error {
	for i := range l.Fields {
		system := ""
		switch name := ElementName(l.Fields[i].Element); {
		case name == "patient.record-number":
			system = "record-number"
		case name == "patient.health-card":
			system = "health-card"
		case name == "patient.insurance-card":
			system = "insurance-card"
		case name == "facility.code":
			system = "organization"
		case strings.HasPrefix(name, "staff.") && strings.HasSuffix(name, ".licence"):
			system = "practitioner"
		case strings.HasPrefix(name, "diagnosis.") && strings.HasSuffix(name, ".number"):
			system = "pathology-number"
		}
		if system != "" && l.Systems[system] == "" {
			return fmt.Errorf("no @identifier-system %s for the column %s, in a layout that states its own @words", system, l.Fields[i].Column)
		}
	}
	return nil
}

// System returns the URI of an identifier system by the name that layouts have for
// it, "" where the layout has none.
func (l *Layout) System(name string) string { return l.orAssumed().Systems[name] }

// NationalSystem returns the URI of an identifier system of the national
// standards, which documents of anybody may hold.
func NationalSystem(name string) string { return assumed().Systems[name] }

// UTCOffset returns the offset from UTC of the layout's times.
func (l *Layout) UTCOffset() string { return l.orAssumed().Zone }
