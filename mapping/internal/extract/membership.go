package extract

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/stays"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// choose finds the stay that the sheet is about, its parts, and the attendance
// that led to it where the sheet tells that apart. In a document that was made of
// rows it is the one that is there; in anybody else's that of the Composition if
// it is one, or else the first.
func (r *Reader) choose() *r4.Encounter {
	list := r.document.Encounters
	if r.fromRows() {
		return r.chooseOwn(list)
	}
	found, others := stays.Find(contacts(list), false)
	for _, o := range others {
		switch o.Reason {
		case stays.NotSo, stays.NotBegun:
			r.issue(frontsheet.Warning, "stay.admission", string(o.Reason), "an Encounter has the status "+list[o.Encounter].Status.Code()+": it is no stay")
		default:
			r.issue(frontsheet.Information, "stay.admission", string(o.Reason), "an Encounter is no stay in hospital, by its class")
		}
	}
	if len(found) == 0 { // an out-patient is told by the class
		if found, _ = stays.Find(contacts(list), true); len(found) == 0 {
			return nil
		}
	}
	if len(found) > 1 {
		r.issue(frontsheet.Warning, "stay.admission", "several-encounters", "the document has several stays: the sheet is about that of the Composition, or else the first")
	}
	one := &found[0]
	if c := r.document.Composition.Encounter; c != nil {
		i := slices.IndexFunc(list, func(e r4.Encounter) bool { return document.URN+arena.Deref(e.Id) == arena.Deref(c.Reference) })
		if s := slices.IndexFunc(found, func(s stays.Stay) bool { return s.Has(i) }); s >= 0 {
			one = &found[s]
		}
	}
	if one.Emergency >= 0 && r.hasColumn("emergency.admission") {
		r.emergency = &list[one.Emergency]
	} else if one.Emergency >= 0 && r.hasColumn("diagnosis.outpatient[1].code") {
		r.attended = &list[one.Emergency]
	}
	for _, n := range one.Parts {
		r.parts = append(r.parts, &list[n])
	}
	return &list[one.Whole]
}

// chooseOwn is choose for a document that was made of rows.
func (r *Reader) chooseOwn(list []r4.Encounter) *r4.Encounter {
	var stay *r4.Encounter
	for i := range list {
		switch e := &list[i]; {
		case r.emergency == nil && r.hasColumn("emergency.admission") && arena.Deref(e.Class.Code) == "EMER":
			r.emergency = e
		case stay == nil:
			stay = e
		}
	}
	return stay
}

// contacts returns of Encounters what tells which are stays.
func contacts(list []r4.Encounter) []stays.Encounter {
	made := make([]stays.Encounter, len(list))
	for i := range list {
		e, c := &list[i], &made[i]
		c.Name, c.Status = document.URN+arena.Deref(e.Id), e.Status.Code()
		if coding(&e.Class) != (stays.Coding{}) {
			c.Class = []stays.Coding{coding(&e.Class)}
		}
		for j := range e.Type {
			for k := range e.Type[j].Coding {
				c.Types = append(c.Types, coding(&e.Type[j].Coding[k]))
			}
			c.Types = append(c.Types, stays.Coding{Display: arena.Deref(e.Type[j].Text)})
		}
		c.PartOf, c.Patient = target(e.PartOf), target(e.Subject)
		for j := range e.EpisodeOfCare {
			c.Episodes = append(c.Episodes, target(&e.EpisodeOfCare[j]))
		}
		if p := e.Period; p != nil {
			c.Start, c.End = arena.Deref(p.Start), arena.Deref(p.End)
		}
		if h := e.Hospitalization; h != nil {
			c.Admitted, c.Origin = true, target(h.Origin)
			if h.AdmitSource != nil {
				c.AdmittedBy = slices.ContainsFunc(h.AdmitSource.Coding, func(c r4.Coding) bool { return arena.Deref(c.Code) == "emd" })
			}
		}
		c.Places = append(c.Places, target(e.ServiceProvider))
		for j := range e.Location {
			c.Places = append(c.Places, target(&e.Location[j].Location))
		}
	}
	return made
}

func coding(c *r4.Coding) stays.Coding {
	return stays.Coding{System: arena.Deref(c.System), Code: arena.Deref(c.Code), Display: arena.Deref(c.Display)}
}

func target(r *r4.Reference) string {
	if r == nil {
		return ""
	}
	return arena.Deref(r.Reference)
}

// own are the encounters whose facts are the sheet's: the attendance that led to
// the stay, the stay, and its parts. None is nil.
func (r *Reader) own() []*r4.Encounter {
	var list []*r4.Encounter
	for _, e := range append([]*r4.Encounter{r.emergency, r.encounter}, r.parts...) {
		if e != nil && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// ofAnother reports whether a resource belongs to another stay than the one in
// hand, in the document or outside of it.
func (r *Reader) ofAnother(kind string, encounter *r4.Reference) bool {
	reference := target(encounter)
	if reference == "" || r.fromRows() && len(r.document.Encounters) < 2 {
		return false
	}
	for _, e := range r.own() {
		if strings.TrimPrefix(reference, document.URN) == arena.Deref(e.Id) {
			return false
		}
		if target(e.PartOf) == reference && !slices.ContainsFunc(r.document.Encounters, func(e r4.Encounter) bool { return document.URN+arena.Deref(e.Id) == reference }) {
			return false // the whole is not here
		}
	}
	if r.encounter == nil {
		return false
	}
	r.issue(frontsheet.Information, "", "another-encounter", kind+" belongs to another encounter, and is left out")
	return true
}
