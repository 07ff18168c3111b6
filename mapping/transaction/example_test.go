package transaction_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/transaction"
)

// Two stays of one patient are loaded: what they share comes first, once, as all stays
// state it, and then the stays, in any order.
func Example() {
	file := strings.NewReader("A01,A48,A49,A11,B12,B15,C03C\n" +
		"12345678-9,0001,1,测试甲,2023-01-04 09:20:00,2023-01-09 10:05:00,I10.x00x002\n" +
		"12345678-9,0001,2,测试甲,2024-03-04 09:20:00,2024-03-09 10:05:00,K80.000\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	run := transaction.NewRun(transaction.Form{}, transaction.First)
	defer run.Close()
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		document, _ := translator.Document(record.Sheet)
		line, err := document.AppendTransaction(nil)
		if err != nil {
			log.Fatal(err)
		}
		if err := run.Add(line); err != nil {
			log.Fatal(err)
		}
	}
	err = run.Write(func(line []byte) error {
		bundle, err := transaction.Parse(line)
		if err != nil {
			return err
		}
		types := map[string]int{}
		for _, entry := range bundle.Entries {
			types[entry.Type]++
		}
		fmt.Println("patients", types["Patient"], "stays", types["Encounter"])
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// patients 1 stays 0
	// patients 0 stays 1
	// patients 0 stays 1
}
