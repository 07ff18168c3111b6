package load

import "github.com/crossbay/crossbay/codes"

// CombinationExtension is the extension of which ConceptMap.group.element has one
// for each part of a combination. R4 has no element for several codes that only
// together translate one, nor for alternatives of that; and a part that stood
// among the targets would be taken for a translation by a server that does not
// know this extension. Its own parts are
//
//	scenario, choice-list   valuePositiveInt, see codes.Group
//	equivalence             valueCode
//	concept                 valueCoding, of the target system
//	comment                 valueString
//	dependsOn, product      property (valueUri), system (valueUri), value
//	                        (valueString), display (valueString)
//
// An element that has nothing but combinations has one target besides, which is
// unmatched, has no code, and says in its comment what belongs together.
//
// On ConceptMap.group.element.target, where earlier versions of this project wrote
// it, it carries scenario and choice-list alone; that is read too.
const CombinationExtension = codes.Base + "/StructureDefinition/map-combination"

// parts reads the extensions of an element: the parts of its combinations.
func (l *conceptMapLoader) parts(parts *[]Detail) error {
	return l.array(func() error {
		l.space()
		at := l.pos
		var url, equivalence string
		var n names
		var d Detail
		err := l.object(func(key string) error {
			switch key {
			case "url":
				return l.into(&url)
			case "extension":
				return l.array(func() error { return l.partField(&d, &n, &equivalence) })
			}
			return l.skip()
		})
		if err != nil || url != CombinationExtension {
			return err
		}
		var ok bool
		if d.Equivalence, ok = codes.ParseEquivalence(equivalence); !ok || n.code == "" || d.Group.Scenario == 0 || d.Group.ChoiceList == 0 {
			return l.fail(at, "a part of a combination without a code, an equivalence of FHIR R4, a scenario or a choice list")
		}
		d.Concept = n.concept(l.language)
		*parts = append(*parts, d)
		return nil
	})
}

// partField reads one extension within that of a part. Its url may stand behind
// its value.
func (l *conceptMapLoader) partField(d *Detail, n *names, equivalence *string) error {
	var url, text string
	var number int
	var x Condition
	err := l.object(func(key string) (err error) {
		switch key {
		case "url":
			return l.into(&url)
		case "valuePositiveInt":
			number, err = l.number(255)
			return err
		case "valueCode", "valueString":
			return l.into(&text)
		case "valueCoding":
			return l.object(func(key string) error { return l.nameField(key, n) })
		case "extension":
			return l.array(func() error { return l.conditionField(&x) })
		}
		return l.skip()
	})
	switch url {
	case "scenario":
		d.Group.Scenario = number
	case "choice-list":
		d.Group.ChoiceList = number
	case "equivalence":
		*equivalence = text
	case "comment":
		d.Comment = text
	case "dependsOn":
		d.DependsOn = append(d.DependsOn, x)
	case "product":
		d.Product = append(d.Product, x)
	}
	return err
}

func (l *conceptMapLoader) conditionField(x *Condition) error {
	var url, text string
	err := l.object(func(key string) error {
		switch key {
		case "url":
			return l.into(&url)
		case "valueUri", "valueString":
			return l.into(&text)
		}
		return l.skip()
	})
	switch url {
	case "property":
		x.Property = text
	case "system":
		x.System = text
	case "value":
		x.Value = text
	case "display":
		x.Display = text
	}
	return err
}
