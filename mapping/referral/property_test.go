package referral_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/referral"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A draw makes values that nobody has twice, so that each is found again.
type draw struct {
	*rand.Rand
	n int
}

// word is a value in Latin letters, which nobody translates.
func (d *draw) word() string {
	d.n++
	return fmt.Sprintf("Qx%dz", d.n)
}

// some is the value, or nothing one time in three.
func (d *draw) some(value string) string {
	if d.IntN(3) == 0 {
		return ""
	}
	return value
}

func (d *draw) one(list ...string) string { return list[d.IntN(len(list))] }

func (d *draw) day() string {
	return fmt.Sprintf("%04d-%02d-%02d", 1930+d.IntN(90), 1+d.IntN(12), 1+d.IntN(28))
}

// words is a text of a clinician: of several lines, with what is markup elsewhere.
func (d *draw) words() string {
	text := d.word()
	for range d.IntN(4) {
		text += d.one(" ", "，", "\n", " <b>&amp; ", " | ^~\\& ", "；\"", " 'x' ", "😀") + d.word()
	}
	return text
}

// transfer is a record of WS 445.16 with what it must have, and some of what it may.
func (d *draw) transfer() map[string]string {
	row := map[string]string{}
	for _, c := range mainland.WS44516().Columns() {
		switch {
		case c.Name == "xbdm":
			row[c.Name] = d.one("1", "2", "9", "0")
		case c.Name == "csrq":
			row[c.Name] = d.day()
		case c.Name == "zdrq":
			row[c.Name] = d.some(d.day())
		case c.Name == "zzrq", c.Name == "ssczksrq":
			row[c.Name] = d.some(fmt.Sprintf("%s %02d:%02d:00", d.day(), d.IntN(24), d.IntN(60)))
		case c.Name == "jbzdbm":
			row[c.Name] = d.some(d.one("I21.900", "E04.101", "K80.100"))
		case c.Name == "ssczbm":
			row[c.Name] = d.some(d.one("36.0601", "06.1101"))
		case c.Name == "sfzhm":
			row[c.Name] = d.some(d.one("110105198001010016", "110105199002020026"))
		case c.Name == "gms":
			row[c.Name] = d.one("无", "不详", "否认药物过敏", "否认食物过敏史", "", d.words())
		case slices.Contains([]string{"jbs", "sss", "zzyy", "zzjl", "xgzz", "zyzlcs", "fzjcjg", "zlfa", "czjh", "jkwtpg", "kfcszd"}, c.Name):
			row[c.Name] = d.some(d.words())
		case c.Need == "yes" && slices.Contains([]string{"yljgdm", "patid", "yjlxh"}, c.Name):
			row[c.Name] = d.word()
		default:
			row[c.Name] = d.some(d.word())
		}
	}
	if row["jbzdbm"] == "" && row["jbzd"] == "" {
		row["zdrq"] = "" // a date of nothing
	}
	if row["ssczbm"] == "" && row["ssjczmc"] == "" {
		row["ssczksrq"] = ""
	}
	return row
}

func table(t *testing.T, row map[string]string) string {
	t.Helper()
	var header, cells []string
	for _, c := range mainland.WS44516().Columns() {
		header, cells = append(header, c.Name), append(cells, row[c.Name])
	}
	var b strings.Builder
	require.NoError(t, csv.NewWriter(&b).WriteAll([][]string{header, cells}))
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\E\`, "|", `\F\`, "^", `\S\`, "~", `\R\`, "&", `\T\`, "\n", `\.br\`)

// referral is a message REF^I12 or RRI^I12.
func (d *draw) message() string {
	text := func() string { return escapes.Replace(d.words()) }
	kind := d.one("REF", "REF", "RRI")
	lines := []string{fmt.Sprintf(`MSH|^~\&|HIS|%s|X|Y|2026010909%02d00||%s^I12^%s_I12|%s|P|2.5||||||UNICODE UTF-8`, d.word(), d.IntN(60), kind, kind, d.word())}
	if kind == "RRI" {
		lines = append(lines, "MSA|AA|"+d.word())
	}
	status, urgency := d.one("", "A^Accepted^HL70283", "P^Pending^HL70283", "R^Rejected^HL70283", "E^Expired^HL70283"), d.one("", "S^STAT^HL70280", "A^ASAP^HL70280", "R^Routine^HL70280")
	lines = append(lines, fmt.Sprintf("RF1|%s|%s||||%s|%s|||%s|%s", status, urgency, d.word()+d.one("", "^HKX"), d.some("20260109"), d.some("^"+text()), d.some(d.word())))
	for _, role := range []string{"RP", "RT"} {
		lines = append(lines, fmt.Sprintf("PRD|%s|%s||%s|||%s", role, d.some(d.word()+"^"+d.word()), d.word()+"^^^"+d.word(), d.some(d.word())))
	}
	lines = append(lines, fmt.Sprintf("PID|1||%s^^^HKX^%s%s||%s^%s^^^^^L^A||%s|%s", d.word(), d.one("MR", "PI"), d.one("", "~A123456(3)^^^HKSAR^NI"), d.word(), d.word(), strings.ReplaceAll(d.day(), "-", ""), d.one("M", "F", "U")))
	for i := range d.IntN(3) {
		lines = append(lines, fmt.Sprintf("DG1|%d||%s^%s^I10||%s|%s", i+1, d.one("I21.4", "E11.9", "I10"), d.word(), d.some("20260109"), d.one("A", "W", "F", "")))
	}
	for i := range d.IntN(3) {
		lines = append(lines, fmt.Sprintf("AL1|%d|%s|^%s|%s|%s", i+1, d.one("DA", "FA", "MA", ""), d.word(), d.one("SV", "MO", "MI", ""), d.some(d.word()+"~"+d.word())))
	}
	if d.IntN(2) == 0 {
		lines = append(lines, "PR1|1||88.56^"+d.word()+"^I9C||202601091200")
	}
	if d.IntN(3) == 0 {
		lines = append(lines, "OBR|1|||30954-2^"+d.word()+"^LN")
		for i := range 1 + d.IntN(3) {
			lines = append(lines, fmt.Sprintf("OBX|%d|%s||||F", i+1, d.one("NM|K^"+d.word()+"^L||4.1|mmol/L|3.5-5.1|N", "ST|X^"+d.word()+"^L||"+d.word(), "CWE|882-1^"+d.word()+"^LN||AB^"+d.word())))
		}
	} else { // a note after results is one on them
		for i := range d.IntN(3) {
			lines = append(lines, fmt.Sprintf("NTE|%d||%s", i+1, text()))
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, "|")
	}
	return strings.Join(lines, "\r") + "\r"
}

// through takes a document to JSON and back.
func through(t *testing.T, d *fhir.Document) *fhir.Document {
	t.Helper()
	text, err := d.Append(nil)
	require.NoError(t, err)
	again, err := fhir.Read(text)
	require.NoError(t, err)
	return again
}

func writtenAs(t *testing.T, s *mapping.FrontSheet, l *mapping.Layout) (string, []mapping.Issue) {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, l, nil)
	require.NoError(t, err)
	issues, err := w.Write(s)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return out.String(), issues
}

var forms = []mapping.Form{mapping.StayDocument, mapping.PatientSummary, mapping.ReferralNote, mapping.TransferSummary, mapping.AmbulanceHandover}

// Whatever a referral says comes back of the document that is made of it, of every kind, and
// its request and its Task say one thing.
func TestReferralsComeBackWhateverTheySay(t *testing.T) {
	for seed := range uint64(300) {
		d := &draw{Rand: rand.New(rand.NewPCG(seed, 21))}
		text, l := d.message(), hongkong.Referrals()
		if seed%2 == 0 {
			text, l = table(t, d.transfer()), mainland.WS44516()
		}
		r := records(t, text, l)[0]
		require.NotNil(t, r.Sheet, "seed %d: %v\n%s", seed, r.Issues, text)
		translator := mapping.NewTranslator(nil, &mapping.Options{Form: forms[seed%uint64(len(forms))], Layouts: layouts})
		document, _ := translator.Document(r.Sheet)
		assert.Empty(t, document.Check(), "seed %d", seed)
		back, _ := translator.FrontSheet(through(t, document))
		for _, s := range []*mapping.FrontSheet{r.Sheet, back} {
			again, _ := writtenAs(t, s, l)
			require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), strings.ReplaceAll(again, "\r\n", "\n"), "seed %d", seed)
		}
		require.Len(t, document.Tasks, 1, "seed %d", seed)
		require.Len(t, document.ServiceRequests, 1, "seed %d", seed)
		task, request := &document.Tasks[0], &document.ServiceRequests[0]
		assert.Equal(t, "urn:uuid:"+*request.Id, *task.Focus.Reference)
		assert.Equal(t, "urn:uuid:"+*document.Patient.Id, *task.For.Reference)
		assert.Equal(t, *task.For.Reference, *request.Subject.Reference)
		assert.Equal(t, request.Identifier[0], task.Identifier[0])
		assert.Equal(t, request.Priority, task.Priority)
		assert.Equal(t, request.Requester, task.Requester)
		if step := referral.StepOf(task); assert.NotNil(t, step) {
			assert.Equal(t, step.Request, request.Status, "seed %d: the request is as far as its Task", seed)
		}
	}
}

var words = regexp.MustCompile(`Qx\d+z`)

// kin are the names under which issues speak of an element, where it is one of several
// that a field fills.
var kin = map[string]string{
	"patient.identifiers": "patient.identifier.", "patient.names": "patient.english-name.", "diagnosis.concept[1]": "diagnosis.",
	"allergy.concept[1]": "allergy.", "procedure.concept[1]": "procedure.", "result.concept[1]": "result.", "result.value[1]": "result.",
}

// isTold reports whether an issue says that something of an element is left out.
func isTold(element string, issues []mapping.Issue) bool {
	whose := strings.NewReplacer("referral.from.", "referral.provider.", "referral.to.", "referral.provider.", "[1]", "", "[2]", "", "[3]", "")
	return slices.ContainsFunc(issues, func(i mapping.Issue) bool {
		switch {
		case i.Code == "kept-cells":
			return element == "source-field" || element == ""
		case i.Code != "no-column":
			return false
		case i.Field == "":
			return strings.HasPrefix(element, "diagnosis.") && strings.Contains(i.Detail, "diagnoses without a role")
		}
		return whose.Replace(i.Field) == whose.Replace(element) || kin[element] != "" && strings.HasPrefix(i.Field, kin[element])
	})
}

// What crosses to the other side arrives there, or an issue says what did not.
func TestNothingIsLostInSilence(t *testing.T) {
	arrived := 0
	check := func(value, element string, outputs [2]string, issues []mapping.Issue, where string) {
		for _, word := range words.FindAllString(value, -1) {
			for _, out := range outputs {
				if strings.Contains(out, word) {
					arrived++
				} else {
					assert.True(t, isTold(element, issues), "%s: %s", where, element)
				}
			}
		}
	}
	for seed := range uint64(200) {
		d := &draw{Rand: rand.New(rand.NewPCG(seed, 22))}
		row := d.transfer()
		outputs, issues := crossed(t, table(t, row), mainland.WS44516(), hongkong.Referrals())
		for _, c := range mainland.WS44516().Columns() {
			check(row[c.Name], c.Element, outputs, issues, fmt.Sprintf("seed %d, column %s", seed, c.Name))
		}
	}
	elements := map[string]string{}
	for _, c := range hongkong.Referrals().Columns() {
		elements[c.Name] = c.Element
	}
	for seed := range uint64(200) {
		d := &draw{Rand: rand.New(rand.NewPCG(seed, 23))}
		text := d.message()
		outputs, issues := crossed(t, text, hongkong.Referrals(), mainland.WS44516())
		for segment := range strings.SplitSeq(strings.TrimSuffix(text, "\r"), "\r") {
			for n, field := range strings.Split(segment, "|") {
				if strings.HasPrefix(segment, "MSH") {
					n++
				}
				for m, component := range strings.Split(field, "^") {
					at := fmt.Sprintf("%s-%d", segment[:3], n)
					check(component, cmp.Or(elements[at], elements[fmt.Sprintf("%s.%d", at, m+1)]), outputs, issues, fmt.Sprintf("seed %d, %s", seed, at))
				}
			}
		}
	}
	assert.Greater(t, arrived, 5000)
}

// A document that somebody has changed since says what it says: the rest of the referral is
// still there, and the message that is made of it has the change.
func TestChangedDocumentsKeepTheReferral(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.ReferralNote, Layouts: layouts})
	document := of(t)
	document.Patient.BirthDate = new("1960-01-02")
	document.ServiceRequests[0].ReasonCode[0].Text = new("Second opinion")
	back, issues := translator.FrontSheet(through(t, document))
	out, _ := writtenAs(t, back, hongkong.Referrals())
	assert.Equal(t, "Second opinion", back.Referral.Reason, "%v", issues)
	assert.Equal(t, "REF0001", back.Referral.Number)
	assert.Len(t, back.Referral.Providers, 2)
	assert.Len(t, back.Referral.Notes, 2)
	for _, part := range []string{"REF0001", "Second opinion", "LEE^SIU MING", "Example Hospital B", "19600102", "Please take over"} {
		assert.Contains(t, out, part)
	}
}
