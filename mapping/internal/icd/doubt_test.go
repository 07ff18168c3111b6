package icd

import (
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
