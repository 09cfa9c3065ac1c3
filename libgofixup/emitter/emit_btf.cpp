// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/emit_btf.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "emitter/btf_format.hpp"
#include "emitter/btf_words.hpp"
#include "emitter/string_table.hpp"
#include "emitter/type_order.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

constexpr std::size_t kLongestSectionName = 120;  // kernels before 6.1 take 128

// Up to Linux 6.11 a DATASEC's name has letters, digits, dots and underscores only.
std::string section_name(std::string_view name) {
  std::string legal(name.substr(0, kLongestSectionName));
  for (char& c : legal)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.') c = '_';
  if (legal.empty() || std::isdigit(static_cast<unsigned char>(legal[0])) != 0)
    legal.insert(0, 1, '_');
  return legal;
}

// Some of the things that are written, all of one sort.
struct Piece {
  // In the order of the BTF.
  enum class What : std::uint8_t {
    types,
    functions,
    variables,
    sections,
    type_tags,
    function_tags,
    variable_tags,
  };
  What what;
  std::size_t begin, end;
  unsigned set = 0;                       // of the string table
  std::vector<std::uint32_t> references;  // to its strings, in order
  Btf::Counts counts;
  std::size_t words = 0;
  std::size_t at = 0;          // bytes, from the beginning of the BTF
  std::size_t strings_at = 0;  // the offset of the first string that is met first in it
};

template <class Sink>
void write(const BtfPlan& plan, const Piece& piece, Sink& sink) {
  BtfWords<Sink> words(plan, sink);
  const Model& model = plan.model;
  for (std::size_t i = piece.begin; i < piece.end; ++i) {
    const auto id = static_cast<std::uint32_t>(i);
    switch (piece.what) {
      case Piece::What::types: words.type(plan.order[i]); break;
      case Piece::What::functions: words.function(model.functions[i]); break;
      case Piece::What::variables: words.variable(model.variables[i]); break;
      case Piece::What::sections: words.sections(); break;
      case Piece::What::type_tags: words.type_tags(plan.order[i]); break;
      case Piece::What::function_tags:
        words.function_tags(model.functions[i], plan.first_function() + id);
        break;
      case Piece::What::variable_tags:
        words.variable_tags(model.variables[i], plan.first_variable() + id);
        break;
    }
  }
}

// The sinks: what is done with a piece, first this, then that.

// Counts words and numbers strings.
struct Measure {
  StringSet& strings;
  std::vector<std::uint32_t>& references;
  Btf::Counts& counts;
  std::size_t words = 0;

  template <class... Words>
  void put(Words... some) {
    words += sizeof...(some);
  }
  std::uint32_t string(std::string_view text, Prefix prefix) {
    strings.number(text, prefix, references);
    return 0;
  }
};

struct Write {
  const StringTable& table;
  unsigned set;
  const std::vector<std::uint32_t>& references;
  std::uint8_t* at;
  std::uint8_t* strings;    // where the section begins
  std::size_t next_string;  // the offset of the next string that is met first here
  bool is_big_endian;
  Btf::Counts counts{};
  std::size_t next = 0;

  template <class... Words>
  void put(Words... some) {
    std::uint32_t words[] = {some...};
    if (is_big_endian)
      for (std::uint32_t& word : words) word = __builtin_bswap32(word);
    std::memcpy(at, words, sizeof words);
    at += sizeof words;
  }
  std::uint32_t string(std::string_view text, Prefix prefix) {
    const std::uint32_t offset = table.offset_of(set, references[next++]);
    if (offset == next_string) copy(text, to_string(prefix));
    return offset;
  }
  void copy(std::string_view text, std::string_view prefix) {
    // Not std::copy(): between two types of bytes it goes one by one.
    char* const to = reinterpret_cast<char*>(strings + next_string);
    prefix.copy(to, prefix.size());
    text.copy(to + prefix.size(), text.size());
    to[prefix.size() + text.size()] = 0;
    next_string += prefix.size() + text.size() + 1;
  }
};

void must_fit(std::uint64_t size) {
  if (size > 0xffffffff)
    throw Error(Error::Kind::malformed,
                "its BTF would have 4 GiB or more, which BTF cannot say; --only makes it smaller");
}

// Without the order of the types, so without ids.
BtfPlan begin_plan(const Model& model, const BtfTarget& target) {
  BtfPlan plan{model, target, {}, std::vector<std::uint32_t>(model.type_count()), 0, {}};
  for (const Section& section : model.sections)
    plan.section_names.push_back(section_name(section.name));
  return plan;
}

void finish_plan(BtfPlan& plan, std::vector<TypeId> order) {
  plan.order = std::move(order);
  for (std::size_t i = 0; i < plan.order.size(); ++i)
    plan.ids[index_of(plan.order[i])] = static_cast<std::uint32_t>(i + 1);
  plan.index_type = plan.id_of(index_type(plan.model));
}

std::vector<Piece> pieces_of(std::initializer_list<std::pair<Piece::What, std::size_t>> counts) {
  constexpr std::size_t kPiece = 4096;
  std::vector<Piece> pieces;
  for (const auto& [what, count] : counts)
    for (std::size_t i = 0; i < count; i += kPiece)
      pieces.push_back({what, i, std::min(count, i + kPiece), 0, {}, {}});
  return pieces;
}

std::vector<Piece> pieces_of_functions(const BtfPlan& plan) {
  using What = Piece::What;
  const std::size_t functions = plan.model.functions.size();
  const std::size_t variables = plan.model.variables.size();
  const bool has_tags = plan.target.tags != Tags::none;
  return pieces_of({{What::functions, functions},
                    {What::variables, variables},
                    {What::sections, 1},
                    {What::function_tags, has_tags ? functions : 0},
                    {What::variable_tags, has_tags ? variables : 0}});
}

std::vector<Piece> pieces_of_types(const BtfPlan& plan) {
  const std::size_t types = plan.order.size();
  return pieces_of({{Piece::What::types, types},
                    {Piece::What::type_tags, plan.target.tags != Tags::none ? types : 0}});
}

Btf::Counts sum_of(const BtfPlan& plan, const std::vector<Piece>& pieces) {
  Btf::Counts sum;
  for (const Piece& piece : pieces)
    for (const auto count : {&Btf::Counts::structs, &Btf::Counts::typedefs, &Btf::Counts::functions,
                             &Btf::Counts::tags, &Btf::Counts::variables, &Btf::Counts::sections,
                             &Btf::Counts::enums, &Btf::Counts::constants})
      sum.*count += piece.counts.*count;
  sum.types = static_cast<std::uint32_t>(plan.order.size()) + sum.functions + sum.variables +
              sum.sections + sum.tags;
  return sum;
}

// Each thread has a set of the table to itself. The first of them calls `first` before.
template <class First>
void measure(const BtfPlan& plan, std::vector<Piece>& pieces, StringTable& table, unsigned threads,
             const First& first) {
  std::atomic<std::size_t> next{0};
  parallel_for(threads, threads, [&](std::size_t thread) {
    const auto set = static_cast<unsigned>(thread);
    if (thread == 0) first();
    for (std::size_t i = next++; i < pieces.size(); i = next++) {
      Piece& piece = pieces[i];
      piece.set = set;
      Measure sink{table.set(set), piece.references, piece.counts};
      write(plan, piece, sink);
      table.set(set).finish(piece.references);
      piece.words = sink.words;
    }
  });
}

// Finishes the plan, and returns the pieces, measured, in their order. Functions need not wait for
// the types to be put in order, which only one thread can do.
std::vector<Piece> measure_all(BtfPlan& plan, StringTable& table, unsigned threads) {
  std::vector<TypeId> order;
  std::vector<Piece> pieces = pieces_of_functions(plan);
  measure(plan, pieces, table, threads, [&] { order = order_types(plan.model); });
  finish_plan(plan, std::move(order));
  std::vector<Piece> of_types = pieces_of_types(plan);
  measure(plan, of_types, table, threads, [] {});
  pieces.insert(pieces.end(), std::make_move_iterator(of_types.begin()),
                std::make_move_iterator(of_types.end()));
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.what < b.what; });
  table.join(threads);
  for (Piece& piece : pieces) {
    piece.strings_at = table.size();
    table.place(piece.set, piece.references);
  }
  return pieces;
}

// magic, version and flags share the first word, whose halves swap with the byte order.
void write_header(Write& to, std::size_t types_size, std::size_t strings_size) {
  to.put(to.is_big_endian ? std::uint32_t{btf::kMagic} << 16 | btf::kVersion << 8
                          : std::uint32_t{btf::kVersion} << 16 | btf::kMagic);
  to.put(btf::kHeaderSize);
  to.put(0u);  // type_off, from the end of the header
  to.put(static_cast<std::uint32_t>(types_size));
  to.put(static_cast<std::uint32_t>(types_size));  // str_off
  to.put(static_cast<std::uint32_t>(strings_size));
}

}  // namespace

Btf emit_btf(const Model& model, const BtfTarget& target, unsigned threads) {
  threads = thread_count(threads);
  BtfPlan plan = begin_plan(model, target);
  StringTable table(threads, model.type_count() + 2 * model.functions.size());
  std::vector<Piece> pieces = measure_all(plan, table, threads);
  std::size_t end = btf::kHeaderSize;
  for (Piece& piece : pieces) {
    piece.at = end;
    end += piece.words * 4;
  }
  must_fit(end + table.size());

  Btf result{{}, plan.ids, sum_of(plan, pieces)};
  result.bytes.resize(end + table.size());  // filled below, by all threads
  std::uint8_t* const bytes = result.bytes.data();
  const auto sink_for = [&](const Piece& piece) {
    return Write{table,       piece.set,        piece.references,          bytes + piece.at,
                 bytes + end, piece.strings_at, model.binary.is_big_endian};
  };
  const Piece whole{};
  Write header = sink_for(whole);
  write_header(header, end - btf::kHeaderSize, table.size());
  bytes[end] = 0;  // the empty string
  parallel_for(pieces.size(), threads, [&](std::size_t i) {
    Write sink = sink_for(pieces[i]);
    write(plan, pieces[i], sink);
  });
  return result;
}

}  // namespace gofixup
