package results

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/stretchr/testify/require"
)

func translator(summary bool) *Translator {
	o := &mapping.Options{Layouts: hongkong.Layouts()}
	if summary {
		o.Form = mapping.PatientSummary
	}
	return NewTranslator(mapping.NewTranslator(nil, o), laboratory.Default(), summary)
}

func TestProbe(t *testing.T) {
	for _, name := range []string{"oru_r01.hl7", "yb4502.json"} {
		text, err := os.ReadFile("../../../shared/lab/samples/" + name)
		require.NoError(t, err)
		for e, err := range Read(bytes.NewReader(text), "", &Options{File: name}) {
			require.NoError(t, err)
			for _, i := range e.Issues {
				fmt.Println("read ", i.Error())
			}
			require.NotNil(t, e.Record)
			d, issues := translator(false).Document(e.Record)
			for _, i := range issues {
				fmt.Println("doc  ", i.Error())
			}
			line, err := d.Append(nil)
			require.NoError(t, err)
			os.WriteFile("/tmp/labwt/"+name+".ndjson", append(line, '\n'), 0o644)
			back, err := fhir.Read(line)
			require.NoError(t, err)
			rec, issues := translator(false).Record(back)
			for _, i := range issues {
				fmt.Println("back ", i.Error())
			}
			require.NotNil(t, rec)
			var out bytes.Buffer
			w, err := NewWriter(&out, rec.Layout)
			require.NoError(t, err)
			issues, err = w.Write(rec)
			require.NoError(t, err)
			w.Flush()
			for _, i := range issues {
				fmt.Println("write", i.Error())
			}
			fmt.Println(string(bytes.ReplaceAll(out.Bytes(), []byte("\r"), []byte("\n"))))
		}
	}
}
