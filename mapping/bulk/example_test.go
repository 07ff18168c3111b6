package bulk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/bulk"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Two stays of one patient in one hospital: both stand once in what is written.
func Example() {
	rows := "A01,A48,A49,A11,B12,B15,C03C\n" +
		"1,7,1,测试甲,2024-01-05,2024-01-08,I10.x00\n" +
		"1,7,2,测试甲,2024-03-05,2024-03-08,E11.900\n"
	reader, err := mapping.NewReader(strings.NewReader(rows), mainland.Layouts(), nil)
	if err != nil {
		panic(err)
	}
	var spool bytes.Buffer // a file, where there are many
	translator := mapping.NewTranslator(nil, nil)
	err = translator.Run(context.Background(), reader, &mapping.RunOptions{Encode: bulk.Append}, func(r *mapping.Result) error {
		if !r.Rejected() {
			spool.Write(r.Output)
			spool.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	lines := map[string]int{}
	report, err := bulk.Write(
		func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(spool.Bytes())), nil },
		func(kind string, _ []byte) error {
			lines[kind+".ndjson"]++ // a line of it
			return nil
		})
	if err != nil {
		panic(err)
	}
	fmt.Println(lines, report.Superseded)
	// Output: map[Composition.ndjson:2 Condition.ndjson:2 Encounter.ndjson:2 Organization.ndjson:1 Patient.ndjson:1] 0
}
