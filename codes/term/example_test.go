package term_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/crossbay/crossbay/codes/term"
)

func Example() {
	t := term.NewTranslator(nil)
	for _, name := range []string{"心肌梗死", "急性下壁心肌梗死", "无干呕", "2024年"} {
		r := t.Translate(term.Mainland, term.HongKong, name)
		fmt.Printf("%s (%v) %q\n", r.Term, r.How, r.English)
	}
	fmt.Println(t.Translate(term.HongKong, term.Mainland, "磁力共振").Term)
	fmt.Println(t.Translate(term.English, term.HongKong, "Stroke").Term)
	// Output:
	// 心肌梗塞 (exact) "myocardial infarction"
	// 急性下壁心肌梗塞 (composed) ""
	// 無乾嘔 (exact) "no retching"
	// 2024年 (unchanged) ""
	// 磁共振
	// 中風
}

// A name that means something else on the other side is not translated.
func ExampleResult() {
	r := term.NewTranslator(nil).Translate(term.HongKong, term.Mainland, "術後電療")
	_ = json.NewEncoder(os.Stdout).Encode(r)
	// Output:
	// {"source":"術後電療","term":"术后电疗","how":"script","english":"","caution":"radiotherapy in Hong Kong; 电疗 in mainland China is electrotherapy"}
}

// A hospital's own words stand before those of this package.
func ExampleReadTable() {
	table, err := term.ReadTable(strings.NewReader("hans,hant,english,kind\n日间化疗中心,日間化療中心|化療日間中心,chemotherapy day centre,department\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	t := term.NewTranslator(&term.Options{Tables: []*term.Table{table}})
	r := t.Translate(term.HongKong, term.Mainland, "化療日間中心")
	fmt.Println(r.Term, r.How, r.English)
	// Output:
	// 日间化疗中心 exact chemotherapy day centre
}
