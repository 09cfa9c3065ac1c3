// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Each testcase's own types and functions, as the model has them at the end of the pipeline,
// against testcases/<topic>/expect.btf.txt.
//
// Only what the testcase itself declares: the runtime's types change with every Go release. A
// file expect.go1.24.btf.txt is for Go 1.24 and later, up to the next such file; expect.btf.txt
// is for what is older than all of them. expect.386.btf.txt is for 386, where it exists. Other
// machines differ in nothing but byte order and assembly; the property suite looks at those.
//
// GOFIXUP_UPDATE=1 writes the files anew, oldest Go first, with one file per real difference.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "encode.hpp"
#include "golden/expectation.hpp"
#include "model/inspect.hpp"
#include "property/register_case.hpp"
#include "property/run.hpp"
#include "support/error.hpp"

namespace gofixup::golden {

namespace {

namespace fs = std::filesystem;
using property::Input;

// structs@go1.24.6-386 taken apart.
struct Testcase {
  Input input;
  std::string topic, arch;  // arch: empty for the host's
  GoVersion version;
};

std::string module_path(const std::string& topic_folder) {
  const std::string text = testing::read_text(topic_folder + "/go.mod");
  const std::size_t from = text.find("module ") + 7;
  return text.substr(from, text.find('\n', from) - from);
}

std::string arch_of(const std::string& name) {
  for (const char* arch : {"386", "arm64", "s390x"})
    if (name.ends_with(std::string("@") + arch) || name.ends_with(std::string("-") + arch))
      return arch;
  return {};
}

// The default go's testcases do not tell it in their names.
GoVersion version_of(const Input& input) {
  const GoVersion version = version_in(input.name);
  if (version != GoVersion{}) return version;
  try {
    return read_dwarf(Image::open(input.path), {}).binary.go;
  } catch (const Error&) {
    return {};  // the test case itself will say what is wrong
  }
}

// A case file with `globals: yes` expects variables and constants too.
bool wants_globals(const std::string& topic_folder) {
  return testing::read_text(topic_folder + "/case").find("\nglobals: yes") != std::string::npos;
}

Model model_of(const Input& input, bool with_globals) {
  Options options;
  options.run.verify_each = true;
  options.read.variables = options.read.constants = with_globals;
  Model model = read_dwarf(Image::open(input.path), options.read);
  run_passes(model, options.run);
  return model;
}

// Writes where GOFIXUP_UPDATE says so. Returns what is wrong, empty if nothing.
std::string compare(const Expectation& expectation, GoVersion version, const std::string& text) {
  static std::set<std::string> written;  // by this process
  const std::string path = expectation.path(version);
  if (fs::exists(path) && testing::read_text(path) == text) return {};
  if (testing::setting("GOFIXUP_UPDATE") != "1")
    return difference(path, text) +
           "\nIf the new text is right: GOFIXUP_UPDATE=1 meson test -C build --suite golden";
  // What an older Go has just written stays; this one needs a file of its own.
  const std::string target = written.contains(path) ? expectation.path_since(version) : path;
  replace_file(target, text);
  written.insert(target);
  return {};
}

std::string folder_of(const std::string& source, const std::string& topic) {
  return source + "/testcases/" + topic;
}

void check(const Testcase& testcase, const std::string& source) {
  const std::string folder = folder_of(source, testcase.topic);
  const Expectation expectation(folder, testcase.arch);
  const std::string module = module_path(folder);
  const Model model = model_of(testcase.input, wants_globals(folder));
  const std::string text = dump(model, [&](Name name) { return is_own(name, module); });
  const std::string wrong = compare(expectation, model.binary.go, text);
  // Not through Catch2, which breaks lines.
  if (!wrong.empty()) std::cout << wrong << std::endl;
  INFO(testcase.input.path);
  CHECK(wrong.empty());
}

// A file that says what the one before it says is noise.
void check_overrides(const fs::path& folder) {
  std::string previous;
  const std::vector<std::string> paths = Expectation(folder.string(), {}).all_paths();
  CHECK_FALSE(paths.empty());
  for (const std::string& path : paths) {
    const std::string text = testing::read_text(path);
    INFO(path);
    CHECK(text != previous);
    previous = text;
  }
}

std::vector<Testcase> find_testcases(const std::string& source) {
  std::vector<Testcase> testcases;
  for (const Input& input : property::find_inputs()) {
    if (!input.is_testcase) continue;
    const std::string topic = input.name.substr(0, input.name.find('@')),
                      arch = arch_of(input.name);
    const fs::path folder = folder_of(source, topic);
    if (!fs::exists(folder / "go.mod")) continue;
    const bool is_wanted = arch.empty() || fs::exists(folder / ("expect." + arch + ".btf.txt"));
    if (!is_wanted) continue;
    testcases.push_back({input, topic, arch, version_of(input)});
  }
  // Oldest Go first: what an update writes depends on the order.
  std::ranges::stable_sort(testcases, {}, &Testcase::version);
  return testcases;
}

const bool kAreRegistered = [] {
  const std::string source = testing::setting("GOFIXUP_SOURCE");
  const std::vector<Testcase> testcases = find_testcases(source);
  std::set<std::string> topics;
  for (const Testcase& testcase : testcases) {
    topics.insert(testcase.topic);
    testing::register_case(testcase.input.name + ": as expected", "[golden]",
                           [=] { check(testcase, source); });
  }
  for (const std::string& topic : topics)
    testing::register_case(topic + ": each expectation differs", "[golden]",
                           [=] { check_overrides(folder_of(source, topic)); });
  if (testcases.empty())
    testing::register_case("any testcase", "[golden]", [] {
      testing::say_skipped("golden", "no testcases are built; scripts/build-testcases does");
      SUCCEED();
    });
  return true;
}();

}  // namespace

}  // namespace gofixup::golden
