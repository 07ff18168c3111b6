package load_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/load"
)

// fuzz runs a loader over any bytes. It may refuse them, with an Error of one
// short line; what it loads must keep the promises of tables and maps.
func fuzz(f *testing.F, loader func(b []byte, o *load.Options) (*load.Set, error), seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o := &load.Options{
			Name: "f", MaxRows: 1000, MaxBytes: 1 << 20,
			System: codes.System{URI: "http://example.org/s"},
			Source: codes.System{URI: "http://example.org/a"}, Target: codes.System{URI: "http://example.org/b"},
			URL: "http://example.org/cm",
		}
		s, err := loader(b, o)
		if err != nil {
			var e *load.Error
			if !errors.As(err, &e) {
				t.Fatalf("%T is no *load.Error", err)
			}
			if len(err.Error()) > 600 || strings.ContainsAny(err.Error(), "\n\r\x00") {
				t.Fatalf("%q is not one short line", err)
			}
			return
		}
		for _, table := range s.Tables {
			for c := range table.(codes.Lister).All() {
				if found, ok := table.Lookup(c.Code); !ok || found != c {
					t.Fatalf("%q is listed as %+v, and found as %+v", c.Code, c, found)
				}
			}
		}
		for _, m := range s.Maps {
			l := m.(*load.Map)
			if l.Unmapped().Mode == "" {
				// A file may list what codestest takes for no code ("." and such).
				if err := codestest.CheckMap(m); err != nil && !strings.Contains(err.Error(), "is not nil") {
					t.Fatal(err)
				}
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) { return load.Read(bytes.NewReader(b), o) },
		"code,title\nA,b\n", "0010  A000    00000\n", "0010  Cholera\n", "{}", "<ClaML/>", tsv(rf2Simple), "PK\x03\x04", "\xff\xfe", "")
}

func FuzzGEM(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		m, err := load.GEM(bytes.NewReader(b), &load.Options{Name: o.Name, URL: o.URL, MaxRows: o.MaxRows})
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := load.WriteGEM(&out, m); err != nil {
			return nil, fmt.Errorf("not written again: %w", err)
		}
		again, err := load.GEM(&out, nil)
		if err != nil || !slices.Equal(slices.Collect(m.Codes()), slices.Collect(again.Codes())) {
			return nil, errors.New("not the same when it is read again") // fails, being no Error
		}
		return &load.Set{Maps: []codes.Map{m}}, nil
	}, "0010  A000    00000\r\n0730  A70     10111\r\n0730  J17     10112\r\n36570 NoDx    11000\r\n",
		"A000    0010  00000\r\nT8853XD v5889 10000\r\n", "3584  02S00ZZ 10013\r\n0016  NoPCS   11000\r\n", "02H40NZ NoI9  10000\r\n0016070 0231  10000\r\n")
}

func FuzzTitles(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) { return table(load.Titles(bytes.NewReader(b), o)) },
		"0010  Cholera\nV1272 Prsnl hst colonic polyps\n38600 M\xe9ni\xe8re's disease\n", "0001 Ther ult head & neck ves\n", "A000    Cholera\n")
}

func FuzzOrder(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) { return table(load.Order(bytes.NewReader(b), o)) },
		"00001 A00     0 Cholera                                                      Cholera\r\n")
}

func FuzzCSV(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) { return load.CSV(bytes.NewReader(b), o) },
		"code,title\nA,b\n", "\ufeff编码,名称\r\nA,\"霍\"\"乱\"\r\n", "source,target,equivalence,comment\nA,B,wider,\nC,,unmatched,\n",
		"分类码,分类名,诊断名,诊断码\nA00,霍乱,,\n,,霍乱,A00.900\n", "guolin_code,yibao_code,yibao_name\nA,B,c\n",
		"system,version,code,en,zh_hans,zh_hant\nhttp://x,1,A,a,b,c\n", "source,target,scenario,choice_list\nA,B,1,1\nA,C,1,2\n")
}

func FuzzCodeSystem(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		return table(load.CodeSystem(bytes.NewReader(b), o))
	},
		`{"resourceType":"CodeSystem","url":"http://x","content":"complete","concept":[{"code":"a","display":"A","designation":[{"language":"zh","value":"甲"}],"concept":[{"code":"b"}]}]}`,
		`{"resourceType":"CodeSystem","content":"supplement","supplements":"http://x|1","concept":[]}`)
}

func FuzzConceptMap(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		maps, err := load.ConceptMap(bytes.NewReader(b), o)
		if err != nil {
			return nil, err
		}
		s := &load.Set{}
		for _, m := range maps {
			s.Maps = append(s.Maps, m)
		}
		return s, nil
	}, fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","equivalence":"wider","dependsOn":[{"property":"p","value":"v"}]},{"equivalence":"unmatched"}]}`, `,"unmapped":{"mode":"fixed","code":"z"}`),
		fmt.Sprintf(cm, `{"code":"x","target":[{"code":"y","equivalence":"relatedto","_display":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[{"url":"lang","valueCode":"zh"},{"url":"content","valueString":"甲"}]}]},`+
			`"extension":[{"url":"`+load.CombinationExtension+`","extension":[{"url":"scenario","valuePositiveInt":1},{"url":"choice-list","valuePositiveInt":2}]}]}]}`, ""))
}

func FuzzValueSet(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		tables, err := load.ValueSet(bytes.NewReader(b), o)
		if err != nil {
			return nil, err
		}
		s := &load.Set{}
		for _, t := range tables {
			s.Tables = append(s.Tables, t)
		}
		return s, nil
	}, `{"resourceType":"ValueSet","compose":{"include":[{"system":"x","concept":[{"code":"a"}]}]}}`,
		`{"resourceType":"ValueSet","expansion":{"total":1,"contains":[{"abstract":true,"contains":[{"system":"x","code":"a"}]}]}}`)
}

func FuzzClaML(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) { return table(load.ClaML(bytes.NewReader(b), o)) }, claml, "<ClaML><Class code='a' kind='category'/></ClaML>",
		"<ClaML>&"+strings.Repeat("0", 600)+" ")
}

func FuzzRF2(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		maps, err := load.RF2(bytes.NewReader(b), o)
		if err != nil {
			return nil, err
		}
		s := &load.Set{}
		for _, m := range maps {
			s.Maps = append(s.Maps, m)
		}
		return s, nil
	}, tsv(rf2Simple, "a|20200101|1|9|446608001|111|x"),
		tsv(rf2Extended, "a|20200101|1|9|447562003|111|1|1|IFA 1|x|A00|447561005|2", "b|20200101|1|9|447562003|111|1|2|OTHERWISE TRUE|x||447556008|2", "c|20200101|1|9|447562003|111|2|1|TRUE|x|B|447559001|2"))
}

func FuzzOMOP(f *testing.F) {
	fuzz(f, func(b []byte, o *load.Options) (*load.Set, error) {
		concepts, relations, _ := strings.Cut(string(b), "\x00")
		return load.OMOP(strings.NewReader(concepts), strings.NewReader(relations), o)
	}, tsv(concept, "1|a|x|ICD10|x||A00|||", "2|b|x|SNOMED|x||1|||")+"\x00"+tsv(relation, "1|2|Maps to|||"))
}

func table(t *load.Table, err error) (*load.Set, error) {
	if err != nil {
		return nil, err
	}
	return &load.Set{Tables: []codes.Table{t}}, nil
}
