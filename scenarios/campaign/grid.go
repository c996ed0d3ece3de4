package campaign

// Variants lists the combinations of the values of all axes, the last axis
// fastest. One by one, the first is that of all first values, and then each axis
// in turn takes its other values. Without axes there is one variant.
func Variants(s Spec) []Variant {
	first := make([]string, len(s.Axes))
	for i, a := range s.Axes {
		first[i] = a.Values[0]
	}
	var out []Variant
	add := func(values []string) {
		out = append(out, Variant{Index: len(out), Values: append([]string{}, values...)})
	}
	if s.OneByOne {
		add(first)
		for i, a := range s.Axes {
			for _, v := range a.Values[1:] {
				values := append([]string{}, first...)
				values[i] = v
				add(values)
			}
		}
		return out
	}
	at := make([]int, len(s.Axes))
	values := append([]string{}, first...)
	for {
		add(values)
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < len(s.Axes[i].Values) {
				values[i] = s.Axes[i].Values[at[i]]
				break
			}
			at[i], values[i] = 0, first[i]
		}
		if i < 0 {
			return out
		}
	}
}
