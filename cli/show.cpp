// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup show: what the binary says of a type or function, in Go's words.
#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "commands.hpp"
#include "go_layout.hpp"
#include "selector.hpp"

namespace gofixup::cli {

namespace {

// The last pass after which the model still speaks Go.
constexpr std::string_view kLastGoPass = "add_dictionaries";

// Names of both kinds are known only at the end, Go's layout only before: so everything named
// is a candidate until the pipeline has run.
class Show {
 public:
  explicit Show(const Request& request) : request_(request), selector_(request.name) {}

  int run() {
    const std::shared_ptr<Image> image = Image::open(request_.binary);  // inflated once
    find_by_btf_name(image);
    Options options = request_.options;
    options.run.stop_after = kLastGoPass;
    options.read.wrappers = true;
    Model model = read_dwarf(image, options.read);
    run_passes(model, options.run);
    std::string text;
    for (std::size_t i = 1; i < model.type_count(); ++i) {
      const Type& type = model.at(static_cast<TypeId>(i));
      if (!holds<Gone>(type) && is_wanted(type.name))
        text += go_type(model, static_cast<TypeId>(i)) + btf_line(type.name);
    }
    for (const Function& function : model.functions)
      if (is_wanted(function.name)) text += go_function(model, function) + btf_line(function.name);
    if (text.empty()) selector_.refuse();
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  }

 private:
  bool is_wanted(Name go_name) const {
    return selector_.matches(go_name) || btf_names_.contains(go_name);
  }
  std::string btf_line(Name go_name) const {
    const auto found = btf_names_.find(go_name);
    return found == btf_names_.end() ? "\n" : "\t// BTF: " + found->second + "\n\n";
  }

  void remember(Name go_name, Name btf_name) {
    if (selector_.matches(go_name) || selector_.matches(btf_name))
      btf_names_.emplace(go_name, btf_name);
  }

  void find_by_btf_name(const std::shared_ptr<Image>& image) {
    Options options = request_.options;
    options.read.wrappers = true;
    const Encoded encoded = encode(image, options);
    for (std::size_t i = 1; i < encoded.model.type_count(); ++i) {
      const Type& type = encoded.model.at(static_cast<TypeId>(i));
      if (!type.btf_name.empty() && !type.is_named_by_us) remember(type.name, type.btf_name);
    }
    for (const Function& function : encoded.model.functions)
      remember(function.name, function.btf_name);
  }

  const Request& request_;
  Selector selector_;
  std::map<std::string, std::string, std::less<>> btf_names_;  // by Go name
};

}  // namespace

int run_show(const Request& request) { return Show(request).run(); }

}  // namespace gofixup::cli
