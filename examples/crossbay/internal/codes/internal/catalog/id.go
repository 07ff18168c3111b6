package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

const longest = 64 // of an id of FHIR R4

// id makes the id of a resource of its canonical URI and version alone, so that it
// is the same in every run: the last part of the URI and the version
// (icd-10-cm-2026). Editions stand beside each other. A rule of this project's is
// corrected by its next version, which takes its place: it has no version in its id.
// The URIs of others may have one last part, and stand by a hash of them.
func id(name canonical) string {
	short := name.url[strings.LastIndexAny(name.url, "/:=")+1:]
	ours := strings.HasPrefix(name.url, codes.Base+"/")
	if name.version != "" && !(ours && strings.HasPrefix(short, "rule-")) {
		short += "-" + name.version
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '-'
	}, short)
	if clean == short && len(clean) <= longest && (ours || known(name.url)) {
		return clean
	}
	sum := sha256.Sum256([]byte(name.String()))
	hash := hex.EncodeToString(sum[:])[:8]
	if clean = strings.Trim(clean[:min(len(clean), longest-len(hash)-1)], "-"); clean == "" {
		return hash
	}
	return clean + "-" + hash
}

func known(uri string) bool {
	return slices.ContainsFunc(codes.Systems(), func(n codes.Named) bool { return n.URI == uri })
}
