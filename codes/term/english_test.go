package term

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The built-in titles of ICD-9-CM and ICD-10-CM are spelt as Americans spell, the
// records of Hong Kong as the British do: https://www.cdc.gov/nchs/icd/ against
// the WHO's https://icd.who.int/browse10/2019/en (anaemia, oesophagus, tumour).
func TestSpellingMakesNoDifference(t *testing.T) {
	tr := NewTranslator(nil)
	for _, pair := range [][2]string{
		{"leukaemia", "leukemia"},
		{"oedema", "edema"},
		{"oesophageal varices", "Esophageal varices"},
		{"brain tumour", "brain tumor"},
		{"cerebral haemorrhage", "cerebral hemorrhage"},
		{"caesarean section", "cesarean section"},
		{"diarrhoea", "diarrhea"},
		{"gastro-oesophageal reflux disease", "gastroesophageal reflux disease"},
		{"paediatrics", "Pediatrics"},
		{"goitre", "goiter"},
		{"coeliac disease", "celiac disease"},
		{"catheterisation of bladder", "bladder catheterization"},
		{"leucopenia", "leukopenia"},
		{"sulphonamides", "sulfonamide"},
		{"Crohn's disease", "Crohn disease"},
		{"Ménière’s disease", "Meniere's disease"},
		{"fracture of the clavicle", "clavicle fractures"},
		{"Obstetrics & Gynaecology", "obstetrics and gynecology"},
		{"X-ray", "xray"},
		{"chest pain", "CHEST PAIN NOS"},
		{"motor neurone disease", "motor neuron disease"},
		{"behavioural therapy", "behavior therapy"},
	} {
		for _, to := range []Language{Mainland, HongKong} {
			british, american := tr.Translate(English, to, pair[0]), tr.Translate(English, to, pair[1])
			assert.Equal(t, Exact, british.How, pair[0])
			assert.Equal(t, Exact, american.How, pair[1])
			assert.Equal(t, british.Term, american.Term, pair[1])
		}
	}
	for _, n := range []string{"", "the", "of", "nos", "-", "disease of unknown name"} {
		assert.NotEqual(t, Exact, tr.Translate(English, Mainland, n).How, n)
	}
}

// Abbreviations and brands as Hong Kong's notes have them: those in common use
// where medicine is written in English
// (https://en.wikipedia.org/wiki/Lists_of_medical_abbreviations), and the brands of
// the Hospital Authority's Drug Formulary (https://www.ha.org.hk/hadf).
func TestAbbreviationsAndBrands(t *testing.T) {
	tr := NewTranslator(nil)
	for name, want := range map[string]string{
		"AMI": "急性心肌梗死", "COPD": "慢性阻塞性肺疾病", "CHF": "充血性心力衰竭", "IHD": "缺血性心脏病", "AF": "心房颤动", "DM": "糖尿病", "HT": "高血压",
		"CVA": "脑卒中", "TIA": "短暂性脑缺血发作", "UTI": "尿路感染", "URTI": "上呼吸道感染", "ESRF": "终末期肾病", "BPH": "良性前列腺增生",
		"SOB": "气促", "LOC": "意识丧失", "NKDA": "无已知药物过敏", "DVT": "深静脉血栓形成", "NPC": "鼻咽癌",
		"OGD": "胃镜检查", "ERCP": "内镜逆行胰胆管造影", "LSCS": "子宫下段剖宫产术", "TURP": "经尿道前列腺切除术", "ORIF": "切开复位内固定术",
		"THR": "全髋关节置换术", "TKR": "全膝关节置换术", "D&C": "刮宫术", "PTCA": "经皮冠状动脉腔内血管成形术", "CABG": "冠状动脉旁路移植术",
		"CXR": "胸片", "MRI": "磁共振成像", "CBP": "血常规", "HbA1c": "糖化血红蛋白", "A&E": "急诊科", "O&G": "妇产科", "ICU": "重症监护病房",
		"Augmentin": "阿莫西林克拉维酸钾", "Lasix": "呋塞米", "frusemide": "呋塞米", "lignocaine": "利多卡因", "Ventolin": "沙丁胺醇", "thyroxine": "左甲状腺素",
	} {
		for _, from := range []Language{English, HongKong} {
			got := tr.Translate(from, Mainland, name)
			assert.Equal(t, want, got.Term, name)
			assert.Equal(t, Exact, got.How, name)
		}
	}
}

// An abbreviation that stands for more than one thing is never guessed.
func TestAmbiguousAbbreviationsAreLeft(t *testing.T) {
	tr := NewTranslator(nil)
	for _, name := range []string{
		"MS", "PD", "CP", "PE", "AS", "RA", "MR", "ASD", "PID", "CHB", "OT", "OD", "PCN", "AED", "ED",
		"GBS", "NPH", "GA", "VF", "LAD", "ETT", "FM", "BW", "NEC", "CIN", "GCT", "PTC", "MAS", "SVD", "CLD", "abortion",
	} {
		for _, from := range []Language{English, HongKong} {
			got := tr.Translate(from, Mainland, name)
			assert.Equal(t, Unchanged, got.How, name)
			assert.Equal(t, name, got.Term)
			assert.NotEmpty(t, got.Caution, name)
			assert.Empty(t, got.English, name)
		}
	}
	assert.NotEmpty(t, tr.Translate(HongKong, Mainland, "RA患者").Caution)
}

// Notes of Hong Kong are Chinese with English in it. Only what is a name as a
// whole is translated, and of English alone never a part.
func TestEnglishInsideChinese(t *testing.T) {
	tr := NewTranslator(nil)
	for name, want := range map[string]string{
		"有DM病史": "有糖尿病病史", "有DM、HT及IHD病史": "有糖尿病、高血压及缺血性心脏病病史", "對amoxicillin/clavulanate過敏": "对阿莫西林克拉维酸钾过敏",
		"第IV期": "第IV期", "T4N0M0期": "T4N0M0期", "patient has DM": "patient has DM",
	} {
		assert.Equal(t, want, tr.Translate(HongKong, Mainland, name).Term)
	}
	assert.Equal(t, "有DM病史", tr.Translate(Mainland, HongKong, "有DM病史").Term)
}

// Hong Kong's charts have drugs by their INN or BAN, in English (Pharmacy and
// Poisons Ordinance, Cap. 138; Drug Formulary). A mainland name in traditional
// characters is read there, and is no name: that it was only converted is said.
func TestDrugsOfHongKong(t *testing.T) {
	tr := NewTranslator(nil)
	for hans, want := range map[string]string{"头孢曲松": "ceftriaxone", "阿莫西林": "amoxicillin", "速尿": "furosemide", "二甲双胍": "metformin", "青霉素": "盤尼西林"} {
		got := tr.Translate(Mainland, HongKong, hans)
		assert.Equal(t, want, got.Term)
		assert.Equal(t, Exact, got.How)
	}
	assert.Equal(t, Result{Source: "頭孢曲松", Term: "头孢曲松", How: Script, English: "ceftriaxone"}, tr.Translate(HongKong, Mainland, "頭孢曲松"))
	for _, r := range readRows(t) {
		for _, n := range r.Hant {
			if r.Kind != "drug" || !n.ScriptOnly {
				continue
			}
			got := tr.Translate(HongKong, Mainland, n.Text)
			assert.True(t, got.How == Script || got.Term == n.Text, "%s is %+v", n.Text, got)
		}
	}
}

// An English name is its row's thing and no narrower or wider one: a symptom is no
// disease, a drug is not its sister, an approach is not left out. The pairs are
// categories of ICD-10 (R45.0 and F41, H57 and H10, I38 and I33, T67.0, I42.1 and
// I42.2) or of volume 3 of ICD-9-CM (68.4 and 68.9), and INNs of two drugs
// (https://www.who.int/teams/health-product-and-policy-standards/inn).
func TestEnglishNamesAreNoOtherThing(t *testing.T) {
	tr := NewTranslator(nil)
	for name, want := range map[string]string{
		"anxiety": "焦虑", "red eye": "红眼", "endocarditis": "心内膜炎", "heat stroke": "热射病", "HOCM": "梗阻性肥厚型心肌病", "ear wax": "耵聍",
		"old CVA": "陈旧性脑卒中", "chest discomfort": "胸部不适", "hemiparesis": "轻偏瘫", "vaginal discharge": "阴道分泌物", "lethargy": "倦怠",
		"TAH": "经腹全子宫切除术", "herniotomy": "疝囊高位结扎术", "PPM insertion": "永久起搏器植入术", "laparotomy": "剖腹术",
		"hyoscine": "东莨菪碱", "Buscopan": "丁溴东莨菪碱", "tenofovir alafenamide": "丙酚替诺福韦", "thyroid hormone": "甲状腺激素",
	} {
		got := tr.Translate(English, Mainland, name)
		assert.Equal(t, want, got.Term, name)
		assert.Equal(t, Exact, got.How, name)
	}
}

// What two names had made one, as a clinical coder found it: each pair are two
// categories of ICD-10 (O42 and a normal labour, O73.0 and O73.1, G51.0 and its
// wider neighbours) or two grades.
func TestTwoTermsAreNotOne(t *testing.T) {
	tr := NewTranslator(nil)
	for hant, not := range map[string]string{
		"穿羊水": "胎膜早破", "胎盤殘留": "胎盘滞留", "心因性猝死": "心源性猝死", "抽筋": "抽搐", "急症病房": "急诊留观室", "醫療失誤": "医疗事故",
		"腸梗塞": "肠梗死", "氣道梗塞": "气道梗死", "輸尿管梗塞": "输尿管梗死",
		"尿道感染": "尿道感染", "敏感": "过敏", "面癱": "面神经炎", "高力氏骨折": "桡骨远端骨折",
	} {
		assert.NotEqual(t, not, tr.Translate(HongKong, Mainland, hant).Term, hant)
	}
	for hans, want := range map[string]string{"风疹": "德國麻疹", "放疗": "放射治療", "骨密度检查": "骨質密度檢查", "计算机辅助手术": "電腦輔助手術", "脓毒症": "敗血症"} {
		got := tr.Translate(Mainland, HongKong, hans)
		assert.Equal(t, want, got.Term)
		assert.Empty(t, got.Caution, hans)
	}
}

// Hospitals of Hong Kong write in Big5-HKSCS (https://www.ccli.gov.hk): whatever
// the script conversion and the table write, if another glyph for it is there.
func TestHongKongWritesWhatBig5Has(t *testing.T) {
	var all []byte
	for lead := 0x87; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			all = append(all, byte(lead), byte(trail), ' ')
		}
	}
	text, err := traditionalchinese.Big5.NewDecoder().Bytes(all)
	assert.NoError(t, err)
	has := make(map[rune]bool)
	for _, r := range string(text) {
		has[r] = true
	}
	assert.True(t, has['脫'] && has['衞'] && !has['脱'])
	pairs := []rune(variants)
	for i := 0; i < len(pairs); i += 2 {
		assert.False(t, has[pairs[i]] && !has[pairs[i+1]], "%c is written %c", pairs[i], pairs[i+1])
	}
	for _, r := range readRows(t) {
		for _, n := range r.Hant {
			for _, c := range n.Text {
				assert.True(t, c < 0x80 || has[c] || c == '䓬', "%s: %c", n.Text, c)
			}
		}
	}
}

// A word of side, course or degree before a name of the table is no other name: the
// lists of problems of Hong Kong's wards are written so (OA left knee, severe AS).
func TestEnglishNamesWithAModifier(t *testing.T) {
	tr := NewTranslator(nil)
	for name, want := range map[string][2]string{
		"severe aortic stenosis":                {"重度主动脉瓣狭窄", "嚴重主動脈瓣狹窄"},
		"OA left knee":                          {"左侧膝骨关节炎", "左側膝關節退化"},
		"fracture of the right clavicle":        {"右侧锁骨骨折", "右側鎖骨骨折"},
		"Ca right breast":                       {"右侧乳腺癌", "右側乳癌"},
		"Bilateral severe sciatica":             {"双侧重度坐骨神经痛", "雙側嚴重坐骨神經痛"},
		"suspected acute myocardial infarction": {"疑似急性心肌梗死", "懷疑急性心肌梗塞"},
	} {
		for to, want := range map[Language]string{Mainland: want[0], HongKong: want[1]} {
			assert.Equal(t, Result{Source: name, Term: want, How: Composed}, tr.Translate(English, to, name))
		}
		assert.Equal(t, want[0], tr.Translate(HongKong, Mainland, name).Term)
		assert.Equal(t, Unchanged, tr.Translate(English, English, name).How, name)
	}
	// What is a name itself is that name, and what has no name or a caution is left.
	assert.Equal(t, Exact, tr.Translate(English, Mainland, "left heart failure").How)
	for _, name := range []string{"left", "severe", "left right", "acute left", "severe MS", "the patient left", "left the ward", "right of way", "acute severe disease of unknown name"} {
		got := tr.Translate(English, Mainland, name)
		assert.Equal(t, Unchanged, got.How, name)
		assert.Equal(t, name, got.Term)
	}
}
