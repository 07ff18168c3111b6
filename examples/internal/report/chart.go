package report

// chartWidth is the width of a chart in its own units.
const chartWidth = 1000

// A Chart is a bar of parts that add up to a whole.
type Chart struct {
	ID    string // of the page
	Title Text
	Parts []Part
}

// A Part is one part of a Chart.
type Part struct {
	Class    string // of the page's style
	Label    Text
	Count    int
	X, Width int
	Share    string
}

// newChart returns the chart of the parts that are not empty, nil where all
// are. A part that is there at all is wide enough to be seen.
func newChart(id string, title Text, parts ...Part) *Chart {
	c := &Chart{ID: id, Title: title}
	all := 0
	for _, p := range parts {
		if p.Count > 0 {
			c.Parts = append(c.Parts, p)
			all += p.Count
		}
	}
	if all == 0 {
		return nil
	}
	const least = 6
	room := chartWidth - least*len(c.Parts)
	x, before := 0, 0
	for i := range c.Parts {
		p := &c.Parts[i]
		before += p.Count
		end := least*(i+1) + room*before/all
		p.X, p.Width, p.Share = x, end-x, percent(p.Count, all)
		x = end
	}
	return c
}
