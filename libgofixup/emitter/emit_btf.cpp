// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/emit_btf.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "emitter/btf_format.hpp"
#include "emitter/string_table.hpp"
#include "emitter/type_order.hpp"
#include "support/error.hpp"
#include "support/huge_pages.hpp"

namespace gofixup {

namespace {

using btf::Kind;

constexpr std::size_t kLongestSectionName = 120;  // kernels before 6.1 take 128

std::string_view kind_word(GoKind kind) {
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

class Writer {
 public:
  Writer(const Model& model, const BtfTarget& target)
      : model_(model),
        target_(target),
        order_(order_types(model)),
        room_(btf::kHeaderSize + most_words() * 4),
        strings_(make_room(), order_.size() + 2 * model.functions.size()) {
    result_.type_ids.resize(model.type_count());
    for (std::size_t i = 0; i < order_.size(); ++i)
      result_.type_ids[index_of(order_[i])] = static_cast<std::uint32_t>(i + 1);
    index_type_ = id_of(index_type(model));
  }

  Btf run() {
    for (const TypeId id : order_) type(model_.at(id));
    for (const Function& function : model_.functions) {
      head(strings_.add(function.btf_name), Kind::func, btf::kFuncStatic,
           id_of(function.signature));
      ++result_.counts.functions;
    }
    const auto first_function = static_cast<std::uint32_t>(order_.size() + 1);
    const std::uint32_t first_variable = first_function + result_.counts.functions;
    for (const Variable& variable : model_.variables) write(variable);
    for (auto from = model_.variables.begin(); from != model_.variables.end();)
      from = section_of(from, first_variable);
    if (target_.tags != Tags::none) {
      for (const TypeId id : order_) type_tags(id);
      for (std::uint32_t i = 0; i < result_.counts.functions; ++i)
        function_tags(model_.functions[i], first_function + i);
      for (std::uint32_t i = 0; i < result_.counts.variables; ++i)
        variable_tags(model_.variables[i], first_variable + i);
    }
    result_.counts.types = first_variable - 1 + result_.counts.variables + result_.counts.sections +
                           result_.counts.tags;
    finish();
    return std::move(result_);
  }

 private:
  // The types go to the front of the result, the strings behind them, both while they are made:
  // so there must be room for all types first.
  std::uint64_t most_words() const {
    std::uint64_t words = 0;
    const bool has_tags = target_.tags != Tags::none;
    for (const TypeId id : order_)
      words +=
          3 + std::visit([&](const auto& shape) { return own_words(shape); }, model_.at(id).shape) +
          (has_tags && !model_.at(id).btf_name.empty() ? 8 : 0);
    words += model_.functions.size() * (has_tags ? 3 + 12 : 3);
    words += model_.variables.size() * (has_tags ? 4 + 8 : 4);
    words += (model_.variables.size() + model_.sections.size() + 1) * 3;  // the DATASECs
    return words;
  }
  static std::uint64_t own_words(const Base&) { return 1; }
  static std::uint64_t own_words(const Array&) { return 3; }
  static std::uint64_t own_words(const Enum& list) { return std::uint64_t{list.items.count} * 3; }
  static std::uint64_t own_words(const Signature& s) { return std::uint64_t{s.params.count} * 2; }
  std::uint64_t own_words(const Struct& record) const {
    const bool may_have_tags = model_.binary.word_size == 4 && target_.tags != Tags::none;
    return std::uint64_t{record.layout.fields.count} * (may_have_tags ? 3 + 4 : 3);
  }
  template <class Other>
  static std::uint64_t own_words(const Other&) {
    return 0;
  }

  // About what the strings will take; if it is too little, they are moved once.
  std::size_t expected_strings() const {
    std::size_t size = 0;
    for (const TypeId id : order_)
      size += model_.at(id).name.size() + model_.at(id).btf_name.size();
    for (const Function& function : model_.functions)
      size += function.name.size() + function.btf_name.size() + 12;
    return size + order_.size() * 24;
  }
  std::vector<std::uint8_t>& make_room() {
    must_fit(room_);
    result_.bytes.reserve(room_ + expected_strings());
    prefer_huge_pages(result_.bytes.data(), result_.bytes.capacity());
    result_.bytes.resize(room_);
    return result_.bytes;
  }

  static void must_fit(std::uint64_t size) {
    if (size > 0xffffffff)
      throw Error(
          Error::Kind::malformed,
          "its BTF would have 4 GiB or more, which BTF cannot say; --only makes it smaller");
  }

  std::uint32_t id_of(TypeId id) const {
    return id == TypeId::none ? 0 : result_.type_ids[index_of(id)];
  }

  // struct btf_type: name_off, info, size or type.
  void head(std::uint32_t name, Kind kind, std::uint32_t vlen, std::uint64_t size_or_type,
            std::uint32_t flag = 0) {
    GOFIXUP_CHECK(vlen <= 0xffff);
    put(name);
    put(flag | static_cast<std::uint32_t>(kind) << 24 | vlen);
    put(static_cast<std::uint32_t>(size_or_type));
  }
  void put(std::uint32_t word) {
    if (model_.binary.is_big_endian) word = __builtin_bswap32(word);
    GOFIXUP_CHECK(end_ + 4 <= room_);
    std::memcpy(result_.bytes.data() + end_, &word, 4);
    end_ += 4;
  }

  void type(const Type& type) {
    std::visit([&](const auto& shape) { write(type, shape); }, type.shape);
  }

  void write(const Type& type, const Base& base) {
    const std::uint32_t name = strings_.add(type.btf_name);
    if (base.encoding == Base::Encoding::floating && target_.floats)
      return head(name, Kind::float_, 0, base.size);
    head(name, Kind::int_, 0, base.size);
    const std::uint32_t encoding = base.encoding == Base::Encoding::boolean      ? btf::kIntBool
                                   : base.encoding == Base::Encoding::signed_int ? btf::kIntSigned
                                                                                 : 0;
    put(encoding << 24 | base.size * 8);
  }
  void write(const Type&, const Pointer& pointer) { head(0, Kind::ptr, 0, id_of(pointer.target)); }
  void write(const Type&, const Array& array) {
    head(0, Kind::array, 0, 0);
    put(id_of(array.element));
    put(index_type_);
    put(static_cast<std::uint32_t>(array.count));
  }
  void write(const Type& type, const Alias& alias) {
    head(strings_.add(type.btf_name), Kind::typedef_, 0, id_of(alias.target));
    ++result_.counts.typedefs;
  }
  void write(const Type& type, const Opaque& opaque) {
    head(strings_.add(type.btf_name), Kind::struct_, 0, opaque.size);
    ++result_.counts.structs;
  }
  void write(const Type& type, const Struct& record) {
    head(strings_.add(type.btf_name), Kind::struct_, record.layout.fields.count,
         record.layout.size);
    for (const Field& field : model_.fields(record.layout)) {
      put(strings_.add(field.name));
      put(id_of(field.type));
      put(static_cast<std::uint32_t>(field.offset * 8));
    }
    ++result_.counts.structs;
  }
  void write(const Type&, const Signature& signature) {
    head(0, Kind::func_proto, signature.params.count, id_of(signature.result));
    for (const Param& param : model_.params(signature.params)) {
      put(strings_.add(param.name));
      put(id_of(param.type));
    }
  }
  // Readers see a sign by kind_flag; without signs (PassOptions::enum64) there is no difference.
  void write(const Type& type, const Enum& list) {
    const Kind kind = list.size == 8 ? Kind::enum64 : Kind::enum_;
    head(strings_.add(type.btf_name), kind, list.items.count, list.size,
         list.is_signed ? btf::kFlag : 0);
    for (const Enumerator& item : model_.items(list.items)) {
      put(strings_.add(item.btf_name));
      put(static_cast<std::uint32_t>(item.value));
      if (list.size == 8) put(static_cast<std::uint32_t>(item.value >> 32));
    }
    ++result_.counts.enums;
    result_.counts.constants += list.items.count;
  }
  void write(const Variable& variable) {
    head(strings_.add(variable.btf_name), Kind::var, 0, id_of(variable.type));
    put(variable.is_external ? btf::kVarGlobal : btf::kVarStatic);
    ++result_.counts.variables;
  }

  // Writes the DATASEC of all variables from `from` on that lie in its section; they follow each
  // other in the model. Returns the first that is not in it: of another section, or one too many.
  using VariableIt = std::vector<Variable>::const_iterator;
  VariableIt section_of(VariableIt from, std::uint32_t first_variable) {
    const auto left = model_.variables.end() - from;
    const auto end = std::find_if(from, from + std::min<std::ptrdiff_t>(left, 0xffff),
                                  [&](const Variable& v) { return v.section != from->section; });
    const Section& section = model_.sections[from->section];
    const auto first = static_cast<std::uint32_t>(from - model_.variables.begin());
    const auto count = static_cast<std::uint32_t>(end - from);
    head(strings_.add(section_name(section.name)), Kind::datasec, count,
         std::min<std::uint64_t>(section.size, 0xffffffff));
    for (std::uint32_t i = 0; i < count; ++i) {
      put(first_variable + first + i);
      put(from[i].offset);
      put(from[i].size);
    }
    ++result_.counts.sections;
    return end;
  }

  // Up to Linux 6.11 a DATASEC's name has letters, digits, dots and underscores only.
  static std::string section_name(std::string_view name) {
    std::string legal(name.substr(0, kLongestSectionName));
    for (char& c : legal)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.') c = '_';
    if (legal.empty() || std::isdigit(static_cast<unsigned char>(legal[0])) != 0)
      legal.insert(0, 1, '_');
    return legal;
  }

  template <class GoShape>
  void write(const Type& type, const GoShape&) {
    throw Error(Error::Kind::internal,
                "internal error: type " + std::string(type.name) + " was not lowered");
  }

  void tag(std::uint32_t type_id, std::string_view key, std::string_view value,
           std::uint32_t component = btf::kWholeType) {
    head(strings_.add(value, key), Kind::decl_tag, 0, type_id);
    put(component);
    ++result_.counts.tags;
  }

  void type_tags(TypeId id) {
    const Type& type = model_.at(id);
    if (type.btf_name.empty()) return;
    const bool has_go_name = !type.is_named_by_us && type.name != type.btf_name;
    if (has_go_name) tag(id_of(id), "go.name=", type.name);
    const std::string_view kind = kind_word(type.kind);
    if (!kind.empty()) tag(id_of(id), "go.kind=", kind);
    const auto* record = std::get_if<Struct>(&type.shape);
    if (record == nullptr || model_.binary.word_size != 4) return;
    std::uint32_t component = 0;
    for (const Field& field : model_.fields(record->layout)) {
      if (!field.hidden_type.empty()) tag(id_of(id), "go.type=", field.hidden_type, component);
      ++component;
    }
  }

  void function_tags(const Function& function, std::uint32_t id) {
    if (target_.tags != Tags::loc && function.name != function.btf_name)
      tag(id, "go.name=", function.name);
    if (!function.symbol.empty()) tag(id, "go.sym=", function.symbol);
    if (target_.tags != Tags::names && !function.location.empty())
      tag(id, "go.loc=", function.location);
  }

  void variable_tags(const Variable& variable, std::uint32_t id) {
    if (target_.tags != Tags::loc && variable.name != variable.btf_name)
      tag(id, "go.name=", variable.name);
    if (!variable.hidden_type.empty()) tag(id, "go.type=", variable.hidden_type);
  }

  // Closes the gap between types and strings, and writes the header.
  void finish() {
    const std::size_t types_size = end_ - btf::kHeaderSize, strings_size = strings_.size();
    must_fit(end_ + strings_size);
    std::vector<std::uint8_t>& bytes = result_.bytes;
    bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(end_),
                bytes.begin() + static_cast<std::ptrdiff_t>(room_));
    end_ = 0;
    // magic, version and flags share the first word, whose halves swap with the byte order.
    put(model_.binary.is_big_endian ? std::uint32_t{btf::kMagic} << 16 | btf::kVersion << 8
                                    : std::uint32_t{btf::kVersion} << 16 | btf::kMagic);
    put(btf::kHeaderSize);
    put(0);  // type_off, from the end of the header
    put(static_cast<std::uint32_t>(types_size));
    put(static_cast<std::uint32_t>(types_size));  // str_off
    put(static_cast<std::uint32_t>(strings_size));
  }

  const Model& model_;
  const BtfTarget& target_;
  Btf result_;
  std::vector<TypeId> order_;
  std::size_t room_ = 0;                // bytes for the header and all types
  std::size_t end_ = btf::kHeaderSize;  // of the types so far
  StringTable strings_;
  std::uint32_t index_type_ = 0;
};

}  // namespace

Btf emit_btf(const Model& model, const BtfTarget& target) { return Writer(model, target).run(); }

}  // namespace gofixup
