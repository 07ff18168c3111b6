package quality

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// The categories that the WHO lists as limited to, or more likely to occur in,
// one sex.
var (
	maleOnly = ranges(`B26.0 C60-C63 D07.4-D07.6 D17.6 D29 D40 E29 E89.5 F52.4 I86.1 L29.1
		N40-N51 Q53-Q55 R86 S31.2-S31.3 Z12.5`)
	femaleOnly = ranges(`A34 B37.3 C51-C58 C79.6 D06 D07.0-D07.3 D25-D28 D39 E28 E89.4 F52.5 F53
		I86.3 L29.2 L70.5 M80.0-M80.1 M81.0-M81.1 M83.0 N70-N98 N99.2-N99.3 O00-O99 P54.6
		Q50-Q52 R87 S31.4 S37.4-S37.6 T19.2-T19.3 T83.3 Z01.4 Z12.4 Z30.1 Z30.3 Z30.5
		Z31.1-Z31.2 Z32-Z37 Z39 Z43.7 Z87.5 Z97.5`)
)

// patients are the roles of diagnoses that are the patient's own.
var patients = []frontsheet.DiagnosisRole{frontsheet.Outpatient, frontsheet.OnAdmission, frontsheet.Principal, frontsheet.Other}

func maleDiagnoses(x *examination) {
	if x.sex == identity.Female {
		x.sexed(maleOnly, "men")
	}
}

func femaleDiagnoses(x *examination) {
	if x.sex == identity.Male {
		x.sexed(femaleOnly, "women")
	}
}

func (x *examination) sexed(list []codeRange, whose string) {
	x.each(func(d *frontsheet.Diagnosis) {
		if code := x.find(d, list); code != "" {
			x.report(fieldOf(d, "code"), codeText(code)+" is a diagnosis of "+whose)
		}
	}, patients...)
}

// codeText names a code in a detail, by what is sure to be one: its stem.
func codeText(code string) string {
	if stem, ok := codes.Stem(strings.TrimSuffix(code, "*")); ok {
		return "the code " + stem
	}
	return "the code"
}

var (
	externalChapter = ranges("V01-Y98")
	letterVToY      = ranges("V-Y")
)

func diagnosisChapters(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		if len(d.Codes) == 0 || !x.diseaseSystem(d.Codes[0].System) {
			return
		}
		switch code := d.Codes[0].Code; {
		case morphological(code):
			x.report(fieldOf(d, "code"), "the code is one of morphology, not of a disease")
		case inRanges(code, letterVToY):
			x.report(fieldOf(d, "code"), "the code is one of external causes (V to Y), not of a disease")
		}
	}, patients...)
}

var (
	birthTrauma = ranges("P10-P15")
	perinatal   = ranges("P")
)

func perinatalAge(x *examination) {
	if !x.grown() {
		return
	}
	x.each(func(d *frontsheet.Diagnosis) {
		if code := x.find(d, birthTrauma); code != "" {
			x.report(fieldOf(d, "code"), codeText(code)+" is a birth trauma, and the patient is no newborn")
		} else if code := x.find(d, perinatal); code != "" {
			x.reportAs(notice, fieldOf(d, "code"), codeText(code)+" is a condition of newborns, and the patient is none")
		}
	}, patients...)
}

var (
	deliveryModes    = ranges("O80-O84")
	abortive         = ranges("O00-O08")
	deliveryOutcomes = ranges("Z37")
)

func deliveryOutcome(x *examination) {
	has := func(list []codeRange) bool {
		return x.any(func(d *frontsheet.Diagnosis) bool { return x.coded(d, list) })
	}
	outcome := has(deliveryOutcomes)
	if !outcome && has(deliveryModes) && !has(abortive) {
		x.report("diagnosis.other[1].code", "there is a delivery (O80–O84) without its outcome (Z37)")
	}
	if outcome && x.mainland && !x.obstetricStay() {
		x.reportAs(warning, "stay.discharged-from.department", "there is an outcome of delivery (Z37), and no department of obstetrics or gynaecology")
	}
}

// obstetricStay reports whether one of the stay's departments is, or may be,
// one of obstetrics and gynaecology (05).
func (x *examination) obstetricStay() bool {
	s := &x.sheet.Stay
	known, obstetric := false, false
	look := func(c frontsheet.Coded) {
		known = known || c.Code != ""
		obstetric = obstetric || strings.HasPrefix(department(c), "05")
	}
	look(s.AdmittedTo.Department)
	look(s.DischargedFrom.Department)
	for i := range s.Transfers {
		look(s.Transfers[i].Department)
	}
	return obstetric || !known
}

var injuries = ranges("S00-T98")

// vague are the names of external causes that say nothing, as 84号 has it.
var vague = map[string]bool{"车祸": true, "外伤": true, "意外": true, "意外伤": true, "意外伤害": true, "受伤": true, "中毒": true}

func injuryCause(x *examination) {
	if x.principal == nil || !x.coded(x.principal, injuries) {
		return
	}
	cause := x.first(frontsheet.ExternalCause)
	switch {
	case cause == nil:
		x.report("diagnosis.external-cause[1].code", "the principal diagnosis is an injury or poisoning, and no external cause is stated")
	case len(cause.Codes) == 0:
		x.report(fieldOf(cause, "code"), "the principal diagnosis is an injury or poisoning, and its external cause has no code")
	case cause.Name == "":
		x.report(fieldOf(cause, "name"), "the principal diagnosis is an injury or poisoning, and its external cause has no name")
	}
	if cause != nil && vague[strings.TrimSpace(cause.Name)] {
		x.report(fieldOf(cause, "name"), "the external cause is worded too vaguely")
	}
}

func externalCauseChapter(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			if x.diseaseSystem(d.Codes[i].System) && !inRanges(d.Codes[i].Code, externalChapter) {
				x.report(fieldOf(d, "code"), "the code is none of external causes (V01 to Y98)")
				return
			}
		}
	}, frontsheet.ExternalCause)
}

var neoplasms = ranges("C00-D48")

func morphology(x *examination) {
	pathology := x.first(frontsheet.Pathology)
	morphologyStated := false
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			morphologyStated = morphologyStated || morphological(d.Codes[i].Code)
		}
	}, frontsheet.Pathology)
	tumour := x.any(func(d *frontsheet.Diagnosis) bool { return x.coded(d, neoplasms) })
	switch {
	case x.mainland && !morphologyStated && x.principal != nil && x.coded(x.principal, neoplasms):
		field := "diagnosis.pathology[1].code"
		if pathology != nil {
			field = fieldOf(pathology, "code")
		}
		x.report(field, "the principal diagnosis is a neoplasm, and no morphology is coded")
	case morphologyStated && !tumour:
		x.report(fieldOf(pathology, "code"), "a morphology is coded, and no diagnosis is a neoplasm")
	}
}

// behaviours are the behaviours that a neoplasm's code goes with: 0 benign, 1
// uncertain, 2 in situ, 3 malignant, 6 metastatic, 9 malignant, primary or
// metastatic.
var behaviours = []struct {
	codes []codeRange
	fit   string
}{
	{ranges("C77-C79"), "369"},
	{ranges("C80"), "369"},
	{ranges("C00-C97"), "39"},
	{ranges("D00-D09"), "2"},
	{ranges("D10-D36"), "0"},
	// ICD-O-3 calls malignant what ICD-10 keeps among the uncertain.
	{ranges("D45-D47"), "13"},
	{ranges("D37-D48"), "1"},
}

func behaviour(x *examination) {
	fit := ""
	x.each(func(d *frontsheet.Diagnosis) {
		for _, b := range behaviours {
			if x.coded(d, b.codes) {
				fit += b.fit
				break
			}
		}
	}, frontsheet.Principal, frontsheet.Other)
	if fit == "" {
		return // Q508
	}
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			if b := behaviourOf(d.Codes[i].Code); b != 0 && strings.IndexByte(fit, b) < 0 {
				x.report(fieldOf(d, "code"), "the behaviour /"+string(rune(b))+" of the morphology fits no neoplasm of the sheet")
			}
		}
	}, frontsheet.Pathology)
}

func asterisks(x *examination) {
	// A dagger code that stands by itself keeps its mark: A17.000+.
	dagger := false
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			dagger = dagger || strings.HasSuffix(d.Codes[i].Code, "+")
		}
	})
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			code := d.Codes[i].Code
			if !strings.HasSuffix(code, "*") || strings.Contains(code, "+") || !x.diseaseSystem(d.Codes[i].System) {
				continue
			}
			switch {
			case d.Role == frontsheet.Principal && i == 0:
				x.report(fieldOf(d, "code"), codeText(code)+" has an asterisk, and stands as the principal diagnosis without its dagger code")
			case !dagger:
				x.report(fieldOf(d, "code"), codeText(code)+" has an asterisk, and no code with a dagger is on the sheet")
			}
		}
	})
}

func principalNotPresent(x *examination) {
	if x.principal == nil {
		return
	}
	p := x.principal.Present
	if standard(p) == "n" || x.mainland && p.Code == "4" {
		x.report(fieldOf(x.principal, "present"), "the principal diagnosis was not present on admission")
	}
}

var (
	symptoms      = ranges("R00-R99")
	complications = ranges("T80-T88")
	notDefinite   = ranges("R00-R99 V-Z")
)

func symptomPrincipal(x *examination) {
	if x.principal == nil || !x.coded(x.principal, symptoms) {
		return
	}
	definite := false
	x.each(func(d *frontsheet.Diagnosis) {
		definite = definite || len(d.Codes) > 0 && x.diseaseSystem(d.Codes[0].System) &&
			!morphological(d.Codes[0].Code) && !x.coded(d, notDefinite)
	}, frontsheet.Other)
	if definite {
		x.report(fieldOf(x.principal, "code"), "the principal diagnosis is a symptom (R), and another diagnosis is definite")
	}
}

func complicationAlone(x *examination) {
	if x.principal != nil && x.coded(x.principal, complications) && x.first(frontsheet.Other) == nil {
		x.report(fieldOf(x.principal, "code"), "the principal diagnosis is a complication of care (T80–T88), and no other code explains it")
	}
}

func procedureCorresponds(x *examination) {
	if x.options.Corresponds == nil || x.principal == nil || len(x.principal.Codes) == 0 {
		return
	}
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		if p.Rank != 1 || len(p.Codes) == 0 {
			continue
		}
		if fits, known := x.options.Corresponds(x.principal.Codes[0], p.Codes[0]); known && !fits {
			x.report(procedureField(p, "code"), "the principal procedure does not treat the principal diagnosis")
		}
	}
}

func duplicateDiagnoses(x *examination) {
	seen := make([]string, 0, 16)
	x.each(func(d *frontsheet.Diagnosis) {
		if len(d.Codes) == 0 {
			return
		}
		code := d.Codes[0].Code
		for _, s := range seen {
			if s == code {
				x.report(fieldOf(d, "code"), "the diagnosis stands on the sheet before")
				return
			}
		}
		seen = append(seen, code)
	}, frontsheet.Principal, frontsheet.Other)
}

func diagnosisGaps(x *examination) {
	const limit = 64
	var lines [limit + 1]bool
	last := 0
	x.each(func(d *frontsheet.Diagnosis) {
		if d.Slot >= 1 && d.Slot <= limit {
			lines[d.Slot] = true
			last = max(last, d.Slot)
		}
	}, frontsheet.Other)
	for slot := 1; slot < last; slot++ {
		if !lines[slot] {
			x.report(fieldOf(&frontsheet.Diagnosis{Role: frontsheet.Other, Slot: slot}, "code"), "the line is empty, and later ones are not")
			return
		}
	}
}

var bronchitisNOS = ranges("J40")

func bronchitis(x *examination) {
	if x.years < 0 || x.years >= 15 {
		return
	}
	x.each(func(d *frontsheet.Diagnosis) {
		if x.coded(d, bronchitisNOS) {
			x.report(fieldOf(d, "code"), "the code J40 is not for patients under 15 years: unspecified bronchitis is J20 there")
		}
	}, patients...)
}

var headInjuries = ranges("S01-S06")

func headInjury(x *examination) {
	f := &x.sheet.Findings
	if x.principal == nil || !x.coded(x.principal, headInjuries) {
		return
	}
	if f.ComaBefore == (frontsheet.Coma{}) && f.ComaAfter == (frontsheet.Coma{}) {
		x.report("coma.before.days", "the principal diagnosis is an injury of the head, and no time in coma is stated, not even 0")
	}
}

// uncertain are words of a diagnosis that is not one yet.
var uncertain = [...]string{"待查", "待排", "待诊", "疑似", "可疑", "疑诊", "可能", "不除外", "不排除", "?", "？"}

func uncertainPrincipal(x *examination) {
	if x.principal == nil {
		return
	}
	for _, word := range uncertain {
		if strings.Contains(x.principal.Name, word) {
			x.report(fieldOf(x.principal, "name"), "the principal diagnosis is worded as uncertain")
			return
		}
	}
}
