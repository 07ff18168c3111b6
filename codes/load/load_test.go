package load_test

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/load"
)

// lines joins lines; a tab in them is written as "|".
func tsv(lines ...string) string {
	return strings.ReplaceAll(strings.Join(lines, "\n")+"\n", "|", "\t")
}

const (
	rf2Extended = "id|effectiveTime|active|moduleId|refsetId|referencedComponentId|mapGroup|mapPriority|mapRule|mapAdvice|mapTarget|correlationId|mapCategoryId"
	rf2Simple   = "id|effectiveTime|active|moduleId|refsetId|referencedComponentId|mapTarget"
	concept     = "concept_id|concept_name|domain_id|vocabulary_id|concept_class_id|standard_concept|concept_code|valid_start_date|valid_end_date|invalid_reason"
	relation    = "concept_id_1|concept_id_2|relationship_id|valid_start_date|valid_end_date|invalid_reason"
	icd10       = "http://hl7.org/fhir/sid/icd-10"
	cm          = `{"resourceType":"ConceptMap","url":"http://example.org/cm","version":"1","group":[{"source":"http://example.org/a","target":"http://example.org/b","element":[%s]%s}]}`
)

func read(text string, o *load.Options) (*load.Set, error) {
	return load.Read(strings.NewReader(text), o)
}

func TestTables(t *testing.T) {
	example := codes.System{URI: "http://example.org/cs", Version: "3"}
	for name, x := range map[string]struct {
		text string
		o    *load.Options
		want []codes.Concept
	}{
		"titles, procedures": {"0001 Ther ult head & neck ves\n0002 Ther ultrasound of heart\n", nil, []codes.Concept{
			{System: codes.ICD9CM, Code: "00.01", English: "Ther ult head & neck ves"},
			{System: codes.ICD9CM, Code: "00.02", English: "Ther ultrasound of heart"},
		}},
		"titles, diagnoses, ISO-8859-1": {"38600 M\xe9ni\xe8re's disease, unspecified\r\nV1272 Prsnl hst colonic polyps\r\nE8788 Abn react-surg proc NEC\r\n", nil, []codes.Concept{
			{System: codes.ICD9CM, Code: "386.00", English: "Ménière's disease, unspecified"},
			{System: codes.ICD9CM, Code: "E878.8", English: "Abn react-surg proc NEC"},
			{System: codes.ICD9CM, Code: "V12.72", English: "Prsnl hst colonic polyps"},
		}},
		"titles, ICD-10-CM": {"A000    Cholera due to Vibrio cholerae 01, biovar cholerae\n", &load.Options{Name: "icd10cm-codes-2024.txt"}, []codes.Concept{
			{System: codes.System{URI: codes.ICD10CM.URI, Version: "2024"}, Code: "A00.0", English: "Cholera due to Vibrio cholerae 01, biovar cholerae"},
		}},
		"order, ICD-10-PCS": {"00001 001     0 Central Nervous System, Bypass                               Central Nervous System and Cranial Nerves, Bypass\n" +
			"00002 0016070 1 Bypass Cereb Vent to Nasophar with Autol Sub, Open Approach  Bypass Cerebral Ventricle to Nasopharynx\n", nil, []codes.Concept{
			{System: load.ICD10PCS, Code: "001", English: "Central Nervous System and Cranial Nerves, Bypass"},
			{System: load.ICD10PCS, Code: "0016070", English: "Bypass Cerebral Ventricle to Nasopharynx"},
		}},
		"csv": {"code,title\nX1,Cholera\nX2,\"a, \"\"b\"\"\"\n", &load.Options{System: example}, []codes.Concept{
			{System: example, Code: "X1", English: "Cholera"}, {System: example, Code: "X2", English: `a, "b"`},
		}},
		"csv, Chinese column": {"\ufeff诊断编码,诊断名称,note\r\nX1,霍乱,1\r\nX2,AIDS,2\r\n", &load.Options{System: example}, []codes.Concept{
			{System: example, Code: "X1", Hans: "霍乱"}, {System: example, Code: "X2", Hans: "AIDS"},
		}},
		"csv, traditional": {"code,title\nX1,霍亂\n", &load.Options{System: example, Language: "zh-Hant-HK"}, []codes.Concept{
			{System: example, Code: "X1", Hant: "霍亂"},
		}},
		"csv, systems and languages": {"system,code,en,zh_hans,zh_hant\nicd-10-insurance,A00,Cholera,霍乱,霍亂\nhttp://example.org/cs|3,A00,Cholera,,\n\n", nil, []codes.Concept{
			{System: codes.DiagnosisInsurance, Code: "A00", English: "Cholera", Hans: "霍乱", Hant: "霍亂"},
			{System: example, Code: "A00", English: "Cholera"},
		}},
		"dictionary": {"序号,分类码,分类名,诊断名,诊断码\n1,A00,霍乱,,\n2,,,霍乱 ,A00.900\n3,A00,霍乱,,\n", nil, []codes.Concept{
			{System: codes.DiagnosisInsurance, Code: "A00.900", Hans: "霍乱"},
		}},
		"dictionary with headings": {"分类码,分类名,操作码,操作名\n00,操作和介入,,\n,,00.0100,治疗性超声\n", &load.Options{Categories: true}, []codes.Concept{
			{System: codes.ProcedureInsurance, Code: "00", Hans: "操作和介入"},
			{System: codes.ProcedureInsurance, Code: "00.0100", Hans: "治疗性超声"},
		}},
		"CodeSystem": {`{"concept":[{"code":"b","display":"Cholera","designation":[{"language":"zh-Hans-CN","value":"霍乱"},{"language":"zh-HK","value":"霍亂"},{"value":"x"}],
			"concept":[{"code":"b1","display":"El Tor","definition":"[{\"]"}]},{"code":"a","display":"伤寒"},{"code":"c","display":"CT","designation":[{"language":"zh","value":"CT"}]}],
			"content":"complete","version":"3","url":"http://example.org/cs","resourceType":"CodeSystem"}`, nil, []codes.Concept{
			{System: example, Code: "a", Hans: "伤寒"},
			{System: example, Code: "b", English: "Cholera", Hans: "霍乱", Hant: "霍亂"},
			{System: example, Code: "b1", English: "El Tor"},
			{System: example, Code: "c", Hans: "CT"},
		}},
		"ValueSet, compose": {`{"resourceType":"ValueSet","compose":{"include":[{"system":"http://example.org/cs","version":"3","concept":[{"code":"a","display":"A"}]},{"system":"http://hl7.org/fhir/sid/icd-10","concept":[{"code":"b"}]}]}}`, nil, []codes.Concept{
			{System: example, Code: "a", English: "A"}, {System: codes.ICD10, Code: "b"},
		}},
		"ValueSet, expansion": {`{"resourceType":"ValueSet","compose":{"include":[{"system":"http://example.org/cs","filter":[]}]},"expansion":{"total":2,"contains":[{"abstract":true,"display":"group","contains":[{"system":"http://example.org/cs","version":"3","code":"a","display":"A"}]},{"system":"http://example.org/cs","version":"3","code":"b"}]}}`, nil, []codes.Concept{
			{System: example, Code: "a", English: "A"}, {System: example, Code: "b"},
		}},
		"Bundle": {`{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"x"}},{"fullUrl":"u","resource":{"resourceType":"CodeSystem","url":"http://example.org/cs","version":"3","content":"complete","concept":[{"code":"a"}]}}]}`, nil, []codes.Concept{
			{System: example, Code: "a"},
		}},
		"ClaML": {claml, nil, []codes.Concept{
			{System: codes.System{URI: icd10, Version: "2019"}, Code: "A00", English: "Cholera"},
			{System: codes.System{URI: icd10, Version: "2019"}, Code: "A00.0", English: "Cholera due to Vibrio cholerae 01, biovar cholerae"},
			{System: codes.System{URI: icd10, Version: "2019"}, Code: "E10", English: "Type 1 diabetes mellitus"},
			{System: codes.System{URI: icd10, Version: "2019"}, Code: "E10.0", English: "Type 1 diabetes mellitus: With coma"},
		}},
		"OMOP": {tsv(concept, "1|Cholera|Condition|ICD10CM|x||A00|19700101|20991231|", "2|Other|Condition|Read|x||X|19700101|20991231|",
			"3|Own|Condition|HA|x||Y1|19700101|20991231|"), &load.Options{Vocabularies: map[string]codes.System{"HA": example}}, []codes.Concept{
			{System: codes.ICD10CM, Code: "A00", English: "Cholera"}, {System: example, Code: "Y1", English: "Own"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := read(x.text, x.o)
			require.NoError(t, err)
			require.Empty(t, s.Maps)
			var got []codes.Concept
			for _, table := range s.Tables {
				codestest.TestTable(t, table)
				for c := range table.(codes.Lister).All() {
					got = append(got, c)
				}
			}
			require.Equal(t, x.want, got)
		})
	}
}

const claml = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ClaML SYSTEM "ClaML.dtd">
<ClaML version="2.0.0">
  <Title name="ICD-10" version="2019"/>
  <Modifier code="S04E10_4"><SubClass code=".0"/></Modifier>
  <Class code="I" kind="chapter"><Rubric kind="preferred"><Label xml:lang="en">Certain infectious diseases</Label></Rubric></Class>
  <Class code="A00-A09" kind="block"/>
  <Class code="A00" kind="category"><SuperClass code="A00-A09"/><Rubric kind="inclusion"><Label xml:lang="en">x</Label></Rubric>
    <Rubric kind="preferred"><Label xml:lang="en">Cholera</Label></Rubric></Class>
  <Class code="A00.0" kind="category"><Rubric kind="preferred"><Label xml:lang="en">Cholera due to <Term class="i">Vibrio cholerae</Term> 01,
    biovar cholerae</Label></Rubric></Class>
  <Class code="E10" kind="category"><ModifiedBy code="S04E10_4"/><Rubric kind="preferred"><Label xml:lang="en">Type 1 diabetes mellitus</Label></Rubric></Class>
  <ModifierClass code=".0" modifier="S04E10_4"><Rubric kind="preferred"><Label xml:lang="en">With coma</Label></Rubric></ModifierClass>
  <ModifierClass code="5" modifier="S04E10_5"><Rubric kind="preferred"><Label xml:lang="en">Site</Label></Rubric></ModifierClass>
</ClaML>
`

// row writes a match as "code equivalence [scenario.list] [comment]".
func row(m codes.Match) string {
	s := m.Concept.Code + " " + m.Equivalence.String()
	if m.Group != (codes.Group{}) {
		s += fmt.Sprintf(" %d.%d", m.Group.Scenario, m.Group.ChoiceList)
	}
	if m.Comment != "" {
		s += " [" + m.Comment + "]"
	}
	return strings.TrimSpace(s)
}

func TestMaps(t *testing.T) {
	a, b := codes.System{URI: "http://example.org/a"}, codes.System{URI: "http://example.org/b"}
	ab := &load.Options{Source: a, Target: b}
	part := " [" + codes.GEMFlags{Combination: true}.Comment() + "]"
	approximate := " [" + codes.GEMFlags{Approximate: true}.Comment() + "]"
	for name, x := range map[string]struct {
		text           string
		o              *load.Options
		source, target codes.System
		want           string // "code: row; row" for each code
	}{
		"GEM": {
			"0010  A000    00000\n0730  A70     10111\n0730  J17     10112\n36570 NoDx    11000\n", nil, codes.ICD9CM, codes.ICD10CM,
			"001.0: A00.0 equivalent\n073.0: A70 relatedto 1.1" + part + "; J17 relatedto 1.2" + part + "\n365.70: unmatched [" + codes.GEMFlags{NoMap: true}.Comment() + "]",
		},
		"GEM of either": {
			"B2000ZZ 0420  10000\n", &load.Options{Target: codes.ICD9CM, Source: load.ICD10PCS, Version: "2018"},
			codes.System{URI: load.ICD10PCS.URI, Version: "2018"},
			codes.ICD9CM,
			"B2000ZZ: 04.20 relatedto" + approximate,
		},
		"list of another edition": {"guolin_code,yibao_code,yibao_name\nA,B,c\n", &load.Options{Source: a, Target: b, Override: true}, a, b, "A: B relatedto"},
		"GEM of procedures": {
			"0002  6A750Z5 10000\r\n0002  6A751Z5 10000\r\n", nil, codes.ICD9CM, load.ICD10PCS,
			"00.02: 6A750Z5 relatedto" + approximate + "; 6A751Z5 relatedto" + approximate,
		},
		"csv": {
			"Source,Target,Equivalence,Comment,Target Name\nX,Y2,wider,,Two\nX,Y1,equal,,\nX3,,unmatched,,\nX4,,,,\nX5,Y5,narrower,,\nX6,Y6,,why,\n", ab, a, b,
			"X: Y1 equal; Y2 wider\nX3: unmatched\nX5: Y5 narrower [The map says narrower, and not in which way.]\nX6: Y6 relatedto [why]",
		},
		"csv with systems and groups": {
			"source,target,source_system,target_system,scenario,choice_list\nX,Y,http://example.org/a,http://example.org/b,1,1\nX,Z,http://example.org/a,http://example.org/b,1,2\n", nil, a, b,
			"X: Y relatedto 1.1; Z relatedto 1.2",
		},
		"list": {
			"guolin_code,yibao_code,yibao_name\n37.8300x002,00.5000x004,三腔永久起搏器置入术\n", nil, codes.ProcedureClinical, codes.ProcedureInsurance,
			"37.8300x002: 00.5000x004 relatedto",
		},
		"ConceptMap": {
			fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y1","equivalence":"inexact","comment":"why"},{"code":"y2","equivalence":"equal"}]},{"code":"z","target":[{"equivalence":"unmatched"}]},{"code":"none"}`, ""), nil, a, b,
			"x: y2 equal; y1 inexact [why]\nz: unmatched",
		},
		"ConceptMap with conditions": {
			fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y1","equivalence":"equal","dependsOn":[{"property":"p","value":"1"}]},{"code":"y2","equivalence":"wider"}]},`+
				`{"code":"z","target":[{"code":"y1","equivalence":"equal","dependsOn":[{"property":"p","value":"1"}]}]},{"code":"w","target":[{"code":"y1","equivalence":"equal","product":[{"property":"q","value":"2"}]}]}`, ""), nil, a, b,
			"w: y1 relatedto [Complete only together with q = 2.]\nx: y2 wider\nz: unmatched [The map has a target only where a condition holds (p = 1).]",
		},
		"RF2, extended": {
			tsv(rf2Extended,
				"a|20200101|1|9|447562003|111|1|1|TRUE|ALWAYS A00.9|A00.9|447561005|447637006",
				"b|20200101|1|9|447562003|222|1|1|TRUE|ALWAYS B01|B01|447561005|447637006",
				"c|20200101|1|9|447562003|222|2|1|TRUE|ALWAYS B02|B02|447561005|447637006",
				"d|20200101|1|9|447562003|333|1|1|IFA 248152002 (female)|IF FEMALE CHOOSE N97|N97|447561005|447637006",
				"e|20200101|1|9|447562003|333|1|2|OTHERWISE TRUE|ALWAYS N46|N46|447561005|447637006",
				"f|20200101|1|9|447562003|444|1|1|TRUE|MAP SOURCE CONCEPT CANNOT BE CLASSIFIED||447556008|447638001",
				"g|20200101|0|9|447562003|555|1|1|TRUE|x|X|447561005|447637006",
				"h|20200101|1|9|447562003|666|1|1|TRUE|old|X|447557004|447637006",
				"h|20210101|1|9|447562003|666|1|1|TRUE|new|Y|447558009|447637006",
			), nil, load.SNOMED, codes.ICD10,
			"111: A00.9 relatedto [ALWAYS A00.9]\n222: B01 relatedto 1.1 [ALWAYS B01]; B02 relatedto 1.2 [ALWAYS B02]\n" +
				"333: unmatched [The map has a target only where a condition holds (" + load.MapRule + " = IFA 248152002 (female)).]\n" +
				"444: unmatched [MAP SOURCE CONCEPT CANNOT BE CLASSIFIED]\n666: Y wider [new]",
		},
		"RF2, simple": {
			tsv(rf2Simple, "a|20200101|1|9|446608001|111|8000/3", "b|20200101|1|9|900000000000497000|111|X1"), nil,
			load.SNOMED,
			codes.System{URI: "http://terminology.hl7.org/CodeSystem/icd-o-3"},
			"111: 8000/3 relatedto",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := read(x.text, x.o)
			m := oneMap(t, s, err)
			require.Equal(t, x.source, m.Source())
			require.Equal(t, x.target, m.Target())
			codestest.TestMap(t, m)
			var got []string
			for code := range m.Codes() {
				var rows []string
				for _, match := range m.Translate(code) {
					require.NotEmpty(t, match.Map)
					rows = append(rows, row(match))
				}
				got = append(got, code+": "+strings.Join(rows, "; "))
			}
			require.Equal(t, x.want, strings.Join(got, "\n"))
		})
	}
}

func TestConditions(t *testing.T) {
	s, err := read(fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y1","equivalence":"equal","dependsOn":[{"property":"p","system":"s","value":"1","display":"one"}],"product":[{"property":"q","value":"2"}]},{"code":"y2","equivalence":"wider"}]}`, ""), nil)
	m := oneMap(t, s, err)
	one := load.Condition{Property: "p", System: "s", Value: "1", Display: "one"}
	holds := func(c load.Condition) bool { return c == one }
	require.Equal(t, "y2 wider", row(m.Translate("x")[0]))
	matches := m.TranslateIf("x", holds)
	require.Len(t, matches, 2)
	require.Equal(t, "y1 relatedto [Complete only together with q = 2.]", row(matches[1]))
	d := m.Details("x")
	require.Len(t, d, 2)
	require.Equal(t, []load.Condition{one}, d[0].DependsOn)
	require.Equal(t, codes.Equal, d[0].Equivalence)
	require.Equal(t, "q = 2", d[0].Product[0].String())
	require.Nil(t, m.Details("nothing"))
}

func TestUnmapped(t *testing.T) {
	element := `{"code":"x","target":[{"code":"y","equivalence":"equal"}]},{"code":"z","target":[{"equivalence":"unmatched"}]}`
	for mode, want := range map[string]string{
		`"mode":"fixed","code":"temp","display":"Temporary"`: "temp relatedto [The map has no row for the code, and says to use this one for all such.]",
		`"mode":"provided"`: "new relatedto [The map has no row for the code, and says to use it as it stands.]",
		`"mode":"other-map","url":"http://example.org/none"`:             "",
		`"mode":"other-map","url":"http://example.org/other|2"`:          "n2 equivalent",
		`"mode":"other-map","url":"http://example.org/other|3"`:          "",
		`"mode":"other-map","url":"http://example.org/other"`:            "n2 equivalent",
		`"mode":"other-map","url":"http://example.org/other|2","id":"1"`: "n2 equivalent",
	} {
		s, err := read(fmt.Sprintf(cm, element, `,"unmapped":{`+mode+`}`), nil)
		require.NoError(t, err)
		other, err := read(strings.NewReplacer("org/cm", "org/other", `"version":"1"`, `"version":"2"`).Replace(
			fmt.Sprintf(cm, `{"code":"new","target":[{"code":"n2","equivalence":"equivalent"}]}`, "")), nil)
		require.NoError(t, err)
		s.Add(other)
		require.NoError(t, s.Link())
		m := s.Maps[0]
		require.Equal(t, "y equal", row(m.Translate("x")[0]))
		require.Equal(t, "unmatched", row(m.Translate("z")[0]), "unmatched is an answer, and not unmapped")
		matches := m.Translate("new")
		if want == "" {
			require.Nil(t, matches, mode)
			continue
		}
		require.Len(t, matches, 1, mode)
		require.Equal(t, want, row(matches[0]))
	}
	// In a circle.
	circle := func(url, other string) *load.Set {
		s, err := read(strings.Replace(fmt.Sprintf(cm, element, `,"unmapped":{"mode":"other-map","url":"http://example.org/`+other+`"}`), "org/cm", "org/"+url, 1), nil)
		require.NoError(t, err)
		return s
	}
	s := circle("1", "2")
	s.Add(circle("2", "3"))
	s.Add(circle("3", "1"))
	require.ErrorContains(t, s.Link(), "circle")
}

func TestSupplement(t *testing.T) {
	s, err := load.Dir(fstest.MapFS{
		"base.json":       {Data: []byte(`{"resourceType":"CodeSystem","url":"http://example.org/cs","version":"3","content":"complete","concept":[{"code":"a","display":"A"},{"code":"b"}]}`)},
		"supplement.json": {Data: []byte(`{"resourceType":"CodeSystem","url":"http://example.org/names","content":"supplement","supplements":"http://example.org/cs|3","concept":[{"code":"a","designation":[{"language":"zh","value":"甲"}]},{"code":"c","display":"no code"}]}`)},
	}, nil)
	require.NoError(t, err)
	require.NoError(t, s.Link(), "linking twice changes nothing")
	require.Len(t, s.Tables, 1)
	codestest.TestTable(t, s.Tables[0], "a", "b")
	c, _ := s.Tables[0].Lookup("a")
	require.Equal(t, codes.Concept{System: s.Tables[0].System(), Code: "a", English: "A", Hans: "甲"}, c)
	_, ok := s.Tables[0].Lookup("c")
	require.False(t, ok)
}

func TestOMOP(t *testing.T) {
	files := fstest.MapFS{
		"v5/CONCEPT.csv": {Data: []byte(tsv(concept,
			"1|Cholera|Condition|ICD10CM|x||A00|19700101|20991231|", "2|Cholera (disorder)|Condition|SNOMED|x|S|63650001|19700101|20991231|",
			"3|Two in one|Condition|ICD10CM|x||B00|19700101|20991231|", "4|One|Condition|SNOMED|x|S|111|19700101|20991231|", "5|Two|Condition|SNOMED|x|S|222|19700101|20991231|",
			"6|Read|Condition|Read|x||R|19700101|20991231|"))},
		"v5/CONCEPT_RELATIONSHIP.csv": {Data: []byte(tsv(relation, "1|2|Maps to|19700101|20991231|", "2|1|Mapped from|19700101|20991231|",
			"3|4|Maps to|19700101|20991231|", "3|5|Maps to|19700101|20991231|", "1|5|Maps to|19700101|20991231|D", "2|2|Maps to|19700101|20991231|", "6|2|Maps to|19700101|20991231|"))},
		"README":          {Data: []byte("for people")},
		".hidden/x":       {Data: []byte("nothing")},
		"~$book.xlsx":     {Data: []byte("nothing")},
		"v5/license.html": {Data: []byte("<p>")},
	}
	s, err := load.Dir(files, nil)
	require.NoError(t, err)
	require.Len(t, s.Tables, 2)
	require.Len(t, s.Maps, 1)
	m := s.Maps[0]
	codestest.TestMap(t, m, "A00", "B00")
	require.Equal(t, codes.ICD10CM, m.Source())
	require.Equal(t, load.SNOMED, m.Target())
	require.Equal(t, "63650001 relatedto", row(m.Translate("A00")[0]))
	require.Equal(t, "222 relatedto 1.2", row(m.Translate("B00")[1]))

	delete(files, "v5/CONCEPT.csv")
	_, err = load.Dir(files, &load.Options{Name: "dir"})
	require.EqualError(t, err, "dir/v5/CONCEPT_RELATIONSHIP.csv:1: CONCEPT_RELATIONSHIP of OMOP, without the CONCEPT that it refers to beside it")
}

func TestWrongFiles(t *testing.T) {
	a, b := codes.System{URI: "http://example.org/a"}, codes.System{URI: "http://example.org/b"}
	ab := load.Options{System: a, Source: a, Target: b}
	long := strings.Repeat("x", 9000)
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	cs := func(concepts string) string {
		return `{"resourceType":"CodeSystem","url":"http://example.org/a","content":"complete",` + "\n" + `"concept":[` + concepts + `]}`
	}
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, `"k%d":0,`, i)
	}
	vs := func(rest string) string { return `{"resourceType":"ValueSet",` + rest + `}` }
	for _, x := range []struct {
		name, text string
		o          load.Options
		want       string
		is         error
	}{
		{"empty", " \n", ab, "f: the file is empty", nil},
		{"unknown", "what is this\n", ab, "f:1: not a table or a map in a known format", load.ErrFormat},
		{"UTF-16", "\xff\xfec\x00", ab, "f:1: not a table or a map", load.ErrFormat},
		{"workbook", "PK\x03\x04", ab, "f: an XLSX workbook, for which Options.Workbook is not set", nil},
		{"too large", "code,title\nA,b\n", load.Options{System: a, MaxBytes: 12}, "f:2: larger than the limit", load.ErrLimit},
		{"too many rows", "code,title\nA,b\nB,b\n", load.Options{System: a, MaxRows: 1}, "f:3: more than 1 rows", load.ErrLimit},
		{"long name", "code,title\nA," + long + "\n", ab, "f:2: a field of 9000 bytes; the limit is 8192", load.ErrLimit},
		{"NUL", "0010  A000    00000\n0011  A001\x00   00000\n", ab, "f:2:11: a NUL byte", nil},

		{"GEM, fields", "0010  A000    00000\n0011  A001\n", load.Options{}, "f:2: 2 fields", nil},
		{"GEM, flags", "0010  A000    00000\n0011  A001    02000\n", load.Options{}, "f:2: the flags are not", nil},
		{"GEM, no map and a target", "0010  A000    00000\n0011  A001    11000\n", load.Options{}, `f:2: source "0011": the no-map flag, and a target`, nil},
		{"GEM, twice", "0010  A000    00000\n0011  A001    00000\n0010  A000    10000\n", load.Options{}, `f:3: source "001.0", target "A00.0": stands with another equivalence on line 1 already`, nil},
		{"GEM, no map and a target apart", "0010  A000    00000\n0010  NoDx    11000\n", load.Options{}, `f:2: source "001.0" has a target and is unmatched; see line 1`, nil},
		{"GEM, another one begins", "0010  A000    00000\nA000    0010  00000\n", load.Options{}, `f:2: source "A000": not a code as in the rows before`, nil},
		{"GEM, which", "B2000ZZ 0420  10000\n", load.Options{}, "f: the codes can be of more than one pair of systems", load.ErrSystem},

		{"titles, columns", "0010  Cholera\n00110 \n", load.Options{}, "f:2: no code and title in the same columns", nil},
		{"titles, encoding", "0010  Cholera\n0011  M\x85\n", load.Options{}, `f:2: code "0011": the title is neither`, nil},
		{"titles, twice", "0010  Cholera\n0011  Another\n0010  Cholera\n", load.Options{}, `f:3: code "001.0" stands on line 1 already`, nil},
		{"order", "00001 A00     0 Cholera                                                      Cholera\n00002 A000\n", load.Options{}, "f:2: not a line of an order file", nil},

		{"csv, no system", "code,title\nA,b\n", load.Options{}, "f:2: the file does not say of which code system", load.ErrSystem},
		{"csv, no systems", "source,target\nA,b\n", load.Options{}, "f:2: the file does not say between which code systems", load.ErrSystem},
		{"csv, twice", "code,title\nA,b\nB,c\nA,b\n", ab, `f:4: code "A" stands on line 2 already`, nil},
		{"csv, heading twice", "code,编码\nA,b\n", ab, "f:1: two columns are headed as the same thing", nil},
		{"csv, no code", "code,title\n,b\n", ab, "f:2: a code is empty", nil},
		{"csv, encoding", "code,title\nA,\xbb\xf4\xc2\xd2\n", ab, "f:2: not UTF-8", nil},
		{"csv, quote", "code,title\nA,\"b\n", ab, "f:2:6: extraneous or missing \" in quoted-field", nil},
		{"csv, quote over the file", "code,title\nA,\"" + strings.Repeat("b\n", 1<<20), ab, "f:2: a row of more than 1 MiB", load.ErrLimit},
		{"csv, control", "code,title\nA,b\x01\n", ab, "f:2: a control character", nil},
		{"csv, system", "code,title,system\nA,b,what\n", ab, "f:2: the code system is neither", nil},
		{"csv, equivalence", "source,target,equivalence\nA,b,same\n", ab, `f:2: source "A": the equivalence is not one of FHIR R4`, nil},
		{"csv, unmatched with target", "source,target,equivalence\nA,b,unmatched\n", ab, `f:2: source "A": unmatched, but a target`, nil},
		{"csv, no target", "source,target,equivalence\nA,,wider\n", ab, `f:2: source "A": wider, but no target`, nil},
		{"csv, conflict", "source,target,equivalence\nA,b,wider\nA,b,equal\n", ab, `f:3: source "A", target "b": stands with another equivalence on line 2 already`, nil},
		{"csv, header alone", "code,title\n", ab, "f: no rows but the header", nil},
		{"csv, language", "code,title\nA,b\n", load.Options{System: a, Language: "fr"}, `f:2: code "A": two columns`, nil},

		{"JSON, syntax", "{\n \"a\":, }", ab, "f:2:6: not JSON", nil},
		{"JSON, encoding", "{\"\xff\":1}", ab, "f:1:3: not UTF-8", nil},
		{"JSON, deep", `{"a":` + deep + `}`, ab, "f:1:69: nested more than 64 levels deep", load.ErrLimit},
		{"JSON, another", `{"resourceType":"Patient"}`, ab, "f:1:1: JSON, but not a FHIR CodeSystem", load.ErrFormat},
		{"JSON, a Bundle of others", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}}]}`, ab, "f:1:1: a Bundle without a CodeSystem", load.ErrFormat},
		{"JSON, key twice", `{"resourceType":"CodeSystem","resourceType":"CodeSystem"}`, ab, "f:1:30: a key stands twice", nil},
		{"JSON, key twice in what is not read", cs(`{"code":"a","property":[{"code":"x","valueCode":"y",` + "\n" + `"value\u0043ode":"z"}]}`), ab, "f:3:1: a key stands twice", nil},
		{"JSON, key twice in the text", `{"resourceType":"CodeSystem","text":{"div":"{\"a\":1}" , "status":"x","div":""}}`, ab, "f:1:71: a key stands twice", nil},
		{"JSON, one of many keys twice", `{"resourceType":"CodeSystem","meta":{` + many.String() + `"k7":0}}`, ab, "f:1:348: a key stands twice", nil},
		{"JSON, kind", cs(`7`), ab, "f:2:12: an object expected", nil},
		{"CodeSystem, twice", cs(`{"code":"a","concept":[{"code":"b"},` + "\n" + `{"code":"a"}]}`), ab, `f:3:1: code "a" stands on line 2, column 12, already`, nil},
		{"CodeSystem, no code", cs(`{"display":"a"}`), ab, "f:2:12: a concept without code", nil},
		{"CodeSystem, space", cs(`{"code":" a"}`), ab, "f:2:12: a code has white space around it", nil},
		{"CodeSystem, content", `{"resourceType":"CodeSystem","url":"x","content":"all"}`, ab, "f:1:1: content is not one of", nil},
		{"CodeSystem, no url", `{"resourceType":"CodeSystem","content":"complete"}`, load.Options{}, "f: a CodeSystem without url", load.ErrSystem},
		{"ValueSet, filter", vs(`"compose":{"include":[{"system":"x","filter":[]}]}`), ab, "f:1:73: a value set that includes codes by filter", nil},
		{"ValueSet, whole", vs(`"compose":{"include":[{"system":"x"}]}`), ab, "f:1:50: a value set that includes a whole", nil},
		{"ValueSet, exclude", vs(`"compose":{"exclude":[]}`), ab, "f:1:49: a value set that excludes", nil},
		{"ValueSet, page", vs(`"expansion":{"total":2,"contains":[{"system":"x","code":"a"}]}`), ab, "f:1:40: the expansion lists 1 of 2 codes", nil},
		{"ValueSet, nothing", vs(`"url":"x"`), ab, "f:1:1: a ValueSet with neither", nil},

		{"ConceptMap, R5", fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","relationship":"equivalent"}]}`, ""), ab, "f:1:181: relationship is FHIR R5; this reads R4", nil},
		{"ConceptMap, R5 scope", `{"resourceType":"ConceptMap","sourceScopeUri":"x"}`, ab, "f:1:47: sourceScopeUri is FHIR R5", nil},
		{"ConceptMap, R5 unmapped", fmt.Sprintf(cm, "", `,"unmapped":{"mode":"use-source-code"}`), ab, "f:1:172: unmapped.mode use-source-code is FHIR R5", nil},
		{"ConceptMap, R5 noMap", fmt.Sprintf(cm, `{"code":"x","noMap":true}`, ""), ab, "f:1:179: element.noMap is FHIR R5", nil},
		{"ConceptMap, no equivalence", fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y"}]}`, ""), ab, `f:1:181: source "x": a target without equivalence`, nil},
		{"ConceptMap, equivalence", fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","equivalence":"same"}]}`, ""), ab, `f:1:181: source "x": the equivalence is not one of FHIR R4`, nil},
		{"ConceptMap, no target code", fmt.Sprintf(cm, `{"code":"x","target":[{"equivalence":"equal"}]}`, ""), ab, `f:1:181: source "x": a target without a code that is equal`, nil},
		{"ConceptMap, cmd-1", fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","equivalence":"narrower"}]}`, ""), ab, `f:1:181: source "x": narrower without a comment (cmd-1)`, nil},
		{"ConceptMap, cmd-2", fmt.Sprintf(cm, "", `,"unmapped":{"mode":"fixed"}`), ab, "f:1:172: unmapped is fixed and has no good code (cmd-2)", nil},
		{"ConceptMap, cmd-3", fmt.Sprintf(cm, "", `,"unmapped":{"mode":"other-map"}`), ab, "f:1:172: unmapped is other-map and has no url (cmd-3)", nil},
		{"ConceptMap, twice", fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","equivalence":"equal"},`+"\n"+`{"code":"y","equivalence":"equal"}]}`, ""), ab, `f:2:1: source "x", target "y": stands on line 1, column 181, already`, nil},
		{"ConceptMap, no code", fmt.Sprintf(cm, `{"target":[]}`, ""), ab, "f:1:159: an element without a code", nil},
		{"ConceptMap, no systems", `{"resourceType":"ConceptMap","group":[{"element":[]}]}`, load.Options{}, "f:1:39: a group that does not say", load.ErrSystem},

		{"ClaML, entity", `<!DOCTYPE ClaML [<!ENTITY a "b">]><ClaML/>`, ab, "f:1:35: a document type that declares something", nil},
		{"ClaML, unknown entity", strings.Replace(claml, "With coma", "&a;", 1), ab, "f:13:97: not XML", nil},
		{"ClaML, other XML", `<html/>`, ab, "f: an XML file, but not ClaML", load.ErrFormat},
		{"ClaML, cut", claml[:len(claml)-20], ab, "f:", nil},
		{"ClaML, deep", "<ClaML>" + strings.Repeat("<a>", 70), ab, "f:1:200: nested more than 64", load.ErrLimit},
		{"ClaML, twice", strings.Replace(claml, `"A00.0"`, `"A00"`, 1), ab, `f:10: code "A00" stands on line 8 already`, nil},
		{"ClaML, system", strings.Replace(claml, `"ICD-10"`, `"ICD-10-GM"`, 1), load.Options{}, "f: the Title does not say ICD-10", load.ErrSystem},
		{"ClaML, encoding", strings.Replace(claml, `UTF-8`, `GB18030`, 1), ab, "f:1:", nil},

		{"RF2, header", tsv(rf2Simple + "|more"), ab, "f:1: not the header", load.ErrFormat},
		{"RF2, fields", tsv(rf2Simple, "a|20200101|1|9|446608001|111"), ab, "f:2: 6 fields; the header has 7", nil},
		{"RF2, target", tsv(rf2Simple, "a|20200101|1|9|999|111|x"), load.Options{System: a}, "f:2: the target of the reference set is not known", load.ErrSystem},
		{"RF2, twice", tsv(rf2Simple, "a|20200101|1|9|446608001|111|x", "a|20200101|1|9|446608001|111|y"), load.Options{}, "f:3: the member stands on line 2 already", nil},
		{"RF2, target twice", tsv(rf2Simple, "a|20200101|1|9|446608001|111|x", "b|20200101|1|9|446608001|111|x"), load.Options{}, `f:3: source "111", target "x": stands on line 2 already`, nil},
		{"RF2, correlation", tsv(rf2Extended, "a|20200101|1|9|447562003|111|1|1|TRUE|x|A00|1|2"), load.Options{}, `f:2: source "111": the correlation is not known`, nil},
		{"RF2, group", tsv(rf2Extended, "a|20200101|1|9|447562003|111|-1|1|TRUE|x|A00|1|2"), load.Options{}, "f:2: mapGroup or mapPriority is not a number", nil},

		{"OMOP, alone", tsv(relation, "1|2|Maps to|||"), ab, "f:1: CONCEPT_RELATIONSHIP of OMOP, without", nil},
		{"OMOP, twice", tsv(concept, "1|a|x|ICD10|x||A00|||", "1|a|x|ICD10|x||A01|||"), ab, "", nil},
		{"OMOP, code twice", tsv(concept, "1|a|x|ICD10|x||A00|||", "2|a|x|ICD10|x||A00|||"), ab, `f:3: code "A00" stands on line 2 already`, nil},
		{"OMOP, fields", tsv(concept, "1|a"), ab, "f:2: 2 fields; CONCEPT has 10", nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := x.o
			o.Name = "f"
			s, err := read(x.text, &o)
			if x.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			require.Nil(t, s, "half loaded")
			var e *load.Error
			require.ErrorAs(t, err, &e)
			require.True(t, strings.HasPrefix(err.Error(), x.want), "got  %s\nwant %s", err, x.want)
			if x.is != nil {
				require.ErrorIs(t, err, x.is)
			}
			require.Less(t, len(err.Error()), 300)
		})
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("broken")
	for _, text := range []string{"code,title\nA,b\n", "0010  A000    00000\n", "0010  Cholera\n", "{", "<ClaML>", tsv(rf2Simple)} {
		// The error comes after all of the text.
		_, err := load.Read(iotest.ErrReader(broken), nil)
		require.ErrorIs(t, err, broken)
		_, err = load.Read(readThen(text+strings.Repeat(" \n", 1<<16), broken), &load.Options{System: codes.ICD10})
		require.ErrorIs(t, err, broken, text)
	}
}

func readThen(text string, err error) *thenReader {
	return &thenReader{strings.NewReader(text), err}
}

type thenReader struct {
	*strings.Reader
	err error
}

func (r *thenReader) Read(p []byte) (int, error) {
	if r.Len() == 0 {
		return 0, r.err
	}
	return r.Reader.Read(p)
}

func TestConcurrent(t *testing.T) {
	s, err := read("code,title\nA,b\nB,c\n", &load.Options{System: codes.ICD10})
	require.NoError(t, err)
	m, err := read("source,target\nA,b\nB,c\n", &load.Options{Source: codes.ICD10, Target: codes.ICD9CM})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				s.Tables[0].Lookup("B")
				m.Maps[0].Translate("A")
			}
		})
	}
	wg.Wait()
}

func BenchmarkLookup(b *testing.B) {
	s, err := load.File(shared(b, "tables/mainland/yibao2_dx.csv"), &load.Options{System: codes.DiagnosisInsurance})
	require.NoError(b, err)
	for name, code := range map[string]string{"hit": "I21.900x001", "miss": "I21.900x999"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Tables[0].Lookup(code)
			}
		})
	}
}

// TestLinks holds what a program links that only reads files.
func TestLinks(t *testing.T) {
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command")
	}
	out, err := exec.Command(tool, "list", "-deps", ".").Output()
	require.NoError(t, err)
	for _, p := range strings.Fields(string(out)) {
		require.False(t, strings.Contains(p, "excelize") || strings.Contains(p, "/codes/gem") || strings.Contains(p, "/codes/icd") || strings.Contains(p, "crossbay/fhir"), p)
	}
}
