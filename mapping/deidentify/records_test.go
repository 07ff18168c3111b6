package deidentify

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A generator writes records of a layout at random. Every text is a secret,
// which is nowhere else.
type generator struct {
	*rand.Rand
	layout  *mapping.Layout
	secrets map[string]mapping.Column
}

var counted = regexp.MustCompile(`^(coma|care|fee|newborn)\.|^stay\.(days|admission-count)|^patient\.age-|^procedure.*\.hours|^item\.`)

func (g *generator) secret(c mapping.Column) string {
	s := fmt.Sprintf("密%07d甲", g.IntN(1e7))
	g.secrets[s] = c
	return s
}

func (g *generator) cell(c mapping.Column) string {
	hongKong := strings.HasPrefix(g.layout.Name, "hk-")
	switch {
	case c.Need == "" && c.Element != "laboratory.test" && g.IntN(4) == 0:
		return ""
	case c.Element == "patient.age-years":
		return fmt.Sprint(g.IntN(105))
	case strings.HasSuffix(c.Element, ".hour"):
		return fmt.Sprintf("%02d", g.IntN(24))
	case strings.Contains(c.Format, "yyyy"):
		year, month, day := 2023+g.IntN(2), 1+g.IntN(12), 1+g.IntN(28)
		if c.Element == "patient.birth-date" {
			year -= g.IntN(100)
		}
		text := fmt.Sprintf("%d-%02d-%02d", year, month, day)
		if c.Format == "yyyyMMdd" {
			return strings.ReplaceAll(text, "-", "")
		}
		if strings.Contains(c.Format, " ") {
			text += fmt.Sprintf(" %02d:%02d:%02d", g.IntN(24), g.IntN(60), g.IntN(60))
		}
		return text
	case c.Values != nil && g.IntN(10) > 0:
		concepts := c.Values.Concepts()
		return concepts[g.IntN(len(concepts))].Code
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "diagnosis"):
		if hongKong {
			return []string{"I21.4", "410.71", "C34"}[g.IntN(3)]
		}
		return []string{"I21.900x001", "C34.101M80700/3", "A01.000x005+J17.0*", "I10.x00"}[g.IntN(4)]
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "procedure"):
		return []string{"51.23", "38.93"}[g.IntN(2)]
	case counted.MatchString(c.Element):
		return fmt.Sprint(1 + g.IntN(300))
	case strings.HasSuffix(c.Element, ".address") && g.IntN(2) == 0:
		return "广东省深圳市" + g.secret(c)
	}
	return g.secret(c)
}

// file returns a file of so many records.
func (g *generator) file(t *testing.T, records int) []byte {
	t.Helper()
	columns := g.layout.Columns()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for n := -1; n < records; n++ {
		row := make([]string, len(columns))
		for i, c := range columns {
			if row[i] = c.Name; n >= 0 {
				row[i] = g.cell(c)
			}
		}
		require.NoError(t, w.Write(row))
	}
	w.Flush()
	return b.Bytes()
}

// pass de-identifies a file, and returns its documents and everything else that
// comes out.
func pass(t *testing.T, d *Deidentifier, file []byte, layout *mapping.Layout, check func(before, after *mapping.FrontSheet)) (documents []string, rest string) {
	t.Helper()
	reader, err := mapping.NewReader(bytes.NewReader(file), []*mapping.Layout{layout}, nil)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, nil)
	var issues []mapping.Issue
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		redacted, found := d.Apply(record.Sheet)
		require.NotNil(t, redacted)
		if check != nil {
			check(record.Sheet, redacted)
		}
		document, more := translator.Document(redacted)
		d.Label(document)
		require.Empty(t, document.Check())
		output, err := document.Append(nil)
		require.NoError(t, err)
		documents = append(documents, string(output))
		for _, i := range append(append(record.Issues, found...), more...) {
			issues = append(issues, d.profile.Issue(i))
		}
	}
	text, err := json.Marshal([]any{issues, d.Manifest()})
	require.NoError(t, err)
	return documents, string(text)
}

func tableLayouts() []*mapping.Layout {
	return []*mapping.Layout{mainland.HQMS(), mainland.HQMSP(), mainland.N041(), mainland.N042(), hongkong.FrontSheet(), hongkong.CDARS(), hongkong.EHealth(), macao.FrontSheet()}
}

// Of records of any layout, nothing passes that the profile does not permit:
// not in the documents, nor in the issues, nor in the manifest.
func TestGeneratedRecords(t *testing.T) {
	for _, layout := range tableLayouts() {
		for _, p := range []*Profile{full, gba, research} {
			t.Run(layout.Name+"/"+p.Name, func(t *testing.T) {
				g := &generator{rand.New(rand.NewPCG(1, 2)), layout, map[string]mapping.Column{}}
				file := g.file(t, 8)
				documents, rest := pass(t, newTest(t, p, testKey), file, layout, nil)
				all := strings.Join(documents, "\n")
				passed := map[string]bool{}
				for secret, column := range g.secrets {
					assert.NotContains(t, rest, secret, column.Element)
					if strings.Contains(all, secret) {
						passed[unindexed(column.Element)] = true
					}
				}
				switch p {
				case full:
					assert.True(t, passed["patient.name"] || passed["patient.record-number"] || passed["patient.reference-key"], "the test sees what passes")
				case gba:
					delete(passed, "facility.code")
					delete(passed, "facility.name")
					delete(passed, "facility.english-name")
					assert.Empty(t, passed)
				default:
					assert.Empty(t, passed)
				}
			})
		}
	}
}

// Under research every date of a patient is moved by the same days, and none
// has a time of day.
func TestIntervalsAreKept(t *testing.T) {
	for _, layout := range tableLayouts() {
		t.Run(layout.Name, func(t *testing.T) {
			g := &generator{rand.New(rand.NewPCG(3, 4)), layout, map[string]mapping.Column{}}
			dates := 0
			pass(t, newTest(t, research, testKey), g.file(t, 20), layout, func(before, after *mapping.FrontSheet) {
				moved := map[int]bool{}
				pair := func(b, a mapping.DateTime) {
					assert.True(t, a.Precision <= mapping.ToDay)
					if n, ok := days(a, b); ok {
						moved[n] = true
						dates++
					}
				}
				pair(before.Stay.Admission, after.Stay.Admission)
				pair(before.Stay.Discharge, after.Stay.Discharge)
				pair(before.Emergency.Admission, after.Emergency.Admission)
				pair(before.Patient.Death, after.Patient.Death)
				pair(before.Quality.Date, after.Quality.Date)
				for i := range after.Stay.Intensive {
					pair(before.Stay.Intensive[i].Entered, after.Stay.Intensive[i].Entered)
				}
				if len(before.Procedures) == len(after.Procedures) {
					for i := range after.Procedures {
						pair(before.Procedures[i].Performed, after.Procedures[i].Performed)
					}
				}
				assert.LessOrEqual(t, len(moved), 1, "one shift a patient")
				for n := range moved {
					assert.True(t, n >= 1 && n <= MaxShift)
				}
			})
			assert.Greater(t, dates, 20)
		})
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// Whoever has the source and not the key cannot find a patient's document by
// an id: none is one that the source gives. Under gba the hospital and its
// departments are no secret.
func TestIDsDoNotLeadBack(t *testing.T) {
	for _, layout := range tableLayouts() {
		for _, p := range []*Profile{gba, research} {
			t.Run(layout.Name+"/"+p.Name, func(t *testing.T) {
				g := &generator{rand.New(rand.NewPCG(5, 6)), layout, map[string]mapping.Column{}}
				file := g.file(t, 5)
				ids := func(d *Deidentifier) map[string]bool {
					set := map[string]bool{}
					documents, _ := pass(t, d, file, layout, nil)
					for _, document := range documents {
						var bundle struct {
							Entry []struct {
								FullURL  string
								Resource struct{ ResourceType, ID string }
							}
						}
						require.NoError(t, json.Unmarshal([]byte(document), &bundle))
						open := map[string]bool{}
						for _, e := range bundle.Entry {
							if kind := e.Resource.ResourceType; p == gba && (kind == "Organization" || kind == "Location") {
								open[e.Resource.ID] = true
							}
						}
						for _, id := range uuids.FindAllString(document, -1) {
							if !open[id] {
								set[id] = true
							}
						}
					}
					return set
				}
				clear, hidden, other := ids(newTest(t, full, nil)), ids(newTest(t, p, testKey)), ids(newTest(t, p, otherKey))
				require.NotEmpty(t, hidden)
				for id := range hidden {
					assert.False(t, clear[id], "an id of the source")
					assert.False(t, other[id], "an id under another key")
				}
				assert.Equal(t, hidden, ids(newTest(t, p, testKey)), "the same key, the same ids")
			})
		}
	}
}

// A message names people in fields of many parts.
func TestMessages(t *testing.T) {
	const message = "MSH|^~\\&|IPAS|QEH|LIB|QEH|20240308101500+0800||ADT^A03|MSG7|P|2.5||||||UNICODE UTF-8\r" +
		"EVN|A03|20240308101600\r" +
		"PID|1||A123456(3)^^^HKSAR^HKIC~HN987654^^^QEH^MR||CHANSECRET^TAI MAN^^^^^L||19560708|M|ALIAS^SECRET|2106-3|FLAT SECRET^1 SECRET ROAD^KOWLOON^^^HKG^H||91234567^PRN^CP^secret@example.com|27654321||M|CHR|||||||SECRETBIRTH||||||||20240308||\r" +
		"NK1|1|KINSECRET^SIU MING|SPO|KIN ROAD|98765432\r" +
		"PV1|1|I|WARDSECRET^7^12^QEH||||D123^DOCSECRET^A|R9^REFSECRET^B||MED|||||||A9^ADMSECRET^C||CASE5|||||||||||||||||||||||||20240302183000|20240308100000\r" +
		"PV2|||REASONSECRET\r" +
		"DG1|1||410.71^MR CHANSECRET HEART^I9C||20240303|F|||||||||1|D5^DIAGSECRET^E\r" +
		"PR1|1||88.56^PROCSECRET^I9C||20240304151000||45||||S1^SURGSECRET^F\r" +
		"AL1|1|DA|PENSECRET^PENICILLIN OF SECRET|SV|RASHSECRET|20240101\r" +
		"OBX|1|ST|X1^OBSSECRET||TEXTSECRET||||||F|||20240303\r" +
		"OBX|2|NM|2823-3^Potassium^LN||4.1|mmol/L|3.5-5.1|N|||F|||20240303\r" +
		"IN1|1|PLAN1|COMPSECRET|INSURERSECRET||||GROUPSECRET||||20240101|20241231|||HOLDERSECRET^A|SEL|||||||||||||||||||POLSECRET\r" +
		"ZZZ|EXTRASECRET\r"
	for _, p := range []*Profile{full, gba, research} {
		t.Run(p.Name, func(t *testing.T) {
			documents, rest := pass(t, newTest(t, p, testKey), []byte(message), hongkong.ADT(), nil)
			require.Len(t, documents, 1)
			for _, secret := range []string{
				"SECRET", "secret@", "A123456", "HN987654", "91234567", "98765432", "27654321", "CASE5", "MSG7", "KIN ROAD", "TAI MAN", "SIU MING", "1956-07-08", "D123",
			} {
				assert.NotContains(t, rest, secret)
				if p.Full() {
					assert.Contains(t, documents[0], secret)
				} else {
					assert.NotContains(t, documents[0], secret)
				}
			}
			assert.Equal(t, p != research, strings.Contains(documents[0], "QEH"))
			assert.Equal(t, p != research, strings.Contains(documents[0], "2024-03-02T18:30:00+08:00"))
			assert.Contains(t, documents[0], "2823-3")
			assert.Contains(t, documents[0], "4.1")
		})
	}
}

// The samples are what people try first: each file of every region.
func TestSamples(t *testing.T) {
	const folder = "../../examples/testdata/"
	for name, values := range map[string][]string{
		"hqms.csv":                 nil,
		"hqms-2022.csv":            nil,
		"n041.csv":                 nil,
		"n042.csv":                 nil,
		"hqms-p.csv":               {"YB1234567"},
		"hk-frontsheet.csv":        nil,
		"hk-cdars.csv":             nil,
		"hk-ehealth.csv":           nil,
		"hk-adt.hl7":               {"CHAN", "A123456"},
		"mo-frontsheet.csv":        {"Rosário", "DA SILVA", "陳大明", "1234567(8)", "00100101", "示例街", "Travessa", "Fátima", "00060001", "E2400101"},
		"mo-frontsheet-latin1.csv": {"Rosário", "Leong Chi Keong", "Rua do Exemplo", "5123456"},
	} {
		for _, p := range []*Profile{gba, research} {
			t.Run(name+"/"+p.Name, func(t *testing.T) {
				file, err := os.ReadFile(filepath.Join(folder, name))
				require.NoError(t, err)
				reader, err := mapping.NewReader(bytes.NewReader(file), layouts(), nil)
				require.NoError(t, err)
				d := newTest(t, p, testKey)
				translator := mapping.NewTranslator(codes.NewRegistry(nil, nil), nil)
				for record, err := range reader.Records() {
					require.NoError(t, err)
					if record.Sheet == nil {
						continue
					}
					redacted, _ := d.Apply(record.Sheet)
					document, _ := translator.Document(redacted)
					d.Label(document)
					require.Empty(t, document.Check())
					output, err := document.Append(nil)
					require.NoError(t, err)
					s := &record.Sheet.Patient
					for _, value := range append([]string{
						s.RecordNumber, s.DocumentNumber, s.HealthCard, s.Name, s.EnglishName.Text, s.NameParts.GivenName, s.Current.Text,
						s.Current.Phone, s.Contact.Name, s.Contact.Phone, s.Employer.Text, record.Sheet.Stay.Number,
					}, values...) {
						if len(value) > 3 {
							assert.NotContains(t, string(output), `"`+value+`"`)
						}
					}
					assert.Empty(t, redacted.Fields)
				}
			})
		}
	}
}
