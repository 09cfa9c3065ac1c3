// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/descriptors.hpp"

#include <algorithm>

#include "model/go_kind.hpp"

namespace gofixup {

namespace {

// abi.Type begins with the words size and ptrdata; then come the hash of 4 bytes and a byte each
// for tflag, align, fieldAlign and kind; the words equal and gcdata; str and ptrToThis of 4 bytes.
struct Places {
  explicit Places(unsigned word)
      : tflag(2 * word + 4), kind(tflag + 3), name(4 * word + 8), end(4 * word + 16) {}
  unsigned tflag, kind, name, end;
};

constexpr std::uint8_t kKindMask = 0x1f;
// KindDirectIface in the kind up to Go 1.25, TFlagDirectIface in the tflag from 1.26. Both are
// bit 5, and neither byte has another use for it in the other releases.
constexpr std::uint8_t kDirect = 1 << 5;
// Far more than any type's spelling has; a length that says so is none.
constexpr std::uint64_t kLongestName = 1 << 16;
constexpr std::uint8_t kHasUncommon = 1 << 0;   // TFlagUncommon: package and methods follow
constexpr std::uint8_t kHasExtraStar = 1 << 1;  // TFlagExtraStar: the name is that of *T

// How many words the part between abi.Type and abi.UncommonType has; none where that depends on
// the release.
std::optional<unsigned> words_of_kind(std::uint8_t kind) {
  switch (kind) {
    case go::kind::map: return std::nullopt;
    case go::kind::structure:            // PkgPath, Fields
    case go::kind::interface: return 4;  // PkgPath, Methods
    case go::kind::array: return 3;      // Elem, Slice, Len
    case go::kind::chan: return 2;       // Elem, Dir
    case go::kind::pointer:              // Elem
    case go::kind::slice:                // Elem
    case go::kind::func: return 1;       // InCount, OutCount
    default: return 0;
  }
}

// As the compiler escapes the path of a package in names (cmd/internal/objabi.PathToPrefix).
std::string escaped(const std::string& path) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::size_t slash = path.rfind('/');
  const std::size_t last = slash == std::string::npos ? 0 : slash + 1;
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto c = static_cast<unsigned char>(path[i]);
    if (c <= ' ' || (c == '.' && i >= last) || c == '%' || c == '"' || c >= 0x7f)
      text += {'%', kHex[c >> 4], kHex[c & 15]};
    else
      text += path[i];
  }
  return text;
}

}  // namespace

std::optional<Descriptors::Descriptor> Descriptors::at(std::uint64_t address) const {
  const Places places(word_);
  const auto size = memory_.number(address, word_);
  const auto tflag = memory_.number(address + places.tflag, 1);
  const auto kind = memory_.number(address + places.kind, 1);
  if (!size || !tflag || !kind) return std::nullopt;
  Descriptor descriptor{*size, static_cast<std::uint8_t>(*kind & kKindMask),
                        ((*tflag | *kind) & kDirect) != 0};
  if (descriptor.kind < go::kind::boolean || descriptor.kind > go::kind::unsafe_pointer)
    return std::nullopt;
  return descriptor;
}

// A name is a byte of flags, its length in base 128, lowest digit first, and its text (abi.Name).
std::string Descriptors::text_at(std::uint64_t offset) const {
  constexpr unsigned kMostDigits = 4;  // names end below 1<<29
  if (offset == 0) return {};
  std::uint64_t at = types_ + offset + 1, length = 0;
  for (unsigned i = 0; i < kMostDigits; ++i) {
    const std::uint64_t digit = number(at++, 1);
    length |= (digit & 0x7f) << (7 * i);
    if (digit < 0x80) break;
  }
  if (length > kLongestName) return {};
  const auto bytes = memory_.bytes(at, length);
  return {bytes.begin(), bytes.end()};
}

// The path of the package of a type that has methods or a name of its own.
std::string Descriptors::package_of(std::uint64_t address) const {
  const Places places(word_);
  const auto words = words_of_kind(number(address + places.kind, 1) & kKindMask);
  if ((number(address + places.tflag, 1) & kHasUncommon) == 0 || !words) return {};
  return text_at(number(address + places.end + std::uint64_t{*words} * word_, 4));
}

// The text in the descriptor says `pkg.T` where DWARF says `path/of/pkg.T`.
std::string Descriptors::name_at(std::uint64_t address) const {
  const Places places(word_);
  std::string name = text_at(number(address + places.name, 4));
  if ((number(address + places.tflag, 1) & kHasExtraStar) != 0 && name.starts_with('*'))
    name.erase(0, 1);
  const std::string package = package_of(address);
  const std::size_t first = std::min(name.find_first_not_of('*'), name.size());
  const std::size_t dot = name.find_first_of(".[({ ", first);
  if (package.empty() || dot == std::string::npos || name[dot] != '.') return name;
  return name.substr(0, first) + escaped(package) + name.substr(dot);
}

std::uint64_t Descriptors::element(std::uint64_t address, std::uint8_t kind) const {
  const bool has_one = kind == go::kind::pointer || kind == go::kind::array ||
                       kind == go::kind::slice || kind == go::kind::chan;
  return has_one ? memory_.word(address + Places(word_).end).value_or(0) : 0;
}

std::uint64_t Descriptors::method_count(std::uint64_t address) const {
  return number(address + Places(word_).end + std::uint64_t{2} * word_,
                word_);  // PkgPath, then a slice
}

}  // namespace gofixup
