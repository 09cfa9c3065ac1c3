// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup interfaces: from the first word of an interface value to the type of what is in it. A
// BPF program reads the word, user space gave it the table.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "model/go_kind.hpp"
#include "output_file.hpp"
#include "selector.hpp"
#include "support/error.hpp"
#include "support/printable.hpp"
#include "target.hpp"

namespace gofixup::cli {

namespace {

using Json = nlohmann::ordered_json;

// A type as the BTF has it.
struct BtfType {
  Name name;             // empty for nameless kinds
  std::uint32_t id = 0;  // 0: not in the BTF
};

class Tables {
 public:
  explicit Tables(const Encoded& encoded)
      : model_(encoded.model), ids_(encoded.btf.type_ids), tables_(encoded.model.interfaces) {}

  BtfType btf(TypeId id) const {
    const std::uint32_t btf_id = id == TypeId::none ? 0 : ids_[index_of(id)];
    return btf_id == 0 ? BtfType{} : BtfType{model_.at(id).btf_name, btf_id};
  }
  BtfType btf(const RuntimeType& type) const { return btf(type.type); }

  // What the data word of an interface that holds the type points at.
  BtfType data(const RuntimeType& type) const {
    if (type.kind == go::kind::interface) return {};  // an interface holds no interfaces
    if (!type.is_direct || type.type == TypeId::none) return btf(type);
    TypeId id = type.type;
    while (const auto* alias = std::get_if<Alias>(&model_.at(id).shape)) id = alias->target;
    const auto* pointer = std::get_if<Pointer>(&model_.at(id).shape);
    return pointer == nullptr ? BtfType{} : btf(pointer->target);
  }

  // Why the type has no id in the BTF; empty if it has one.
  std::string_view absence(const RuntimeType& type) const {
    if (btf(type).id != 0) return {};
    if (type.type == TypeId::none) return "no such type in the DWARF";
    if (holds<Gone>(model_.at(type.type))) return "left out by --only";
    return "nameless, and nothing refers to it";
  }

  const RuntimeType& at(std::uint64_t address) const {
    const auto found = std::lower_bound(
        tables_.types.begin(), tables_.types.end(), address,
        [](const RuntimeType& type, std::uint64_t wanted) { return type.address < wanted; });
    GOFIXUP_CHECK(found != tables_.types.end() && found->address == address);
    return *found;
  }

  const std::vector<RuntimeType>& types() const { return tables_.types; }
  const std::vector<Itab>& itabs() const { return tables_.itabs; }

 private:
  const Model& model_;
  const std::vector<std::uint32_t>& ids_;
  const InterfaceTables& tables_;
};

// An itab and its two types, which are always in the table.
struct ItabRow {
  const Itab* itab;
  const RuntimeType *interface, *type;
};

// What the user asked for.
struct Listing {
  std::vector<const RuntimeType*> types;
  std::vector<ItabRow> itabs;
};

Listing select(const Tables& tables, const std::string& wanted) {
  const Selector selector(wanted);
  const auto matches = [&](const RuntimeType& type) {
    return wanted.empty() || selector.matches(type.name) || selector.matches(tables.btf(type).name);
  };
  Listing listing;
  for (const RuntimeType& type : tables.types())
    if (matches(type)) listing.types.push_back(&type);
  for (const Itab& itab : tables.itabs()) {
    const ItabRow row{&itab, &tables.at(itab.interface), &tables.at(itab.type)};
    if (matches(*row.interface) || matches(*row.type)) listing.itabs.push_back(row);
  }
  if (listing.types.empty() && listing.itabs.empty()) selector.refuse();
  return listing;
}

Json segment_json(const Image& image, std::uint64_t address) {
  for (const Image::Segment& segment : image.segments())
    if (address >= segment.address && address - segment.address < segment.size)
      return {
          {"address", segment.address}, {"file_offset", segment.offset}, {"size", segment.size}};
  return nullptr;
}

// What both lists say of a type.
void add_btf(const Tables& tables, const RuntimeType& type, Json& json) {
  const BtfType btf = tables.btf(type), data = tables.data(type);
  json["btf_name"] = btf.name;
  json["btf_id"] = btf.id;
  if (btf.id == 0) json["absent"] = tables.absence(type);
  json["data_btf_name"] = data.name;
  json["data_btf_id"] = data.id;
}

Json type_json(const Tables& tables, const RuntimeType& type) {
  Json json = {{"address", type.address},
               {"name", type.name},
               {"size", type.size},
               {"kind", go::kKindNames.at(type.kind)},
               {"is_direct", type.is_direct}};
  add_btf(tables, type, json);
  return json;
}

Json itab_json(const Tables& tables, const ItabRow& row) {
  Json json = {{"address", row.itab->address},
               {"interface", row.interface->name},
               {"type", row.type->name},
               {"type_address", row.itab->type},
               {"is_direct", row.type->is_direct}};
  add_btf(tables, *row.type, json);
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// One entry a line: smaller than indented, and still good for grep.
template <class Row, class Fn>
std::string list_of(const std::vector<Row>& rows, const Fn& as_json) {
  std::string text;
  for (const Row& row : rows) text += (text.empty() ? "\n" : ",\n") + text_of(as_json(row));
  return "[" + text + "]";
}

std::string as_json(const Image& image, const Encoded& encoded, const Tables& tables,
                    const Listing& listing) {
  const std::uint64_t any_address =
      listing.types.empty() ? listing.itabs.front().itab->type : listing.types.front()->address;
  const Json head = {{"binary", image.path()},
                     {"arch", go_arch(encoded.model.binary)},
                     {"go", go_version(encoded.model.binary)},
                     {"word_size", image.word_size()},
                     {"is_pie", image.is_position_independent()},
                     {"segment", segment_json(image, any_address)}};
  std::string text = text_of(head);
  text.pop_back();  // its closing brace
  return text + ",\n\"types\":" +
         list_of(listing.types, [&](const auto* type) { return type_json(tables, *type); }) +
         ",\n\"itabs\":" +
         list_of(listing.itabs, [&](const ItabRow& row) { return itab_json(tables, row); }) + "}\n";
}

std::string btf_text(const Tables& tables, const RuntimeType& type) {
  const BtfType btf = tables.btf(type);
  if (btf.id == 0) return fmt::format("({})", tables.absence(type));
  return fmt::format("[{}]{}{}", btf.id, btf.name.empty() ? "" : " ", btf.name);
}

std::string as_text(const Image& image, const Tables& tables, const Listing& listing) {
  std::string text = fmt::format(
      "{} types and {} itabs; addresses are those of the link{}\n\n{:>14}  {:<10} {:>10}  {:<7} "
      "{}\n",
      listing.types.size(), listing.itabs.size(),
      image.is_position_independent() ? ", to which a running program adds its load bias" : "",
      "TYPE AT", "KIND", "SIZE", "DATA", "NAME, BTF");
  for (const RuntimeType* type : listing.types)
    text += fmt::format(
        "{:>#14x}  {:<10} {:>10}  {:<7} {}  {}\n", type->address, go::kKindNames.at(type->kind),
        type->size, type->is_direct ? "direct" : "pointer", type->name, btf_text(tables, *type));
  text += fmt::format("\n{:>14}  {:>14}  {}\n", "ITAB AT", "TYPE AT", "INTERFACE, TYPE, BTF");
  for (const ItabRow& row : listing.itabs)
    text += fmt::format("{:>#14x}  {:>#14x}  {}  {}  {}\n", row.itab->address, row.itab->type,
                        row.interface->name, row.type->name, btf_text(tables, *row.type));
  return text;
}

}  // namespace

int run_interfaces(const Request& request) {
  const std::shared_ptr<Image> image = Image::open(request.binary);
  Options options = request.options;
  options.read.interfaces = true;
  const Encoded encoded = encode(image, options);
  const Tables tables(encoded);
  const Listing listing = select(tables, request.name);
  write_file("-", request.json ? as_json(*image, encoded, tables, listing)
                               : printable_lines(as_text(*image, tables, listing)));
  print_notes(request, encoded.model.diagnostics);
  return 0;
}

}  // namespace gofixup::cli
