package deidentify

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"
)

// A Manifest says what a run passed on, for the records that the law asks of
// whoever passes data on. It holds no patient's value. What the software cannot
// know is null, for people to fill in.
type Manifest struct {
	Profile string `json:"profile"`
	Purpose string `json:"purpose,omitempty"` // a code of Purposes
	// Link is how the records of a patient were told, "" where nothing was done
	// to them.
	Link Link `json:"link,omitempty"`
	// Recorded is when, as a FHIR instant.
	Recorded string `json:"recorded,omitempty"`
	// Sensitive: records of health are sensitive personal information, whoever
	// they are of (PIPL art. 28), as long as they are records of people.
	Sensitive bool `json:"sensitive"`
	// Categories are the kinds of data of which something was passed on, by
	// elements.csv.
	Categories []string `json:"categories"`
	// Records and People are how many stays and patients there are, left out
	// of counts where they are few.
	Records int `json:"records,omitempty"`
	People  int `json:"people,omitempty"`
	// Elements says how often each element was treated how.
	Elements map[string]map[Action]int `json:"elements,omitempty"`
	// SmallCells says how many records stand out, before de-identification.
	SmallCells *SmallCells `json:"smallCells,omitempty"`
	// Rules is the SHA-256 of the tables of the profiles.
	Rules string `json:"rules"`
	// Tables are the code tables from which names were taken, with their
	// editions.
	Tables  []string `json:"tables,omitempty"`
	Outputs []Output `json:"outputs"`

	Recipient *string `json:"recipient"`
	Retention *string `json:"retention"`
	// Basis is the consent, or the other ground, by its number.
	Basis *string `json:"basis"`
	// NoImportantData attests that there is no important data (重要数据).
	NoImportantData *bool `json:"noImportantData"`
}

// SmallCells says how many records share their month, city, sex, band of ages
// and category of the principal diagnosis with few people.
type SmallCells struct {
	Fewer   int `json:"fewerPeopleThan"`
	Cells   int `json:"cells"`
	Small   int `json:"smallCells"`
	Records int `json:"records"` // in the small ones
}

// An Output is a file that was written.
type Output struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func newManifest(p *Profile) Manifest {
	return Manifest{Profile: p.Name, Sensitive: !p.Counts(), Categories: []string{}, Rules: rules(), Outputs: []Output{}}
}

// Manifest returns the manifest of what Apply has passed on so far, without the
// outputs.
func (d *Deidentifier) Manifest() Manifest {
	m := newManifest(d.profile)
	records, people, small := d.counter.totals()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	m.Purpose = d.options.Purpose
	if !d.profile.Full() {
		m.Link = d.options.Link
	}
	m.Recorded = d.options.Recorded.UTC().Format(time.RFC3339)
	m.Records, m.People, m.SmallCells = records, people, &small
	m.Categories = d.categories()
	m.Elements = map[string]map[Action]int{}
	for element, actions := range d.elements {
		m.Elements[element] = maps.Clone(actions)
	}
	if d.options.Registry != nil {
		for _, t := range d.options.Registry.Tables() {
			m.Tables = append(m.Tables, t.System().String())
		}
		slices.Sort(m.Tables)
		m.Tables = slices.Compact(m.Tables)
	}
	return m
}

// categories are those of which something was passed on; under full, where
// nothing is looked at, all.
func (d *Deidentifier) categories() []string {
	passed := map[string]bool{}
	for name, row := range elementTable().rows {
		for action := range d.elements[name] {
			passed[row.category] = passed[row.category] || action != Drop
		}
		if d.profile.Full() {
			passed[row.category] = true
		}
	}
	maps.DeleteFunc(passed, func(_ string, is bool) bool { return !is })
	return append([]string{}, slices.Sorted(maps.Keys(passed))...)
}

// rules is the SHA-256 of the tables of this package.
func rules() string {
	sum := sha256.New()
	for _, name := range [...]string{"elements.csv", "parts.csv", "places.csv"} {
		text, err := tables.ReadFile(name)
		if err != nil {
			panic(err)
		}
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
