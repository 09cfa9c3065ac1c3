// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The small tools that everything else leans on.
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <set>
#include <stdexcept>
#include <thread>

#include "emitter/string_table.hpp"
#include "passes/unicode.hpp"
#include "support/catch.hpp"
#include "support/diagnostics.hpp"
#include "support/error.hpp"
#include "support/glob.hpp"
#include "support/glob_list.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

using namespace gofixup;

TEST_CASE("glob: matches", "[support]") {
  CHECK(glob_matches("", ""));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("main.*", "main.Server"));
  CHECK(glob_matches("*.Server", "net/http.Server"));
  CHECK(glob_matches("m*n.*S*r", "main.(*Server).Serve.r"));
  CHECK(glob_matches("main.?", "main.T"));
  CHECK(glob_matches("main.[]T", "main.[]T"));  // brackets are plain
  CHECK(glob_matches("[4]int", "[4]int"));
  CHECK(glob_matches("main.(\\*T).*", "main.(*T).M"));
  CHECK(glob_matches("a\\?", "a?"));
  CHECK(glob_matches("a\\\\b", "a\\b"));
  CHECK(glob_matches("**a**", "xay"));
  CHECK(glob_matches("a\\", "a\\"));
}

TEST_CASE("glob list: few or many match as each of them does", "[support]") {
  const std::vector<std::string> texts = {"", "a", "a*", "main.T", "main.(*T).M", "a\\", "a?", "b"};
  std::vector<std::string> globs = {"a",  "a\\*", "main.(\\*T).M", "main.*", "a\\", "a\\?", "?", "",
                                    "no", "a"};
  const std::size_t count = globs.size();
  for (const bool are_many : {false, true}) {
    if (are_many) globs.insert(globs.end(), 100, "nothing");
    GlobList list(globs);
    for (const std::string& text : texts) CHECK(list.match(text) == glob_matches_any(globs, text));
    for (std::size_t i = 0; i < count; ++i)
      CHECK(list.has_matched(i) == std::any_of(texts.begin(), texts.end(), [&](const auto& text) {
              return glob_matches(globs[i], text);
            }));
  }
}

TEST_CASE("glob: does not match", "[support]") {
  CHECK_FALSE(glob_matches("", "a"));
  CHECK_FALSE(glob_matches("a", ""));
  CHECK_FALSE(glob_matches("main.?", "main."));
  CHECK_FALSE(glob_matches("main.T", "main.T2"));
  CHECK_FALSE(glob_matches("main.(\\*T).*", "main.(xT).M"));
  CHECK_FALSE(glob_matches("a\\?", "ab"));
  CHECK_FALSE(glob_matches("*a", "ab"));
  CHECK_FALSE(glob_matches("[4]int", "4int"));
}

TEST_CASE("glob: many stars take no time", "[support]") {
  const std::string text(5000, 'a');
  std::string glob;
  for (int i = 0; i < 100; ++i) glob += "*a";
  CHECK(glob_matches(glob, text));
  CHECK_FALSE(glob_matches(glob + "b", text));
}

// The vectors of the FNV reference (isthe.com/chongo/tech/comp/fnv).
TEST_CASE("hash: FNV-1a", "[support]") {
  CHECK(fnv1a_32("") == 0x811c9dc5);
  CHECK(fnv1a_32("a") == 0xe40c292c);
  CHECK(fnv1a_32("foobar") == 0xbf9cf968);
  CHECK(fnv1a_64("") == 0xcbf29ce484222325);
  CHECK(fnv1a_64("a") == 0xaf63dc4c8601ec8c);
  CHECK(fnv1a_64("foobar") == 0x85944171f73967e8);
  CHECK(fnv1a_32("\xc2\xb7") == fnv1a_32("\u00b7"));  // bytes above 127 count as unsigned
  static_assert(fnv1a_32("a") == 0xe40c292c);
}

TEST_CASE("hash: our own tells lengths and tails apart", "[support]") {
  CHECK(hash_bytes("") != hash_bytes(std::string_view("\0", 1)));
  CHECK(hash_bytes("12345678") != hash_bytes("1234567"));
  CHECK(hash_bytes("12345678a") != hash_bytes("12345678b"));
  CHECK(hash_bytes("a", 1) != hash_bytes("a", 2));
}

TEST_CASE("index_table: finds what was inserted, also after growing", "[support]") {
  IndexTable table;
  for (std::uint32_t i = 0; i < 10'000; ++i) table.insert(mix(0, i), i);
  bool all_found = true;
  for (std::uint32_t i = 0; i < 10'000; ++i)
    all_found &= table.find(mix(0, i), [&](std::uint32_t k) { return k == i; }) == i;
  CHECK(all_found);
  CHECK(table.find(mix(0, 10'001), [](std::uint32_t) { return true; }) == IndexTable::kNone);
}

TEST_CASE("hash: nobody can write names that all have one", "[support]") {
  // Pairs of words whose differences a multiplication and a shift would cancel, whatever it began
  // with: 2^16 texts.
  std::set<std::uint32_t> hashes;
  for (std::uint32_t choice = 0; choice < 1u << 16; ++choice) {
    std::array<std::uint64_t, 32> words{};
    for (std::size_t i = 0; i < 16; ++i) {
      if ((choice >> i & 1) == 0) continue;
      words[2 * i] = std::uint64_t{1} << 63;
      words[2 * i + 1] = std::uint64_t{1} << 63 | std::uint64_t{1} << 34;
    }
    hashes.insert(IndexTable::shorten(
        hash_bytes({reinterpret_cast<const char*>(words.data()), sizeof words})));
  }
  CHECK(hashes.size() > 65'000);
}

TEST_CASE("index_table: items of one hash are told apart by the caller", "[support]") {
  IndexTable table;
  for (std::uint32_t i = 0; i < 100; ++i) table.insert(7, i);
  CHECK(table.find(7, [](std::uint32_t k) { return k == 63; }) == 63);
  CHECK(table.find(7, [](std::uint32_t) { return false; }) == IndexTable::kNone);
}

TEST_CASE("string_table: each string once, at its start, whoever met it", "[emitter]") {
  for (const unsigned sets : {1u, 2u, 5u}) {
    CAPTURE(sets);
    StringTable table(sets, 4);
    std::vector<std::vector<std::uint32_t>> references(sets);
    const auto add = [&](unsigned set, std::string_view text, Prefix prefix = Prefix::none) {
      table.set(set).number(text, prefix, references[set]);
    };
    const unsigned last = sets - 1;
    add(last, "main_T");
    add(last, "T");
    add(last, "main_T");
    add(last, "main.T", Prefix::go_name);
    for (unsigned set = 0; set < sets; ++set) {
      for (int i = 0; i < 100; ++i) add(set, "main.T", Prefix::go_name);
      add(set, "main.T", Prefix::go_sym);
      add(set, "main_T");
      table.set(set).finish(references[set]);
    }
    table.join(2);
    for (unsigned set = sets; set-- > 0;) table.place(set, references[set]);
    const std::size_t size = table.size();
    table.place(0, references[0]);  // nothing new
    CHECK(table.size() == size);
    const auto offsets = [&](unsigned set) {
      std::vector<std::uint32_t> all;
      for (const std::uint32_t reference : references[set])
        all.push_back(table.offset_of(set, reference));
      return all;
    };
    const auto of_last = offsets(last);
    CHECK(of_last[0] == 1);  // main_T
    CHECK(of_last[1] == 8);  // T, which is not the end of main_T
    CHECK(of_last[2] == 1);
    CHECK(of_last[3] == 10);  // go.name=main.T
    for (unsigned set = 0; set < sets; ++set) {
      const auto all = offsets(set);
      const std::size_t first = set == last ? 4 : 0;
      CHECK(all.size() == first + 102);
      CHECK(std::count(all.begin(), all.end(), 10) == (set == last ? 101 : 100));
      CHECK(all[first + 100] == 25);  // go.sym=main.T
      CHECK(all[first + 101] == 1);
    }
    CHECK(size == 25 + 14);
  }
}

TEST_CASE("parallel_for: every index once, on any number of threads", "[support]") {
  for (const unsigned threads : {0u, 1u, 2u, 7u, 64u})
    for (const std::size_t count : {0u, 1u, 2u, 1000u}) {
      CAPTURE(threads, count);
      std::vector<std::atomic<int>> seen(count);
      parallel_for(count, threads, [&](std::size_t i) { ++seen[i]; });
      CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& n) { return n == 1; }));
    }
}

TEST_CASE("parallel_for: an exception reaches the caller, after all have ended", "[support]") {
  for (const unsigned threads : {1u, 4u}) {
    std::atomic<int> running{0};
    const auto work = [&](std::size_t i) {
      ++running;
      if (i == 17) {
        --running;
        throw Error(Error::Kind::malformed, "seventeen");
      }
      --running;
    };
    CHECK_THROWS_WITH(parallel_for(1000, threads, work), "seventeen");
    CHECK(running == 0);
  }
}

TEST_CASE("parallel_for: signals are for the threads of the host", "[support]") {
  const auto takes = [](int number) {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return sigismember(&blocked, number) == 0;
  };
  const auto caller = std::this_thread::get_id();
  std::atomic<int> others{0}, wrong{0};
  parallel_for(1000, 4, [&](std::size_t) {
    const bool is_ours = std::this_thread::get_id() != caller;
    others += is_ours ? 1 : 0;
    if (takes(SIGINT) == is_ours || !takes(SIGSEGV)) ++wrong;
    while (!is_ours && others == 0) std::this_thread::yield();
  });
  CHECK(wrong == 0);
  CHECK(takes(SIGINT));
}

TEST_CASE("parallel_for: helpers stay off the CPU of their caller", "[support]") {
  cpu_set_t before, after;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  const auto caller = std::this_thread::get_id();
  std::atomic<int> helpers{0}, wrong{0};
  parallel_for(1000, 4, [&](std::size_t) {
    cpu_set_t own;
    const bool is_helper = std::this_thread::get_id() != caller;
    const int count = sched_getaffinity(0, sizeof own, &own) == 0 ? CPU_COUNT(&own) : 0;
    const int all = CPU_COUNT(&before);
    if (count != (is_helper ? std::max(1, all - 1) : all)) ++wrong;
    helpers += is_helper ? 1 : 0;
    while (!is_helper && helpers == 0) std::this_thread::yield();
  });
  CHECK(wrong == 0);
  REQUIRE(sched_getaffinity(0, sizeof after, &after) == 0);
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("thread_count: the CPUs that may be used, and helpers where there is one", "[support]") {
  cpu_set_t all, one;
  REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
  CHECK(thread_count(0) == static_cast<unsigned>(CPU_COUNT(&all)));
  CHECK(thread_count(3) == 3);
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(sched_getcpu()), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(thread_count(0) == 1);
  std::atomic<int> seen{0};
  parallel_for(1000, 4, [&](std::size_t) { ++seen; });
  CHECK(sched_setaffinity(0, sizeof all, &all) == 0);
  CHECK(seen == 1000);
}

TEST_CASE("error: places are told outermost first", "[support]") {
  Error error(Error::Kind::malformed, "name runs past the end");
  error.add_context("at DIE 0x2b").add_context("in unit main");
  CHECK(std::string(error.what()) == "in unit main: at DIE 0x2b: name runs past the end");
  CHECK_THROWS_AS(GOFIXUP_CHECK(1 == 2), Error);
  CHECK_NOTHROW(GOFIXUP_CHECK(1 == 1));
}

TEST_CASE("diagnostics: every code has a word of its own", "[support]") {
  std::vector<std::string_view> words;
  for (int code = 0; code <= static_cast<int>(Diagnostic::Code::too_big); ++code)
    words.push_back(to_string(static_cast<Diagnostic::Code>(code)));
  std::sort(words.begin(), words.end());
  CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
  CHECK(words.front() != "?");
}

TEST_CASE("unicode: UTF-8", "[names]") {
  CHECK(decode_utf8("a").value == 'a');
  CHECK(decode_utf8("\u00b7").value == 0xb7);
  CHECK(decode_utf8("\u0416x").length == 2);
  CHECK(decode_utf8("\u4e16").value == 0x4e16);
  CHECK(decode_utf8("\U0001d7d8").value == 0x1d7d8);
  for (const char* text : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                           "\xf8\x88\x80\x80\x80", "\xc3", "\xe4\xb8", "\xc3("}) {
    CAPTURE(text);
    CHECK_FALSE(decode_utf8(text).is_valid);
    CHECK(decode_utf8(text).length == 1);
  }
  CHECK(is_letter_or_digit(0x416));
  CHECK(is_letter_or_digit(0x4e16));
  CHECK(is_letter_or_digit(0xe9));
  CHECK_FALSE(is_letter_or_digit(0xb7));
  CHECK_FALSE(is_letter_or_digit(0x2026));
  CHECK_FALSE(is_letter_or_digit(0x3002));
}

TEST_CASE("messages: a name from a file does not end the line", "[support]") {
  CHECK(printable("type a\nb\x1b[2J\x7f\xc2\x9bz") == "type a?b?[2J?\xc2?z");
  CHECK(printable("Größe·1\xff\xc2") == "Größe·1\xff\xc2");
  CHECK(printable_lines("type a {\n\tb\x1b[2J\n}\n") == "type a {\n\tb?[2J\n}\n");
  Error error(Error::Kind::malformed, "type a\nb");
  CHECK(std::string(error.add_context("in unit c\rd").what()) == "in unit c?d: type a?b");
  CHECK(to_line({Diagnostic::Code::cycle_cut, "main.\tT", "became void *", 2}) ==
        "cycle cut: main.?T: 2 became void *");
}
