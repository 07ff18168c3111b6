package dbf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
)

func le32(n uint32) string { return string(binary.LittleEndian.AppendUint32(nil, n)) }
func le64(n uint64) string { return string(binary.LittleEndian.AppendUint64(nil, n)) }

// The types of Visual FoxPro, as its manual has them ("Visual FoxPro Field Types",
// "Table File Structure"). Day 2460380 of the Julian period is 10 March 2024.
func TestTypes(t *testing.T) {
	for _, test := range []struct {
		field       spec
		cell, want  string
		code        string
		otherFields []spec
	}{
		{field: spec{name: "A", kind: 'C', size: 6}, cell: "\xd5\xc5  \x00 ", want: "张"},
		{field: spec{name: "A", kind: 'C', size: 3}, cell: " a ", want: " a"},
		{field: spec{name: "A", kind: 'C', size: 3}, cell: "\xd5\xc5\xc8", want: "张\ufffd", code: "undecodable-character"},
		{field: spec{name: "A", kind: 'N', size: 8, decimals: 2}, cell: "   12.50", want: "12.50"},
		{field: spec{name: "A", kind: 'N', size: 8, decimals: 2}, cell: "        "},
		{field: spec{name: "A", kind: 'N', size: 4}, cell: "****", code: "number-overflow"},
		{field: spec{name: "A", kind: 'F', size: 5}, cell: "  -.5", want: "-.5"},
		{field: spec{name: "A", kind: 'D', size: 8}, cell: "20240310", want: "20240310"},
		{field: spec{name: "A", kind: 'D', size: 8}, cell: "        "},
		{field: spec{name: "A", kind: 'L', size: 1}, cell: "y", want: "T"},
		{field: spec{name: "A", kind: 'L', size: 1}, cell: "F", want: "F"},
		{field: spec{name: "A", kind: 'L', size: 1}, cell: "?"},
		{field: spec{name: "A", kind: 'L', size: 1}, cell: "x", code: "field-not-read"},
		{field: spec{name: "A", kind: 'I', size: 4}, cell: le32(0xffffffff), want: "-1"},
		{field: spec{name: "A", kind: 'Y', size: 8}, cell: le64(12345678), want: "1234.5678"},
		{field: spec{name: "A", kind: 'Y', size: 8}, cell: le64(5000), want: "0.50"},
		{field: spec{name: "A", kind: 'Y', size: 8}, cell: le64(uint64(1) << 63), want: "-922337203685477.5808"},
		{field: spec{name: "A", kind: 'B', size: 8}, cell: le64(math.Float64bits(0.1)), want: "0.1"},
		{field: spec{name: "A", kind: 'B', size: 8}, cell: le64(math.Float64bits(math.NaN())), code: "field-not-read"},
		{field: spec{name: "A", kind: 'T', size: 8}, cell: le32(2460380) + le32(34200999), want: "2024-03-10 09:30:01"},
		{field: spec{name: "A", kind: 'T', size: 8}, cell: le32(2460380) + le32(86399999), want: "2024-03-11 00:00:00"},
		{field: spec{name: "A", kind: '@', size: 8}, cell: le32(2460380) + le32(34200500), want: "2024-03-10 09:30:00", code: "fraction-left-out"},
		{field: spec{name: "A", kind: 'T', size: 8}, cell: "        "},
		{field: spec{name: "A", kind: 'T', size: 8}, cell: le32(0) + le32(0)},
		{field: spec{name: "A", kind: 'T', size: 8}, cell: le32(2460380) + le32(0xffffffff), code: "field-not-read"},
		{field: spec{name: "A", kind: 'G', size: 4}, cell: le32(9), code: "memo-not-read"},
		{field: spec{name: "A", kind: 'G', size: 4}, cell: le32(0)},
		{field: spec{name: "A", kind: 'X', size: 2}, cell: "??", code: "field-not-read"},
		{field: spec{name: "A", kind: 'I', size: 2}, cell: "??", code: "field-not-read"},
	} {
		rows, found := readAll(t, made(0x30, 0x7a, []spec{test.field}, " "+test.cell), nil)
		require.Equal(t, [][]string{{"A"}, {test.want}}, rows, "%c %q", test.field.kind, test.cell)
		if test.code == "" {
			assert.Empty(t, found, "%c %q", test.field.kind, test.cell)
			continue
		}
		assert.Equal(t, []finding{{2, 0, test.code}}, found, "%c %q", test.field.kind, test.cell)
	}
}

// _NullFlags has a bit for each field that may be null, in their order, and before
// it one for a text of varying length whose last byte is its length.
func TestNulls(t *testing.T) {
	fields := []spec{
		{name: "A", kind: 'C', size: 2},
		{name: "B", kind: 'C', size: 2, flags: 2},
		{name: "C", kind: 'V', size: 4, flags: 2},
		{name: "D", kind: 'I', size: 4, flags: 2},
		{name: "_NullFlags", kind: '0', size: 1, flags: 5},
	}
	// The bits: B null, C short, C null, D null.
	rows, found := readAll(t, made(0x32, 0x7a, fields,
		" aabbc  \x01"+le32(7)+"\x02",
		" aabbcccc"+le32(7)+"\x00",
		" aabbcccc"+le32(7)+"\x0d",
	), nil)
	assert.Equal(t, [][]string{{"A", "B", "C", "D"}, {"aa", "bb", "c", "7"}, {"aa", "bb", "cccc", "7"}, {"aa", "", "", ""}}, rows)
	assert.Empty(t, found)
}

// A text of more than 255 bytes has the high byte of its length where others have
// their decimals, as Clipper writes it.
func TestWideTexts(t *testing.T) {
	text := strings.Repeat("x", 300)
	rows, found := readAll(t, made(0x03, 0, []spec{{name: "A", kind: 'C', size: 300 % 256, decimals: 1}, {name: "B", kind: 'C', size: 1}}, " "+text+"y"), nil)
	assert.Equal(t, [][]string{{"A", "B"}, {text, "y"}}, rows)
	assert.Empty(t, found)
}

func TestMemos(t *testing.T) {
	digits := func(n int) string { return fmt.Sprintf("%10d", n) }
	three := append(make([]byte, 512), "first\r\nline\x1a\x1a"...)
	four := make([]byte, 1024)
	binary.LittleEndian.PutUint16(four[20:], 512)
	copy(four[512:], "\xff\xff\x08\x00\x0d\x00\x00\x00first")
	fox := make([]byte, 512, 600)
	binary.BigEndian.PutUint16(fox[6:], 64)
	fox = append(fox, "\x00\x00\x00\x01\x00\x00\x00\x05first"...)
	fox = append(fox, make([]byte, 64-13)...)
	fox = append(fox, "\x00\x00\x00\x00\x00\x00\x00\x05image"...)
	fox = append(fox, make([]byte, 64-13)...)
	fox = append(fox, "\x00\x00\x00\x01\xff\xff\xff\xffshort"...)
	for _, test := range []struct {
		name    string
		version byte
		memo    []byte
		cell    string
		want    string
		code    string
	}{
		{"dBASE III", 0x83, three, digits(1), "first\r\nline", ""},
		{"dBASE III, beyond the end", 0x83, three, digits(7), "", "memo-not-read"},
		{"dBASE IV", 0x8b, four, digits(1), "first", ""},
		{"FoxPro 2", 0xf5, fox, digits(8), "first", ""},
		{"Visual FoxPro", 0x30, fox, le32(8), "first", ""},
		{"a picture", 0x30, fox, le32(9), "", "memo-not-read"},
		{"a length beyond the end", 0x30, fox, le32(10), "", "memo-not-read"},
		{"a block beyond the end", 0x30, fox, le32(math.MaxUint32), "", "memo-not-read"},
		{"no block", 0xf5, fox, "          ", "", ""},
		{"no number", 0xf5, fox, "      -1.0", "", "memo-not-read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			table := made(test.version, 0, []spec{{name: "A", kind: 'C', size: 1}, {name: "M", kind: 'M', size: byte(len(test.cell))}}, " a"+test.cell)
			rows, found := readAll(t, table, &dbf.Options{Memo: bytes.NewReader(test.memo)})
			assert.Equal(t, [][]string{{"A", "M"}, {"a", test.want}}, rows)
			if test.code == "" {
				assert.Empty(t, found)
				return
			}
			assert.Equal(t, []finding{{2, 1, test.code}}, found)
		})
	}
}

// A table without its memo file says so once, and of each text that it lacks.
func TestMemoFileMissing(t *testing.T) {
	table := made(0x83, 0, []spec{{name: "A", kind: 'C', size: 1}, {name: "M", kind: 'M', size: 10}}, " a         1", " b          ")
	rows, found := readAll(t, table, nil)
	assert.Equal(t, [][]string{{"A", "M"}, {"a", ""}, {"b", ""}}, rows)
	assert.Equal(t, []finding{{0, -1, "memo-not-read"}, {2, 1, "memo-not-read"}}, found)
	_, found = readAll(t, table, &dbf.Options{Memo: strings.NewReader("no memos")})
	assert.Equal(t, []finding{{0, -1, "memo-not-read"}, {2, 1, "memo-not-read"}}, found)
}

// A table whose records all have the one long text of its memo file does not fill the
// disk.
func TestMemosThatExpand(t *testing.T) {
	records := make([]string, 5000)
	for i := range records {
		records[i] = " " + le32(1)
	}
	memo := make([]byte, 512, 1<<20)
	binary.BigEndian.PutUint16(memo[6:], 512)
	memo = append(memo, "\x00\x00\x00\x01\x00\x01\x00\x00"...)
	memo = append(memo, bytes.Repeat([]byte("x"), 1<<16)...)
	var last error
	for row, err := range dbf.Rows(bytes.NewReader(made(0x30, 0, []spec{{name: "M", kind: 'M', size: 4}}, records...)), &dbf.Options{Memo: bytes.NewReader(memo)}) {
		if row == nil {
			last = err
		}
	}
	assert.ErrorIs(t, last, dbf.ErrMemos)
}

// What a table has lost is told, and no record is made up.
func TestDamage(t *testing.T) {
	fields := []spec{{name: "A", kind: 'C', size: 3}}
	whole := made(0x03, 0, fields, " one", "*two", " thr")
	with := func(at int, b ...byte) []byte {
		table := bytes.Clone(whole)
		copy(table[at:], b)
		return table
	}
	for _, test := range []struct {
		name  string
		table []byte
		want  []string
		found []finding
	}{
		{"deleted", whole, []string{"one", "thr"}, []finding{{0, -1, "deleted-records"}}},
		{"cut in a record", whole[:len(whole)-3], []string{"one"}, []finding{{0, -1, "records-missing"}, {0, -1, "deleted-records"}}},
		{"without the end", whole[:len(whole)-1], []string{"one", "thr"}, []finding{{0, -1, "deleted-records"}}},
		{"no records", whole[:65], nil, []finding{{0, -1, "records-missing"}}},
		{"a count too high", with(4, 0xff, 0xff, 0xff, 0xff), []string{"one", "thr"}, []finding{{0, -1, "records-missing"}, {0, -1, "deleted-records"}}},
		{"a count too low", with(4, 1), []string{"one"}, []finding{{0, -1, "records-beyond"}}},
		{"a mark that is none", with(65, 'x'), []string{"one", "thr"}, []finding{{2, -1, "table-damaged"}, {0, -1, "deleted-records"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, found := readAll(t, test.table, nil)
			var cells []string
			for _, row := range rows[1:] {
				cells = append(cells, row[0])
			}
			assert.Equal(t, test.want, cells)
			assert.Equal(t, test.found, found)
		})
	}
	for _, test := range []struct {
		name  string
		table []byte
		want  error
	}{
		{"empty", nil, dbf.ErrNotTable},
		{"text", []byte("A48,A11\n1,a\n2,b\n3,c\n4,d\n5,e\n6,f\n"), dbf.ErrNotTable},
		{"dBASE II", with(0, 2), dbf.ErrVersion},
		{"dBASE 7", with(0, 4), dbf.ErrVersion},
		{"encrypted", with(15, 1), dbf.ErrEncrypted},
		{"a header too long", with(8, 0xff, 0xff), dbf.ErrHeader},
		{"a header too short", with(8, 40), dbf.ErrHeader},
		{"a header without fields", with(32, 0x0d), dbf.ErrHeader},
		{"a record too short", with(10, 3), dbf.ErrFields},
		{"a field too long", with(48, 200), dbf.ErrFields},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := dbf.Open(bytes.NewReader(test.table), nil)
			assert.ErrorIs(t, err, test.want)
		})
	}
}

// The code page is what the caller says, else what the mark says, else what the
// bytes look like; where they look like another, that is told.
func TestCodePages(t *testing.T) {
	const chinese = "\xb2\xa1\xc0\xfd\xb2\xe2\xca\xd4\xd2\xbb" // 病例测试一 in GBK
	const utf8 = "病例测试"
	for _, test := range []struct {
		name     string
		mark     byte
		encoding string
		cell     string
		want     string
		code     string
	}{
		{"936 of FoxPro", 0x7a, "", chinese, "病例测试一", ""},
		{"936 of dBASE", 0x4d, "", chinese, "病例测试一", ""},
		{"950", 0x78, "", "\xad\xbb\xb4\xe4", "香港", ""},
		{"1252", 0x03, "", "S\xe3o Louren\xe7o", "São Lourenço", ""},
		{"no mark", 0, "", chinese, "病例测试一", "code-page"},
		{"no mark, UTF-8", 0, "", utf8, utf8, "code-page"},
		{"an unknown mark", 0x99, "", chinese, "病例测试一", "code-page"},
		{"936, and it is UTF-8", 0x7a, "", utf8, "", "doubtful-encoding"},
		{"1252, and it is Chinese", 0x03, "", chinese, "", "doubtful-encoding"},
		{"stated", 0x03, mapping.EncodingGB18030, chinese, "病例测试一", ""},
		{"auto", 0x7a, mapping.EncodingAuto, chinese, "病例测试一", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			table := made(0x03, test.mark, []spec{{name: "A", kind: 'C', size: byte(len(test.cell))}}, " "+test.cell)
			rows, found := readAll(t, table, &dbf.Options{Encoding: test.encoding})
			if test.want != "" {
				assert.Equal(t, test.want, rows[1][0])
			}
			if test.code == "" {
				assert.Empty(t, found)
				return
			}
			assert.Equal(t, finding{0, -1, test.code}, found[len(found)-1])
		})
	}
}

func TestIs(t *testing.T) {
	assert.True(t, dbf.Is(made(0x30, 0, []spec{{name: "A", kind: 'C', size: 1}})))
	assert.False(t, dbf.Is([]byte("\x03")))
	assert.False(t, dbf.Is([]byte("0123456789012345678901234567890123456789")))
}
