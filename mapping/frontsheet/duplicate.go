package frontsheet

// OneOfSeveral reports whether other records of the source may be of the same
// stay: a message reports one of its events, and a row of some layouts one of
// its facts.
func (s *FrontSheet) OneOfSeveral() bool {
	return s.Event != Event{} || s.Origin().Columns != nil && s.Origin().Columns.SeveralOfStay()
}
