package mapping_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

func allValueSets() []*mapping.ValueSet {
	return slices.Concat(mainland.ValueSets(), hongkong.ValueSets(), macao.ValueSets())
}

// An alias that is another code, another's title or another's alias would be read as
// the other, or as nothing; a title that an alias or a code hides could never be read.
func TestLabelsMeanTheirCode(t *testing.T) {
	for _, set := range allValueSets() {
		for _, c := range set.Concepts() {
			for _, alias := range c.Aliases {
				code, _, ok := set.Match(alias)
				assert.True(t, ok, "%s %s: several codes have the alias %s", set.Name, c.Code, alias)
				assert.Equal(t, c.Code, code, "%s: the alias %s", set.Name, alias)
			}
			for _, title := range []string{c.Chinese, c.English} {
				code, _, ok := set.Match(title)
				if title == "" || !ok { // several have it, and nothing says which is meant
					continue
				}
				of, _ := set.Concept(code)
				assert.Contains(t, []string{of.Chinese, of.English}, title, "%s: %s is the title of %s", set.Name, title, c.Code)
			}
		}
	}
}

// The specialties of 中医科 (50) are called as the departments of the list itself with
// 专业 after the name: a department written as 内科 is the one of that title.
func TestDepartmentIsOfNoOtherMedicine(t *testing.T) {
	for _, set := range mainland.ValueSets() {
		dot, known := map[string]string{"hqms-rc023": "", "n041-department": "."}[set.Name]
		if !known {
			continue
		}
		for label, want := range map[string]string{
			"内科": "03", "外科": "04", "妇产科": "05", "儿科": "07", "眼科": "10", "耳鼻咽喉科": "11", "口腔科": "12", "皮肤科": "13",
			"肿瘤科": "19", "预防保健科": "01", "急诊科": "20", "康复医学科": "21", "老年病科": "03" + dot + "10",
			"内科专业": "50" + dot + "01", "针灸科": "50" + dot + "13",
		} {
			code, _, _ := set.Match(label)
			assert.Equal(t, want, code, "%s %s", set.Name, label)
		}
	}
}

// An hl7System is a code system as HL7 publishes it.
type hl7System struct {
	URL, Content string
	Concept      []hl7Concept
}

type hl7Concept struct {
	Code, Display string
	Designation   []struct{ Value string }
	Concept       []hl7Concept
}

// hl7Codes returns the codes of HL7's CodeSystems of R4, with their displays, by URI.
// They are no part of the project: where they are absent the test is skipped.
func hl7Codes(t *testing.T) map[string]map[string][]string {
	t.Helper()
	const dir = "../../shared/suites/r4-codesystems"
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("HL7's CodeSystems of R4 are not in " + dir)
	}
	systems := map[string]map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var s hl7System
		require.NoError(t, json.Unmarshal(text, &s))
		if s.Content != "complete" {
			continue
		}
		systems[s.URL] = map[string][]string{}
		var add func([]hl7Concept)
		add = func(list []hl7Concept) {
			for _, c := range list {
				names := []string{c.Display}
				for _, d := range c.Designation {
					names = append(names, d.Value)
				}
				systems[s.URL][c.Code] = names
				add(c.Concept)
			}
		}
		add(s.Concept)
	}
	return systems
}

// Every code that a value set gives for one of HL7's, and every code of a set that is
// HL7's own, is in HL7's CodeSystem, with the display that HL7 gives it.
func TestStandardCodesAreHL7s(t *testing.T) {
	systems, checked := hl7Codes(t), 0
	for _, set := range allValueSets() {
		for _, c := range set.Concepts() {
			if known, ok := systems[c.System]; ok && c.Standard != "" {
				checked++
				assert.Contains(t, known, c.Standard, "%s %s: %s", set.Name, c.Code, c.System)
			}
			if known, ok := systems[set.URI]; ok {
				checked++
				assert.Contains(t, known, c.Code, "%s: %s", set.Name, set.URI)
				assert.Contains(t, known[c.Code], c.English, "%s %s", set.Name, c.Code)
			}
		}
	}
	assert.Greater(t, checked, 50)
}

// The documents of all samples have no code that HL7's CodeSystem lacks, and none
// under another display than HL7's.
func TestCodesOfDocumentsAreHL7s(t *testing.T) {
	systems := hl7Codes(t)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides(), Narrative: mapping.Bilingual})
	checked := map[string]int{}
	for _, name := range samples(t) {
		file, err := os.Open(name)
		require.NoError(t, err)
		reader, err := mapping.NewReader(file, bothSides(), nil)
		if err != nil {
			continue // another carrier's, or a template without rows
		}
		for record, err := range reader.Records() {
			require.NoError(t, err, name)
			if record.Sheet == nil {
				continue
			}
			document, _ := translator.Document(record.Sheet)
			text, err := document.Append(nil)
			require.NoError(t, err, name)
			var tree any
			require.NoError(t, json.Unmarshal(text, &tree))
			eachCoding(tree, func(system, code, display string) {
				known, ok := systems[system]
				if !ok {
					return
				}
				checked[system]++
				if assert.Contains(t, known, code, "%s: %s", name, system) && display != "" && !strings.ContainsFunc(display, isHan) {
					assert.Contains(t, known[code], display, "%s: %s %s", name, system, code)
				}
			})
		}
		require.NoError(t, file.Close())
	}
	assert.Greater(t, len(checked), 10, "%v", checked)
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// samples are the files of the examples that are tables or messages.
func samples(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir("../examples/testdata", func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".csv" || ext == ".hl7") {
			names = append(names, path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the examples are another module's, and are not here")
	}
	require.NoError(t, err)
	return names
}

// eachCoding calls f for every coding in a tree of JSON.
func eachCoding(tree any, f func(system, code, display string)) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			eachCoding(item, f)
		}
	case map[string]any:
		system, coded := v["system"].(string)
		code, has := v["code"].(string)
		if display, _ := v["display"].(string); coded && has {
			f(system, code, display)
		}
		for _, item := range v {
			eachCoding(item, f)
		}
	}
}
