package frontsheet

// A Procedure is one operation or procedure of the sheet.
type Procedure struct {
	// Rank is the 1-based line of the sheet; 1 is the principal procedure.
	Rank int
	// Codes are the codes of the cell: several of one system are several
	// operations, one in each of several systems is one operation.
	Codes []Code
	// Whole means that the codes are of one operation, as Diagnosis.Whole does.
	Whole bool
	// Name is the procedure in words, as written: HQMS C15x01N, PR1-4.
	Name string
	// Performed is when it was performed: HQMS C16x01, PR1-5.
	Performed DateTime
	// Level is the level of the operation, 手术级别: HQMS C17x01 (RC029).
	Level Coded
	// Hours is the duration in hours, 手术持续时间: HQMS F13.
	Hours Decimal
	// Minutes is the duration in minutes, where the source counts these: PR1-7.
	Minutes Decimal
	// Surgeon is the name of the operator, 术者: HQMS C18x01.
	Surgeon string
	// FirstAssistant and SecondAssistant are names, Ⅰ助 and Ⅱ助: HQMS C19x01, C20x01.
	FirstAssistant, SecondAssistant string
	// Incision is the class of the incision, 切口等级.
	Incision Coded
	// Healing is how the incision healed, 切口愈合类别.
	Healing Coded
	// IncisionHealing is both in one code, 切口愈合等级: HQMS C21x01C (RC014).
	IncisionHealing Coded
	// Anaesthesia is the method of anaesthesia, 麻醉方式: HQMS C22x01C (RC013), PR1-9.
	Anaesthesia Coded
	// Risk is the class of the American Society of Anesthesiologists, 麻醉分级: HQMS F15
	// (RC024).
	Risk Coded
	// Anaesthetist is a name, 麻醉医师: HQMS C23x01.
	Anaesthetist string
	// Staff are performers of whom the source states more than the name.
	Staff []StaffMember
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}
