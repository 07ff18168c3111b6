// Command pages writes a page for each layout into the folder of its region, a page of
// the carriers, and README.md, which lists them, from the tables of the layouts and from
// the code. Run it by go generate in the folder mapping.
package main

import (
	"log"
	"os"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A region is a folder of layouts.
type region struct {
	folder, name string
	layouts      []*mapping.Layout
}

func regions() []region {
	return []region{
		{"mainland", "Mainland China", mainland.Layouts()},
		{"hongkong", "Hong Kong", hongkong.Layouts()},
		{"macao", "Macao", macao.Layouts()},
	}
}

func main() {
	log.SetFlags(0)
	pages, err := write(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range pages {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// write returns the pages by their names within the folder mapping, whose path is
// given.
func write(folder string) (map[string]string, error) {
	about, err := readAbout()
	if err != nil {
		return nil, err
	}
	pages := map[string]string{}
	all := regions()
	seen, err := observe(folder, all)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		for _, l := range r.layouts {
			if pages[r.folder+"/"+l.Name+".md"], err = layoutPage(folder, all, r, l, about[l.Name], seen); err != nil {
				return nil, err
			}
		}
	}
	if pages["carriers.md"], err = carrierPage(folder, all); err != nil {
		return nil, err
	}
	pages["README.md"] = index(all, about)
	return pages, nil
}
