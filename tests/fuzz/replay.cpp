// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A fuzz target without a fuzzer: runs every file given, or below a folder given, once.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz/finding.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs_below(const fs::path& given) {
  if (!fs::is_directory(given)) return {given};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(given))
    if (entry.is_regular_file() && entry.path().extension() != ".license")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const fs::path& path) {
  // The last line before a crash says which input it was.
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return false;
  try {
    // A copy of exactly this size, so that a sanitizer sees a step beyond it.
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    return true;
  } catch (const gofixup::fuzz::Finding& finding) {
    std::printf("failed: %s: %s\n", path.c_str(), finding.text.c_str());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  unsigned passed = 0, failed = 0;
  for (int i = 1; i < argc; ++i)
    for (const fs::path& path : inputs_below(argv[i])) ++(replay(path) ? passed : failed);
  if (passed + failed == 0) {
    std::printf("failed: no inputs\n");
    ++failed;
  }
  std::printf("%u passed, %u failed, 0 skipped\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
