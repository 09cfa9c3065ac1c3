// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// Without a struct in between.
type (
	Pointer        *Pointer
	PointerPointer **PointerPointer
	PointerArray   *[2]PointerArray
	ArrayPointer   [2]*ArrayPointer
	PointerSlice   *[]PointerSlice
	Slice          []Slice
	SlicePointer   []*SlicePointer
	SliceArray     [2][]SliceArray
	Func           func(Func) Func
	FuncParam      func(FuncParam)
	FuncResult     func() FuncResult
	FuncResults    func() (FuncResults, error)
	FuncVariadic   func(...FuncVariadic)
	FuncPointer    func(*FuncPointer) **FuncPointer
	FuncArray      func([2]FuncArray) [0]FuncArray
	Map            map[string]Map
	MapKey         map[*MapKey]int
	MapMap         map[string]map[string]MapMap
	MapFunc        map[string]func(MapFunc)
	Chan           chan Chan
	ChanDirected   chan<- <-chan ChanDirected
	ChanFunc       chan func(ChanFunc)
)

// Two and three that need each other.
type (
	Left     *Right
	Right    *Left
	Ask      func(Answer) Question
	Answer   func(Question) Ask
	Question func(Ask, Answer)
	Rows     []Columns
	Columns  map[string]Rows
)

// With one.
type (
	Struct         struct{ next *Struct }
	StructArray    struct{ p *[2]StructArray }
	StructSlice    struct{ list []StructSlice }
	StructMap      struct{ m map[string]StructMap }
	StructChan     struct{ c chan StructChan }
	StructFunc     struct{ f func(StructFunc) StructFunc }
	StructPointers struct{ p ***StructPointers }
	StructIface    struct{ i interface{ M(StructIface) } }
	Embedded       struct{ *Embedded }
	Inner          struct{ inner struct{ up *Inner } }
	Owner          struct{ owned []Owned }
	Owned          struct {
		owner *Owner
		value Nested
	}
	Nested struct{ back *[3]Owned }
)

// With one that has no name of its own.
type (
	AnonymousPointer *struct{ next AnonymousPointer }
	AnonymousSlice   []struct{ list AnonymousSlice }
	AnonymousFunc    func(struct{ f AnonymousFunc })
	AnonymousMap     map[string]struct{ m AnonymousMap }
)

// Through methods, which DWARF does not describe.
type (
	Interface  interface{ M() Interface }
	Visitor    interface{ Visit(func(Visitor)) []Visitor }
	FuncMethod func(Interface, FuncMethod) Visitor
)

type (
	List[T any]        struct{ next *List[T] }
	Tree[T any]        struct{ kids []Tree[T] }
	Generic[T any]     *Generic[T]
	GenericFunc[T any] func(GenericFunc[T]) T
	Ping[T any]        struct{ pong *Pong[T] }
	Pong[T any]        struct{ ping *Ping[T] }
	Curious[T any]     struct{ self T }
	CuriouslyRecursive struct{ Curious[*CuriouslyRecursive] }
)

//go:noinline
func functions(f Func, g FuncResult, r FuncResults, s StructFunc, a StructArray) (Func, FuncParam) {
	return f, nil
}

//go:noinline
func pointers(p Pointer, q PointerArray, l Left, s Slice, m Map, c Chan) (Pointer, *Right) {
	return p, nil
}

//go:noinline
func keep(...any) {}

func main() {
	keep(new(Pointer), new(PointerPointer), new(PointerArray), new(ArrayPointer), new(PointerSlice))
	keep(new(Slice), new(SlicePointer), new(SliceArray))
	keep(new(Func), new(FuncParam), new(FuncResult), new(FuncResults), new(FuncVariadic), new(FuncPointer), new(FuncArray))
	keep(new(Map), new(MapKey), new(MapMap), new(MapFunc), new(Chan), new(ChanDirected), new(ChanFunc))
	keep(new(Left), new(Right), new(Ask), new(Answer), new(Question), new(Rows), new(Columns))
	keep(new(Struct), new(StructArray), new(StructSlice), new(StructMap), new(StructChan), new(StructFunc), new(StructPointers), new(StructIface))
	keep(new(Embedded), new(Inner), new(Owner), new(Owned), new(Nested))
	keep(new(AnonymousPointer), new(AnonymousSlice), new(AnonymousFunc), new(AnonymousMap))
	keep(new(*Interface), new(*Visitor), new(FuncMethod))
	keep(new(List[int]), new(Tree[string]), new(Generic[int]), new(GenericFunc[error]), new(Ping[int]), new(CuriouslyRecursive))
	keep(functions(nil, nil, nil, StructFunc{}, StructArray{}))
	keep(pointers(nil, nil, nil, nil, nil, nil))
}
