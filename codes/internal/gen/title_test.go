package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Same and different in meaning, as a coder reads them; the words are made up
// after the manner of the two lists.
func TestSameTitle(t *testing.T) {
	for _, pair := range [][2]string{
		{"Anaemia with oedema of the oesophagus", "Anemia with edema of esophagus"},
		{"Diarrhoea, unspecified", "Unspecified diarrhea"},
		{"Other specified tumours of finger(s)", "Other tumors of fingers"},
		{"Crohn disease [regional enteritis]", "Crohn's disease"},
		{"Malignant neoplasm: Overlapping lesion of tongue", "Malignant neoplasm of overlapping sites of tongue"},
		{"Malignant neoplasm: Malignant melanoma of lip", "Malignant melanoma of lip"},
		{"Nephrotic syndrome : dense deposit disease", "Nephrotic syndrome with dense deposit disease"},
		{"Examination of eyes", "Encounter for examination of eyes"},
		{"Whooping cough NOS", "Whooping cough, unspecified"},
	} {
		assert.True(t, sameTitle(pair[0], pair[1]), pair)
	}
	for _, pair := range [][2]string{
		{"Ulcer with bleeding", "Ulcer without bleeding"},
		{"Acute gastritis", "Acute haemorrhagic gastritis"},
		{"Postmenopausal osteoporosis", "Age-related osteoporosis"},
		{"Pregnant state, incidental", "Pregnant state"},
		{"Other chest pain", "Chest pain, unspecified"},
		{"Disease of lung, confirmed", "Disease of lung"},
		{"Fracture of both bones", "Fracture of bone"},
		{"Sprain and strain of ankle", "Sprain of ankle"},
	} {
		assert.False(t, sameTitle(pair[0], pair[1]), pair)
	}
}

func TestRest(t *testing.T) {
	assert.True(t, residual("Other anaemias"))
	assert.True(t, residual("Malignant neoplasm: Other sites"))
	assert.False(t, residual("Otherness"))
	assert.Equal(t, "=", compareRest([2]string{"089", "908"}))
	assert.Equal(t, "w", compareRest([2]string{"089", "0189"}))
	assert.Equal(t, "n", compareRest([2]string{"0189", "089"}))
	assert.Equal(t, "x", compareRest([2]string{"0289", "0189"}))
}
