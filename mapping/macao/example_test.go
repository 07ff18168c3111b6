package macao_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/macao"
)

// A header in Portuguese and Chinese, days before months.
func ExampleLayouts() {
	file := strings.NewReader("N.º do processo,姓名 / Nome,Sexo,Data de nascimento\n0001,測試甲,F,29/02/1980\n")
	reader, err := mapping.NewReader(file, macao.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		p := record.Sheet.Patient
		sex, _ := p.Sex.Set.Concept(p.Sex.Code)
		fmt.Println(p.Name, sex.English, string(p.BirthDate.Append(nil, "")))
	}
	// Output:
	// 測試甲 Female 1980-02-29
}
