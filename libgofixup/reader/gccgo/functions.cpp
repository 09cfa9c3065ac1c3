// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <dwarf.h>

#include <algorithm>

#include "reader/gccgo/unit.hpp"
#include "support/error.hpp"

namespace gofixup::gccgo {

namespace {

// What the entry that has the code leaves to the abstract one, and that one to a declaration.
const FunctionDie& described(const UnitDies& dies, const FunctionDie& function) {
  const FunctionDie* at = &function;
  for (unsigned steps = 0; at->origin != 0 && at->name.empty(); ++steps) {
    const FunctionDie* next = dies.function_at(at->origin);
    if (next == nullptr || steps > 2)
      throw Error(Error::Kind::malformed,
                  "at DIE " + hex(function.die) + ": the abstract origin is not a subprogram");
    at = next;
  }
  return *at;
}

// Two dots in a row are in no Go name: methods that the compiler made to reach those of embedded
// fields, and what `go` and `defer` statements call (gofrontend, names.cc).
bool is_wrapper(std::string_view name) {
  for (const std::string_view mark : {"..stub", "..thunk"}) {
    const std::size_t at = name.rfind(mark);
    if (at != std::string_view::npos &&
        name.find_first_not_of("0123456789", at + mark.size()) == std::string_view::npos)
      return true;
  }
  return false;
}

// `p.0` stands for a blank parameter, `r.0` and `r.0.pointer` for a receiver (names.cc).
bool is_blank(std::string_view name) {
  if (name == "_") return true;
  if (!name.starts_with("p.") && !name.starts_with("r.")) return false;
  const std::size_t end = name.find_first_not_of("0123456789", 2);
  return end != 2 && (end == std::string_view::npos || name.substr(end) == ".pointer");
}

// A parameter that moves to the heap is called `param`; its own name is with the pointer to where
// it went, declared at the same place (gofrontend, gogo.cc, Function::build).
Name name_of(const Part& param, std::span<const Part> parts) {
  if (is_blank(param.name)) return {};
  if (param.name != "param") return param.name;
  for (const Part& other : parts)
    if (other.tag == DW_TAG_variable && other.at == param.at && !other.name.empty())
      return other.name;
  return param.name;
}

// A result of size zero is no result to C; the variable it is kept in is there all the same.
void add_empty_result(const UnitDies& dies, const FunctionDie& function,
                      std::vector<Param>& results) {
  for (const Part& part : dies.parts(function))
    if (part.tag == DW_TAG_variable && part.name.starts_with("$ret"))
      results.push_back({{}, type_reference(part.type), {}});
}

}  // namespace

void read_function(const UnitReader& reader, const UnitDies& dies, const FunctionDie& function,
                   Types& types, Fragment& fragment) {
  const FunctionDie& source = described(dies, function);
  if (source.name.empty())
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(function.die) + ": a function without a name");
  Function made;
  made.name = source.name;
  made.is_wrapper = is_wrapper(source.name);
  if (made.is_wrapper && !reader.options.wrappers) {
    ++fragment.wrappers_left_out;
    return;
  }
  made.symbol = source.linkage_name;
  made.convention = CallingConvention::c;
  made.address = function.address;
  made.size = function.size;
  made.die = function.die;
  // In the order of the abstract entry: in that with the code the optimizer's may be another.
  std::vector<Param> params, results;
  const std::span<const Part> parts = dies.parts(source);
  for (const Part& part : parts)
    if (part.tag == DW_TAG_formal_parameter)
      params.push_back({name_of(part, parts), types.must_refer(part.type, part.die), {}});
  results = results_of(dies, source.type);
  if (results.empty()) add_empty_result(dies, source, results);
  for (Param& result : results) result.type = types.must_refer(index_of(result.type), function.die);
  if (params.size() + results.size() > 0xffff)
    throw Error(Error::Kind::malformed, "at DIE " + hex(function.die) + ": " +
                                            std::to_string(params.size() + results.size()) +
                                            " parameters and results");
  made.params = append(fragment.params, params);
  made.results = append(fragment.params, results);
  fragment.functions.push_back(made);
}

}  // namespace gofixup::gccgo
