package quality

import "github.com/crossbay/crossbay/mapping/frontsheet"

const (
	failure = frontsheet.Error
	warning = frontsheet.Warning
	notice  = frontsheet.Information
)

// scoring is the rule that is applied last: it counts what the others found.
var scoring = rule{Rule{
	ID: "Q108", Code: "score", Severity: notice, Mainland: true,
	English: "The sheet loses no points of 100 in the grading of front sheets",
	Chinese: "首页数据质量评分（满分100）无扣分",
	Sources: []string{s24rule + " 附件2"},
}, scoreSheet}

// rules holds every other rule, in the order of the IDs.
var rules = [...]rule{
	// 1 Completeness

	{Rule{
		ID: "Q101", Code: "blank-item", Severity: warning, Mainland: true,
		English:  "A required item is not blank; where there is nothing to record, it is marked -",
		Chinese:  "必填项不为空，没有可填写内容时填写“-”",
		Sources:  []string{s24rule + " 附件1", s84 + " 一（三）"},
		Elements: names(func(i *item) bool { return !i.signature }),
	}, blankItems},
	{Rule{
		ID: "Q102", Code: "blank-reporting-item", Severity: failure, Mainland: true,
		English:  "An item without which HQMS refuses a record is not blank",
		Chinese:  "HQMS 上报必填项不为空",
		Sources:  []string{sHQMS},
		Elements: names(func(i *item) bool { return i.reporting }),
	}, blankReportingItems},
	{Rule{
		ID: "Q103", Code: "blank-settlement-item", Severity: failure, Mainland: true,
		English:       "The required items of a settlement list are not blank",
		Chinese:       "结算清单必填项不为空",
		Sources:       []string{s20, sLists},
		NotApplicable: "the items are those of the insurance settlement list (insured number, bill, business serial number, settlement period, …), which a front sheet does not have; those that both have stand under Q101 and Q102",
	}, nil},
	{Rule{
		ID: "Q104", Code: "blank-signature", Severity: failure, Mainland: true,
		English:  "The signatures show three levels of physicians: resident, attending, chief",
		Chinese:  "医师签名体现三级医师负责制",
		Sources:  []string{s84 + " 二（二十八）"},
		Elements: []string{"staff.resident-physician", "staff.attending-physician", "staff.chief-physician"},
	}, signatures},
	{Rule{
		ID: "Q105", Code: "diagnosis-incomplete", Severity: failure, Mainland: true,
		English:  "A diagnosis has both a name and a code",
		Chinese:  "诊断名称与编码同时填写",
		Sources:  []string{s24 + " 第六条", s20 + " 一（五）"},
		Elements: []string{"diagnosis.*.code", "diagnosis.*.name"},
	}, incompleteDiagnoses},
	{Rule{
		ID: "Q106", Code: "procedure-incomplete", Severity: failure, Mainland: true,
		English:  "A procedure has a code, a name, a date and an operator; an operation its incision and anaesthesia",
		Chinese:  "手术操作编码、名称、日期、术者同时填写，手术另填切口愈合等级与麻醉方式",
		Sources:  []string{sHQMS, s20 + " 一（五）"},
		Elements: []string{"procedure.code", "procedure.name", "procedure.performed", "procedure.surgeon", "procedure.incision-healing", "procedure.incision", "procedure.anaesthesia"},
	}, incompleteProcedures},
	{Rule{
		ID: "Q107", Code: "no-principal-diagnosis", Severity: failure, Mainland: true,
		English:  "There is a principal diagnosis",
		Chinese:  "有出院主要诊断",
		Sources:  []string{s24 + " 第十条"},
		Elements: []string{"diagnosis.principal.code", "diagnosis.principal.name"},
	}, principalMissing},
	{Rule{
		ID: "Q109", Code: "allergy-without-drug", Severity: warning, Mainland: true,
		English:  "Where an allergy to drugs is recorded, the drugs are named",
		Chinese:  "有药物过敏时填写过敏药物名称",
		Sources:  []string{sHQMS},
		Elements: []string{"allergy.recorded", "allergy.drugs"},
	}, allergyDrugs},
	{Rule{
		ID: "Q110", Code: "no-pathology-number", Severity: warning, Mainland: true,
		English:  "A coded pathological diagnosis has its pathology number",
		Chinese:  "有病理诊断编码时填写病理号",
		Sources:  []string{sHQMS},
		Elements: []string{"diagnosis.pathology.code", "diagnosis.pathology.number"},
	}, pathologyNumber},

	// 2 Domains and formats

	{Rule{
		ID: "Q201", Code: "sex-domain", Severity: failure,
		English:  "Sex is a code of GB/T 2261.1; groupers take only male and female",
		Chinese:  "性别在 GB/T 2261.1 值域内；分组器只接受男、女",
		Sources:  []string{s2261, sCHS},
		Elements: []string{"patient.sex"},
	}, sexDomain},
	{Rule{
		ID: "Q202", Code: "disposition-domain", Severity: failure,
		English:  "The disposition is one of 1, 2, 3, 4, 5 and 9",
		Chinese:  "离院方式在值域内（1、2、3、4、5、9）",
		Sources:  []string{s84 + " 二（三十四）"},
		Elements: []string{"stay.disposition"},
	}, dispositionDomain},
	{Rule{
		ID: "Q203", Code: "present-on-admission-domain", Severity: failure,
		English:  "Present on admission is one of 1, 2, 3 and 4",
		Chinese:  "入院病情在值域内（1、2、3、4）",
		Sources:  []string{s84, s20},
		Elements: []string{"diagnosis.principal.present", "diagnosis.other.present"},
	}, presentDomain},
	{Rule{
		ID: "Q204", Code: "code-domain", Severity: failure,
		English: "Any other coded item is in the domain of its value set",
		Chinese: "其他代码项在值域内",
		Sources: []string{sHQMS, s20},
		Elements: []string{
			"patient.nationality", "patient.ethnicity", "patient.marital", "patient.occupation", "patient.native-place",
			"patient.document-type", "patient.contact.relationship", "stay.payment", "stay.route", "stay.admitted-to.department",
			"stay.transfers", "stay.discharged-from.department", "stay.condition", "stay.day-surgery", "stay.readmission",
			"stay.intensive.unit", "allergy.recorded", "finding.*", "quality.grade", "diagnosis.*.outcome", "procedure.level",
			"procedure.incision", "procedure.healing", "procedure.incision-healing", "procedure.anaesthesia", "procedure.risk",
		},
	}, codeDomains},
	{Rule{
		ID: "Q205", Code: "postcode-form", Severity: warning, Mainland: true,
		English:  "A postcode has six digits",
		Chinese:  "邮政编码为6位数字",
		Sources:  []string{sHQMS},
		Elements: []string{"patient.current.postcode", "patient.registered.postcode", "patient.employer.postcode"},
	}, postcodes},
	{Rule{
		ID: "Q206", Code: "identity-number", Severity: failure,
		English:  "The number of the identity document checks",
		Chinese:  "身份证号码有效（长度、出生日期、校验码）",
		Sources:  []string{s11643},
		Elements: []string{"patient.document-number", "patient.document-type"},
	}, identityNumber},
	{Rule{
		ID: "Q207", Code: "time-precision", Severity: failure, Mainland: true,
		English:  "Admission and discharge are stated to the minute, or to the hour where the form has no minutes",
		Chinese:  "入院时间、出院时间精确到分钟（卫统4-1到小时）",
		Sources:  []string{s24 + " 第八条"},
		Elements: []string{"stay.admission", "stay.discharge"},
	}, timePrecision},
	{Rule{
		ID: "Q208", Code: "age-form", Severity: warning, Mainland: true,
		English:  "Age is in completed years; under one year in months and thirtieths, or in days",
		Chinese:  "满1周岁按实足年龄整数填写；不足1周岁按月龄分数或天龄填写",
		Sources:  []string{s84 + " 二（六）", s20, sHQMS},
		Elements: []string{"patient.age-years", "patient.age-months", "patient.age-days"},
	}, ageForm},
	{Rule{
		ID: "Q209", Code: "newborn-weight", Severity: warning, Mainland: true,
		English:  "The weight of a newborn is in whole grams, to 10 g, and plausible",
		Chinese:  "新生儿体重为整数克，精确到10克，在合理范围内",
		Sources:  []string{s84 + " 二（七）", sHQMS, sLists},
		Elements: []string{"newborn.birth-weight", "newborn.admission-weight"},
	}, newbornWeights},
	{Rule{
		ID: "Q210", Code: "coma-range", Severity: failure,
		English:  "Time in coma is in whole days, hours below 24 and minutes below 60",
		Chinese:  "颅脑损伤昏迷时间：天≥0，小时<24，分钟<60，均为整数",
		Sources:  []string{sHQMS, sLists},
		Elements: []string{"coma.before.days", "coma.before.hours", "coma.before.minutes", "coma.after.days", "coma.after.hours", "coma.after.minutes"},
	}, comaRanges},
	{Rule{
		ID: "Q211", Code: "diagnosis-code-form", Severity: failure,
		English:  "A diagnosis code has a shape of its edition of ICD-10",
		Chinese:  "诊断编码符合所用 ICD-10 版本的形式",
		Sources:  []string{s24 + " 第六条"},
		Elements: []string{"diagnosis.*.code"},
	}, diagnosisShapes},
	{Rule{
		ID: "Q212", Code: "procedure-code-form", Severity: failure,
		English:  "A procedure code has a shape of its edition of ICD-9-CM-3",
		Chinese:  "手术操作编码符合所用 ICD-9-CM-3 版本的形式",
		Sources:  []string{s24 + " 第六条"},
		Elements: []string{"procedure.code"},
	}, procedureShapes},
	{Rule{
		ID: "Q213", Code: "code-unknown", Severity: failure,
		English:  "A code is in the table of its edition (needs Options.Tables)",
		Chinese:  "编码存在于所用版本的编码表",
		Sources:  []string{s24 + " 第六条", sHQMS},
		Elements: []string{"diagnosis.*.code", "procedure.code"},
	}, unknownCodes},
	{Rule{
		ID: "Q214", Code: "code-name-conflict", Severity: failure,
		English:  "A code and the name beside it are of one row of the table (needs Options.Tables)",
		Chinese:  "编码与名称在编码表中一致",
		Sources:  []string{s24 + " 第五条", sHQMS},
		Elements: []string{"diagnosis.*.code", "diagnosis.*.name", "procedure.code", "procedure.name"},
	}, codeNames},

	// 3 Dates and the stay

	{Rule{
		ID: "Q301", Code: "discharge-before-admission", Severity: failure,
		English:  "Admission is not after discharge",
		Chinese:  "入院时间不晚于出院时间",
		Sources:  []string{s24 + " 第八条", sHQMS},
		Elements: []string{"stay.admission", "stay.discharge"},
	}, admissionDischarge},
	{Rule{
		ID: "Q302", Code: "confirmed-outside-stay", Severity: failure,
		English:  "A diagnosis is confirmed within the stay",
		Chinese:  "确诊日期在住院期间内",
		Sources:  []string{sHQMS},
		Elements: []string{"diagnosis.principal.confirmed"},
	}, confirmedInStay},
	{Rule{
		ID: "Q303", Code: "procedure-outside-stay", Severity: failure,
		English:  "A procedure is performed within the stay",
		Chinese:  "手术操作日期在住院期间内",
		Sources:  []string{sHQMS},
		Elements: []string{"procedure.performed"},
	}, proceduresInStay},
	{Rule{
		ID: "Q304", Code: "intensive-care-times", Severity: failure,
		English:  "Intensive care starts before it ends, and lies within the stay",
		Chinese:  "入院≤进入重症监护室<退出≤出院",
		Sources:  []string{sHQMS},
		Elements: []string{"stay.intensive.entered", "stay.intensive.left"},
	}, intensiveInStay},
	{Rule{
		ID: "Q305", Code: "anaesthesia-outside-stay", Severity: failure,
		English:       "Anaesthesia and settlement period lie within the stay",
		Chinese:       "麻醉起止时间、结算期间在住院期间内",
		Sources:       []string{s20, sLists},
		NotApplicable: "a front sheet has neither the times of anaesthesia nor a settlement period; the settlement list does",
	}, nil},
	{Rule{
		ID: "Q306", Code: "length-of-stay", Severity: failure,
		English:  "Days in hospital are the day of discharge less the day of admission",
		Chinese:  "实际住院天数=出院日−入院日（入院日与出院日只计算一天）",
		Sources:  []string{s84 + " 二（十九）", sHQMS},
		Elements: []string{"stay.days", "stay.admission", "stay.discharge"},
	}, lengthOfStay},
	{Rule{
		ID: "Q307", Code: "quality-date", Severity: warning,
		English:  "Quality control is not before admission and not in the future (the latter needs Options.Today)",
		Chinese:  "质控日期不早于入院，不晚于当前日期",
		Sources:  []string{sHQMS},
		Elements: []string{"quality.date", "stay.admission"},
	}, qualityDate},
	{Rule{
		ID: "Q308", Code: "overlapping-stays", Severity: warning,
		English:  "A patient is not admitted before the discharge from an earlier stay (needs a Checker)",
		Chinese:  "入院时间不早于上次出院时间",
		Sources:  []string{sHQMS},
		Elements: []string{"patient.record-number", "stay.admission", "stay.discharge"},
	}, nil},
	{Rule{
		ID: "Q309", Code: "age-conflict", Severity: failure,
		English:  "Age is the time from birth to admission",
		Chinese:  "年龄=入院日期−出生日期（实足年龄）",
		Sources:  []string{s84 + " 二（六）", sHQMS},
		Elements: []string{"patient.age-years", "patient.age-days", "patient.age-months", "patient.birth-date", "stay.admission"},
	}, ageConflict},
	{Rule{
		ID: "Q310", Code: "age-under-one", Severity: failure, Mainland: true,
		English:  "For a patient under one year the years are 0 and the days or months are filled in",
		Chinese:  "年龄不足1周岁时，年龄（岁）为0，并填写不足1周岁的年龄",
		Sources:  []string{sHQMS, s84 + " 二（六）"},
		Elements: []string{"patient.age-years", "patient.age-days", "patient.age-months"},
	}, ageUnderOne},
	{Rule{
		ID: "Q311", Code: "intensive-care-days", Severity: warning, Mainland: true,
		English:  "Days of special nursing are no fewer than the full days in intensive care",
		Chinese:  "特级护理天数不少于重症监护整日数",
		Sources:  []string{s431, sCustom},
		Elements: []string{"care.special-days", "stay.intensive.entered", "stay.intensive.left"},
	}, intensiveDays},
	{Rule{
		ID: "Q312", Code: "nursing-days", Severity: warning,
		English:  "Days of nursing by class add up to no more than the days in hospital",
		Chinese:  "实际住院天数≥特级、一级、二级、三级护理天数之和",
		Sources:  []string{sHQMS},
		Elements: []string{"stay.days", "care.special-days", "care.first-class-days", "care.second-class-days", "care.third-class-days"},
	}, nursingDays},
	{Rule{
		ID: "Q313", Code: "time-of-death", Severity: notice,
		English:       "Where the patient died, the time of discharge is the time of death",
		Chinese:       "死亡患者的出院时间为死亡时间",
		Sources:       []string{s24 + " 第八条"},
		NotApplicable: "a front sheet states no time of death beside the time of discharge with which to compare it",
	}, nil},
	{Rule{
		ID: "Q314", Code: "future-date", Severity: failure,
		English:  "Birth, admission and discharge are not in the future (needs Options.Today)",
		Chinese:  "出生日期、入院时间、出院时间不晚于当前日期",
		Sources:  []string{sCustom},
		Elements: []string{"patient.birth-date", "stay.admission", "stay.discharge"},
	}, futureDates},

	// 4 The person

	{Rule{
		ID: "Q401", Code: "identity-sex-conflict", Severity: warning,
		English:  "The identity number states the sex that the sheet states (not asked of infants, who may have the mother's number)",
		Chinese:  "身份证号性别位与性别一致（不足1周岁者除外）",
		Sources:  []string{s11643, sCustom},
		Elements: []string{"patient.document-number", "patient.sex"},
	}, identitySex},
	{Rule{
		ID: "Q402", Code: "identity-birth-conflict", Severity: warning,
		English:  "The identity number states the date of birth that the sheet states (not asked of infants, who may have the mother's number)",
		Chinese:  "身份证号出生日期与出生日期一致（不足1周岁者除外）",
		Sources:  []string{s11643, sHQMS},
		Elements: []string{"patient.document-number", "patient.birth-date"},
	}, identityBirth},
	{Rule{
		ID: "Q403", Code: "marital-conflict", Severity: warning,
		English:  "Marital status agrees with the contact's relationship and with age",
		Chinese:  "婚姻与联系人关系、年龄相符",
		Sources:  []string{sCustom},
		Elements: []string{"patient.marital", "patient.contact.relationship", "patient.age-years"},
	}, maritalConflict},
	{Rule{
		ID: "Q404", Code: "obstetric-ward-sex", Severity: warning,
		English:  "A patient of an obstetric ward is female, unless newborn",
		Chinese:  "产科患者性别为女（新生儿除外）",
		Sources:  []string{sCustom},
		Elements: []string{"patient.sex", "stay.admitted-to.department", "stay.discharged-from.department"},
	}, obstetricSex},
	{Rule{
		ID: "Q405", Code: "newborn-without-weight", Severity: failure, Mainland: true,
		English:  "A newborn has a birth weight and a weight at admission",
		Chinese:  "新生儿期（≤28天）住院者填写新生儿出生体重和入院体重",
		Sources:  []string{s84 + " 二（七）", sHQMS},
		Elements: []string{"newborn.birth-weight", "newborn.admission-weight"},
	}, newbornWithoutWeight},
	{Rule{
		ID: "Q406", Code: "delivery-without-weight", Severity: failure, Mainland: true,
		English:  "A mother with a live birth (Z37) has the birth weight of the child",
		Chinese:  "分娩活产（Z37.0、.2、.3、.5、.6）填写新生儿出生体重",
		Sources:  []string{s84 + " 二（七）", sHQMS},
		Elements: []string{"newborn.birth-weight", "diagnosis.principal.code", "diagnosis.other.code"},
	}, deliveryWithoutWeight},
	{Rule{
		ID: "Q407", Code: "weight-without-newborn", Severity: warning, Mainland: true,
		English:  "Nobody but a newborn or a mother who gave birth has weights of a newborn",
		Chinese:  "非新生儿且无分娩者不填写新生儿体重",
		Sources:  []string{sHQMS},
		Elements: []string{"newborn.birth-weight", "newborn.admission-weight"},
	}, weightWithoutNewborn},

	// 5 Diagnoses

	{Rule{
		ID: "Q501", Code: "male-only-diagnosis", Severity: warning,
		English:  "A diagnosis of men only is not a woman's",
		Chinese:  "男性专属诊断与性别相符",
		Sources:  []string{sWHO + "（限于或多见于男性的类目）", sNHSA},
		Elements: []string{"diagnosis.*.code", "patient.sex"},
	}, maleDiagnoses},
	{Rule{
		ID: "Q502", Code: "female-only-diagnosis", Severity: warning,
		English:  "A diagnosis of women only is not a man's",
		Chinese:  "女性专属诊断与性别相符",
		Sources:  []string{sWHO + "（限于或多见于女性的类目）", sNHSA},
		Elements: []string{"diagnosis.*.code", "patient.sex"},
	}, femaleDiagnoses},
	{Rule{
		ID: "Q503", Code: "diagnosis-chapter", Severity: failure,
		English:  "A disease is coded A to U or Z, not as an external cause or a morphology",
		Chinese:  "疾病诊断编码为A–U、Z开头，不用V–Y或形态学编码",
		Sources:  []string{sHQMS},
		Elements: []string{"diagnosis.outpatient.code", "diagnosis.admission.code", "diagnosis.principal.code", "diagnosis.other.code"},
	}, diagnosisChapters},
	{Rule{
		ID: "Q504", Code: "perinatal-age", Severity: warning,
		English:  "A perinatal condition (birth trauma above all) is a newborn's",
		Chinese:  "P10–P15（及其他P编码）患者年龄≤28天",
		Sources:  []string{sHQMS, sWHO},
		Elements: []string{"diagnosis.*.code", "patient.birth-date"},
	}, perinatalAge},
	{Rule{
		ID: "Q505", Code: "delivery-outcome", Severity: failure,
		English:  "A delivery (O80–O84) has its outcome (Z37), and an outcome an obstetric ward",
		Chinese:  "O80–O84（无O00–O08）必须有Z37；有Z37者在产科",
		Sources:  []string{sHQMS, sWHO},
		Elements: []string{"diagnosis.principal.code", "diagnosis.other.code", "stay.discharged-from.department"},
	}, deliveryOutcome},
	{Rule{
		ID: "Q506", Code: "injury-without-cause", Severity: failure,
		English:  "An injury or poisoning (S, T) has an external cause, and one that says something",
		Chinese:  "主要诊断为损伤、中毒（S、T）时填写外部原因，不笼统填写",
		Sources:  []string{s84 + " 二（二十三）", sHQMS},
		Elements: []string{"diagnosis.principal.code", "diagnosis.external-cause.code", "diagnosis.external-cause.name"},
	}, injuryCause},
	{Rule{
		ID: "Q507", Code: "external-cause-chapter", Severity: failure,
		English:  "An external cause is coded V01 to Y98",
		Chinese:  "损伤、中毒外部原因编码为V01–Y98",
		Sources:  []string{sHQMS, sWHO},
		Elements: []string{"diagnosis.external-cause.code"},
	}, externalCauseChapter},
	{Rule{
		ID: "Q508", Code: "morphology", Severity: warning,
		English:  "A neoplasm has a morphology code, and nothing else has",
		Chinese:  "肿瘤（C00–D48）填写形态学编码，非肿瘤不填写",
		Sources:  []string{sHQMS},
		Elements: []string{"diagnosis.principal.code", "diagnosis.pathology.code"},
	}, morphology},
	{Rule{
		ID: "Q509", Code: "morphology-behaviour", Severity: warning,
		English:  "The behaviour of a morphology fits the neoplasm's code",
		Chinese:  "形态学编码动态与肿瘤编码相符",
		Sources:  []string{sWHO, sCustom},
		Elements: []string{"diagnosis.principal.code", "diagnosis.other.code", "diagnosis.pathology.code"},
	}, behaviour},
	{Rule{
		ID: "Q510", Code: "asterisk-alone", Severity: failure,
		English:  "An asterisk code stands with its dagger code, and is not the principal diagnosis by itself",
		Chinese:  "星号编码不单独使用，不单独作主要诊断",
		Sources:  []string{sWHO + " vol. 2, 3.1.3", s14396 + " 4", s371},
		Elements: []string{"diagnosis.*.code"},
	}, asterisks},
	{Rule{
		ID: "Q511", Code: "principal-not-present", Severity: warning,
		English:  "The principal diagnosis was present on admission",
		Chinese:  "入院病情为“无”的诊断原则上不作主要诊断",
		Sources:  []string{s20 + " 说明一3"},
		Elements: []string{"diagnosis.principal.present"},
	}, principalNotPresent},
	{Rule{
		ID: "Q512", Code: "symptom-as-principal", Severity: warning,
		English:  "A symptom (R) is not the principal diagnosis beside a definite one",
		Chinese:  "有明确诊断时，症状体征（R）不作主要诊断",
		Sources:  []string{s20 + " 说明一10", s24 + " 第十一条"},
		Elements: []string{"diagnosis.principal.code", "diagnosis.other.code"},
	}, symptomPrincipal},
	{Rule{
		ID: "Q513", Code: "complication-alone", Severity: failure,
		English:  "A complication of care (T80–T88) as principal diagnosis is explained by another code",
		Chinese:  "主要诊断为T80–T88时另编码说明",
		Sources:  []string{s20 + " 说明一8"},
		Elements: []string{"diagnosis.principal.code", "diagnosis.other.code"},
	}, complicationAlone},
	{Rule{
		ID: "Q514", Code: "procedure-diagnosis-conflict", Severity: warning,
		English:  "The principal procedure treats the principal diagnosis (needs Options.Corresponds)",
		Chinese:  "主要手术与主要诊断相对应",
		Sources:  []string{s24 + " 第十一条、第二十二条", s20 + " 说明一4"},
		Elements: []string{"diagnosis.principal.code", "procedure.code"},
	}, procedureCorresponds},
	{Rule{
		ID: "Q515", Code: "duplicate-diagnosis", Severity: warning,
		English:  "No diagnosis of the discharge stands twice",
		Chinese:  "出院诊断编码不重复",
		Sources:  []string{s24 + " 第十九条"},
		Elements: []string{"diagnosis.principal.code", "diagnosis.other.code"},
	}, duplicateDiagnoses},
	{Rule{
		ID: "Q516", Code: "diagnosis-gap", Severity: notice,
		English:  "The other diagnoses leave no line empty (their order is not judged)",
		Chinese:  "其他诊断中间无空行（顺序不作判断）",
		Sources:  []string{s24 + " 第十九条"},
		Elements: []string{"diagnosis.other.code", "diagnosis.other.name"},
	}, diagnosisGaps},
	{Rule{
		ID: "Q517", Code: "bronchitis-in-child", Severity: notice,
		English:  "Bronchitis of a child under 15 is J20, not J40 (hospitals' other local lists are not checked)",
		Chinese:  "15岁以下支气管炎编码为J20，不用J40（医院其他本地规则不检查）",
		Sources:  []string{sWHO + " J40", sCustom},
		Elements: []string{"diagnosis.*.code", "patient.age-years"},
	}, bronchitis},
	{Rule{
		ID: "Q518", Code: "head-injury-without-coma", Severity: warning, Mainland: true,
		English:  "A head injury (S01–S06) states the time in coma, be it 0",
		Chinese:  "主要诊断为颅脑损伤（S01–S06）时填写昏迷时间",
		Sources:  []string{sHQMS, sCustom},
		Elements: []string{"diagnosis.principal.code", "coma.before.days", "coma.after.days"},
	}, headInjury},
	{Rule{
		ID: "Q519", Code: "uncertain-principal", Severity: warning,
		English:  "The principal diagnosis is not worded as uncertain",
		Chinese:  "主要诊断不用“待查”“疑似”等不确定用语",
		Sources:  []string{s24 + " 第五条", sCustom},
		Elements: []string{"diagnosis.principal.name"},
	}, uncertainPrincipal},
	{Rule{
		ID: "Q520", Code: "ungroupable", Severity: warning,
		English:       "The principal diagnosis belongs to a major diagnostic category",
		Chinese:       "主要诊断可入组（非歧义病案）",
		Sources:       []string{sCHS},
		NotApplicable: "it takes the tables of a DRG grouper, which is another program's work; diagnosis against sex stands under Q501 and Q502",
	}, nil},

	// 6 Procedures

	{Rule{
		ID: "Q601", Code: "procedure-sex", Severity: warning,
		English:  "A procedure of one sex only is that sex's",
		Chinese:  "性别专属手术操作与性别相符",
		Sources:  []string{"ICD-9-CM-3", sCustom},
		Elements: []string{"procedure.code", "patient.sex"},
	}, procedureSex},
	{Rule{
		ID: "Q602", Code: "principal-procedure", Severity: notice,
		English:  "The first line is the principal procedure, and no other is of a higher level",
		Chinese:  "手术操作第一行为主要手术操作，其级别不低于其他手术",
		Sources:  []string{s84 + " 二（二十九）、（三十一）", s24 + " 第二十二条"},
		Elements: []string{"procedure.code", "procedure.name", "procedure.level"},
	}, principalProcedure},
	{Rule{
		ID: "Q603", Code: "duplicate-procedure", Severity: warning,
		English:  "No procedure stands twice at one time",
		Chinese:  "手术操作不重复",
		Sources:  []string{sCustom},
		Elements: []string{"procedure.code", "procedure.performed"},
	}, duplicateProcedures},
	{Rule{
		ID: "Q604", Code: "clean-wound-healed-badly", Severity: warning,
		English:  "A clean incision (class I) that healed badly (C) is looked at",
		Chinese:  "Ⅰ类切口丙级愈合需核实",
		Sources:  []string{sCustom},
		Elements: []string{"procedure.incision-healing", "procedure.incision", "procedure.healing"},
	}, cleanWound},
	{Rule{
		ID: "Q605", Code: "procedure-without-diagnosis", Severity: failure,
		English:  "A sheet with a procedure has a diagnosis",
		Chinese:  "有手术操作时有诊断",
		Sources:  []string{s24 + " 第十条", s20},
		Elements: []string{"procedure.code", "procedure.name"},
	}, procedureWithoutDiagnosis},

	// 7 Outcome and fees

	{Rule{
		ID: "Q701", Code: "death-conflict", Severity: warning,
		English:  "Outcome and disposition agree on death",
		Chinese:  "出院情况为死亡与离院方式为死亡一致",
		Sources:  []string{sHQMS},
		Elements: []string{"diagnosis.principal.outcome", "diagnosis.other.outcome", "stay.disposition"},
	}, deathConflict},
	{Rule{
		ID: "Q702", Code: "autopsy", Severity: warning, Mainland: true,
		English:  "The question of an autopsy is answered for the dead, and for nobody else",
		Chinese:  "死亡患者填写尸检，非死亡患者不填写",
		Sources:  []string{s84, sHQMS},
		Elements: []string{"finding.autopsy", "stay.disposition"},
	}, autopsy},
	{Rule{
		ID: "Q703", Code: "readmission-plan", Severity: warning,
		English:  "A planned readmission has a purpose, and the dead none",
		Chinese:  "死亡患者无31天再住院计划；有计划时填写目的",
		Sources:  []string{s84, sHQMS},
		Elements: []string{"stay.readmission", "stay.purpose", "stay.disposition"},
	}, readmission},
	{Rule{
		ID: "Q704", Code: "transfer-without-destination", Severity: warning,
		English:  "A transfer on medical advice names the receiving institution",
		Chinese:  "医嘱转院、转社区时填写拟接收机构名称",
		Sources:  []string{s84 + " 二（三十四）", sHQMS},
		Elements: []string{"stay.disposition", "stay.destination", "stay.community"},
	}, transferDestination},
	{Rule{
		ID: "Q705", Code: "rescues", Severity: failure,
		English:  "Rescues that succeeded are all, or all but the last of a patient who died",
		Chinese:  "抢救次数=成功次数，死亡者可多1次",
		Sources:  []string{sHQMS},
		Elements: []string{"item.rescues", "item.rescues-successful", "stay.disposition"},
	}, rescues},
	{Rule{
		ID: "Q706", Code: "fee-total", Severity: failure,
		English:  "The total is the sum of the items, those that are part of another left out",
		Chinese:  "总费用=各分项费用之和（“其中”项不计）",
		Sources:  []string{s84, sHQMS},
		Elements: []string{"fee.total", "fee.*"},
	}, feeTotal},
	{Rule{
		ID: "Q707", Code: "fee-negative", Severity: failure,
		English:  "No fee is negative, and the total is above 0",
		Chinese:  "各项费用≥0，总费用>0",
		Sources:  []string{sHQMS},
		Elements: []string{"fee.*"},
	}, feeNegative},
	{Rule{
		ID: "Q708", Code: "fee-self-paid", Severity: failure,
		English:  "The part paid by the patient is no more than the total",
		Chinese:  "自付金额≤总费用",
		Sources:  []string{sHQMS},
		Elements: []string{"fee.self-paid", "fee.total"},
	}, feeSelfPaid},
	{Rule{
		ID: "Q709", Code: "fee-part", Severity: failure,
		English:  "A fee is no less than the fees that are part of it",
		Chinese:  "分项费用不小于其“其中”项之和",
		Sources:  []string{sHQMS},
		Elements: []string{"fee.09", "fee.09a", "fee.10", "fee.10a", "fee.10b", "fee.13", "fee.13a"},
	}, feeParts},

	// 8 Several sheets

	{Rule{
		ID: "Q801", Code: "duplicate-record", Severity: warning,
		English:  "No stay stands twice (needs a Checker)",
		Chinese:  "病案号与住院次数不重复",
		Sources:  []string{s84, sHQMS},
		Elements: []string{"patient.record-number", "stay.admission-count"},
	}, nil},
}
