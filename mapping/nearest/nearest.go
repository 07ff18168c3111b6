// Package nearest finds the name that somebody meant.
package nearest

import "strings"

// Name returns the one of names that is fewest slips of the finger from name: letters
// that are left out, put in, put for another, or put before the one that they follow.
// It is "" where all are more than a third of the name away, the first of several
// that are equally near. Capital letters are no difference.
func Name(name string, names []string) (nearest string) {
	least := max(1, len(name)/3) + 1
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least {
			nearest, least = n, d
		}
	}
	return nearest
}

// distance is the number of slips between two words (optimal string alignment).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			put := rows[i-1][j-1]
			if from[i-1] != to[j-1] {
				put++
			}
			rows[i][j] = min(put, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}
