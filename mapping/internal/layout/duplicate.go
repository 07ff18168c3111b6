package layout

// SeveralOfStay reports whether the records of a layout are the events of a stay,
// or the facts of one, so that several are of the same.
func (l *Layout) SeveralOfStay() bool { return l.Format.Events || l.IfStated && l.Group < 0 }
