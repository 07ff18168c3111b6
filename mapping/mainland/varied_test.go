package mainland

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/category"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

// A hospital writes stays that vary as those of a hospital do: 200 of a staff in
// 40 departments, of which each has its head, its team and its wards; diagnoses
// drawn by Zipf's law from 5,000 codes, procedures from 1,500; a few long stays
// with many of both; another patient on each row. All of it is invented.
type hospital struct {
	*rand.Rand
	anaesthetists         []string
	coders                []string
	departments           []department
	diagnoses, procedures zipf
}

type department struct {
	code string
	team []string // its head first
}

// A zipf draws from entries, the k-th as often as 1/k^1.05.
type zipf struct {
	entries    [][2]string // code and name
	cumulative []float64
}

func newZipf(r *rand.Rand, entries [][2]string, most int) zipf {
	r.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	z := zipf{entries: entries[:min(most, len(entries))]}
	sum := 0.0
	for k := range z.entries {
		sum += math.Pow(float64(k+1), -1.05)
		z.cumulative = append(z.cumulative, sum)
	}
	return z
}

func (z zipf) draw(r *rand.Rand) [2]string {
	at := r.Float64() * z.cumulative[len(z.cumulative)-1]
	return z.entries[sort.SearchFloat64s(z.cumulative, at)]
}

// several draws so many different entries.
func (z zipf) several(r *rand.Rand, n int) (list [][2]string) {
	seen := map[string]bool{}
	for range 4 * n {
		if e := z.draw(r); len(list) < n && !seen[e[0]] {
			seen[e[0]] = true
			list = append(list, e)
		}
	}
	return list
}

const (
	surnames  = "陈王李张刘黄周吴徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾"
	givenName = "思远雨桐子涵梓浩然欣怡建国秀兰志强晓静永安乐清和宁朗晴川岚舟野望山海"
)

func (h *hospital) one(list ...string) string { return list[h.IntN(len(list))] }

// chance is true so many times of a hundred.
func (h *hospital) chance(percent int) bool { return h.IntN(100) < percent }

func (h *hospital) name() string {
	surname, given := []rune(surnames), []rune(givenName)
	name := string(surname[h.IntN(len(surname))]) + string(given[h.IntN(len(given))])
	if h.chance(75) {
		name += string(given[h.IntN(len(given))])
	}
	return name
}

// tail is a number of that mean, at most so many: exponential, and one in 25 four
// times as long.
func (h *hospital) tail(mean float64, most int) int {
	stretch := 0.9
	if h.chance(4) {
		stretch = 4
	}
	return min(most, int(h.ExpFloat64()*mean*stretch+0.5))
}

func newHospital(seed uint64) *hospital {
	h := &hospital{Rand: rand.New(rand.NewPCG(seed, 1))}
	staff := make([]string, 200)
	for i := range staff {
		staff[i] = h.name()
	}
	h.anaesthetists, h.coders = staff[180:190], staff[190:]
	for _, group := range []struct{ of, last int }{{3, 10}, {4, 8}, {5, 5}, {6, 5}, {7, 11}, {8, 1}} { // of the value set RC023
		for n := 1; n <= group.last; n++ {
			d := department{code: fmt.Sprintf("%02d%02d", group.of, n), team: []string{staff[len(h.departments)%20]}}
			for range 8 {
				d.team = append(d.team, staff[20+h.IntN(160)])
			}
			h.departments = append(h.departments, d)
		}
	}
	var diagnoses, procedures [][2]string
	for c := range icd10.Table().All() {
		if len(c.Code) == 5 { // a subcategory, A00.0
			name, _ := category.Diagnosis(c.Code)
			diagnoses = append(diagnoses, [2]string{c.Code + fmt.Sprintf("%02d", h.IntN(4)), name.Hans + "类型" + c.Code[4:]})
		}
	}
	for c := range icd9cm.Procedures().All() {
		name, _ := category.Procedure(c.Code)
		procedures = append(procedures, [2]string{c.Code + "00"[len(c.Code)-3:], name.Hans + "术式"})
	}
	h.diagnoses, h.procedures = newZipf(h.Rand, diagnoses, 5000), newZipf(h.Rand, procedures, 1500)
	return h
}

var placesOfStays = [][2]string{{"广东省深圳市南山区", "440300"}, {"广东省广州市越秀区", "440100"}, {"湖南省长沙市岳麓区", "430100"}, {"四川省成都市武侯区", "510100"}}

// identityCard is a number with its check digit (GB 11643) and a serial number
// below 10, which no real person has.
func (h *hospital) identityCard(region string, birth time.Time) string {
	number := region + birth.Format("20060102") + fmt.Sprintf("%03d", 1+h.IntN(8))
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(number[i]-'0')
	}
	return number + "10X98765432"[sum%11:sum%11+1]
}

// stay returns the cells of a stay by column.
func (h *hospital) stay(n int) map[string]string {
	admitted := time.Date(2023, 1, 1, 0, 0, 1, 0, time.UTC).Add(time.Duration(h.IntN(2*365*86400)) * time.Second)
	days := 1 + h.tail(7, 180)
	discharged := admitted.AddDate(0, 0, days).Add(time.Duration(h.IntN(40000)) * time.Second)
	birth := admitted.AddDate(0, 0, -400-h.IntN(33600))
	years := admitted.Year() - birth.Year()
	if admitted.Before(birth.AddDate(years, 0, 0)) {
		years--
	}
	place, house := placesOfStays[h.IntN(len(placesOfStays))], h.IntN(999)
	address := fmt.Sprintf("%s测试路%d号%d栋%d房", place[0], house, 1+h.IntN(40), 101+h.IntN(2400))
	d := h.departments[min(int(h.ExpFloat64()*8), len(h.departments)-1)]
	team := d.team
	cells := map[string]string{
		"A01": "TEST44030000001A", "A02": "测试市第一人民医院", "A48": fmt.Sprintf("Z%08d", n), "A49": fmt.Sprint(1 + h.tail(0.6, 30)),
		"B12": admitted.Format(time.DateTime), "B15": discharged.Format(time.DateTime), "A47": h.one("-", fmt.Sprintf("JK%010d", h.IntN(1e9))),
		"A46C": h.one("1.1", "1.2", "2.1", "2.2", "7"), "A11": h.name(), "A12C": h.one("1", "2"), "A13": birth.Format(time.DateOnly),
		"A14": fmt.Sprint(years), "A15C": "中国", "A21C": h.one("1", "2", "3", "4", "9"), "A38C": h.one("11", "13", "17", "24", "27", "31", "80", "90"),
		"A19C": h.one("1", "1", "1", "1", "1", "1", "1", "1", "8", "15"), "A20": h.identityCard(place[1], birth), "A22": place[0], "A23C": "19", "A24": address, "A25C": "518000",
		"A26": fmt.Sprintf("%s样本街%d号", place[0], house), "A27": fmt.Sprintf("1380000%04d", h.IntN(10000)), "A28C": "518000",
		"A29": h.one("-", fmt.Sprintf("虚构科技有限公司%d", house)), "A32": h.name(), "A33C": h.one("1", "2", "3", "5", "6", "7", "8", "9"),
		"A34": address, "A35": fmt.Sprintf("1390000%04d", h.IntN(10000)), "B11C": h.one("1", "1", "2", "2", "3", "9"),
		"B13C": d.code, "B14": d.code + "一区", "B16C": d.code, "B17": d.code + "二区", "B20": fmt.Sprint(days),
		"B33": discharged.AddDate(0, 0, 1+h.IntN(8)).Format(time.DateOnly), "B22": team[0], "B23": team[1], "B24": h.one(team[2], team[3]),
		"B25": h.one(team[4], team[5]), "B26": h.one(team[6], team[7], team[8]), "B29": h.one(h.coders...), "B30C": "1",
		"B31": h.one(h.coders...), "B32": h.one(h.coders...), "C24C": "1", "C26C": h.one("1", "2", "3", "4"), "C27C": "2", "B36C": "1",
		"B34C": h.one("1", "1", "1", "1", "1", "1", "3", "4"),
		"C28":  "0", "C29": "0", "C30": "0", "C31": "0", "C32": "0", "C33": "0",
	}
	set := func(columns []string, values ...string) {
		for i, c := range columns {
			cells[c] = values[i]
		}
	}
	if h.chance(10) {
		set([]string{"C24C", "C25"}, "2", h.one("青霉素", "头孢曲松", "磺胺类"))
	}
	diagnoses := h.diagnoses.several(h.Rand, 1+h.tail(4, 40))
	set([]string{"C01C", "C02N"}, diagnoses[0][0], diagnoses[0][1])
	present := func() string { return h.one("1", "1", "1", "1", "1", "2", "3", "4") }
	set([]string{"C03C", "C04N", "C05C"}, diagnoses[0][0], diagnoses[0][1], present())
	for k, e := range diagnoses[1:] {
		k := fmt.Sprintf("%02d", k+1)
		set([]string{"C06x" + k + "C", "C07x" + k + "N", "C08x" + k + "C"}, e[0], e[1], present())
	}
	for k, e := range h.procedures.several(h.Rand, h.tail(2, 41)) {
		columns := []string{"C14x01C", "C15x01N", "C16x01", "C17x01", "C18x01", "C19x01", "C20x01", "C21x01C", "C22x01C", "C23x01"}
		if k > 0 {
			for c, name := range []string{"C35x%02dC", "C36x%02dN", "C37x%02d", "C38x%02d", "C39x%02d", "C40x%02d", "C41x%02d", "C42x%02dC", "C43x%02dC", "C44x%02d"} {
				columns[c] = fmt.Sprintf(name, k)
			}
		}
		at := admitted.Add(time.Duration(k+1) * time.Hour).Format(time.DateTime)
		set(columns[:5], e[0], e[1], at, h.one("1", "2", "3", "4"), team[1])
		if h.chance(70) {
			set(columns[5:], team[2], team[4], h.one("0", "1", "2", "3"), h.one("01", "02", "03"), h.one(h.anaesthetists...))
		}
	}
	total := 0
	for _, k := range h.Perm(24)[:8+h.IntN(9)] {
		cents := int(math.Exp(11+1.6*h.NormFloat64())) + 1
		total += cents
		amount := fmt.Sprintf("%d.%02d", cents/100, cents%100)
		cells[fmt.Sprintf("D%02d", 11+k)] = amount
		switch 11 + k { // of which
		case 20:
			cells["D20x02"] = amount
		case 23:
			cells["D23x01"] = amount
		}
	}
	cells["D01"] = fmt.Sprintf("%d.%02d", total/100, total%100)
	cells["D09"] = fmt.Sprintf("%d.%02d", total/300, total%100)
	return cells
}

// varied returns a file of HQMS's 642 columns, in GB18030, with so many stays of
// a hospital.
func varied(tb testing.TB, stays int) []byte {
	tb.Helper()
	var file bytes.Buffer
	out := csv.NewWriter(transform.NewWriter(&file, simplifiedchinese.GB18030.NewEncoder()))
	var columns []string
	for _, c := range HQMS().Columns() {
		if c.Since == "" {
			columns = append(columns, c.Name)
		}
	}
	require.NoError(tb, out.Write(columns))
	h := newHospital(1)
	row := make([]string, len(columns))
	for n := range stays {
		cells := h.stay(n)
		for i, c := range columns {
			row[i] = cells[c]
		}
		require.NoError(tb, out.Write(row))
	}
	out.Flush()
	require.NoError(tb, out.Error())
	return file.Bytes()
}

// registry has the tables, maps and rules that the command line has without
// files of its user.
func registry() *codes.Registry {
	tables := append([]codes.Table{icd10cm.Table(), icd10.Table()}, icd9cm.Tables()...)
	maps := append(gem.Maps(), rules.FromICD10CM(icd10cm.Table(), nil), rules.ToICD10CM(icd10cm.Table(), nil), rules.FromICD9CM(nil))
	for _, edition := range []codes.System{codes.DiagnosisClinical, codes.DiagnosisInsurance, codes.DiagnosisNational} {
		maps = append(maps, rules.Stem(edition, nil))
	}
	for _, edition := range []codes.System{codes.ProcedureClinical, codes.ProcedureInsurance} {
		maps = append(maps, rules.ToVolume3(edition, nil, icd9cm.Procedures()))
	}
	return codes.NewRegistry(tables, maps)
}

// The stays vary as they are meant to, and need no repair: five diagnoses and two
// procedures on the average, and some stays with many.
func TestVariedStays(t *testing.T) {
	h := newHospital(1)
	const stays = 4000
	diagnoses, procedures, most, seen := 0, 0, 0, map[string]bool{}
	for n := range stays {
		of := 0
		for column, cell := range h.stay(n) {
			switch column[:3] {
			case "C03", "C06":
				of++
				seen[cell] = true
			case "C14", "C35":
				procedures++
			}
		}
		diagnoses += of
		most = max(most, of)
	}
	require.InDelta(t, 5, float64(diagnoses)/stays, 0.5)
	require.InDelta(t, 2, float64(procedures)/stays, 0.3)
	require.Greater(t, most, 25)
	require.Greater(t, len(seen), 2000)
}
