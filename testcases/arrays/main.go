// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type (
	Digest [32]byte
	Grid   [3][4]float64
	Pair   [2]Item
	None   [0]uint64
)

type Item struct {
	key   string
	count int32
}

type Holder struct {
	one     [1]string
	zero    [0]Item
	nested  [2][3]int16
	digest  Digest
	digests [4]Digest
	grid    Grid
	pair    Pair
	none    None
	nothing [5]struct{}
	inside  [3][0][7]int
	ptrs    [2]*[2]int
	funcs   [2]func()
	slices  [2][]int
	maps    [2]map[int]int
}

// Only its size is a problem: BTF counts member offsets in 32 bits of bits.
type FarMember struct {
	head int32
	bulk [1 << 29]byte
	far  int32 // beyond 512 MiB
}

//go:noinline
func sum(a [3]int32, one [1]int32, none [0]int32) (total int32) {
	for _, v := range a {
		total += v
	}
	return total + one[0] + int32(len(none))
}

//go:noinline
func digest(b byte) (d Digest) {
	d[b%32] = b
	return d
}

//go:noinline
func keep(...any) {}

func main() {
	keep(&Holder{}, new(*FarMember), sum([3]int32{1, 2, 3}, [1]int32{4}, [0]int32{}), digest(7))
}
