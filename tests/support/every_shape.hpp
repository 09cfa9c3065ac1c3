// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A program with one of everything: what the whole pipeline and the emitter are tried on.
#pragma once

#include "support/model_builder.hpp"

namespace gofixup::test {

inline ModelBuilder every_shape(unsigned word_size) {
  ModelBuilder b(word_size);
  const std::uint64_t w = word_size;
  const TypeId n = b.number("int"), byte = b.number("uint8"), f64 = b.number("float64");
  const TypeId text = b.string(), name = b.string("main.Name"), any = b.interface("interface {}");
  const TypeId shape = b.interface("main.Shape"), error = b.interface("error");
  const TypeId hash = b.array("main.Hash", 32, byte), map = b.map("map[string]int", text, n);
  const TypeId queue = b.chan("main.Queue", n), by = b.slice("main.By", byte);
  const TypeId handler = b.func("main.Handler", {text, any}, {n, error});
  const TypeId p = b.later("main.P"), f = b.later("main.F"), list = b.later("main.List");
  b.model.replace(p, Pointer{p});
  b.model.replace(f, b.model.at(b.func("func()", {f}, {f})).shape);
  const Field links[] = {{"next", b.pointer("*main.List", list), 0, false, {}},
                         {"_", byte, w, false, {}},
                         {"const", b.number("int8"), w + 1, false, {}}};
  b.model.replace(list, Struct{{2 * w, b.model.keep(links)}});
  // On 386 the double is off its alignment of 8, as Go leaves it.
  const std::uint64_t at = 72;
  b.structure("main.T", at + 15 * w,
              {{"c", b.complex("complex64", 8), 0, false, {}},
               {"f", f64, w == 4 ? 12u : 16u, false, {}},
               {"name", name, 24, true, {}},
               {"hash", hash, 40, false, {}},
               {"m", map, at, false, {}},
               {"q", queue, at + w, false, {}},
               {"by", by, at + 2 * w, false, {}},
               {"h", handler, at + 5 * w, false, {}},
               {"p", p, at + 6 * w, false, {}},
               {"rec", f, at + 7 * w, false, {}},
               {"u", b.unsafe_pointer("main.U"), at + 8 * w, false, {}},
               {"any", any, at + 9 * w, false, {}},
               {"shape", shape, at + 11 * w, false, {}},
               {"list", list, at + 13 * w, false, {}}});
  b.array("main.Huge", 1ull << 40, byte);
  b.structure("a/b.T", 0, {});
  b.structure("a.b.T", 0, {});
  b.function("main.main", {});
  b.function("main.(*T).M", {{"t", b.pointer(b.model.find("main.T"))}, {"~p1", n}}, {n, error});
  b.function("main.Map[go.shape.int]", {{"m", map}}, {hash}).symbol = "main.Map[go.shape.int].x";
  b.model.sections = {{".data", 0x1000, 0x100}, {".bss", 0x2000, 0x1000}};
  b.variable("main.list", list, 0x2000);
  b.variable("main.first", b.model.find("*main.List"), 0x1000);
  b.variable("main.text", text, 0x1040);
  b.variable("main.empty", b.model.find("a/b.T"), 0x2100);
  b.constant("main.Low", b.number("main.Level", 3), -128);
  b.constant("main.Big", b.number("uint64"), -1);
  b.constant("main.untyped", n, 7);
  return b;
}

}  // namespace gofixup::test
