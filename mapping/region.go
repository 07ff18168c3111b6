package mapping

// system returns the identifier system of that name: the layout's own, or else
// fallback.
func (b *documentBuilder) system(name, fallback string) *string {
	if b.layout != nil {
		if uri, ok := b.layout.Systems[name]; ok {
			return b.arena.string(b.uri(uri))
		}
	}
	return b.arena.string(fallback)
}
