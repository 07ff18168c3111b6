package personname

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
)

// The tables are sound: each form stands once, is ideograms of the length of its
// kind, and each word has a place; and each surname divides as its row says.
func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range rowsOf(surnames) {
		length := map[string]int{"single": 1, "compound": 2}[row[0]]
		assert.NotZero(t, certainties[row[4]], row)
		for _, form := range append(strings.Split(row[3], "|"), row[1], row[2]) {
			if form == "" || form == row[2] && row[1] == row[2] && seen[form] {
				continue
			}
			assert.False(t, seen[form], "%s stands twice", form)
			seen[form] = true
			assert.Equal(t, length, utf8.RuneCountInString(form), form)
			assert.Equal(t, Ideograms, Script(form), form)
			certain := row[0] == "single" || row[4] == "any"
			assert.Equal(t, certain, Divide(form+"宜") == frontsheet.NameParts{Surname: form, GivenName: "宜"}, "%s宜", form)
			certain = row[4] != "none"
			assert.Equal(t, certain, Divide(form+"宜敏") == frontsheet.NameParts{Surname: form, GivenName: "宜敏"}, "%s宜敏", form)
			if form != "" && length == 2 {
				assert.Zero(t, Divide(form), "%s may be a surname alone, or one of one character with a given name", form)
			}
		}
	}
	seen = map[string]bool{}
	for _, row := range rowsOf(words) {
		assert.NotZero(t, places[row[0]], row)
		assert.Contains(t, []string{"placeholder", "role", "title", "kinship", "newborn", "script", ""}, row[2])
		key := row[0] + row[1]
		assert.False(t, seen[key], row)
		seen[key] = true
		switch row[0] {
		case "start", "end":
			assert.LessOrEqual(t, utf8.RuneCountInString(row[1]), longestWord, row)
		case "word", "particle":
			assert.Equal(t, strings.ToUpper(row[1]), row[1])
			assert.Negative(t, strings.IndexFunc(row[1], func(r rune) bool { return !unicode.IsLetter(r) }))
		}
	}
}

// People of whom everybody knows what their surnames are.
func TestDivide(t *testing.T) {
	for name, want := range map[string]string{
		"孙中山": "孙|中山", "孫中山": "孫|中山", "鲁迅": "鲁|迅", "钱学森": "钱|学森", "屠呦呦": "屠|呦呦", "李四光": "李|四光", "王羲之": "王|羲之", "马海德": "马|海德",
		"歐陽修": "歐陽|修", "欧阳询": "欧阳|询", "司马迁": "司马|迁", "司馬相如": "司馬|相如", "諸葛亮": "諸葛|亮", "诸葛孔明": "诸葛|孔明", "上官婉儿": "上官|婉儿",
		"皇甫嵩": "皇甫|嵩", "尉遲恭": "尉遲|恭", "令狐楚": "令狐|楚", "夏侯惇": "夏侯|惇", "東方朔": "東方|朔", "慕容垂": "慕容|垂", "長孫無忌": "長孫|無忌", "尉迟恭": "尉迟|恭",
		"陳大文": "陳|大文", "張三": "張|三", "区志强": "区|志强", "衞志豪": "衞|志豪", "溫健華": "溫|健華",
		"张 三": "张|三", "张　三": "张|三", "欧阳 修": "欧阳|修", "欧阳\u3000修文": "欧阳|修文", "梁丘 据": "梁丘|据",
		"CHAN, Tai Man": "CHAN|Tai Man", "CHAN LEE,Mei Wah": "CHAN LEE|Mei Wah", "DELA CRUZ, Maria Santa": "DELA CRUZ|Maria Santa", "DE LA CRUZ, Juan": "DE LA CRUZ|Juan",
		"O'BRIEN, Mary-Ann": "O'BRIEN|Mary-Ann", "陳，大文": "陳|大文",

		// Uncertain, or not the name of a person with a Chinese surname.
		"": "", "张": "", "歐陽": "", "司马": "", "乐正华": "", "单于丹": "", "梁丘美玲": "", "陳李美華": "", "陈张明": "", "周演示父": "", "李王小明天": "", "欧阳修文明": "",
		"阿依古丽·买买提": "", "买买提": "", "古丽娜": "", "司马义": "", "卓玛": "", "卓瑪": "", "扎西": "", "次仁": "", "白玛 央金": "", "罗布次仁": "", "乌云": "", "高娃": "", "高 娃": "", "木华黎": "",
		"无名氏": "", "不详": "", "未知": "", "某某": "", "张某": "", "张某某": "", "张三之子": "", "陈之女": "", "王芳子": "", "李女婴": "", "李大双": "", "张*": "", "张**": "", "张X": "", "张〇": "", "陳○文": "",
		"李医生": "", "李 医生": "", "王主任": "", "陳太": "", "陳 太": "", "黃先生": "", "张氏": "", "陈李氏": "", "单位": "", "管理员": "", "王父亲": "", "路人甲": "",
		"张三(重名)": "", "张三1": "", "（张三）": "", "张三\uFFFD": "", " 张三": "", "张三 ": "", "王 小 明": "", "张 三丰子": "", "张三 李四": "",
		"CHAN TAI MAN": "", "Tai Man Chan": "", "CHAN": "", "CHAN,": "", ", Tai Man": "", "CHAN, Tai Man, Peter": "", "DR CHENG": "", "CHENG, Dr": "", "CHAN, Tai Man (Mr)": "", "CHAN, T4i": "",
		"B/O CHAN, Siu Mei": "", "BABY OF CHAN, SIU MEI": "", "Baby Girl, CHAN": "", "UNKNOWN, Male": "", "张三,李四": "", "张三，李四光": "", "CHAN Tai Man, WONG Siu Ling": "",
	} {
		parts := Divide(name)
		assert.Equal(t, want, strings.Trim(parts.Surname+"|"+parts.GivenName, "|"), "%q", name)
	}
	assert.Zero(t, Divide(strings.Repeat("CHAN", 30)+", Tai"))
}

// What is divided is nothing but the name.
func FuzzDivide(f *testing.F) {
	for _, name := range []string{"张三", "歐陽 修", "CHAN, Tai Man", "张三\xff", "陳，大文"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		parts := Divide(name)
		if parts.IsZero() {
			return
		}
		assert.True(t, strings.HasPrefix(strings.TrimSpace(name), parts.Surname) && strings.HasSuffix(strings.TrimSpace(name), parts.GivenName))
		assert.NotEmpty(t, parts.Surname)
		assert.NotEmpty(t, parts.GivenName)
		between := strings.TrimSpace(name)
		assert.Empty(t, strings.Trim(between[len(parts.Surname):len(between)-len(parts.GivenName)], " \u3000\t\n\v\f\r\u0085\u00a0\u1680\u2028\u2029\u205f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f,，"))
	})
}

func TestOfOthers(t *testing.T) {
	for label, want := range map[string]bool{"藏族": true, "藏": true, "蒙古族": true, "Japanese": true, "日本": true, "汉族": false, "回族": false, "满族": false, "壮族": false, "": false, "中国": false} {
		assert.Equal(t, want, OfOthers(frontsheet.Coded{Text: label}), label)
	}
}
