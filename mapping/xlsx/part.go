package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// The faults of a part.
var (
	errPart     = errors.New("a part of the workbook is broken, or not XML in UTF-8")
	errDeclares = errors.New("a part of the workbook declares a document type")
	errDeep     = LimitError(fmt.Sprintf("a part of the workbook is nested more than %d levels deep", maxDepth))
)

// checkParts refuses a workbook of too many parts, and one that explodes; and,
// because excelize takes a fault in the XML of a part for its end, one whose
// parts are not whole. It returns the formulas without a result of each part
// that has some.
func checkParts(parts []*zip.File) (map[string]map[int]mapping.Unresolved, error) {
	if len(parts) > maxParts {
		return nil, LimitError(fmt.Sprintf("the workbook has more than %d parts", maxParts))
	}
	unresolved := map[string]map[int]mapping.Unresolved{}
	for _, part := range parts {
		// The sizes are those that the archive states, and more than these the
		// package zip does not unpack.
		if part.UncompressedSize64 > maxExpansion*(part.CompressedSize64+1024) {
			return nil, LimitError(fmt.Sprintf("a part of the workbook unpacks to more than %d times its size", maxExpansion))
		}
		if ext := path.Ext(part.Name); ext == ".xml" || ext == ".rels" {
			var f formulas
			if err := checkPart(part, f.see); err != nil {
				return nil, err
			}
			if f.unresolved != nil {
				unresolved[part.Name] = f.unresolved
			}
		}
	}
	return unresolved, nil
}

// checkPart reads the XML of a part to its end, and shows its tokens. No program
// that saves workbooks writes a document type, in which entities hide.
func checkPart(part *zip.File, see func(xml.Token)) error {
	file, err := part.Open()
	if err != nil {
		return errPart
	}
	defer file.Close()
	tokens := xml.NewDecoder(file)
	for depth := 0; ; {
		token, err := tokens.RawToken()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return nil
		case err != nil:
			return errPart
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errDeep
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errDeclares
		}
		see(token)
	}
}

// sheetParts returns the names of the parts that are sheets, by the identifiers
// of their relations to the workbook.
func sheetParts(parts []*zip.File) map[string]string {
	places := map[string]string{}
	for _, part := range parts {
		if path.Ext(part.Name) != ".rels" {
			continue
		}
		folder := path.Dir(path.Dir(part.Name)) // of the part whose relations they are
		_ = checkPart(part, func(token xml.Token) {
			e, ok := token.(xml.StartElement)
			if !ok || !strings.HasSuffix(stated(e, "Type"), "sheet") { // a worksheet, a chartsheet
				return
			}
			target := stated(e, "Target")
			if !path.IsAbs(target) {
				target = path.Join("/", folder, target)
			}
			places[stated(e, "Id")] = strings.TrimPrefix(target, "/")
		})
	}
	return places
}

// stated returns an attribute of an element, "" where it has none.
func stated(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
