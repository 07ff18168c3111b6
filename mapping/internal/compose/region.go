package compose

// system returns the identifier system of that name: the layout's own, or else
// fallback.
func (b *Builder) system(name, fallback string) *string {
	if b.layout != nil {
		if uri, ok := b.layout.Systems[name]; ok {
			return b.Arena.string(b.uri(uri))
		}
	}
	return b.Arena.string(fallback)
}
