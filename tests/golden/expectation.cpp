// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "golden/expectation.hpp"

#include <unistd.h>

#include <cctype>
#include <filesystem>

#include "property/tool.hpp"

namespace gofixup::golden {

namespace {

namespace fs = std::filesystem;

// The module as DWARF spells it: dots in the last element of a path are escaped.
std::string escaped(const std::string& module) {
  std::string text = module.substr(0, module.rfind('/') + 1);
  for (const char c : module.substr(text.size())) text += c == '.' ? "%2e" : std::string(1, c);
  return text;
}

}  // namespace

Expectation::Expectation(std::string folder, std::string arch)
    : folder_(std::move(folder)), arch_(std::move(arch)) {
  if (!arch_.empty() || !fs::is_directory(folder_)) return;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("expect.go") && name.ends_with(".btf.txt"))
      overrides_[version_in(name)] = entry.path().string();
  }
}

std::string Expectation::default_path() const {
  return folder_ + "/expect." + (arch_.empty() ? "" : arch_ + ".") + "btf.txt";
}

std::string Expectation::path(GoVersion version) const {
  // A development build of Go tells no version and is newer than all.
  if (version == GoVersion{}) version = {~0u, ~0u};
  const auto after = overrides_.upper_bound(version);
  return after == overrides_.begin() ? default_path() : std::prev(after)->second;
}

std::string Expectation::path_since(GoVersion version) const {
  return folder_ + "/expect.go" + std::to_string(version.major) + "." +
         std::to_string(version.minor) + ".btf.txt";
}

std::vector<std::string> Expectation::all_paths() const {
  std::vector<std::string> paths;
  if (fs::exists(default_path())) paths.push_back(default_path());
  for (const auto& [version, path] : overrides_) paths.push_back(path);
  return paths;
}

GoVersion version_in(const std::string& text) {
  for (std::size_t at = text.find("go"); at != std::string::npos; at = text.find("go", at + 1)) {
    GoVersion version;
    std::size_t end = at + 2;
    const auto number = [&] {
      unsigned value = 0;
      for (; end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])); ++end)
        value = value * 10 + static_cast<unsigned>(text[end] - '0');
      return value;
    };
    version.major = number();
    if (version.major == 0 || end >= text.size() || text[end] != '.') continue;
    ++end;
    version.minor = number();
    return version;
  }
  return {};
}

bool is_own(Name name, const std::string& module) {
  // Every testcase has it, to keep types alive: of no interest, and different in Go <= 1.21,
  // whose DWARF has no blank parameters.
  if (name == "main.keep") return false;
  // The second: constants of predeclared types.
  if (name.starts_with("main.") || name.starts_with("main consts")) return true;
  for (const std::string& own : {module, escaped(module)})
    if (name.starts_with(own) && name.size() > own.size() &&
        (name[own.size()] == '.' || name[own.size()] == '/'))
      return true;
  return false;
}

std::string difference(const std::string& path, const std::string& text) {
  const testing::TempDir directory;
  testing::write_text(directory.file("got"), text);
  const bool is_there = fs::exists(path);
  const testing::ToolResult result =
      testing::run_tool({"diff", "-u", "--label", path, "--label", "now",
                         is_there ? path : "/dev/null", directory.file("got")});
  return (is_there ? "" : "there is no " + path + "\n") +
         (result.out.empty() ? result.complaint("diff") : result.out);
}

void replace_file(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".new";
  testing::write_text(temporary, text);
  fs::rename(temporary, path);
}

}  // namespace gofixup::golden
