// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Point struct{ X, Y int16 }

// Beyond 128 bytes a map stores pointers to its keys and values.
type (
	Large  [129]byte
	AtEdge [128]byte
)

type (
	Counter map[string]int
	Graph   map[Point]map[Point]Weight
	Weight  float32
	Set     map[string]struct{}
	Table   map[string]func(...any) error
)

type Holder struct {
	basic     map[string]int
	swapped   map[int]string
	tiny      map[bool]int8
	float     map[float64]complex128
	byStruct  map[Point]*Point
	byArray   map[[4]byte][]string
	byPtr     map[*Point]Point
	byIface   map[any]error
	byChan    map[chan int]chan<- string
	anonKey   map[struct{ A, B int }]struct{ C string }
	largeKey  map[Large]int
	largeVal  map[int]Large
	largeBoth map[Large]Large
	edge      map[AtEdge]AtEdge
	empty     map[struct{}]struct{}
	funcs     map[string]func(int) (string, error)
	ofMaps    map[string]map[int]map[Point]bool
	ofSlices  map[string][]map[string][]byte
	counter   Counter
	graph     Graph
	set       Set
	table     Table
	pointer   *map[string]int
	counters  map[string]Counter
}

var global = Counter{"a": 1}

//go:noinline
func count(m map[string]int, c Counter, words ...string) (Counter, map[string]int) {
	for _, w := range words {
		m[w]++
		c[w]++
	}
	return c, m
}

//go:noinline
func keep(...any) {}

func main() {
	keep(&Holder{})
	keep(count(map[string]int{}, global, "a", "b"))
}
