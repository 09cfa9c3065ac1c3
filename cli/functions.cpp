// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup functions: where each function and its values are, for people or as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "commands.hpp"
#include "function_text.hpp"
#include "selector.hpp"
#include "support/error.hpp"
#include "support/printable.hpp"
#include "target.hpp"

namespace gofixup::cli {

namespace {

using Json = nlohmann::ordered_json;
using Sites = std::vector<std::optional<FunctionSites>>;

void must_be_written(bool is_written) {
  if (!is_written)
    throw Error(Error::Kind::io, std::string("standard output: ") + std::strerror(errno));
}

void print(const std::string& text) {
  must_be_written(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}

std::vector<const FunctionView*> select(const Functions& functions, const std::string& name) {
  std::vector<const FunctionView*> selected;
  const Selector selector(name);
  for (const FunctionView& view : functions.views)
    if (name.empty() || selector.matches(view.function->name) ||
        selector.matches(view.function->btf_name))
      selected.push_back(&view);
  if (selected.empty())
    throw Error(Error::Kind::not_found,
                "no function is called " + name +
                    "; Go names carry the whole import path, and * stands for any text");
  return selected;
}

// Text that JSON must escape, or that is no UTF-8 (then with replacement characters).
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// One line for each function: a whole object at a time is never in memory.
void print_json(const Request& request, const Functions& functions,
                const std::vector<const FunctionView*>& selected, const Sites& sites) {
  CSpelling c_type(functions.encoded.btf.bytes);
  const BinaryInfo& binary = functions.encoded.model.binary;
  const bool is_known = binary.go != GoVersion{};
  const Json head = {{"binary", request.binary},
                     {"arch", go_arch(binary)},
                     {"go", is_known ? Json(fmt::format("{}.{}", binary.go.major, binary.go.minor))
                                     : Json(nullptr)},
                     {"word_size", binary.word_size}};
  std::string text = dump(head);
  text.pop_back();
  print(text + ",\"functions\":[");
  for (std::size_t i = 0; i < selected.size(); ++i)
    print((i == 0 ? "\n" : ",\n") +
          dump(function_json(*selected[i], sites[i], functions.encoded.btf, c_type)));
  print("\n]}\n");
}

// What is not known is null in the JSON; people shall hear why.
void print_notes_on(const Request& request, const SiteFinder& finder, const Sites& sites) {
  const auto say = [&](const std::string& text) {
    fmt::print(stderr, "gofixup: {}: {}\n", request.binary, text);
  };
  if (!finder.why_no_returns().empty()) return say("no returns: " + finder.why_no_returns());
  const auto unknown = std::count_if(sites.begin(), sites.end(), [](const auto& site) {
    return !site || !site->are_returns_known;
  });
  if (unknown != 0)
    say(fmt::format(
        "the returns of {} of {} functions are not known: their code holds instructions "
        "that Capstone does not know, is not in the file, or was compiled by gccgo",
        unknown, sites.size()));
}

}  // namespace

int run_functions(const Request& request) {
  const std::shared_ptr<Image> image = Image::open(request.binary);
  Options options = request.options;
  options.target.tags = Tags::none;  // nobody reads them here
  const Functions functions = view_functions(image, options);
  const std::vector<const FunctionView*> selected = select(functions, request.name);
  std::vector<const Function*> wanted;
  wanted.reserve(selected.size());
  for (const FunctionView* view : selected) wanted.push_back(view->function);
  const SiteFinder finder(image, options.read.threads);
  const Sites sites = finder.find(wanted);
  if (request.json) {
    print_json(request, functions, selected, sites);
  } else {
    for (std::size_t i = 0; i < selected.size(); ++i)
      print(printable_lines(function_text(*selected[i], sites[i])));
  }
  must_be_written(std::fflush(stdout) == 0);
  print_notes_on(request, finder, sites);
  return 0;
}

}  // namespace gofixup::cli
