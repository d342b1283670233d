package bench

// LimitedReaders names the published readers that are not measured with everything.
func LimitedReaders() []string {
	var names []string
	for _, s := range matrixSubjects() {
		if s.fits != nil {
			names = append(names, s.name)
		}
	}
	return names
}
