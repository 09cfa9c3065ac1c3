// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/btf_names.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

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

// How many of 8 bytes are of a word before the first that is not: of all at once, as nobody can
// predict where a loop over them would end.
unsigned word_bytes(const char* text) {
  constexpr std::uint64_t kEach = 0x0101010101010101, kHigh = kEach * 0x80;
  std::uint64_t bytes;
  std::memcpy(&bytes, text, 8);
  // The high bit of each byte of `x + from_below(c)` tells whether that of x, under 128, is >= c.
  const auto from_below = [](char c) { return kEach * (0x80 - static_cast<unsigned char>(c)); };
  const std::uint64_t ascii = bytes & ~kHigh, lower = ascii | kEach * 0x20;
  const std::uint64_t letter = (lower + from_below('a')) & ~(lower + from_below('z' + 1));
  const std::uint64_t digit = (ascii + from_below('0')) & ~(ascii + from_below('9' + 1));
  const std::uint64_t other_than_underscore = (ascii ^ kEach * '_') + (kHigh - kEach);
  const std::uint64_t no_word = (~(letter | digit | ~other_than_underscore) | bytes) & kHigh;
  return static_cast<unsigned>(std::countr_zero(no_word)) / 8;  // 64 / 8, if there is none
}

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

// What a byte begins.
enum class Begins : std::uint8_t {
  word,       // it is part of an identifier
  separator,  // it stands between two, whatever follows
  more,       // it depends
};

constexpr auto kBegins = [] {
  std::array<Begins, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = c >= 128 ? Begins::more : kIsWord[c] ? Begins::word : Begins::separator;
  for (const char c : {'"', '\\', '*', '<', '.', ')', '['})
    table[static_cast<unsigned char>(c)] = Begins::more;
  return table;
}();

// The most bytes that a name of so many becomes: `*` becomes `_ptr`, nothing grows more.
constexpr std::size_t room_for(std::size_t length) { return 4 * length + 8; }

// Writes words with one underscore between any two that something stood between in Go.
class Spelling {
 public:
  // `out` has room for room_for() of the name.
  Spelling(char* out, std::string_view name) : out_(out), name_(name) {}

  // Returns the end of what it wrote.
  char* run() {
    while (at_ < name_.size()) {
      switch (kBegins[static_cast<unsigned char>(name_[at_])]) {
        case Begins::word: go_word(); break;
        case Begins::separator:
          separate();
          ++at_;
          break;
        case Begins::more: step(); break;
      }
    }
    return out_;
  }

 private:
  bool here(std::string_view text) const { return name_.substr(at_).starts_with(text); }
  char before() const { return at_ == 0 ? '\0' : name_[at_ - 1]; }

  void separate() { needs_separator_ = true; }
  void flush() {
    if (needs_separator_ && has_word_) *out_++ = '_';
    needs_separator_ = false;
    has_word_ = true;
  }
  void put(std::string_view text) { out_ = std::copy(text.begin(), text.end(), out_); }
  // A word of ours, in place of `length` bytes of Go's.
  void word(std::string_view text, std::size_t length) {
    separate();
    flush();
    put(text);
    separate();
    at_ += length;
  }

  void go_word() {
    if (name_[at_] == 'c' && !is_quoted_ && here("chan<- ") && !is_word(before()))
      return word("schan", 7);
    flush();
    // For all the compiler knows, what is written could be our members.
    const char* from = name_.data() + at_;
    const char* const end = name_.data() + name_.size();
    char* to = out_;
    while (end - from >= 8) {
      std::memcpy(to, from, 8);
      const unsigned length = word_bytes(from);
      from += length;
      to += length;
      if (length < 8) break;
    }
    while (from != end && kIsWord[static_cast<unsigned char>(*from)]) *to++ = *from++;
    at_ = static_cast<std::size_t>(from - name_.data());
    out_ = to;
  }

  void step() {
    const char c = name_[at_];
    if (static_cast<unsigned char>(c) >= 0x80)
      beyond_ascii();
    else
      punctuation(c);
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
    switch (c) {
      case '*': return word("ptr", 1);
      case '<':
        if (here("<-chan ")) return word("rchan", 7);
        break;
      case '.':
        if (here("...") && !here("...]")) return word("dots", 3);
        break;
      case ')':
        if (here(") ") && at_ + 2 < name_.size() && name_[at_ + 2] != '}' && name_[at_ + 2] != '"')
          return word("ret", 2);
        break;
      case '[':
        if (!is_word(before()) && array_prefix()) return;
        break;
      default: break;
    }
    separate();
    ++at_;
  }

  // `[]T` and `[4]T`, but not the brackets of type arguments, which follow a word.
  bool array_prefix() {
    std::size_t end = at_ + 1;
    while (end < name_.size() && is_digit(name_[end])) ++end;
    if (end >= name_.size() || name_[end] != ']') return false;
    const std::string_view digits = name_.substr(at_ + 1, end - at_ - 1);
    if (digits.empty()) {
      word("slice", 2);
    } else {
      word("arr", end + 1 - at_);
      put(digits);
    }
    return true;
  }

  void beyond_ascii() {
    const CodePoint point = decode_utf8(name_.substr(at_));
    at_ += point.length;
    if (!point.is_valid || !is_letter_or_digit(point.value)) return separate();
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, point.value, 16).ptr;
    flush();
    *out_++ = 'u';
    out_ = std::copy(digits, end, out_);
  }

  char* out_;
  std::string_view name_;
  std::size_t at_ = 0;
  bool needs_separator_ = false;
  bool has_word_ = false;
  bool is_quoted_ = false;
};

// `___` is CO-RE's flavour separator. The name is what follows `start`.
void shorten_runs(std::string& text, std::size_t start) {
  std::size_t kept = start, run = 0;
  for (std::size_t i = start; i < text.size(); ++i) {
    run = text[i] == '_' ? run + 1 : 0;
    if (run <= 2) text[kept++] = text[i];
  }
  text.resize(kept);
}

void append_spelling(std::string& out, std::string_view go_name) {
  const std::size_t start = out.size();
  out.resize(start + room_for(go_name.size()));
  const char* end = Spelling(out.data() + start, go_name).run();
  out.resize(static_cast<std::size_t>(end - out.data()));
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
  if (go_name.find('%') != std::string_view::npos) return append_spelling(out, unescape(go_name));
  append_spelling(out, go_name);
}

void append_btf_name(std::string& out, std::string_view prefix, std::string_view go_name,
                     Disambiguation disambiguation) {
  const std::size_t start = out.size();
  out += prefix;
  append_identifier(out, go_name);
  const auto has = [&](char c) { return go_name.find(c) != std::string_view::npos; };
  if (has('_') || has('%')) shorten_runs(out, start);  // else there are none
  if (out.size() == start || is_digit(out[start])) out.insert(start, 1, '_');
  const std::size_t length = out.size() - start;
  if (length <= kLongestName && disambiguation == Disambiguation::none) return;
  const int digits = disambiguation == Disambiguation::hash64 ? 16 : 8;
  out.resize(start + std::min(length, kLongestName - 2 - static_cast<std::size_t>(digits)));
  while (out.size() > start && out.back() == '_') out.pop_back();
  out += "__";
  append_hex(out, digits == 16 ? fnv1a_64(go_name) : fnv1a_32(go_name), digits);
}

std::string btf_name(std::string_view prefix, std::string_view go_name,
                     Disambiguation disambiguation) {
  std::string name;
  append_btf_name(name, prefix, go_name, disambiguation);
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
