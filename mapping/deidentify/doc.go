// Package deidentify takes from a front sheet what tells whose it is, before a
// document is made of it: the ids, the references and the narrative of the
// document then follow from what is left.
//
// There are four profiles:
//
//	full      changes nothing
//	gba       pseudonymised exchange: numbers are pseudonyms, the birth date is
//	          a month, an address a city; the dates of the stay are kept
//	research  besides, ages are bands, dates are moved by one shift for each
//	          patient of a hospital, codes are categories, the hospital is a
//	          pseudonym
//	counts    no records at all: a [Counter] counts them
//
// What a profile does with each element stands in elements.csv, for everybody
// to read. An element that is not there is dropped: a sheet is built anew of
// what the table permits, and a cell that was kept verbatim
// (frontsheet.FrontSheet.Fields) is never permitted.
//
//	profile, err := deidentify.Find("research")
//	d, err := deidentify.New(profile, key, &deidentify.Options{Purpose: "HRESCH"})
//	...
//	sheet, issues := d.Apply(record.Sheet)
//	document, more := translator.Document(sheet)
//	d.Label(document)
//
// Reports of laboratories ([Deidentifier.ApplyReports]) are built anew in the same way, of
// numbers, dates, and what the table of laboratory tests knows: a test that it does not
// know, what a germ answers to drugs, and every result in words but those of a closed list
// are left out.
//
// # Pseudonyms
//
// A pseudonym is the first 128 bits of an HMAC-SHA-256 over the profile, the
// kind of number, the hospital where the number is its own, and the value. The
// key has at least [MinKey] bytes and is kept apart from the data: who has it
// can find the patient of a pseudonym by trying all numbers. The same number
// has the same pseudonym in every file under the same key and profile, and
// another under another key or profile.
//
// # The shift
//
// The dates of a patient are moved by the same number of days, 1 to [MaxShift],
// always back, so that none lies in the future and the days between any two are
// kept. The number follows from the key and the patient. A date that is
// stated to the month or the year is moved from the middle of it, and stays a
// month or a year: days between such dates hold but roughly.
//
// # Whose records are linked
//
// A patient is the one that a hospital knows by one number
// (frontsheet.FrontSheet.Subject): in two hospitals, one person is two patients,
// with two pseudonyms and two shifts. Under gba, which moves no date, the
// pseudonym of an identity document tells that they are one, where its number
// can be one person's alone.
//
// Under research, [LinkIdentity] makes a patient of the holder of an identity
// document in whatever hospital. It takes the cards whose numbers check
// (identity.Valid: those of Hong Kong, and the mainland's of 18 characters) with
// a birth date that agrees, and not those that could be another's: examples and
// numbers that are typed where there is none, a card in the record of a child,
// a number of no stated type. The price:
//
//   - A record that states no such document is refused, with the issue
//     no-identity. If it passed with the shift of the hospital's number, the
//     patient would have two, and days between records would be wrong.
//   - Who shows another card from one record to the next, or whose birth date
//     is written in two ways, is two patients, in one hospital too. No pseudonym
//     of the two is the same, so that nobody counts days between them.
//   - What several hospitals know of a person stands together, and singles
//     people out more often.
//
// # What is stricter than it need be
//
// Staff, contacts, employers, wards, rooms, beds, the 18 districts of Hong
// Kong, the receiving hospital, and every text in the source's own words are
// dropped under gba too. Drugs to which a patient is allergic are such texts:
// the document then says that there is an allergy, and not to what. An age in
// days is dropped under gba, since with the day of admission it tells the day
// of birth.
//
// What is left may still single somebody out, by a rare disease or an unusual
// course. A [Manifest] says how many records share their band of ages, sex,
// city, category of the principal diagnosis and month with fewer than
// [SmallCell] people. No profile makes a transfer lawful.
//
// # Concurrency
//
// A Deidentifier may be used by several goroutines at once, and so may a
// Counter. Issues and manifests hold no patient's value.
package deidentify
