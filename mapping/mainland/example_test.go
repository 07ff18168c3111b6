package mainland_test

import (
	"fmt"
	"log"
	"os"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// The header says which layout a file has.
func ExampleLayouts() {
	for _, name := range []string{"hqms.csv", "hqms-2022.csv", "n041-gbk.csv"} {
		file, err := os.Open("../../examples/testdata/" + name)
		if err != nil {
			log.Fatal(err)
		}
		defer file.Close()
		reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, "is", reader.Layout().Title)
	}
	// Output:
	// hqms.csv is 住院病案首页数据采集接口（HQMS、公立医院绩效考核）
	// hqms-2022.csv is 住院病案首页数据采集接口（HQMS、公立医院绩效考核）
	// n041-gbk.csv is 住院病案首页（卫统4-1，N041）
}

// A layout is a table: it says what each column holds and where it goes.
func ExampleHQMS() {
	for _, c := range mainland.HQMS().Columns() {
		if c.Name == "C08x03C" {
			fmt.Println(c.Title, c.Element, c.FHIR)
			for _, concept := range c.Values.Concepts() {
				fmt.Println(concept.Code, concept.Chinese, concept.English)
			}
		}
	}
	// Output:
	// 出院其他诊断入院病情 diagnosis.other[3].present Condition.extension(present-on-admission)
	// 1 有 Present
	// 2 临床未确定 Present, and undetermined or suspected at admission
	// 3 情况不明 Present, and not recognised at admission
	// 4 无 Not present
}
