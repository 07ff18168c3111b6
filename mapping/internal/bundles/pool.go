package bundles

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
)

// defaultMemory is how much of resources on their own is kept in memory.
const defaultMemory = 128 << 20

// parts is in how many parts the patients are put aside, each of which has to fit
// into memory.
const parts = 64

// A pool keeps resources that stood on their own until they are grouped by their
// patients. What belongs to no patient (hospitals, people, places) stays in memory.
type pool struct {
	most    int
	size    int
	kept    []pooled
	shared  []fhir.Resource
	nobody  []fhir.Resource // of types that no document holds, of no patient, without their text
	file    string          // the first
	first   []byte          // resource
	folder  string          // of what was put aside, "" for nothing
	writers []*os.File
	aside   []*bufio.Writer
}

// A pooled is a resource on its own.
type pooled struct {
	file     string
	resource fhir.Resource
}

// patientKey names whose a resource is, "" for nobody's.
func patientKey(r *fhir.Resource) string {
	if r.Type == "Patient" {
		return "Patient/" + r.ID
	}
	reference := r.Reference("subject", "patient", "beneficiary", "for")
	reference, _, _ = strings.Cut(reference, "/_history/")
	if parts := strings.Split(reference, "/"); len(parts) > 2 {
		reference = strings.Join(parts[len(parts)-2:], "/")
	}
	if id, ok := strings.CutPrefix(reference, "urn:uuid:"); ok { // some exports keep what their source had
		reference = "Patient/" + id
	}
	return reference
}

// held reports whether a sheet has a place for resources of that type. Reports of a
// laboratory are documents of their own.
func held(r *fhir.Resource) bool {
	return r.Holds() && r.Type != "DiagnosticReport" && r.Type != "ImagingStudy" && r.Type != "Specimen"
}

// isNobodys reports whether a resource is of no patient, and of no use to one.
func isNobodys(r *fhir.Resource) bool {
	return (!held(r) || r.Type == "Provenance") && r.Version() == "" && patientKey(r) == ""
}

func isShared(kind string) bool {
	switch kind {
	case "Organization", "Practitioner", "PractitionerRole", "Location":
		return true
	}
	return false
}

func (p *pool) add(file string, r *fhir.Resource) error {
	if p.first == nil {
		p.file, p.first = file, r.Text
	}
	switch {
	case isShared(r.Type):
		p.shared = append(p.shared, *r)
		return nil
	case isNobodys(r):
		p.nobody = append(p.nobody, fhir.Resource{Type: r.Type, Pointer: r.Pointer, Line: r.Line})
		return nil
	case p.folder != "":
		return p.write(&pooled{file, *r})
	}
	p.kept = append(p.kept, pooled{file, *r})
	if p.size += len(r.Text); p.size <= p.most {
		return nil
	}
	return p.putAside()
}

// putAside moves what is kept into temporary files that nobody else can read.
func (p *pool) putAside() error {
	folder, err := os.MkdirTemp("", "stays-*") // mode 0700
	if err != nil {
		return err
	}
	p.folder = folder
	for i := range parts {
		file, err := os.OpenFile(filepath.Join(folder, strconv.Itoa(i)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		p.writers = append(p.writers, file)
		p.aside = append(p.aside, bufio.NewWriter(file))
	}
	for i := range p.kept {
		if err := p.write(&p.kept[i]); err != nil {
			return err
		}
	}
	p.kept = nil
	return nil
}

func (p *pool) write(r *pooled) error {
	hash := fnv.New32a()
	hash.Write([]byte(patientKey(&r.resource))) //nolint:errcheck // it has none
	out := p.aside[hash.Sum32()%parts]
	for _, field := range [...][]byte{[]byte(r.file), binary.AppendUvarint(nil, uint64(r.resource.Line)), r.resource.Text} {
		if _, err := out.Write(append(binary.AppendUvarint(nil, uint64(len(field))), field...)); err != nil {
			return err
		}
	}
	return nil
}

// groups returns what yields the groups, patient by patient, io.EOF after the
// last.
func (p *pool) groups() func() (*group, error) {
	var queue []*group
	part := 0
	return func() (*group, error) {
		for len(queue) == 0 {
			if p.folder == "" {
				if part > 0 {
					return nil, io.EOF
				}
				part++
				queue = p.grouped(p.kept)
				p.kept = nil
				continue
			}
			if part == parts {
				p.close()
				return nil, io.EOF
			}
			list, err := p.load(part)
			if err != nil {
				return nil, err
			}
			part++
			queue = p.grouped(list)
		}
		g := queue[0]
		queue = queue[1:]
		g.stream = p.first
		g.beside, p.nobody = p.nobody, nil
		return g, nil
	}
}

// load reads one part of what was put aside.
func (p *pool) load(part int) ([]pooled, error) {
	if err := p.aside[part].Flush(); err != nil {
		return nil, err
	}
	file := p.writers[part]
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in := bufio.NewReader(file)
	var list []pooled
	for {
		var fields [3][]byte
		for i := range fields {
			n, err := binary.ReadUvarint(in)
			if errors.Is(err, io.EOF) && i == 0 {
				return list, nil
			}
			if err != nil {
				return nil, err
			}
			fields[i] = make([]byte, n)
			if _, err := io.ReadFull(in, fields[i]); err != nil {
				return nil, err
			}
		}
		b, err := fhir.ParseBundle(fields[2])
		if err != nil || len(b.Resources) != 1 {
			return nil, errors.New("what was put aside has changed")
		}
		r := b.Resources[0]
		line, _ := binary.Uvarint(fields[1])
		r.Line, r.Pointer = int(line), string(fields[0])
		list = append(list, pooled{string(fields[0]), r})
	}
}

// grouped makes a group of the resources of each patient, and one of those that
// are nobody's. Each has what its resources refer to of the others.
func (p *pool) grouped(list []pooled) []*group {
	shared := fhir.NewBundle(append([]fhir.Resource(nil), p.shared...))
	members := map[string]*group{}
	resources := map[string][]fhir.Resource{}
	var order []string
	for i := range list {
		r := &list[i].resource
		key := patientKey(r)
		g := members[key]
		if g == nil {
			g = &group{file: list[i].file, line: r.Line}
			members[key] = g
			order = append(order, key)
		}
		if r.Type == "Encounter" && !hasEncounter(resources[key]) {
			g.file, g.line = list[i].file, r.Line
		}
		resources[key] = append(resources[key], *r)
	}
	var groups []*group
	for _, key := range order {
		own := resources[key]
		taken := map[int]bool{}
		for i := 0; i < len(own); i++ { // grows
			for _, ref := range own[i].References {
				if n := shared.Find(&own[i], ref.Target); n >= 0 && !taken[n] {
					taken[n] = true
					own = append(own, shared.Resources[n])
				}
			}
		}
		members[key].bundle = fhir.NewBundle(own)
		groups = append(groups, members[key])
	}
	if len(list) == 0 && len(p.shared)+len(p.nobody) > 0 && p.folder == "" {
		groups = append(groups, &group{file: p.file, line: 1, bundle: shared})
	}
	return groups
}

func hasEncounter(list []fhir.Resource) bool {
	for i := range list {
		if list[i].Type == "Encounter" {
			return true
		}
	}
	return false
}

// close removes what was put aside.
func (p *pool) close() {
	for _, file := range p.writers {
		file.Close() //nolint:errcheck // it is removed
	}
	p.writers = nil
	if p.folder != "" {
		os.RemoveAll(p.folder) //nolint:errcheck // nothing can be done
		p.folder = ""
	}
}
