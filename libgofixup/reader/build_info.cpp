// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: debug/buildinfo/buildinfo.go and cmd/link/internal/ld/data.go, Go 1.13 to 1.27.
#include "reader/build_info.hpp"

#include <algorithm>
#include <string_view>

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::size_t kHeader = 32;  // bytes: magic, word size, flags, and up to 1.17 two pointers

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// From its magic on; empty where there is none.
std::span<const std::uint8_t> find_build_info(const Image& image) {
  const auto section = image.raw_section(".go.buildinfo");
  if (text_of(section).starts_with(kMagic)) return section;
  for (const Image::Segment& segment : image.segments()) {
    const auto bytes = image.loaded(segment.address, segment.size);
    const std::size_t at = text_of(bytes).find(kMagic);
    if (at != std::string_view::npos) return bytes.subspan(at);
  }
  return {};
}

std::string_view release_in(const Image& image, std::span<const std::uint8_t> info) {
  constexpr std::uint8_t kInline = 2;
  Cursor cursor(info, image.is_big_endian());
  cursor.skip(kMagic.size());
  cursor.skip(1);  // word size, 0 where the strings follow
  if ((cursor.u8() & kInline) != 0) {
    cursor.seek(kHeader);
    return text_of(cursor.bytes(cursor.uleb()));
  }
  cursor.seek(16);  // up to Go 1.17: the address of a string
  const std::uint64_t header = cursor.number(image.word_size());
  Cursor string(image.loaded(header, std::uint64_t{2} * image.word_size()), image.is_big_endian());
  const std::uint64_t text = string.number(image.word_size());
  return text_of(image.loaded(text, string.number(image.word_size())));
}

}  // namespace

bool is_made_by_go(const Image& image) {
  for (const char* name :
       {".go.buildinfo", ".gopclntab", ".data.rel.ro.gopclntab", ".go.module", ".note.go.buildid"})
    if (image.stores(name)) return true;
  return !find_build_info(image).empty();
}

std::string go_release(const Image& image) {
  const auto info = find_build_info(image);
  if (info.empty()) return {};
  try {
    std::string_view release = release_in(image, info);
    // A hostile file may say anything; what is no release is not repeated.
    release = release.substr(0, std::min<std::size_t>(release.find(' '), 40));
    const bool is_plain =
        std::all_of(release.begin(), release.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return is_plain && release.starts_with("go1") ? std::string(release) : "";
  } catch (const Error&) {
    return {};
  }
}

}  // namespace gofixup
