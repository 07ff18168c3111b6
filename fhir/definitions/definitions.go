// Package definitions has the definitions of this project's extensions, code
// systems and value maps as files, and writes them as a FHIR package that servers
// and validators install.
//
// The files are made by go generate in packages fhir and mapping/internal/definitions.
package definitions

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var files embed.FS

// Files returns the definitions, a resource of FHIR R4 in JSON a file, named
// TYPE-ID.json.
func Files() fs.FS { return files }
