//go:build !race

package scenarios

// everyNth profile plays each shipped story.
const everyNth = 1
