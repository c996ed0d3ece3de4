package firmware

// threeBlockRing erases a block only while the other two alone tell that it may
// be: the reference that should survive every cut.
func threeBlockRing() *Profile {
	p := careful("three-block-ring")
	p.Hypothesis = "Hypothesis, nothing stronger: how well a version could do, to measure the others against."
	p.Layout = layoutWith(layoutRing, "ring3", 3)
	return p
}
