// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/btf_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "passes/unicode.hpp"
#include "support/hash.hpp"

namespace gofixup {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr auto kIsWord = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; ++c) table[static_cast<std::size_t>(c)] = is_word(static_cast<char>(c));
  return table;
}();

// cmd/internal/objabi.PathToPrefix writes a path's odd bytes as %xx, in lower case.
std::string unescape(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_escape = name[i] == '%' && i + 2 < name.size() && hex_value(name[i + 1]) >= 0 &&
                           hex_value(name[i + 2]) >= 0;
    if (!is_escape) {
      out += name[i];
      continue;
    }
    out += static_cast<char>(hex_value(name[i + 1]) * 16 + hex_value(name[i + 2]));
    i += 2;
  }
  return out;
}

// Writes words with one underscore between any two that something stood between in Go.
class Spelling {
 public:
  Spelling(std::string& out, std::string_view name) : out_(out), name_(name) {}

  void run() {
    while (at_ < name_.size()) step();
  }

 private:
  bool here(std::string_view text) const { return name_.substr(at_).starts_with(text); }
  std::size_t end_of_word() const {
    std::size_t end = at_;
    while (end < name_.size() && kIsWord[static_cast<unsigned char>(name_[end])]) ++end;
    return end;
  }
  char before() const { return at_ == 0 ? '\0' : name_[at_ - 1]; }

  void separate() { needs_separator_ = true; }
  void flush() {
    if (needs_separator_ && has_word_) out_ += '_';
    needs_separator_ = false;
    has_word_ = true;
  }
  // A word of ours, in place of `length` bytes of Go's.
  void word(std::string_view text, std::size_t length) {
    separate();
    flush();
    out_ += text;
    separate();
    at_ += length;
  }

  void step() {
    const char c = name_[at_];
    if (is_word(c)) {
      const std::size_t end = end_of_word();
      if (c == 'c' && !is_quoted_ && here("chan<- ") && !is_word(before())) return word("schan", 7);
      flush();
      out_.append(name_, at_, end - at_);
      at_ = end;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      beyond_ascii();
    } else {
      punctuation(c);
    }
  }

  // Text in a struct's tags is prose: nothing in it spells a type.
  bool is_prose(char c) {
    if (c == '"') is_quoted_ = !is_quoted_;
    if (is_quoted_ && c == '\\') ++at_;  // and what it escapes
    return is_quoted_;
  }

  void punctuation(char c) {
    if (is_prose(c)) {
      separate();
      at_ = std::min(at_ + 1, name_.size());
      return;
    }
    if (c == '*') return word("ptr", 1);
    if (here("<-chan ")) return word("rchan", 7);
    if (here("...") && !here("...]")) return word("dots", 3);
    if (here(") ") && at_ + 2 < name_.size() && name_[at_ + 2] != '}' && name_[at_ + 2] != '"')
      return word("ret", 2);
    if (c == '[' && !is_word(before()) && array_prefix()) return;
    separate();
    ++at_;
  }

  // `[]T` and `[4]T`, but not the brackets of type arguments, which follow a word.
  bool array_prefix() {
    std::size_t end = at_ + 1;
    while (end < name_.size() && is_digit(name_[end])) ++end;
    if (end >= name_.size() || name_[end] != ']') return false;
    const std::string_view digits = name_.substr(at_ + 1, end - at_ - 1);
    word(digits.empty() ? "slice" : "arr" + std::string(digits), end + 1 - at_);
    return true;
  }

  void beyond_ascii() {
    const CodePoint point = decode_utf8(name_.substr(at_));
    at_ += point.length;
    if (!point.is_valid || !is_letter_or_digit(point.value)) return separate();
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, point.value, 16).ptr;
    flush();
    out_ += 'u';
    out_.append(digits, end);
  }

  std::string& out_;
  std::string_view name_;
  std::size_t at_ = 0;
  bool needs_separator_ = false;
  bool has_word_ = false;
  bool is_quoted_ = false;
};

// `___` is CO-RE's flavour separator.
void shorten_runs(std::string& name) {
  std::size_t kept = 0, run = 0;
  for (const char c : name) {
    run = c == '_' ? run + 1 : 0;
    if (run <= 2) name[kept++] = c;
  }
  name.resize(kept);
}

void append_hex(std::string& out, std::uint64_t number, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += kDigits[number >> shift & 15];
}

// Keywords of C23, of clang 14 to 22 and of gcc for BPF, and macros of theirs. What begins and
// ends with two underscores, and the compilers' built-ins, are told by their form.
// clang-format off
constexpr auto kKeywords = std::to_array<std::string_view>({
    "_Accum", "_Alignas", "_Alignof", "_Atomic", "_BitInt", "_Bool", "_Complex", "_Decimal128",
    "_Decimal32", "_Decimal64", "_ExtInt", "_Float128", "_Float128x", "_Float16", "_Float32",
    "_Float32x", "_Float64", "_Float64x", "_Fract", "_Generic", "_Imaginary", "_LP64", "_Nonnull",
    "_Noreturn", "_Null_unspecified", "_Nullable", "_Nullable_result", "_Pragma", "_Sat",
    "_Static_assert", "_Thread_local", "__alignof", "__asm", "__attribute", "__auto_type",
    "__bf16", "__cdecl", "__complex", "__const", "__fastcall", "__float128", "__float80", "__fp16",
    "__ibm128", "__imag", "__inline", "__int128", "__null", "__nullptr", "__pascal", "__ptr32",
    "__ptr64", "__real", "__regcall", "__restrict", "__signed", "__sptr", "__stdcall",
    "__thiscall", "__thread", "__typeof", "__typeof_unqual", "__unaligned", "__uptr",
    "__vectorcall", "__volatile", "__w64", "alignas", "alignof", "asm", "auto", "bool", "break",
    "case", "char", "const", "constexpr", "continue", "default", "do", "double", "else", "enum",
    "extern", "false", "float", "for", "goto", "if", "inline", "int", "long", "nullptr",
    "register", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert",
    "struct", "switch", "thread_local", "true", "typedef", "typeof", "typeof_unqual", "union",
    "unsigned", "void", "volatile", "while",
});
// clang-format on
static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end()));

// By first letter, a bit for each length that a keyword has: almost no name needs the search.
constexpr auto kKeywordLengths = [] {
  std::array<std::uint32_t, 128> lengths{};
  for (const std::string_view word : kKeywords)
    lengths[static_cast<unsigned char>(word[0])] |= std::uint32_t{1} << word.size();
  return lengths;
}();
static_assert(std::all_of(kKeywords.begin(), kKeywords.end(),
                          [](std::string_view word) { return word.size() < 32; }));

}  // namespace

void append_identifier(std::string& out, std::string_view go_name) {
  if (go_name.find('%') == std::string_view::npos) return Spelling(out, go_name).run();
  Spelling(out, unescape(go_name)).run();
}

std::string btf_name(std::string_view prefix, std::string_view go_name,
                     Disambiguation disambiguation) {
  std::string name;
  name.reserve(prefix.size() + go_name.size() + 16);  // `*` and `[]` become longer
  name += prefix;
  append_identifier(name, go_name);
  const auto has = [&](char c) { return go_name.find(c) != std::string_view::npos; };
  if (has('_') || has('%')) shorten_runs(name);  // else there are none
  if (name.empty() || is_digit(name[0])) name.insert(0, 1, '_');
  if (name.size() <= kLongestName && disambiguation == Disambiguation::none) return name;
  const int digits = disambiguation == Disambiguation::hash64 ? 16 : 8;
  name.resize(std::min(name.size(), kLongestName - 2 - static_cast<std::size_t>(digits)));
  while (name.ends_with('_')) name.pop_back();
  name += "__";
  append_hex(name, digits == 16 ? fnv1a_64(go_name) : fnv1a_32(go_name), digits);
  return name;
}

bool is_c_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return kIsWord[static_cast<unsigned char>(c)];
  });
}

bool is_c_keyword(std::string_view name) {
  if (name.size() < 2 || static_cast<unsigned char>(name[0]) >= kKeywordLengths.size())
    return false;
  if (name.starts_with("__") && name.size() > 4 &&
      (name.starts_with("__builtin_") || name.ends_with("__") ||
       (name[2] >= 'A' && name[2] <= 'Z')))
    return true;
  const std::uint32_t lengths = kKeywordLengths[static_cast<unsigned char>(name[0])];
  return name.size() < 32 && (lengths >> name.size() & 1) != 0 &&
         std::binary_search(kKeywords.begin(), kKeywords.end(), name);
}

std::string member_name(std::string_view go_name) {
  if (go_name.size() > kLongestMember) return btf_name("", go_name, Disambiguation::hash32);
  if (is_c_identifier(go_name)) {
    std::string name(go_name);
    if (is_c_keyword(name)) name += '_';
    return name;
  }
  std::string name;
  if (go_name.starts_with('~') || go_name.starts_with('.')) name += '_';
  append_identifier(name, go_name);
  if (name.empty() || is_digit(name[0])) name.insert(0, 1, '_');
  if (is_c_keyword(name)) name += '_';
  // Letters beyond ASCII become longer.
  return name.size() <= kLongestMember ? name : btf_name("", go_name, Disambiguation::hash32);
}

}  // namespace gofixup
