package load

import (
	"io"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// ValueSet loads the codes that a FHIR R4 ValueSet in JSON lists: one table for
// each code system. Its expansion counts where it has one, and must be whole;
// otherwise the codes of compose. A value set that includes codes by a filter,
// whole code systems or other value sets has to be expanded first, by a
// terminology server: it does not say which codes it has.
//
// The tables know the codes of the value set, and not all of the code system.
func ValueSet(r io.Reader, o *Options) ([]*Table, error) {
	o = o.clean()
	c, err := o.json(r)
	if err != nil {
		return nil, err
	}
	return c.valueSet()
}

func (c *cursor) valueSet() ([]*Table, error) {
	if err := c.expect("ValueSet"); err != nil {
		return nil, err
	}
	start := c.pos
	compose, expansion := -1, -1
	var language string
	err := c.object(func(key string) error {
		c.space()
		switch key {
		case "language":
			return c.into(&language)
		case "compose":
			compose = c.pos
		case "expansion":
			expansion = c.pos
		}
		return c.skip()
	})
	if err != nil {
		return nil, err
	}
	l := valueSetLoader{c, language, nil, map[codes.System]*tableBuilder{}}
	switch {
	case expansion >= 0:
		c.pos = expansion
		err = l.expansion()
	case compose >= 0:
		c.pos = compose
		err = l.compose()
	default:
		return nil, c.fail(start, "a ValueSet with neither expansion nor compose")
	}
	if err != nil {
		return nil, err
	}
	var tables []*Table
	for _, system := range l.order {
		t, err := l.builders[system].table()
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, c.fail(start, "a ValueSet without codes")
	}
	return tables, nil
}

type valueSetLoader struct {
	*cursor
	language string
	order    []codes.System
	builders map[codes.System]*tableBuilder
}

func (l *valueSetLoader) table(at int, system codes.System) (*tableBuilder, error) {
	b := l.builders[system]
	if b == nil {
		if len(l.order) == maxSystems {
			e := l.fail(at, "more than %d code systems", maxSystems)
			e.Err = ErrLimit
			return nil, e
		}
		b = newTable(l.o, system)
		b.where = l.where
		l.builders[system] = b
		l.order = append(l.order, system)
	}
	return b, nil
}

func (l *valueSetLoader) expansion() error {
	start := l.pos
	total, listed := -1, 0
	err := l.object(func(key string) (err error) {
		switch key {
		case "total":
			total, err = l.number(1 << 30)
			return err
		case "offset":
			n, err := l.number(1 << 30)
			if err == nil && n > 0 {
				return l.fail(start, "one page of an expansion")
			}
			return err
		case "contains":
			return l.contains(&listed)
		}
		return l.skip()
	})
	if err == nil && total > listed {
		return l.fail(start, "the expansion lists %d of %d codes", listed, total)
	}
	return err
}

func (l *valueSetLoader) contains(listed *int) error {
	return l.array(func() error {
		l.space()
		at := l.pos
		var n names
		children := -1
		err := l.object(func(key string) (err error) {
			switch key {
			case "system":
				return l.into(&n.system)
			case "version":
				return l.into(&n.version)
			case "abstract":
				n.abstract, err = l.boolean()
				return err
			case "contains":
				l.space()
				children = l.pos
				return l.skip()
			}
			return l.nameField(key, &n)
		})
		if err != nil {
			return err
		}
		if n.code != "" {
			*listed++
		}
		if n.code != "" && !n.abstract {
			if n.system == "" {
				e := l.fail(at, "a code without a system in the expansion")
				e.Err = ErrSystem
				return e
			}
			b, err := l.table(at, codes.System{URI: n.system, Version: n.version})
			if err != nil {
				return err
			}
			if err := b.add(at, n.concept(l.language)); err != nil {
				return err
			}
		}
		if children >= 0 {
			end := l.pos
			l.pos = children
			if err := l.contains(listed); err != nil {
				return err
			}
			l.pos = end
		}
		return nil
	})
}

func (l *valueSetLoader) compose() error {
	return l.object(func(key string) error {
		switch key {
		case "include":
			return l.array(l.include)
		case "exclude":
			return l.fail(l.pos, "a value set that excludes codes; expand it first")
		}
		return l.skip()
	})
}

func (l *valueSetLoader) include() error {
	l.space()
	start := l.pos
	var system codes.System
	concepts := -1
	err := l.object(func(key string) error {
		l.space()
		switch key {
		case "system":
			return l.into(&system.URI)
		case "version":
			return l.into(&system.Version)
		case "concept":
			concepts = l.pos
		case "filter", "valueSet":
			return l.fail(l.pos, "a value set that includes codes by %s; expand it first", strings.ToLower(key))
		}
		return l.skip()
	})
	if err != nil {
		return err
	}
	end := l.pos
	if system.URI == "" {
		system = l.o.System
	}
	switch {
	case system.URI == "":
		e := l.fail(start, "include without a system")
		e.Err = ErrSystem
		return e
	case concepts < 0:
		return l.fail(start, "a value set that includes a whole code system; expand it first")
	}
	b, err := l.table(start, system)
	if err != nil {
		return err
	}
	l.pos = concepts
	if err := l.concepts(b, l.language); err != nil {
		return err
	}
	l.pos = end
	return nil
}
