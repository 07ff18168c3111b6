package translate

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reportOfCanaries is an ORU^R01 that is accepted and in whose fields, components and
// subcomponents stand values that stand nowhere else, beside the few that make it one.
func reportOfCanaries() string {
	n := 0
	canary := func() string {
		n++
		if n%3 == 0 {
			return fmt.Sprintf("8673%04d", n)
		}
		return "KNR" + string([]byte{byte('A' + n/676%26), byte('A' + n/26%26), byte('A' + n%26)})
	}
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 " + strings.Repeat("KNRPDF ", 9)))
	b := "MSH|^~\\&|KNRAPP|QEH|LIB|QEH|20240308101500+0800||ORU^R01^KNRSTR|KNRCTL|P|2.5||||||UNICODE UTF-8|KNRMSH\r"
	for _, s := range []struct {
		name   string
		fields int
		fixed  map[int]string
	}{
		{"PID", 39, map[int]string{1: "1", 3: "K867301^^^HKSAR^HKIC~KNRMRN^^^QEH^MR", 7: "19560214", 8: "M"}},
		{"NK1", 39, map[int]string{1: "1"}},
		{"NTE", 4, nil},
		{"PV1", 52, map[int]string{1: "1", 2: "I", 19: "KNRHN^^^QEH^VN", 44: "20240302183000+0800"}},
		{"ORC", 30, map[int]string{1: "RE"}},
		{"OBR", 50, map[int]string{1: "1", 7: "20240303080000", 15: "BLD&KNRSPT&KNRSPS^KNRSPA", 22: "20240303120000", 25: "F"}},
		{"TQ1", 14, nil},
		{"NTE", 4, nil},
		{"OBX", 25, map[int]string{1: "1", 2: "NM", 3: "HGB^Haemoglobin^KNRSYS", 5: "13.5", 6: "g/dL", 7: "11.5-15.5", 8: "N", 11: "F"}},
		{"NTE", 4, nil},
		{"OBX", 25, map[int]string{1: "2", 2: "NM", 5: "86730009", 6: "mmol/L", 11: "F"}},
		{"OBX", 25, map[int]string{1: "3", 2: "TX", 11: "F"}},
		{"OBX", 25, map[int]string{1: "4", 2: "FT", 3: "FILM^Blood film^L", 5: "KNRTXT\\.br\\KNRTXU&KNRTXV", 11: "F"}},
		{"OBX", 25, map[int]string{1: "5", 2: "CWE", 3: "BC^Blood culture^L", 11: "F"}},
		{"OBX", 25, map[int]string{1: "6", 2: "ED", 3: "PDF^KNRTTL", 5: "KNRSRC^AP^PDF^Base64^" + pdf, 11: "F"}},
		{"OBX", 25, map[int]string{1: "7", 2: "RP", 5: "KNRPTR^KNRAPL^AP^PDF", 11: "F"}},
		{"OBX", 25, map[int]string{1: "8", 2: "ST", 3: "UREA^Urea^L", 5: "KNRST 86730001", 11: "F"}},
		{"OBX", 25, map[int]string{1: "9", 2: "SN", 3: "UREA^Urea^L", 5: "KNRCMP^8.1^KNRSEP^86730002", 6: "mmol/L", 11: "F"}},
		{"SPM", 29, map[int]string{1: "1", 4: "BLD^KNRSPM^KNRSPY", 17: "20240303080000", 18: "20240303083000"}},
		{"CTI", 5, nil},
		{"ZXX", 12, nil},
		{"OBR", 50, map[int]string{1: "2", 15: "", 25: "F"}},
		{"OBX", 25, map[int]string{1: "1", 2: "NM", 3: "9123456-7^KNRLNC^LN", 5: "1", 11: "F"}},
	} {
		b += s.name
		for i := 1; i <= s.fields; i++ {
			value, fixed := s.fixed[i]
			if !fixed {
				value = canary() + "^" + canary() + "&" + canary() + "^" + canary() + "~" + canary()
			}
			b += "|" + value
		}
		b += "\r"
	}
	return b
}

// uploadOfCanaries is a 4502 with members that nobody knows beside those of the
// interface, each of which holds a canary, as far as it is not needed for a report.
func uploadOfCanaries() string {
	n := 0
	fill := func(names string, fixed map[string]any) map[string]any {
		object := map[string]any{}
		for name := range strings.FieldsSeq(names + " knr_new") {
			n++
			object[name] = "KNR" + string([]byte{byte('A' + n/26%26), byte('A' + n%26), 'U'})
		}
		for name, value := range fixed {
			object[name] = value
		}
		return object
	}
	item := "rpotc_no appy_no exam_mtd ref_val exam_unt exam_rslt_val exam_rslt_dicm exam_item_detl_code exam_item_detl_name exam_rslt_abn"
	text, err := json.Marshal(map[string]any{
		"labinfo": fill("mdtrt_sn mdtrt_id psn_no appy_no bilg_dr_codg bilg_dr_name exam_org_code exam_org_name appy_dept_code exam_dept_code exam_mtd rpotc_no exam_item_code exam_item_name inhosp_exam_item_code inhosp_exam_item_name rpot_doc exam_charge",
			map[string]any{"appy_org_code": "H44010000001", "appy_org_name": "示例医院", "rpt_date": "2024-03-03", "vali_flag": "1"}),
		"iteminfo": []any{
			fill(item, map[string]any{"exam_item_detl_code": "HGB", "exam_item_detl_name": "血红蛋白", "exam_unt": "g/L", "exam_rslt_dicm": "132", "exam_rslt_val": "", "ref_val": "130-175", "exam_rslt_abn": "↑"}),
			fill(item, map[string]any{"exam_item_detl_name": "血红蛋白", "exam_rslt_val": 86730003}),
			fill(item, nil),
		},
		"sampleinfo": []any{
			fill("rpotc_no appy_no spcm_no", map[string]any{"sapl_date": "2024-03-02", "spcm_name": "全血"}),
			fill("rpotc_no appy_no spcm_no spcm_name sapl_date", nil),
		},
		"imageinfo": []any{fill("study_uid patient_id acession_no modality store_path", nil)},
		"other":     fill("a b c", nil),
	})
	if err != nil {
		panic(err)
	}
	return string(text) + "\n"
}

// rowsOfCanaries are results as rows of HQMS: one that says what it is of, and one in whose
// every cell that can hold one stands a canary.
func rowsOfCanaries() string {
	rows := [][]string{
		{"P7502", "P7506", "P7000", "P4", "P7601", "P7602", "P7603", "P7604", "P7605", "P7606", "P7607", "P7608", "P7609", "P7610", "P7611", "P7612", "P7613", "P7614", "P7615", "P7616", "P7617", "P7618", "P7619", "P7620", "P7621", "P7622", "P7623", "P7624", "P7625"},
		{"KNRAAA", "2020-01-05 08:10:00", "KNRAAB", "KNRAAC", "KNRAAD", "KNRAAE", "KNRAAF", "KNRAAG", "KNRAAH", "KNRAAI", "2020-01-05 09:10:00", "2020-01-05 10:30:00", "2020-01-05 08:40:00", "2020-01-05 08:30:00", "KNRAAJ", "全血", "KNRAAK", "KNRAAL", "KNRAAM", "KNRAAN", "KNRAAO", "130-175", "g/L", "132", "132", "KNRAAP", "KNRAAQ", "血红蛋白", "1"},
		{"KNRAAA", "2020-01-05 08:10:00", "KNRAAB", "KNRAAC"},
	}
	for i := 4; i < len(rows[0]); i++ {
		rows[2] = append(rows[2], "KNRB"+string([]byte{byte('A' + i/26), byte('A' + i%26)}))
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.String()
}

// Nothing that stands in a report, read or not, stands in what is made of it where it is
// de-identified: whatever the form, in issues, on standard error or in names of files.
func TestDeidentifiedReportsHoldNoValue(t *testing.T) {
	keyFile := write(t, "key", key)
	for name, text := range map[string]string{"in.hl7": reportOfCanaries(), "in.ndjson": uploadOfCanaries(), "in.csv": rowsOfCanaries()} {
		in := write(t, name, text)
		require.Regexp(t, aCanary, translate(t, "", "-quiet", in).stdout, "the record is accepted, and holds them")
		for _, profile := range []string{"gba", "research", "counts"} {
			for what, args := range map[string][]string{
				"a document":    nil,
				"a summary":     {"-document", "ips"},
				"checks":        {"-check"},
				"a transaction": {"-bundle", "transaction"},
				"other ids":     {"-bundle", "transaction", "-request", "post"},
				"shards":        {"-shard-rows", "1"},
			} {
				if profile == "counts" && args != nil {
					continue // there are no records
				}
				t.Run(profile+" "+what+" "+name, func(t *testing.T) {
					dir := t.TempDir()
					issues, manifest := filepath.Join(dir, "issues"), filepath.Join(dir, "manifest")
					flags := append([]string{"-deidentify", profile, "-purpose", "HRESCH", "-key", keyFile, "-issues", issues, "-manifest", manifest, "-out", filepath.Join(dir, "out")}, args...)
					r := translate(t, "", append(flags, in)...)
					require.Equal(t, exitDone, r.status, r.stderr)
					all := r.stdout + r.stderr
					for file, content := range folder(t, dir) {
						all += file + "\n" + content
					}
					silentOf(t, all)
					if profile != "counts" {
						assert.True(t, strings.Contains(all, `"718-7"`), "the report is still there")
						assert.True(t, strings.Contains(all, "PSEUDED"))
					}
				})
			}
		}
	}
}

// silentOf reports canaries, those in base64 included.
func silentOf(t *testing.T, all string) {
	t.Helper()
	assert.Empty(t, aCanary.FindAllString(all, 5))
	for _, part := range regexp.MustCompile(`[A-Za-z0-9+/=]{40,}`).FindAllString(all, -1) {
		text, err := base64.StdEncoding.DecodeString(part)
		assert.False(t, err == nil && aCanary.Match(text), "in base64")
	}
	assert.NotContains(t, all, "9123456-7")
	assert.NotContains(t, strings.ToUpper(all), "ZXX|")
}

// Who is de-identified leaves as FHIR alone, and counts are of reports as of stays.
func TestDeidentifiedReportsElsewhere(t *testing.T) {
	keyFile, sample := write(t, "key", key), reportSamples+"oru.hl7"
	private := []string{"-deidentify", "gba", "-purpose", "TREAT", "-key", keyFile}
	for _, args := range [][]string{{"-to", "oru-r01"}, {"-to", "html"}} {
		r := translate(t, "", append(append(private, args...), sample)...)
		assert.Equal(t, exitFailed, r.status, "%v", args)
		assert.Contains(t, r.stderr, "-deidentify gba is for -to fhir")
	}
	counted := translate(t, "", "-deidentify", "counts", sample)
	assert.Equal(t, exitDone, counted.status, counted.stderr)
	assert.Contains(t, counted.stdout, "month,place,sex,age,diagnosis,records\n")
	assert.Contains(t, counted.stderr, "11 records, 11 translated, 0 rejected")
}
