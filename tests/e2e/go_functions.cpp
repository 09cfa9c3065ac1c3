// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/go_functions.hpp"

#include <nlohmann/json.hpp>
#include <regex>

#include "e2e/bpf_session.hpp"

namespace gofixup::e2e {

namespace {

using nlohmann::json;

constexpr unsigned kScalarsOnStack = 20;  // more than any value of arguments/ has

Site site(const json& object) {
  return {object.at("address").get<std::uint64_t>(), object.at("file_offset").get<std::uint64_t>()};
}

std::vector<GoValue> values(const json& array) {
  std::vector<GoValue> values;
  for (const json& value : array)
    values.push_back(
        {value.at("name").get<std::string>(), value.at("places").get<std::vector<std::string>>()});
  return values;
}

// main_Max_go_shape_int_0 and main_Max_go_shape_int are the same to us.
std::string without_shape_numbers(const std::string& name) {
  static const std::regex kNumbered("(go_shape_[a-z]+[0-9]*)_[0-9]+");
  return std::regex_replace(name, kNumbered, "$1");
}

GoFunction function(const json& object) {
  GoFunction function;
  function.name = without_shape_numbers(object.at("btf_name").get<std::string>());
  function.entry = site(object);
  const json& body = object.at("body");
  if (!body.is_null()) {
    function.body = site(body);
    function.sp_distance = body.at("sp_distance").get<std::uint64_t>();
  }
  for (const json& place : object.at("returns")) function.returns.push_back(site(place));
  function.params = values(object.at("params"));
  function.results = values(object.at("results"));
  return function;
}

bool is_float(const std::string& place) {
  return place.starts_with("xmm") || (place[0] == 'f' && place != "flags");
}

std::string macros(const std::string& prefix, const std::vector<std::string>& places) {
  std::string text;
  const auto define = [&](unsigned scalar, const std::string& meaning) {
    text += "#define " + prefix + "_" + std::to_string(scalar) + "(type, offset) " + meaning + "\n";
  };
  if (places.size() == 1 && places[0].starts_with("sp+")) {
    for (unsigned scalar = 0; scalar < kScalarsOnStack; ++scalar)
      define(scalar, "ON_STACK(type, " + places[0].substr(3) + " + (offset))");
    return text;
  }
  for (unsigned scalar = 0; scalar < places.size(); ++scalar)
    if (!is_float(places[scalar])) define(scalar, "IN_REGISTER(type, " + places[scalar] + ")");
  return text;
}

}  // namespace

GoFunctions read_functions(const std::string& binary, const std::string& glob) {
  const json root = json::parse(run({gofixup(), "functions", binary, glob, "--json"}));
  GoFunctions functions;
  for (const json& object : root.at("functions")) {
    GoFunction found = function(object);
    functions.emplace(found.name, found);
  }
  return functions;
}

std::string places_header(const GoFunctions& functions) {
  std::string text;
  for (const auto& [name, function] : functions) {
    for (const GoValue& param : function.params)
      if (!param.name.starts_with("_p"))  // blank ones are not listed up to Go 1.21
        text += macros(name + "_" + param.name, param.places);
    for (std::size_t i = 0; i < function.results.size(); ++i)
      text += macros(name + "_r" + std::to_string(i), function.results[i].places);
  }
  return text;
}

}  // namespace gofixup::e2e
