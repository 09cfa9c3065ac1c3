// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import weiß "example.com/testcases/unicode/v1.0"

type (
	Ж     struct{ поле int }
	世界    struct{ 名前, 国 string }
	Ελ    []世界
	A٣    map[世界]Ж // a digit, but not one of C's
	Größe struct{ weiß.Größe }
	Tag   struct {
		A int `世:"界"`
	}
	Тип[П any] struct{ значение П }
	𝒳          struct{ 𝓎 int } // beyond 16 bits
)

var глобальная = Ελ{{"a", "b"}}

//go:noinline
func функция(параметр int, _ string, 世 世界) (результат int) {
	type Местный struct{ x int }
	keep(Местный{параметр})
	return параметр + len(世.名前)
}

//go:noinline
func (ж *Ж) Метод() int { return ж.поле }

//go:noinline
func keep(...any) {}

func main() {
	g := weiß.Neu(2)
	keep(g.Fläche(), Größe{*g}, new(Tag), new(A٣), new(Тип[世界]), new(𝒳), глобальная)
	keep(функция(1, "", 世界{}), (&Ж{1}).Метод())
	keep(struct{ É int }{1}, func(é Ж) Ελ { return nil })
}
