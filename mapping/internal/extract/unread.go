package extract

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// unreadElements reports the elements of a resource for which the sheet has no
// place: all that are set, except those that were read and those of all
// resources.
func (r *Reader) unreadElements(kind string, resource any, read ...string) {
	names := slices.DeleteFunc(document.Elements(resource), func(name string) bool { return slices.Contains(read, name) })
	if len(names) > 0 {
		r.unread(kind, names)
	}
}

// unread reports elements of a kind of resource: one issue for all of the kind,
// where the first was.
func (r *Reader) unread(kind string, names []string) {
	at, again := r.unreadAt[kind]
	if !again {
		if r.unreadAt == nil {
			r.unreadAt = map[string]unread{}
		}
		at.issue = len(r.issues)
		r.issue(frontsheet.Information, "", "not-read", "")
	}
	for _, name := range names {
		if !slices.Contains(at.names, name) {
			at.names = append(at.names, name)
		}
	}
	r.unreadAt[kind] = at
	r.issues[at.issue].Detail = kind + " has elements for which a front sheet has no place: " + strings.Join(at.names, ", ")
}

// An unread is what was reported of one kind of resource.
type unread struct {
	issue int // in the issues
	names []string
}

// unknownExtensions reports extensions that are none of those that were read.
func (r *Reader) unknownExtensions(kind string, list []r4.Extension, known ...string) {
	n := 0
	for i := range list {
		if !slices.Contains(known, r.uri(&list[i].Url)) || list[i].Url == "" {
			n++
		}
	}
	if n > 0 {
		r.issue(frontsheet.Information, "", "unknown-extension", kind+" has extensions that are not known, and are left out")
	}
}

// isModified reports whether a resource has extensions that change its meaning.
// None is known, so such a resource must not be read.
func (r *Reader) isModified(kind string, list []r4.Extension) bool {
	if len(list) == 0 {
		return false
	}
	r.issue(frontsheet.Error, "", "modifier-extension", kind+" has an extension that changes its meaning and is not known: it is left out")
	return true
}

// reportModifiers reports extensions that change the meaning of a resource that
// is read all the same: without it there would be no sheet.
func (r *Reader) reportModifiers(kind string, list []r4.Extension) {
	if len(list) > 0 {
		r.issue(frontsheet.Error, "", "modifier-extension", kind+" has an extension that changes its meaning and is not known: it is read as if it had none")
	}
}

// isRetracted reports whether a resource has a status by which it does not count:
// entered in error, refuted, not done.
func (r *Reader) isRetracted(kind string, status string) bool {
	switch status {
	case "entered-in-error", "refuted", "not-done", "cancelled", "nullified":
		r.issue(frontsheet.Warning, "", "not-so", kind+" has the status "+status+": it is no part of the sheet")
		return true
	}
	return false
}

// unreadResources reports resources that nothing of the sheet came from.
func (r *Reader) unreadResources() {
	d := r.document
	if len(d.PractitionerRoles) > 0 && len(d.ServiceRequests) == 0 {
		r.issue(frontsheet.Information, "", "not-read", "PractitionerRole: a front sheet has no place for it")
	}
	if len(d.Provenances) > 0 {
		r.issue(frontsheet.Information, "", "not-read", "Provenance: a front sheet has no place for it")
	}
}
