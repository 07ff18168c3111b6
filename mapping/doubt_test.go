package mapping_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

func in(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	require.NoError(t, err)
	return out
}

// A record in another encoding than the one in which it is read is told of,
// though each of its bytes is some character.
func TestReaderDoubtsAnEncoding(t *testing.T) {
	const (
		simplified  = "1,欧阳示例,急性心肌梗死,上海市浦东新区示范路一号\n"
		traditional = "1,陳大文,急性心肌梗塞,九龍彌敦道一百號示範大廈三樓\n"
		header      = "A48,A11,C04N,A26\n"
	)
	gb, big5 := simplifiedchinese.GB18030, traditionalchinese.Big5
	for _, test := range []struct {
		name, stated, record, want string
	}{
		{"UTF-8 read as GB18030", mapping.EncodingGB18030, simplified, "gb18030, and its bytes rather seem to be utf-8"},
		{"UTF-8 read as Big5", mapping.EncodingBig5, traditional, "big5-hkscs, and its bytes rather seem to be utf-8"},
		{"Big5 read as GB18030", mapping.EncodingGB18030, in(t, big5, traditional), "gb18030, and its bytes rather seem to be big5-hkscs"},
		{"Big5 taken for GB18030", mapping.EncodingAuto, in(t, big5, traditional), "gb18030, and its bytes rather seem to be big5-hkscs"},
		{"GB18030 read as Big5", mapping.EncodingBig5, in(t, gb, simplified), "big5-hkscs, and its bytes rather seem to be gb18030"},
		{"GB18030", mapping.EncodingGB18030, in(t, gb, simplified), ""},
		{"GB18030 of traditional characters", mapping.EncodingGB18030, in(t, gb, traditional), ""},
		{"GB18030 of four bytes", mapping.EncodingAuto, in(t, gb, "1,㐀㐁㐂,㐃㐄㐅㐆,㐇㐈㐉㐊\n"), ""},
		{"Big5", mapping.EncodingBig5, in(t, big5, traditional), ""},
		{"UTF-8", mapping.EncodingAuto, simplified, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := mapping.NewReader(strings.NewReader(header+test.record), mainland.Layouts(), &mapping.ReaderOptions{Encoding: test.stated})
			require.NoError(t, err)
			var found string
			for record, err := range r.Records() {
				require.NoError(t, err)
				for _, i := range record.Issues {
					if i.Code == "doubtful-encoding" {
						found += i.Detail
					}
				}
			}
			if test.want == "" {
				assert.Empty(t, found)
			}
			assert.Contains(t, found, test.want)
		})
	}
}

// A record in another encoding than the rest of its file is read in its own, and
// it is told.
func TestReaderTellsOfARecordInAnotherEncoding(t *testing.T) {
	gb := in(t, simplifiedchinese.GB18030, "A48,A11\n1,张示例\n")
	r, err := mapping.NewReader(strings.NewReader(gb+"2,欧阳示例\n"), mainland.Layouts(), nil)
	require.NoError(t, err)
	var names, mixed []string
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		names = append(names, record.Sheet.Patient.Name)
		for _, i := range record.Issues {
			if i.Code == "mixed-encoding" {
				mixed = append(mixed, i.Error())
			}
		}
	}
	assert.Equal(t, []string{"张示例", "欧阳示例"}, names)
	assert.Equal(t, []string{"line 3: warning: the record is in another encoding than the file: it is read as utf-8 (mixed-encoding)"}, mixed)
}

// The bytes of every name that the samples have are read without a doubt.
func TestReaderDoubtsNoSample(t *testing.T) {
	for _, text := range []string{"张三李四王五赵六", "陈大文 何小美 郑成功", "司马相如诸葛孔明", "陳大文李小龍梅艷芳張國榮"} {
		for name, e := range map[string]encoding.Encoding{mapping.EncodingGB18030: simplifiedchinese.GB18030, mapping.EncodingBig5: traditionalchinese.Big5} {
			file, err := e.NewEncoder().String("A48,A11\n1," + text + "\n")
			if err != nil {
				continue // not in this encoding
			}
			r, err := mapping.NewReader(strings.NewReader(file), mainland.Layouts(), &mapping.ReaderOptions{Encoding: name})
			require.NoError(t, err)
			for record, err := range r.Records() {
				require.NoError(t, err)
				assert.Empty(t, record.Issues, "%s in %s", text, name)
			}
		}
	}
}

// A name that was spoilt before it came here is told of, and passed on.
func TestReaderTellsOfAGarbledName(t *testing.T) {
	spoil := func(name string) string {
		text, err := simplifiedchinese.GB18030.NewDecoder().String(name)
		require.NoError(t, err)
		return text
	}
	for name, want := range map[string]bool{
		spoil("欧阳示例"): true, spoil("张三"): true, "寮犱笁": true,
		"张三": false, "欧阳修": false, "尼格买提·热合曼": false, "CHAN TAI MAN": false, "陳大文": false, "张䶮": false,
	} {
		r := open(t, "A48,A11\n1,"+name+"\n")
		for record, err := range r.Records() {
			require.NoError(t, err)
			require.Equal(t, name, record.Sheet.Patient.Name)
			found := len(record.Issues) == 1 && record.Issues[0].Code == "garbled-name"
			assert.Equal(t, want, found, "%s: %v", name, record.Issues)
		}
	}
}

// One broken character does not make a file of UTF-8 anything else.
func TestReaderOfUTF8WithABrokenCharacter(t *testing.T) {
	rows := strings.Repeat("1,欧阳示例\n", 40)
	file := "A48,A11\n2,张\xe4\xb8\n" + rows
	r := open(t, file)
	n := 0
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		if n++; n > 1 {
			assert.Equal(t, "欧阳示例", record.Sheet.Patient.Name)
			assert.Empty(t, record.Issues)
			continue
		}
		assert.Equal(t, "张\ufffd", record.Sheet.Patient.Name)
		assert.Equal(t, "undecodable-character", record.Issues[0].Code)
	}
	assert.Equal(t, mapping.EncodingUTF8, r.Encoding())

	// Hong Kong's files are Big5 where they are not UTF-8, and stay so.
	big5 := in(t, traditionalchinese.Big5, "Reference Key,Sex,Name\n1,M,陳大文李小龍梅艷芳張國榮\n")
	reader, err := mapping.NewReader(bytes.NewReader([]byte(big5)), hongkong.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		for _, i := range record.Issues {
			assert.NotEqual(t, "doubtful-encoding", i.Code)
		}
	}
	assert.Equal(t, mapping.EncodingBig5, reader.Encoding())
}
