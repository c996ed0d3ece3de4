package problem

import (
	"slices"
	"strings"
)

// Nearest is the word most like s, or "" when none is near: at most a third of
// its letters wrong, or one of the two the beginning of the other.
func Nearest(s string, words []string) string {
	if len(s) > 64 || slices.Contains(words, s) {
		return ""
	}
	wrong := plain(s)
	best, bestDistance := "", max(len(wrong)/3, 1)+1
	for _, w := range words {
		if d := distance(wrong, plain(w)); d < bestDistance {
			best, bestDistance = w, d
		}
	}
	if best != "" || len(wrong) < 3 {
		return best
	}
	for _, w := range words {
		p := string(plain(w))
		if strings.HasPrefix(p, string(wrong)) || len(p) >= 3 && strings.HasPrefix(string(wrong), p) {
			return w
		}
	}
	return ""
}

// DidYouMean is a question that follows a sentence about an unknown word, or "".
func DidYouMean(s string, words []string) string {
	if w := Nearest(s, words); w != "" {
		return " Did you mean '" + w + "'?"
	}
	return ""
}

// fewWords is how many words a reader takes in at once.
const fewWords = 24

// OneOf lists words for a reader: 'a', 'b' or 'c'. Of many it gives the first
// ones.
func OneOf(words []string) string {
	quoted := make([]string, 0, len(words))
	for _, w := range words[:min(len(words), fewWords)] {
		quoted = append(quoted, "'"+w+"'")
	}
	switch n := len(quoted); {
	case n == 0:
		return "nothing"
	case n == 1:
		return quoted[0]
	case len(words) > fewWords:
		return strings.Join(quoted, ", ") + " and others"
	default:
		return strings.Join(quoted[:n-1], ", ") + " or " + quoted[n-1]
	}
}

// plain makes spellings comparable: case, hyphens, underscores and blanks do
// not count as mistakes.
func plain(s string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(s)))
}

// distance is the number of letters to insert, drop, replace or swap with their
// neighbour to turn a into b.
func distance(a, b []rune) int {
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(last[j]+1, next[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}
