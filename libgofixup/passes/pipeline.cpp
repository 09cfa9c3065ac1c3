// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/pipeline.hpp"

#include <array>
#include <chrono>
#include <future>
#include <system_error>

#include "passes/properties.hpp"
#include "passes/unique_names.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"
#include "support/placement.hpp"
#include "support/signals.hpp"

namespace gofixup {

namespace {

using namespace properties;

constexpr auto kPasses = std::to_array<Pass>({
    // What the reader gave, made one. From here on: no typedef has the name of its target.
    {"merge_definitions", "a typedef and its definition become one type", merge_definitions,
     no_alias_of_its_own_name},
    // From here on passes find such types by their names.
    {"settle_predeclared", "what is called int or string is that, and the only one",
     settle_predeclared, predeclared_types_are_settled},
    {"recover_results", "Go <= 1.23: results of func types, from their names", recover_results,
     results_are_told},
    {"merge_abi_pairs", "one function per ABIInternal/ABI0 pair", merge_abi_pairs, always},
    {"add_dictionaries", "generic bodies get their hidden parameter", add_dictionaries, always},
    {"locate_arguments", "registers and stack places of parameters and results", locate_arguments,
     always},
    // Asked while numbers are still Go's, and before sizes are clamped.
    {"place_variables", "the section and offset of each variable", place_variables,
     variables_are_placed},
    {"group_constants", "the constants of a type become one enum", group_constants,
     constants_are_grouped},
    // What is named by a list of types comes first, while types still have Go's names.
    {"fold_results", "the results of a function become one type", fold_results, results_are_folded},
    // Not earlier: the struct of a result list may take a name that a type would have.
    {"drop_unmatched", "--only: functions go early if none is asked for", drop_unmatched, always},
    // Go shapes become C shapes. From here on, one by one: no such shape is left.
    {"lower_func_values", "func values become pointers to closures", lower_func_values,
     no_shape_left<FuncValue>},
    {"lower_scalars", "numbers and unsafe.Pointer become typedefs of C's", lower_scalars,
     no_shape_left<Number, UnsafePointer>},
    {"lower_complex", "complex numbers become structs", lower_complex, no_shape_left<Complex>},
    {"lower_strings", "strings become one struct", lower_strings, no_shape_left<String>},
    {"lower_slices", "slices become structs of their element", lower_slices, no_shape_left<Slice>},
    {"lower_interfaces", "interfaces become runtime.iface or eface", lower_interfaces,
     no_shape_left<Interface>},
    {"lower_maps", "maps become pointers to their runtime struct", lower_maps, no_shape_left<Map>},
    {"lower_chans", "channels become pointers to their runtime struct", lower_chans,
     no_shape_left<Chan>},
    {"split_named", "named arrays and pointers become typedefs", split_named,
     arrays_and_pointers_are_nameless},
    // What C, BTF or the kernel would still refuse.
    {"drop_blank_fields", "blank fields become gaps", drop_blank_fields, no_blank_fields},
    {"limit_sizes", "sizes fit 32 bits", limit_sizes, sizes_fit},
    {"limit_depth", "chains of typedefs and arrays fit readers", limit_depth, chains_are_short},
    {"fit_32bit", "32-bit targets: pointers, floats, gaps", fit_32bit, no_pointers_in_32bit},
    {"cut_pointer_cycles", "every cycle goes through a named struct", cut_pointer_cycles,
     cycles_are_broken},
    // The last pass that changes edges was above: make the model unique, then name it.
    {"merge_duplicates", "one type per content", merge_duplicates, always},
    {"legalize_names", "C identifiers for types and what is in them, unique", legalize_names,
     names_are_legal},
    {"legalize_globals", "C identifiers for functions and variables, unique", legalize_globals,
     globals_are_legal},
    {"share_prototypes", "one prototype per parameter list", share_prototypes,
     functions_have_prototypes},
    // Last, so that a name does not depend on what else was asked for.
    {"select_only", "what --only asked for", select_only, always},
});

void check(std::size_t passed, const Model& model) {
  for (std::size_t i = 0; i <= passed; ++i)
    if (!kPasses[i].then_always(model))
      throw Error(Error::Kind::internal, "internal error: what " + std::string(kPasses[i].name) +
                                             " established does not hold after " +
                                             std::string(kPasses[passed].name));
}

// The passes between these two leave the functions' names alone, and one processor is enough for
// most of them: another one makes BTF names meanwhile. (With --only a pass may drop functions.)
class NamingBeside {
 public:
  static constexpr std::string_view kAfter = "locate_arguments", kLast = "legalize_names",
                                    kBefore = "legalize_globals";

  void start(const Model& model, const PassOptions& options) {
    const unsigned others = thread_count(options.threads) - 1;
    if (others == 0 || model.functions.empty() || !options.only.empty()) return;
    try {
      const SignalsWait for_us;
      names_ =
          std::async(std::launch::async,
                     away_from_here([&model, others] { return FunctionNames(model, others); }));
    } catch (const std::system_error&) {
      // No place for one more thread: legalize_globals makes them.
    }
  }
  // One while names are made: a pass would wait for helpers that wait for a processor. All for the
  // last pass before they are needed, which has a lot to do and begins when most are there.
  unsigned threads_for(const Pass& pass, unsigned threads) const {
    if (!names_.valid() || pass.name == kLast) return threads;
    const bool are_made = names_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    return are_made ? threads : 1;
  }
  void finish(Model& model, unsigned threads) {
    if (names_.valid()) names_.get().give_to(model, threads);
  }

 private:
  std::future<FunctionNames> names_;  // waits for the thread when it goes
};

}  // namespace

std::span<const Pass> all_passes() { return kPasses; }

void run_passes(Model& model, const RunOptions& options) {
  if (options.watch) options.watch(nullptr, model);
  NamingBeside naming;
  PassOptions passes = options.passes;
  for (std::size_t i = 0; i < kPasses.size(); ++i) {
    if (kPasses[i].name == NamingBeside::kBefore) naming.finish(model, options.passes.threads);
    passes.threads = naming.threads_for(kPasses[i], options.passes.threads);
    kPasses[i].run(model, passes);
    if (options.verify_each) check(i, model);
    if (options.watch) options.watch(&kPasses[i], model);
    if (kPasses[i].name == options.stop_after) break;
    if (kPasses[i].name == NamingBeside::kAfter) naming.start(model, options.passes);
  }
}

}  // namespace gofixup
