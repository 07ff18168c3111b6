package mapping_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// allSides are the layouts of all regions.
func allSides() []*mapping.Layout { return slices.Concat(bothSides(), macao.Layouts()) }

func bothSides() []*mapping.Layout { return slices.Concat(mainland.Layouts(), hongkong.Layouts()) }

// crossed lists what becomes of every code of every value set that layouts of
// both sides have for an element. Unless all is set, those are left out whose
// every code has its like.
func crossed(from, to []*mapping.Layout, all bool) string {
	var b strings.Builder
	seen := map[[2]string]bool{}
	for _, source := range from {
		for _, target := range to {
			for _, x := range source.Columns() {
				for _, y := range target.Columns() {
					if x.Values == nil || y.Values == nil || x.Values == y.Values || concern(x.Element) != concern(y.Element) {
						continue
					}
					pair := [2]string{x.Values.Name, y.Values.Name}
					if seen[pair] {
						continue
					}
					seen[pair] = true
					if text, same := crossedSet(concern(x.Element), x.Values, y.Values); all || !same {
						b.WriteString(text)
					}
				}
			}
		}
	}
	return b.String()
}

// concern is an element without its index and the role of a diagnosis.
func concern(element string) string {
	parts := strings.Split(element, ".")
	if parts[0] == "diagnosis" {
		last, _, _ := strings.Cut(parts[len(parts)-1], "[")
		return "diagnosis." + last
	}
	before, rest, found := strings.Cut(element, "[")
	if found {
		_, rest, _ = strings.Cut(rest, "]")
	}
	return before + rest
}

// crossedSet lists the codes of a set in another. same reports that each has its
// like there.
func crossedSet(element string, from, to *mapping.ValueSet) (text string, same bool) {
	b := &strings.Builder{}
	same = true
	fmt.Fprintf(b, "\n%s: %s to %s\n", element, from.Name, to.Name)
	for _, c := range from.Concepts() {
		value, exact, ok := mapping.LocalizeValue(to, mapping.Coded{Set: from, Code: c.Code})
		target, _ := to.Concept(value.Code)
		switch {
		case !ok:
			fmt.Fprintf(b, "  %s %s = none\n", c.Code, c.Chinese)
		case exact:
			fmt.Fprintf(b, "  %s %s = %s %s\n", c.Code, c.Chinese, target.Code, target.Chinese)
		default:
			fmt.Fprintf(b, "  %s %s ~ %s %s\n", c.Code, c.Chinese, target.Code, target.Chinese)
		}
		same = same && ok && exact
	}
	return b.String(), same
}

// A clinician reads testdata/crossing/valuesets.txt, macao.txt of those of Macao with the
// sets of both, and mainland.txt of the sets of the two layouts of the mainland that
// differ: = is the same, ~ is near it,
// none is nothing.
func TestValueSetsCross(t *testing.T) {
	for name, got := range map[string]string{
		"valuesets.txt": crossed(mainland.Layouts(), hongkong.Layouts(), true) + crossed(hongkong.Layouts(), mainland.Layouts(), true),
		"macao.txt":     crossed(macao.Layouts(), bothSides(), true) + crossed(bothSides(), macao.Layouts(), true),
		"mainland.txt":  crossed(mainland.Layouts(), mainland.Layouts(), false),
	} {
		got, name := strings.TrimPrefix(got, "\n"), "testdata/crossing/"+name
		if golden.Update() {
			require.NoError(t, os.WriteFile(name, []byte(got), 0o644))
		}
		want, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}

// Each file of testdata/crossing is a sheet that crosses the border:
//
//	-- to --          the layout of the readers, and the language if it is another
//	-- input --
//	-- map --         codes as a hospital's own table has them, source and target
//	-- row --         what is written, a column a line
//	-- issues --      what changed, and what could not
func TestCrossing(t *testing.T) {
	golden.Run(t, "testdata/crossing/*.txtar", func(t *testing.T, a *golden.Archive) {
		row, issues := crossing(t, a)
		a.Set("row", row)
		a.Set("issues", issues)
	})
}

func crossing(t *testing.T, a *golden.Archive) (row, issues string) {
	t.Helper()
	to, language, _ := strings.Cut(strings.TrimSpace(a.Section("to")), " ")
	var target *mapping.Layout
	for _, l := range bothSides() {
		if l.Name == to {
			target = l
		}
	}
	require.NotNil(t, target)
	reader, err := mapping.NewReader(strings.NewReader(a.Section("input")), bothSides(), nil)
	require.NoError(t, err)
	translator := mapping.NewTranslator(registry(t, reader, target, a.Section("map")), &mapping.Options{Layouts: bothSides()})
	var out, found strings.Builder
	w, err := mapping.NewWriter(&out, target, nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		local := translator.Localize(record.Sheet, target, &mapping.LocalizeOptions{Language: term.Language(language)})
		written, err := w.Write(local.Sheet)
		require.NoError(t, err)
		for _, i := range slices.Concat(local.Issues, written) {
			place := i.Column
			if place == "" && i.Field != "" {
				place = "[" + i.Field + "]"
			}
			fmt.Fprintf(&found, "%d %s %s %s: %s\n", record.Number, place, i.Severity, i.Code, i.Detail)
		}
	}
	require.NoError(t, w.Flush())
	if target.Nested() {
		return members(t, out.String()), found.String()
	}
	all, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	require.NoError(t, err)
	var b strings.Builder
	for n, cells := range all[1:] {
		for i, cell := range cells {
			if cell != "" {
				fmt.Fprintf(&b, "%d %s = %s\n", n+1, all[0][i], cell)
			}
		}
	}
	return b.String(), found.String()
}

// members lists what records of JSON say, a member a line.
func members(t *testing.T, lines string) string {
	t.Helper()
	var b strings.Builder
	var list func(at string, d *json.Decoder)
	list = func(at string, d *json.Decoder) {
		token, err := d.Token()
		require.NoError(t, err)
		switch token {
		case json.Delim('{'):
			for d.More() {
				name, err := d.Token()
				require.NoError(t, err)
				list(fmt.Sprintf("%s/%s", at, name), d)
			}
		case json.Delim('['):
			for i := 0; d.More(); i++ {
				list(fmt.Sprintf("%s/%d", at, i), d)
			}
		default:
			fmt.Fprintf(&b, "%s = %v\n", at, token)
			return
		}
		_, err = d.Token()
		require.NoError(t, err)
	}
	n := 0
	for line := range strings.Lines(lines) {
		n++
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		list(fmt.Sprint(n, " "), d)
	}
	return b.String()
}

// registry has the built-in titles, and a hospital's own maps from the codes of
// a reader's files to those of a layout.
func registry(t *testing.T, reader *mapping.Reader, to *mapping.Layout, table string) *codes.Registry {
	t.Helper()
	var diagnoses, procedures []codes.MapRow
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		row := codes.MapRow{Code: f[1], Match: codes.Match{Concept: codes.Concept{Code: f[2]}, Equivalence: codes.Equivalent}}
		if f[0] == "diagnosis" {
			diagnoses = append(diagnoses, row)
		} else {
			procedures = append(procedures, row)
		}
	}
	const uri = "https://example.org/hospital-map"
	d, err := codes.NewMap(reader.Diagnosis(), to.Diagnosis, uri, "", diagnoses)
	require.NoError(t, err)
	p, err := codes.NewMap(reader.Procedure(), to.Procedure, uri, "", procedures)
	require.NoError(t, err)
	return codes.NewRegistry([]codes.Table{icd9cm.Diagnoses(), icd9cm.Procedures(), icd10cm.Table()}, []codes.Map{d, p})
}

// A sheet is not changed by being localized, nor is one that does not cross.
func TestLocalizeLeavesTheSheetAlone(t *testing.T) {
	a := golden.Parse(must(os.ReadFile("testdata/crossing/hongkong-to-mainland.txtar")))
	read := func() (sheets []*mapping.FrontSheet) {
		reader, err := mapping.NewReader(strings.NewReader(a.Section("input")), bothSides(), nil)
		require.NoError(t, err)
		for record, err := range reader.Records() {
			require.NoError(t, err)
			sheets = append(sheets, record.Sheet)
		}
		return sheets
	}
	before := read()
	translator := mapping.NewTranslator(nil, nil)
	for i, sheet := range read() {
		changed := translator.Localize(sheet, mainland.HQMS(), nil)
		assert.NotEmpty(t, changed.Issues)
		assert.True(t, reflect.DeepEqual(before[i], sheet), "record %d", i+1)
		same := translator.Localize(sheet, hongkong.FrontSheet(), nil)
		assert.Empty(t, same.Issues)
		assert.True(t, reflect.DeepEqual(sheet.Diagnoses, same.Sheet.Diagnoses))
		assert.True(t, reflect.DeepEqual(sheet.Procedures, same.Sheet.Procedures))
		assert.True(t, reflect.DeepEqual(sheet.Allergy.Drugs, same.Sheet.Allergy.Drugs))
	}
}

func must(text []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(text)
}

// A code that several say only together is translated into all of them, and it
// is told: in a document beside the source's, for the other side in its place.
func TestCombinationIsTold(t *testing.T) {
	part := func(code string, list int) codes.MapRow {
		return codes.MapRow{Code: "E11.200", Match: codes.Match{
			Concept: codes.Concept{Code: code}, Equivalence: codes.RelatedTo, Group: codes.Group{Scenario: 1, ChoiceList: list},
		}}
	}
	for name, test := range map[string]struct {
		rows       []codes.MapRow
		code       string
		translated []string
	}{
		"two parts":          {[]codes.MapRow{part("250.40", 1), part("583.81", 2)}, "combination", []string{"250.40", "583.81"}},
		"a choice in a part": {[]codes.MapRow{part("250.40", 1), part("250.42", 1), part("583.81", 2)}, "ambiguous-code", nil},
	} {
		t.Run(name, func(t *testing.T) {
			sheet := &mapping.FrontSheet{Diagnoses: []mapping.Diagnosis{{
				Role: mapping.Principal, Slot: 1, Codes: []mapping.Code{{System: codes.DiagnosisClinical, Code: "E11.200"}},
			}}}
			table, err := codes.NewMap(codes.DiagnosisClinical, codes.ICD9CM, "https://example.org/combinations", "", test.rows)
			require.NoError(t, err)
			translator := mapping.NewTranslator(codes.NewRegistry(nil, []codes.Map{table}), &mapping.Options{Diagnosis: []codes.System{codes.ICD9CM}})

			document, issues := translator.Document(sheet)
			var added []string
			for _, c := range document.Conditions[0].Code.Coding {
				if *c.System == codes.ICD9CM.URI {
					added = append(added, *c.Code)
				}
			}
			assert.Equal(t, test.translated, added)
			assert.Contains(t, told(issues), "diagnosis.principal[1].code information "+test.code)

			local := translator.Localize(sheet, hongkong.CDARS(), nil)
			var given []string
			for _, c := range local.Sheet.Diagnoses[0].Codes {
				given = append(given, c.Code)
			}
			assert.Equal(t, test.translated, given)
			assert.Contains(t, told(local.Issues), "diagnosis.principal[1].code warning "+test.code)
		})
	}
}

// told says of each issue which element it is about, how grave it is and which.
func told(issues []mapping.Issue) []string {
	var list []string
	for _, i := range issues {
		list = append(list, fmt.Sprint(i.Field, " ", i.Severity, " ", i.Code))
	}
	return list
}
