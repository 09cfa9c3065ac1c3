// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "fuzz/model_maker.hpp"

#include <algorithm>
#include <array>

#include "model/edges.hpp"
#include "model/go_kind.hpp"
#include "model/inspect.hpp"
#include "model/machine.hpp"
#include "model/sizes.hpp"
#include "support/error.hpp"

namespace gofixup::fuzz {

namespace {

constexpr std::size_t kMostTypes = 40, kMostFunctions = 8, kMostGlobals = 8;

constexpr auto kNames = std::to_array<const char*>({
    "",
    "main.T",
    "main.T·1",
    "main.T·2",
    "main.List[int]",
    "main.Pair[go.shape.int,string]",
    "a/b.T",
    "a.b.T",
    "error",
    "string",
    "int",
    "uintptr",
    "unsafe.Pointer",
    "interface {}",
    "any",
    "struct {}",
    "struct { F uint8; main.f int }",
    "noalg.struct { F uintptr }",
    "[]int",
    "*main.T",
    "map[string]int",
    "chan int",
    "<-chan int",
    "func()",
    "func(int) (string, error)",
    "func(int, ...string) int",
    "runtime.iface",
    "runtime.eface",
    "runtime.hchan",
    "GoInt",
    "go_main_T",
    "main.Größe",
    "main.long_name_long_name_long_name_long_name_long_name_long_name_long_name_long_name_"
    "long_name_long_name_long_name_long_name",
    "const",
    "_",
    "___",
    "net/http.(*Client).do",
    "gopkg.in/yaml%2ev3.Node",
    "main.f.func1",
    "main.(*T).M-fm",
    "type:.eq.main.T",
    "go.shape.int",
    "go.shape.*uint8",
    "*",
    "[]",
    "[4]int",
    "main.map.init.0",
    "\xff\xfe",
    "long unsigned int",
    "unsigned char",
    "GoString",
    "complex128",
    "float64",
    "sync/atomic.Pointer[main.T]",
});

constexpr auto kFieldNames =
    std::to_array<const char*>({"a", "b", "_", "const", "T", "_pad0", "Größe", "", "a.b", "str",
                                "len", "fn", "~r0", "a_", "_type"});

constexpr auto kParamNames = std::to_array<const char*>(
    {"a", "b", "~p0", "~r0", "_", "", ".dict", "const", "~r1", "err", "t", "_dict", "a"});

constexpr std::uint8_t kBaseKinds[] = {
    go::kind::boolean, go::kind::int_,    go::kind::int8,    go::kind::int16,  go::kind::int32,
    go::kind::int64,   go::kind::uint,    go::kind::uint8,   go::kind::uint16, go::kind::uint32,
    go::kind::uint64,  go::kind::uintptr, go::kind::float32, go::kind::float64};

std::uint32_t size_of_kind(std::uint8_t kind, std::uint32_t word) {
  switch (kind) {
    case go::kind::boolean:
    case go::kind::int8:
    case go::kind::uint8: return 1;
    case go::kind::int16:
    case go::kind::uint16: return 2;
    case go::kind::int32:
    case go::kind::uint32:
    case go::kind::float32: return 4;
    case go::kind::int64:
    case go::kind::uint64:
    case go::kind::float64: return 8;
    default: return word;
  }
}

}  // namespace

Model ModelMaker::make() {
  describe_binary();
  add_predeclared();
  add_types();
  lay_out_all();
  while (!source_.at_end() && model_.functions.size() < kMostFunctions && source_.seldom(200))
    add_function();
  while (!source_.at_end() && model_.variables.size() < kMostGlobals && source_.seldom(128))
    add_variable();
  while (!source_.at_end() && model_.constants.size() < kMostGlobals && source_.seldom(128))
    add_constant();
  for (Function& function : model_.functions) ++function.die;
  check_layouts();
  return std::move(model_);
}

void ModelMaker::describe_binary() {
  constexpr std::uint16_t k64[] = {machine::kAmd64,
                                   machine::kArm64,
                                   machine::kPpc64,
                                   machine::kRiscv,
                                   machine::kLoong,
                                   machine::kS390,
                                   0};
  constexpr std::uint16_t k32[] = {machine::k386, machine::kArm, machine::kMips, 0};
  BinaryInfo& binary = model_.binary;
  const std::uint8_t first = source_.byte();
  binary.word_size = (first & 3) == 3 ? 4 : 8;
  binary.is_big_endian = (first & 12) == 12;
  binary.machine = binary.word_size == 8 ? k64[(first >> 4) % std::size(k64)]
                                         : k32[(first >> 4) % std::size(k32)];
  const unsigned minor = source_.below(14);
  binary.go = minor == 0 ? GoVersion{} : GoVersion{1, 14 + minor};
}

void ModelMaker::add_predeclared() {
  const auto add = [&](const char* name, const Shape& shape) {
    Type type;
    type.name = name;
    type.shape = shape;
    model_.add(type);
  };
  add("uint8", Number{go::kind::uint8, 1});
  add("int", Number{go::kind::int_, model_.binary.word_size});
  add("uintptr", Number{go::kind::uintptr, model_.binary.word_size});
  add("unsafe.Pointer", UnsafePointer{});
}

TypeId ModelMaker::any_type() {
  return static_cast<TypeId>(1 + source_.below(model_.type_count() - 1 + planned_));
}

// All types first, with edges to any of them: ids of those to come are known.
void ModelMaker::add_types() {
  planned_ = 1 + source_.below(kMostTypes);
  for (std::uint64_t die = 100; planned_ > 0; die += 10) {
    Type type;
    type.shape = shape_of(source_.byte());
    --planned_;
    type.name = model_.keep(name_for(type.shape));
    type.origin.die = die;
    model_.add(type);
  }
}

Shape ModelMaker::shape_of(unsigned choice) {
  const std::uint32_t word = model_.binary.word_size;
  switch (choice % 16) {
    case 0: {
      const std::uint8_t kind = kBaseKinds[source_.below(std::size(kBaseKinds))];
      return Number{kind, size_of_kind(kind, word)};
    }
    case 1: return UnsafePointer{};
    case 2: return Complex{source_.flag() ? 8u : 16u};
    case 3: return String{header_layout({"str", "len"})};
    case 4: {
      const TypeId element = type_or_none();
      return Slice{element, header_layout({"array", "len", "cap"})};
    }
    case 5: {
      const TypeId key = type_or_none(), element = type_or_none();
      return Map{key, element, any_type()};
    }
    case 6: {
      const TypeId element = type_or_none();
      return Chan{element, any_type()};
    }
    case 7: return Interface{any_type()};
    case 8:
    case 9: {
      FuncValue func;
      func.is_variadic = source_.flag();
      const bool marks_results = model_.binary.go == GoVersion{} || model_.binary.go.minor >= 24;
      func.results_are_params = !marks_results;
      func.params = params(5);
      if (marks_results) func.results = params(4);
      return func;
    }
    case 10: {
      const TypeId element = any_type();
      return Array{element, source_.number()};
    }
    case 11:
    case 12: return Pointer{any_type()};
    case 13: return Alias{any_type()};
    default: return Struct{free_layout()};
  }
}

// Half of them spelled as Go spells such a type, half as it does not.
std::string ModelMaker::name_for(const Shape& shape) {
  const std::uint8_t choice = source_.byte();
  if (choice == 255) return source_.text(200);
  if (choice < 128) return kNames[choice % kNames.size()];
  const auto name_of = [&](TypeId id) {
    const bool is_known = id != TypeId::none && index_of(id) < model_.type_count();
    return is_known ? std::string(model_.at(id).name) : std::string("main.T");
  };
  if (const auto* to = std::get_if<Pointer>(&shape)) return "*" + name_of(to->target);
  if (const auto* to = std::get_if<Slice>(&shape)) return "[]" + name_of(to->element);
  if (const auto* to = std::get_if<Array>(&shape))
    return "[" + std::to_string(to->count) + "]" + name_of(to->element);
  if (const auto* to = std::get_if<Map>(&shape))
    return "map[" + name_of(to->key) + "]" + name_of(to->element);
  if (const auto* to = std::get_if<Chan>(&shape)) return "chan " + name_of(to->element);
  if (const auto* func = std::get_if<FuncValue>(&shape)) {
    std::string name = "func(";
    for (const Param& param : model_.params(func->params))
      name += (name.ends_with('(') ? "" : ", ") + name_of(param.type);
    return name + ((choice & 1) != 0 ? ") (int, error)" : (choice & 2) != 0 ? ") int" : ")");
  }
  return "main.T" + std::to_string(choice % 8);
}

Range<Param> ModelMaker::params(std::size_t most) {
  std::vector<Param> list(source_.below(most + 1));
  for (Param& param : list) {
    param.name = kParamNames[source_.below(kParamNames.size())];
    param.type = any_type();
  }
  return model_.keep(std::span<const Param>(list));
}

Range<EntryPiece> ModelMaker::pieces() {
  std::vector<EntryPiece> list(source_.below(4));
  for (EntryPiece& piece : list) {
    piece.where = static_cast<EntryPiece::Where>(source_.below(3));
    if (piece.where == EntryPiece::Where::reg)
      piece.reg = static_cast<std::uint16_t>(source_.number());
    if (piece.where == EntryPiece::Where::stack)
      piece.offset = static_cast<std::int64_t>(source_.number());
  }
  return model_.keep(std::span<const EntryPiece>(list));
}

Layout ModelMaker::header_layout(std::initializer_list<const char*> names) {
  std::vector<Field> fields;
  for (const char* name : names)
    fields.push_back({name,
                      static_cast<TypeId>(fields.empty() ? 4 : 2),
                      fields.size() * model_.binary.word_size,
                      false,
                      {}});
  return {names.size() * model_.binary.word_size, model_.keep(std::span<const Field>(fields))};
}

// Offsets are gaps yet, and the size what is added to the least one: see laid_out().
Layout ModelMaker::free_layout() {
  std::vector<Field> fields(source_.below(7));
  for (Field& field : fields) {
    field.name = kFieldNames[source_.below(kFieldNames.size())];
    field.type = any_type();
    field.offset = source_.seldom(64) ? source_.number() : 0;
    field.is_embedded = source_.seldom(24);
  }
  return {source_.seldom(64) ? source_.number() : 0, model_.keep(std::span<const Field>(fields))};
}

void ModelMaker::add_function() {
  Function function;
  function.name = kNames[source_.below(kNames.size())];
  if (source_.seldom(64)) function.symbol = kNames[source_.below(kNames.size())];
  function.params = params(8);
  function.results = params(4);
  for (Param& param : model_.params_of(function.params))
    if (source_.seldom(64)) param.entry = pieces();
  function.address = 0x401000 + 16 * source_.below(8);
  function.size = source_.byte();
  function.is_wrapper = source_.seldom(16);
  function.is_abi0 = source_.seldom(64);
  function.die = 10000 + 10 * model_.functions.size();
  model_.functions.push_back(function);
}

void ModelMaker::add_variable() {
  if (model_.sections.empty()) {
    model_.sections = {
        {".data", 0x1000, 0x100}, {".noptrbss", 0x1100, 0}, {"my section", 0x2000, ~0ull}};
    model_.sections[2].size = source_.number();
  }
  Variable variable;
  variable.name = kNames[source_.below(kNames.size())];
  variable.type = type_or_none();
  if (!source_.seldom(16)) variable.address = 0xff0 + (source_.number() << source_.below(8));
  variable.die = 20000 + 10 * model_.variables.size();
  variable.is_external = source_.flag();
  model_.variables.push_back(variable);
}

void ModelMaker::add_constant() {
  Constant constant;
  constant.name = kNames[source_.below(kNames.size())];
  constant.type = type_or_none();
  constant.value = source_.number() - (source_.flag() ? 200 : 0);
  constant.die = 30000 + 10 * model_.constants.size();
  model_.constants.push_back(constant);
}

}  // namespace gofixup::fuzz
