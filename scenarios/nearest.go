package scenarios

import (
	"slices"
	"strings"
)

// distance is the number of letters to insert, drop, replace or swap with their
// neighbour to turn a into b (restricted Damerau-Levenshtein).
func distance[E comparable](a, b []E) int {
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

// nearest is the word most like s, or "" when none is near: at most a third of
// the letters wrong, or one word the beginning of the other.
func nearest(s string, words []string) string {
	if len(s) > 64 {
		return ""
	}
	wrong := plain(s)
	best, bestDistance := "", len(wrong)/3+1
	for _, w := range words {
		if d := distance(wrong, plain(w)); d < bestDistance || d == bestDistance && best == "" && d <= len(wrong)/3+1 && len(wrong) > 3 {
			best, bestDistance = w, d
		}
	}
	if best == "" && len(wrong) >= 3 {
		for _, w := range words {
			if strings.HasPrefix(string(plain(w)), string(wrong)) || strings.HasPrefix(string(wrong), string(plain(w))) && len(w) >= 3 {
				return w
			}
		}
	}
	return best
}

// oneOf lists words for a reader: 'a', 'b' or 'c'.
func oneOf(words []string) string {
	quotedWords := make([]string, len(words))
	for i, w := range words {
		quotedWords[i] = "'" + w + "'"
	}
	switch n := len(quotedWords); n {
	case 0:
		return "nothing"
	case 1:
		return quotedWords[0]
	default:
		return strings.Join(quotedWords[:n-1], ", ") + " or " + quotedWords[n-1]
	}
}

// hintFor quotes the nearest word, or gives "".
func hintFor(s string, words []string) string {
	if w := nearest(s, words); w != "" && !slices.Contains([]string{s}, w) {
		return "'" + w + "'"
	}
	return ""
}

// longList is how many words a reader takes in when a likely one is named too.
const longList = 8

// choices lists words, unless they are many and a hint is better than all of
// them.
func choices(words []string, hint string) string {
	if hint != "" && len(words) > longList {
		return ""
	}
	return oneOf(words)
}
