// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "function_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gofixup::cli {

namespace {

using Json = nlohmann::ordered_json;

Name symbol_of(const Function& function) {
  return function.symbol.empty() ? function.name : function.symbol;
}

// ---- for people ------------------------------------------------------------------------------

// A result that Go leaves without a name has one of ours.
std::string go_list(const std::vector<ValueView>& values, bool with_names) {
  std::string text;
  for (const ValueView& value : values)
    text += (text.empty() ? "" : ", ") + (with_names ? value.name + " " : "") + value.go_type;
  return text;
}

std::string go_results(const std::vector<ValueView>& results) {
  if (results.empty()) return "";
  const bool is_named = results[0].name != "_r0";
  const std::string list = go_list(results, is_named);
  return results.size() == 1 && !is_named ? " " + list : " (" + list + ")";
}

std::string place_lines(const FunctionView& view) {
  if (!view.is_located) return "\t// where the values are is not known\n";
  std::size_t width = 1;
  const auto measure = [&](const std::vector<ValueView>& values) {
    for (const ValueView& value : values)
      width = std::max(width, std::min<std::size_t>(value.name.size(), 24));
  };
  measure(view.params);
  measure(view.results);
  std::string text;
  const auto append = [&](const std::vector<ValueView>& values, std::string_view arrow) {
    for (const ValueView& value : values) {
      const auto places = texts_of(value.place);
      text += fmt::format("\t{}{:<{}}  {}\n", arrow, value.name, width,
                          places.empty() ? "-" : fmt::format("{}", fmt::join(places, ", ")));
    }
  };
  append(view.params, "   ");
  append(view.results, "-> ");
  return text;
}

std::string site_text(const CodeSite& site) {
  return fmt::format("0x{:x} (file offset 0x{:x})", site.address, site.file_offset);
}

std::string site_lines(const Function& function, const std::optional<FunctionSites>& sites) {
  if (!sites)
    return fmt::format("\t// address 0x{:x}, not in a loaded segment of the file\n",
                       function.address);
  std::string text = "\t// entry    " + site_text(sites->entry) + "\n\t// body     ";
  text += !sites->body ? "not known"
                       : site_text(*sites->body) + (sites->sp_distance == 0
                                                        ? ", SP as at the entry"
                                                        : fmt::format(", SP {} bytes below that "
                                                                      "at the entry",
                                                                      sites->sp_distance));
  text += "\n";
  if (!sites->are_returns_known) return text + "\t// returns  not known\n";
  if (sites->returns.empty()) text += "\t// returns  none\n";
  for (const CodeSite& site : sites->returns) text += "\t// return   " + site_text(site) + "\n";
  return text;
}

// ---- for programs ----------------------------------------------------------------------------

Json site_json(const CodeSite& site) {
  return {{"address", site.address}, {"file_offset", site.file_offset}};
}

Json body_json(const FunctionSites& sites) {
  if (!sites.body) return nullptr;
  Json json = site_json(*sites.body);
  json["sp_distance"] = sites.sp_distance;
  return json;
}

Json returns_json(const FunctionSites& sites) {
  if (!sites.are_returns_known) return nullptr;
  Json json = Json::array();
  for (const CodeSite& site : sites.returns) json.push_back(site_json(site));
  return json;
}

Json values_json(const std::vector<ValueView>& values, const Btf& btf, CSpelling& c_type) {
  Json json = Json::array();
  for (const ValueView& value : values)
    json.push_back({{"name", value.name},
                    {"type", value.go_type},
                    {"btf_type", c_type(btf.type_ids.at(index_of(value.type)))},
                    {"size", value.size},
                    {"places", texts_of(value.place)}});
  return json;
}

}  // namespace

std::string go_signature(const FunctionView& view) {
  return fmt::format("{}({}){}", view.function->name, go_list(view.params, true),
                     go_results(view.results));
}

std::string function_text(const FunctionView& view, const std::optional<FunctionSites>& sites) {
  const Function& function = *view.function;
  return fmt::format("func {}\n{}{}\t// symbol   {}, {} bytes{}\n\t// BTF: {}\n\n",
                     go_signature(view), place_lines(view), site_lines(function, sites),
                     symbol_of(function), function.size,
                     function.is_wrapper ? ", compiler-made wrapper" : "", function.btf_name);
}

Json function_json(const FunctionView& view, const std::optional<FunctionSites>& sites,
                   const Btf& btf, CSpelling& c_type) {
  const Function& function = *view.function;
  return {{"name", function.name},
          {"btf_name", function.btf_name},
          {"symbol", symbol_of(function)},
          {"address", function.address},
          {"size", function.size},
          {"file_offset", sites ? Json(sites->entry.file_offset) : Json(nullptr)},
          {"body", sites ? body_json(*sites) : Json(nullptr)},
          {"returns", sites ? returns_json(*sites) : Json(nullptr)},
          {"location", view.is_located ? Json(function.location) : Json(nullptr)},
          {"params", values_json(view.params, btf, c_type)},
          {"results", values_json(view.results, btf, c_type)}};
}

}  // namespace gofixup::cli
