package icd

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The marks are those of the mainland's instructions for its front sheet (卫医政发〔2011〕84号:
// "乳腺癌？", "乳腺恶性肿瘤不除外") and of the clinical notes of Hong Kong.
func TestDoubted(t *testing.T) {
	for _, name := range []string{
		"乳腺癌？", "乳腺恶性肿瘤？", "乳腺恶性肿瘤不除外", "发热待查", "疑似肺结核", "可疑肺癌", "懷疑肺炎", "肺癌可能", "考虑肺炎",
		"? pneumonia", "pneumonia?", "Suspected sepsis", "R/O AMI", "rule out appendicitis", "Probable TB",
	} {
		assert.True(t, Doubted(name), name)
	}
	for _, name := range []string{
		"", "乳腺恶性肿瘤", "可疑疾病的观察", "已知或可疑胎儿异常的孕产妇医疗", "阑尾炎???", "肺炎？？", "Observation for suspected tuberculosis",
		"Maternal care for (suspected) fetal abnormality", "MI ruled out", "具有潜在健康危害", "Impossible airway", "ratio",
	} {
		assert.False(t, Doubted(name), name)
	}
}

// What the quick look passes over, the patterns do not find either.
func TestMayDoubt(t *testing.T) {
	pieces := []string{
		"待查", "待排", "待除外", "疑似", "怀疑", "懷疑", "可疑", "疑", "不除外", "未除外", "考虑", "考慮", "可能", "可能性大", "?", "？", "??",
		"query", "Suspected", "suspicion of", "PROBABLE", "possible", "rule out", "R/O", "肺炎", "癌", " ", "（", "2", "·", "ſ", "K",
	}
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20000 {
		var name strings.Builder
		for range 1 + random.IntN(3) {
			name.WriteString(pieces[random.IntN(len(pieces))])
		}
		if n := name.String(); doubtWord.MatchString(n) || doubtMark.MatchString(n) {
			found++
			assert.True(t, mayDoubt(n), n)
		}
	}
	assert.Positive(t, found)
}
