package scenarios

// Describe gives the shape of a scenario file: every key and word that the
// parser takes, with its documentation. It is a tree of its own, made anew by
// each call; ShapeSteps stands where a list of steps occurs inside a step.
func Describe() *Shape { return newVocabulary().file.shape }
