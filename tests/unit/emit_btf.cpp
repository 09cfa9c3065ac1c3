// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The bytes, taken apart again by a reader of the tests' own.
#include "emitter/emit_btf.hpp"

#include "passes/pipeline.hpp"
#include "support/btf_reader.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"
#include "support/every_shape.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// A lowered model with one type of each kind.
ModelBuilder one_of_each() {
  ModelBuilder b;
  const auto base = [&](std::string_view name, std::uint32_t size, Base::Encoding encoding) {
    const TypeId id = b.add(name, Base{size, encoding});
    b.model.set_btf_name(id, b.model.at(id).name);
    return id;
  };
  const TypeId word = base("long unsigned int", 8, Base::Encoding::unsigned_int);
  const TypeId number = base("int", 4, Base::Encoding::signed_int);
  const TypeId truth = base("_Bool", 1, Base::Encoding::boolean);
  const TypeId real = base("double", 8, Base::Encoding::floating);
  const TypeId array = b.add("", Array{number, 3});
  const TypeId pointer = b.add("", Pointer{}), name = b.alias("main.N", real);
  b.model.set_btf_name(name, "go_main_N");
  const TypeId record = b.structure("main.T", 40,
                                    {{"a", array, 0, false, {}},
                                     {"b", truth, 12, false, {}},
                                     {"n", name, 16, false, {}},
                                     {"p", pointer, 24, false, {}},
                                     {"w", word, 32, false, {}}});
  b.model.set_btf_name(record, "go_main_T");
  b.model.set_kind(record, GoKind::slice);
  b.model.set_btf_name(b.add("main.O", Opaque{7}), "go_main_O");
  const Param params[] = {{"t", record}, {"n", number}};
  Function& f = b.function("main.f", {});
  f.btf_name = "main_f";
  f.symbol = "main.f.abi0";
  f.signature = b.add("", Signature{b.model.keep(params), number});
  return b;
}

const std::string kTypes =
    "[1] INT long unsigned int size=8 bits=64 encoding=0\n"
    "[2] FLOAT double size=8\n"
    "[3] TYPEDEF go_main_N type=2\n"
    "[4] INT int size=4 bits=32 encoding=1\n"
    "[5] ARRAY type=4 index=1 count=3\n"
    "[6] INT _Bool size=1 bits=8 encoding=4\n"
    "[7] PTR type=0\n"
    "[8] STRUCT go_main_T size=40\n"
    "\ta type=5 bits_offset=0\n"
    "\tb type=6 bits_offset=96\n"
    "\tn type=3 bits_offset=128\n"
    "\tp type=7 bits_offset=192\n"
    "\tw type=1 bits_offset=256\n"
    "[9] STRUCT go_main_O size=7\n"
    "[10] FUNC_PROTO type=4\n"
    "\tt type=8\n"
    "\tn type=4\n"
    "[11] FUNC main_f type=10\n";

std::string emitted(const Model& model, Tags tags) {
  const Btf btf = emit_btf(model, {tags});
  const BtfFile file(btf.bytes, model.binary.is_big_endian);
  CHECK(file.complaint() == kNothing);
  return file.dump();
}

}  // namespace

TEST_CASE("emit_btf: the header", "[emitter]") {
  const ModelBuilder b = one_of_each();
  const Btf btf = emit_btf(b.model, {Tags::none});
  const auto& bytes = btf.bytes;
  CHECK(std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + 8) ==
        std::vector<std::uint8_t>{0x9f, 0xeb, 1, 0, 24, 0, 0, 0});
  CHECK(bytes.back() == 0);
}

TEST_CASE("emit_btf: every kind, with each choice of tags", "[emitter]") {
  const ModelBuilder b = one_of_each();
  const std::string of_types =
      "[12] DECL_TAG go.name=main.N type=3\n"
      "[13] DECL_TAG go.name=main.T type=8\n"
      "[14] DECL_TAG go.kind=slice type=8\n"
      "[15] DECL_TAG go.name=main.O type=9\n";
  CHECK(emitted(b.model, Tags::none) == kTypes);
  CHECK(emitted(b.model, Tags::loc) ==
        kTypes + of_types + "[16] DECL_TAG go.sym=main.f.abi0 type=11\n");
  for (const Tags tags : {Tags::all, Tags::names})
    CHECK(emitted(b.model, tags) == kTypes + of_types +
                                        "[16] DECL_TAG go.name=main.f type=11\n"
                                        "[17] DECL_TAG go.sym=main.f.abi0 type=11\n");
}

TEST_CASE("emit_btf: big-endian says the same", "[emitter]") {
  ModelBuilder b = one_of_each();
  const std::string little = emitted(b.model, Tags::all);
  b.model.binary.is_big_endian = true;
  CHECK(emitted(b.model, Tags::all) == little);
  const Btf btf = emit_btf(b.model, {});
  CHECK(std::vector<std::uint8_t>(btf.bytes.begin(), btf.bytes.begin() + 8) ==
        std::vector<std::uint8_t>{0xeb, 0x9f, 1, 0, 0, 0, 0, 24});
}

TEST_CASE("emit_btf: ids by type, and counts", "[emitter]") {
  const ModelBuilder b = one_of_each();
  const Btf btf = emit_btf(b.model, {});
  CHECK(btf.type_ids.at(index_of(b.model.find("main.T"))) == 8);
  CHECK(btf.type_ids.at(0) == 0);
  CHECK(btf.counts.types == 17);
  CHECK(btf.counts.structs == 2);
  CHECK(btf.counts.typedefs == 1);
  CHECK(btf.counts.functions == 1);
  CHECK(btf.counts.tags == 6);
}

TEST_CASE("emit_btf: a pointer hidden on 32-bit targets is told by a tag on its member",
          "[emitter]") {
  ModelBuilder b(4);
  b.structure(
      "main.T", 8,
      {{"n", b.number("int"), 0, false, {}}, {"p", b.pointer(b.number("int")), 4, false, {}}});
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  const BtfFile file(btf.bytes, false);
  CHECK(file.complaint() == kNothing);
  const std::uint32_t record = file.find(BtfKind::structure, "go_main_T");
  CHECK(file.tags_of(record, 1) == std::vector<std::string>{"go.type=*int"});
  CHECK(file.tags_of(record, 0).empty());
  CHECK(file.find(BtfKind::type_def, "go_ptr32") != 0);
  CHECK(file.dump().find("PTR") == std::string::npos);
  CHECK(file.dump().find("long") == std::string::npos);
}

TEST_CASE("emit_btf: no go.name for what Go does not name", "[emitter]") {
  ModelBuilder b;
  b.function("main.f", {}, {b.number("int"), b.number("int8")});
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  const BtfFile file(btf.bytes, false);
  CHECK(file.tags_of(file.find(BtfKind::structure, "go_results_int_int8")) ==
        std::vector<std::string>{"go.kind=results"});
  CHECK(file.tags_of(file.find(BtfKind::type_def, "GoInt")) ==
        std::vector<std::string>{"go.name=int"});
}

TEST_CASE("emit_btf: the contract's names on every shape", "[emitter]") {
  ModelBuilder b = every_shape(8);
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  const BtfFile file(btf.bytes, false);
  CHECK(file.complaint() == kNothing);
  for (const char* name : {"GoString", "GoComplex64", "go_slice_uint8", "go_main_T", "go_main_List",
                           "go_runtime_iface", "go_map_string_int", "go_hchan_int"}) {
    CAPTURE(name);
    CHECK(file.find(BtfKind::structure, name) != 0);
  }
  for (const char* name : {"GoInt", "GoUintptr", "GoError", "go_main_Hash", "go_main_Queue",
                           "go_main_P", "go_main_F", "go_main_Handler", "go_main_Shape"}) {
    CAPTURE(name);
    CHECK(file.find(BtfKind::type_def, name) != 0);
  }
  CHECK(file.find(BtfKind::func, "main_ptr_T_M") != 0);
  CHECK(file.tags_of(file.find(BtfKind::type_def, "go_main_Queue")) ==
        std::vector<std::string>{"go.name=main.Queue", "go.kind=chan"});
}

TEST_CASE("emit_btf: a shape of the Go half is a bug of ours", "[emitter]") {
  ModelBuilder b;
  b.structure("main.T", 16, {{"a", b.number("int"), 0, false, {}}});
  CHECK_THROWS_AS(emit_btf(b.model, {}), Error);
}

TEST_CASE("emit_btf: more parameters than BTF counts are not cut off in silence", "[emitter]") {
  ModelBuilder b;
  std::vector<Param> params;
  params.reserve(65536);
  for (int i = 0; i < 65536; ++i)
    params.push_back({b.model.keep("p" + std::to_string(i)), b.number("int")});
  b.function("main.f", params);
  run_passes(b.model, {});
  CHECK_THROWS_AS(emit_btf(b.model, {}), Error);  // the reader refuses such a function before
}
