package macao_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/macao"
)

// Whatever the file, reading ends, a record is read or rejected with a reason,
// and a document of one that was read can be written.
func FuzzTables(f *testing.F) {
	for _, seed := range []string{
		"\u75c5\u6b77\u7de8\u865f,\u6027\u5225 Sexo,Nome\nM1,\u7537,Jo\u00e3o\n",
		"Record number,Data de nascimento\nM1,31/02/1956\nM2,1/2/56\nM3,00/00/0000\n",
		"N.\xba do processo cl\xednico,Diagn\xf3stico principal\nM1,fibrilha\xe7\xe3o\n",
		"Record number,Nome\nM1,Jos\xe9\nM2,\xb3\xaf\xa4j\xa9\xfa\n",
		"Record number,Sexo (\u6027\u5225 / \u570b\u7c4d)|Sex\nM1,F\n",
		"Record number,Apelidos,Nomes pr\u00f3prios,BIR\nM1,da Silva e,\"E, E\",1/234567/8\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		reader, err := mapping.NewReader(bytes.NewReader(input), macao.Layouts(), nil)
		if err != nil {
			return
		}
		translator := mapping.NewTranslator(nil, nil)
		for record, err := range reader.Records() {
			if err != nil {
				return
			}
			if record.Sheet == nil {
				assert.NotEmpty(t, record.Issues)
				continue
			}
			document, _ := translator.Document(record.Sheet)
			if assert.NotNil(t, document) {
				assert.Empty(t, document.Check())
				_, err := document.Append(nil)
				assert.NoError(t, err)
			}
		}
	})
}
