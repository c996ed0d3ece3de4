package firmware

import (
	"sort"
	"strconv"
	"strings"
)

// suggest words the names nearest to a mistyped one: `; did you mean "x" or
// "y"?`, or which names there are when none is near.
func suggest(name string, names []string) string {
	type near struct {
		name string
		d    int
	}
	var all []near
	for _, n := range names {
		d := editDistance(strings.ToLower(name), n)
		if d <= 1+len(n)/3 || (len(name) >= 3 && strings.Contains(n, strings.ToLower(name))) {
			all = append(all, near{n, d})
		}
	}
	if len(all) == 0 {
		return "; there are " + strings.Join(names, ", ")
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].d != all[j].d {
			return all[i].d < all[j].d
		}
		return all[i].name < all[j].name
	})
	if len(all) > 3 {
		all = all[:3]
	}
	quoted := make([]string, len(all))
	for i, n := range all {
		quoted[i] = strconv.Quote(n.name)
	}
	return "; did you mean " + strings.Join(quoted, " or ") + "?"
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next := min(row[j]+1, row[j-1]+1, diagonal+cost)
			diagonal, row[j] = row[j], next
		}
	}
	return row[len(b)]
}
