//go:build race

package scenarios

// everyNth profile plays each shipped story under the race detector, which slows
// it tenfold and has nothing to find where nothing runs at once.
const everyNth = 41
