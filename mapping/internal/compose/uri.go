package compose

// uri returns a URI with the base that the caller chose in place of this
// project's.
func (b *Builder) uri(s string) string { return b.settings.URI(s) }

// system returns the URI of an identifier system by the name that layouts have
// for it, that of fallback where the layout has none; nil where that is "" too.
func (b *Builder) system(name, fallback string) *string {
	if uri := b.layout.System(name); uri != "" {
		return b.arena.string(b.uri(uri))
	}
	return b.arena.optional(fallback)
}
