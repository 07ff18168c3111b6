package compose

// system returns the URI of an identifier system by the name that layouts have
// for it, that of fallback where the layout has none; nil where that is "" too.
func (b *Builder) system(name, fallback string) *string {
	if uri := b.layout.System(name); uri != "" {
		return b.Arena.string(b.uri(uri))
	}
	return b.Arena.optional(fallback)
}
