// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Number interface {
	~int | ~int32 | ~float64
}

type Pair[A, B any] struct {
	First  A
	Second B
}

//go:noinline
func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.Second, p.First} }

type Node[T any] struct {
	value T
	next  *Node[T]
}

//go:noinline
func (n *Node[T]) Push(v T, _ int) *Node[T] { return &Node[T]{v, n} }

//go:noinline
func (n *Node[_]) Len() (count int) {
	for ; n != nil; n = n.next {
		count++
	}
	return count
}

type (
	List[T any]                   []T
	Index[K comparable, V any]    map[K]List[V]
	Stream[T any]                 <-chan T
	Visitor[T any]                func(T) (bool, error)
	Matrix[T Number]              [2][2]T
	Source[T any]                 interface{ Next() (T, bool) }
	Reference[T any, P Setter[T]] struct{ target P }
	Nothing[T any]                struct{}
)

// A constraint over two type arguments: P is a pointer to T with a method.
type Setter[T any] interface {
	*T
	Set(string)
}

type setting struct{ text string }

//go:noinline
func (s *setting) Set(text string) { s.text = text }

//go:noinline
func (l List[T]) Each(visit Visitor[T]) error {
	for _, v := range l {
		if more, err := visit(v); !more || err != nil {
			return err
		}
	}
	return nil
}

//go:noinline
func (l List[T]) Next() (v T, ok bool) {
	if len(l) > 0 {
		v, ok = l[0], true
	}
	return v, ok
}

//go:noinline
func Map[T, U any](in []T, convert func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, convert(v))
	}
	return out
}

//go:noinline
func Sum[T Number](values ...T) (total T) {
	for _, v := range values {
		total += v
	}
	return total
}

//go:noinline
func Fill[T any, P Setter[T]](texts []string) []T {
	out := make([]T, len(texts))
	for i, text := range texts {
		P(&out[i]).Set(text)
	}
	return out
}

// The dictionary is what the closures need to know T by.
//
//go:noinline
func Collect[K comparable, V any](keys []K, value func(K) V) (Index[K, V], func() any) {
	index := Index[K, V]{}
	add := func(k K) {
		index[k] = append(index[k], value(k))
	}
	for _, k := range keys {
		add(k)
	}
	return index, func() any { return Pair[K, Index[K, V]]{Second: index} }
}

type id int32

type embeds struct {
	Pair[string, *Node[id]]
	*Node[float64]
	list   List[Pair[int, []string]]
	nested Pair[Pair[int, string], Pair[error, any]]
	ref    Reference[setting, *setting]
	anon   Pair[struct{ X int }, func(...int) string]
	source Source[map[string]int]
	stream Stream[Nothing[chan int]]
	matrix Matrix[id]
}

//go:noinline
func keep(...any) {}

func main() {
	keep(&embeds{}, Pair[int, string]{1, "a"}.Swap(), Pair[*int, error]{}.Swap())
	var ints *Node[int]
	var named *Node[id]
	keep(ints.Push(1, 2).Len(), named.Push(1, 2).Len())
	keep((*Node[string])(nil).Push("a", 0), (*Node[*int])(nil).Push(nil, 0), (*Node[*string])(nil).Push(nil, 0))
	keep(Map([]int{1}, func(n int) string { return "x" }), Map([]id{1}, func(i id) *id { return &i }))
	keep(Sum(1, 2), Sum[id](1, 2), Sum(1.5, 2.5))
	keep(Fill[setting]([]string{"a"}))
	keep(Collect([]string{"a"}, func(s string) int { return len(s) }))
	keep(List[int]{1}.Each(func(int) (bool, error) { return true, nil }))
	var source Source[string] = List[string]{"a"}
	keep(source.Next())
	keep(List[id].Each, source.Next, Map[string, error], (&Node[byte]{}).Push)
}
