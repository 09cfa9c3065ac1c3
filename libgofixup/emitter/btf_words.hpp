// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// How the things of a Model are written: as words of 32 bits, some of which stand for strings. What
// becomes of the words is up to the sink, because the model is gone through more than once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emitter/btf_format.hpp"
#include "emitter/emit_btf.hpp"
#include "emitter/string_table.hpp"
#include "support/error.hpp"

namespace gofixup {

// What all parts of the BTF need to know of it.
struct BtfPlan {
  const Model& model;
  const BtfTarget& target;
  std::vector<TypeId> order;               // the types, as they are written
  std::vector<std::uint32_t> ids;          // BTF type id by TypeId; 0: not in the BTF
  std::uint32_t index_type = 0;            // BTF id
  std::vector<std::string> section_names;  // legal in BTF, by position in Model::sections

  std::uint32_t id_of(TypeId id) const { return id == TypeId::none ? 0 : ids[index_of(id)]; }
  std::uint32_t first_function() const { return static_cast<std::uint32_t>(order.size() + 1); }
  std::uint32_t first_variable() const {
    return first_function() + static_cast<std::uint32_t>(model.functions.size());
  }
};

// A Sink has put(word), string(text, prefix) → word, for texts that are not empty, and counts,
// where what is written is counted.
template <class Sink>
class BtfWords {
 public:
  BtfWords(const BtfPlan& plan, Sink& sink) : plan_(plan), sink_(sink) {}

  void type(TypeId id) {
    const Type& type = plan_.model.at(id);
    std::visit([&](const auto& shape) { write(type, shape); }, type.shape);
  }

  void function(const Function& function) {
    head(string(function.btf_name), Kind::func, btf::kFuncStatic, plan_.id_of(function.signature));
    ++sink_.counts.functions;
  }

  void variable(const Variable& variable) {
    head(string(variable.btf_name), Kind::var, 0, plan_.id_of(variable.type));
    sink_.put(variable.is_external ? btf::kVarGlobal : btf::kVarStatic);
    ++sink_.counts.variables;
  }

  // The DATASECs of all variables, each of those that follow each other in the model and lie in
  // its section, but for one too many.
  void sections() {
    const auto& variables = plan_.model.variables;
    for (std::size_t first = 0, end = 0; first < variables.size(); first = end) {
      const std::uint32_t section = variables[first].section;
      while (end < variables.size() && variables[end].section == section && end - first < 0xffff)
        ++end;
      head(string(plan_.section_names[section]), Kind::datasec,
           static_cast<std::uint32_t>(end - first),
           std::min<std::uint64_t>(plan_.model.sections[section].size, 0xffffffff));
      for (std::size_t i = first; i < end; ++i) {
        sink_.put(plan_.first_variable() + static_cast<std::uint32_t>(i), variables[i].offset,
                  variables[i].size);
      }
      ++sink_.counts.sections;
    }
  }

  void type_tags(TypeId id) {
    const Type& type = plan_.model.at(id);
    if (type.btf_name.empty()) return;
    const bool has_go_name = !type.is_named_by_us && type.name != type.btf_name;
    if (has_go_name) tag(plan_.id_of(id), Prefix::go_name, type.name);
    const std::string_view kind = kind_word(type.kind);
    if (!kind.empty()) tag(plan_.id_of(id), Prefix::go_kind, kind);
    const auto* record = std::get_if<Struct>(&type.shape);
    if (record == nullptr || plan_.model.binary.word_size != 4) return;
    std::uint32_t component = 0;
    for (const Field& field : plan_.model.fields(record->layout)) {
      if (!field.hidden_type.empty())
        tag(plan_.id_of(id), Prefix::go_type, field.hidden_type, component);
      ++component;
    }
  }

  void function_tags(const Function& function, std::uint32_t id) {
    if (plan_.target.tags != Tags::loc && function.name != function.btf_name)
      tag(id, Prefix::go_name, function.name);
    if (!function.symbol.empty()) tag(id, Prefix::go_sym, function.symbol);
    if (plan_.target.tags != Tags::names && !function.location.empty())
      tag(id, Prefix::go_loc, function.location);
  }

  void variable_tags(const Variable& variable, std::uint32_t id) {
    if (plan_.target.tags != Tags::loc && variable.name != variable.btf_name)
      tag(id, Prefix::go_name, variable.name);
    if (!variable.hidden_type.empty()) tag(id, Prefix::go_type, variable.hidden_type);
  }

 private:
  using Kind = btf::Kind;

  static std::string_view kind_word(GoKind kind) {
    switch (kind) {
      case GoKind::slice: return "slice";
      case GoKind::func: return "func";
      case GoKind::results: return "results";
      case GoKind::map: return "map";
      case GoKind::chan: return "chan";
      case GoKind::interface: return "interface";
      case GoKind::none:
      case GoKind::string: return {};
    }
    return {};
  }

  std::uint32_t string(std::string_view text, Prefix prefix = Prefix::none) {
    return text.empty() && prefix == Prefix::none ? 0 : sink_.string(text, prefix);
  }

  // struct btf_type: name_off, info, size or type.
  void head(std::uint32_t name, Kind kind, std::uint32_t vlen, std::uint64_t size_or_type,
            std::uint32_t flag = 0) {
    GOFIXUP_CHECK(vlen <= 0xffff);
    sink_.put(name, flag | static_cast<std::uint32_t>(kind) << 24 | vlen,
              static_cast<std::uint32_t>(size_or_type));
  }

  void tag(std::uint32_t type_id, Prefix key, std::string_view value,
           std::uint32_t component = btf::kWholeType) {
    head(string(value, key), Kind::decl_tag, 0, type_id);
    sink_.put(component);
    ++sink_.counts.tags;
  }

  void write(const Type& type, const Base& base) {
    const std::uint32_t name = string(type.btf_name);
    if (base.encoding == Base::Encoding::floating && plan_.target.floats)
      return head(name, Kind::float_, 0, base.size);
    head(name, Kind::int_, 0, base.size);
    const std::uint32_t encoding = base.encoding == Base::Encoding::boolean      ? btf::kIntBool
                                   : base.encoding == Base::Encoding::signed_int ? btf::kIntSigned
                                                                                 : 0;
    sink_.put(encoding << 24 | base.size * 8);
  }
  void write(const Type&, const Pointer& pointer) {
    head(0, Kind::ptr, 0, plan_.id_of(pointer.target));
  }
  void write(const Type&, const Array& array) {
    head(0, Kind::array, 0, 0);
    sink_.put(plan_.id_of(array.element), plan_.index_type,
              static_cast<std::uint32_t>(array.count));
  }
  void write(const Type& type, const Alias& alias) {
    head(string(type.btf_name), Kind::typedef_, 0, plan_.id_of(alias.target));
    ++sink_.counts.typedefs;
  }
  void write(const Type& type, const Opaque& opaque) {
    head(string(type.btf_name), Kind::struct_, 0, opaque.size);
    ++sink_.counts.structs;
  }
  void write(const Type& type, const Struct& record) {
    head(string(type.btf_name), Kind::struct_, record.layout.fields.count, record.layout.size);
    for (const Field& field : plan_.model.fields(record.layout)) {
      sink_.put(string(field.name), plan_.id_of(field.type),
                static_cast<std::uint32_t>(field.offset * 8));
    }
    ++sink_.counts.structs;
  }
  void write(const Type&, const Signature& signature) {
    head(0, Kind::func_proto, signature.params.count, plan_.id_of(signature.result));
    for (const Param& param : plan_.model.params(signature.params)) {
      sink_.put(string(param.name), plan_.id_of(param.type));
    }
  }
  // Readers see a sign by kind_flag; without signs (PassOptions::enum64) there is no difference.
  void write(const Type& type, const Enum& list) {
    const Kind kind = list.size == 8 ? Kind::enum64 : Kind::enum_;
    head(string(type.btf_name), kind, list.items.count, list.size, list.is_signed ? btf::kFlag : 0);
    for (const Enumerator& item : plan_.model.items(list.items)) {
      sink_.put(string(item.btf_name), static_cast<std::uint32_t>(item.value));
      if (list.size == 8) sink_.put(static_cast<std::uint32_t>(item.value >> 32));
    }
    ++sink_.counts.enums;
    sink_.counts.constants += list.items.count;
  }
  template <class GoShape>
  void write(const Type& type, const GoShape&) {
    throw Error(Error::Kind::internal,
                "internal error: type " + std::string(type.name) + " was not lowered");
  }

  const BtfPlan& plan_;
  Sink& sink_;
};

}  // namespace gofixup
