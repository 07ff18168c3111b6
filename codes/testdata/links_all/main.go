// A program that links every built-in table.
package main

import (
	"fmt"
	"time"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

func main() {
	start := time.Now()
	reg := codes.NewRegistry(append(icd9cm.Tables(), icd10cm.Table()), append(gem.Maps(), rules.FromICD10CM(nil, nil)))
	c, _ := reg.Lookup(codes.ICD9CM, "410.71")
	p, _ := reg.Lookup(codes.ICD9CM, "36.06")
	d, _ := reg.Lookup(codes.ICD10CM, "S02.0XXA")
	m := reg.Translate(codes.ICD9CM, "410.71", codes.ICD10)
	b := reg.Translate(codes.ICD10CM, "I21.4", codes.ICD9CM)
	fmt.Println(time.Since(start).Nanoseconds(), c.English, p.English, d.English, m[0].Concept.Code, b[0].Concept.Code)
}
