// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup show: what the binary says of a type or function, in Go's words.
#include <fmt/format.h>

#include <map>

#include "commands.hpp"
#include "function_text.hpp"
#include "go_layout.hpp"
#include "output_file.hpp"
#include "selector.hpp"
#include "support/printable.hpp"

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
    look_up(image);
    Options options = request_.options;
    options.run.stop_after = kLastGoPass;
    options.read.wrappers = true;
    Model model = read_dwarf(image, options.read);
    run_passes(model, options.run);
    Sizes sizes(model);
    std::string text;
    for (std::size_t i = 1; i < model.type_count(); ++i) {
      const Type& type = model.at(static_cast<TypeId>(i));
      if (!holds<Gone>(type) && is_wanted(type.name))
        text += go_type(model, sizes, static_cast<TypeId>(i)) + btf_line(type.name);
    }
    text += functions_;
    if (text.empty()) selector_.refuse();
    write_file("-", printable_lines(std::move(text)));
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

  void look_up(const std::shared_ptr<Image>& image) {
    Options options = request_.options;
    options.read.wrappers = true;
    const Functions functions = view_functions(image, options);
    const Encoded& encoded = functions.encoded;
    for (std::size_t i = 1; i < encoded.model.type_count(); ++i) {
      const Type& type = encoded.model.at(static_cast<TypeId>(i));
      if (!type.btf_name.empty() && !type.is_named_by_us) remember(type.name, type.btf_name);
    }
    show_functions(image, functions);
  }

  void show_functions(const std::shared_ptr<Image>& image, const Functions& functions) {
    std::vector<const FunctionView*> wanted;
    for (const FunctionView& view : functions.views)
      if (selector_.matches(view.function->name) || selector_.matches(view.function->btf_name))
        wanted.push_back(&view);
    if (wanted.empty()) return;
    const SiteFinder finder(image, request_.options.read.threads);
    for (const FunctionView* view : wanted)
      functions_ += function_text(*view, finder.find(*view->function));
  }

  const Request& request_;
  Selector selector_;
  std::map<std::string, std::string, std::less<>> btf_names_;  // of types, by Go name
  std::string functions_;                                      // all that is said of functions
};

}  // namespace

int run_show(const Request& request) { return Show(request).run(); }

}  // namespace gofixup::cli
