// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "code/sites.hpp"

#include <algorithm>

#include "code/disassembler.hpp"
#include "code/plain_returns.hpp"
#include "code/stack_check.hpp"
#include "reader/frame_table.hpp"
#include "reader/line_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

struct SiteFinder::Tables {
  Machine machine;
  std::vector<std::uint64_t> prologue_ends;
  FrameTable frames;
  std::unique_ptr<Budget> budget;  // of the code that is read: functions may claim the same

  // What the line table calls the end of the function's prologue; 0: nothing.
  std::uint64_t prologue_end(const Function& function) const {
    const auto found =
        std::lower_bound(prologue_ends.begin(), prologue_ends.end(), function.address);
    const bool is_inside =
        found != prologue_ends.end() && *found - function.address < function.size;
    return is_inside ? *found : 0;
  }
};

namespace {

// SP at the function's entry minus SP at the address, which lies in the function.
std::optional<std::uint64_t> sp_distance(const std::vector<CfaRow>& rows, std::uint64_t address) {
  if (rows.empty()) return std::nullopt;
  const auto next = std::upper_bound(
      rows.begin(), rows.end(), address,
      [](std::uint64_t wanted, const CfaRow& row) { return wanted < row.address; });
  if (next == rows.begin()) return std::nullopt;
  const CfaRow &first = rows.front(), &row = *(next - 1);
  const bool is_sp = first.is_known && row.is_known && first.reg == row.reg;
  if (!is_sp || row.offset < first.offset) return std::nullopt;
  return static_cast<std::uint64_t>(row.offset) - static_cast<std::uint64_t>(first.offset);
}

}  // namespace

// Finds the sites of one function after the other.
class SiteFinder::Worker {
 public:
  Worker(const Image& image, const Tables& tables) : image_(image), tables_(tables) {
    if (Disassembler::knows(tables.machine)) disassembler_.emplace(tables.machine);
  }

  std::optional<FunctionSites> find(const Function& function) {
    const auto offset = image_.file_offset(function.address);
    if (!offset) return std::nullopt;
    FunctionSites sites;
    sites.entry = {function.address, *offset};
    // gcc's functions check the stack in other ways, and may leave by a jump.
    if (function.convention != CallingConvention::go) return sites;
    tables_.budget->spend(std::min(function.size, image_.size()));
    const auto code = image_.loaded(function.address, function.size);
    const bool is_whole = function.size != 0 && code.size() == function.size;
    const std::uint64_t prologue_end = tables_.prologue_end(function);
    if (is_whole) scan(code, prologue_end == 0, sites);
    set_body(function, prologue_end, is_whole, sites);
    return sites;
  }

 private:
  // What an address is in the file. All of the function lies in the segment of its entry.
  static CodeSite site_at(const FunctionSites& sites, std::uint64_t address) {
    return {address, sites.entry.file_offset + (address - sites.entry.address)};
  }

  void scan(std::span<const std::uint8_t> code, bool with_branches, FunctionSites& sites) {
    branches_.clear();
    literals_.clear();
    is_decoded_ = false;
    const std::uint64_t entry = sites.entry.address;
    if (!disassembler_) return scan_plainly(code, sites);
    const std::size_t unknown =
        disassembler_->walk(code, entry, [&](const Instruction& instruction) {
          if (instruction.is_return) sites.returns.push_back(site_at(sites, instruction.address));
          const std::uint64_t target = with_branches ? named_address(instruction) : 0;
          if (target != 0)
            branches_.push_back(
                {instruction.address, instruction.address + instruction.size, target});
          if (const std::uint64_t literal = literal_address(instruction); literal != 0)
            literals_.push_back(literal);
        });
    is_decoded_ = unknown == 0 || disassembler_->tells_lengths();
    sites.are_returns_known = is_decoded_;
    if (!is_decoded_) sites.returns.clear();
    drop_literals(sites);
  }

  void scan_plainly(std::span<const std::uint8_t> code, FunctionSites& sites) const {
    const auto returns = plain_returns(tables_.machine, code, sites.entry.address);
    if (!returns) return;
    sites.are_returns_known = true;
    for (const std::uint64_t address : *returns) sites.returns.push_back(site_at(sites, address));
  }

  // A constant among the code may look like a return.
  void drop_literals(FunctionSites& sites) {
    if (literals_.empty()) return;
    std::sort(literals_.begin(), literals_.end());
    std::erase_if(sites.returns, [&](const CodeSite& site) {
      return std::binary_search(literals_.begin(), literals_.end(), site.address);
    });
  }

  void set_body(const Function& function, std::uint64_t prologue_end, bool is_whole,
                FunctionSites& sites) const {
    if (prologue_end != 0) {
      set_body_at(prologue_end, function, sites);
    } else if (is_whole && is_decoded_) {
      // Without a frame, or where the compiler does not mark prologues: SP has not moved.
      sites.body = site_at(
          sites, behind_stack_check(branches_, function.address, function.address + function.size));
    } else if (!disassembler_) {
      set_body_by_frame(function, sites);
    }
  }

  void set_body_at(std::uint64_t address, const Function& function, FunctionSites& sites) const {
    const auto distance = sp_distance(tables_.frames.rows(function.address), address);
    if (!distance) return;
    sites.body = site_at(sites, address);
    sites.sp_distance = *distance;
  }

  // Where instructions cannot be read: SP moves behind the check, and on the machines this is
  // for, a function that never moves it has no check.
  void set_body_by_frame(const Function& function, FunctionSites& sites) const {
    const std::vector<CfaRow> rows = tables_.frames.rows(function.address);
    if (rows.empty() || rows.front().address != function.address) return;
    const std::uint64_t address = rows.size() == 1 ? function.address : rows[1].address;
    set_body_at(address, function, sites);
  }

  const Image& image_;
  const Tables& tables_;
  std::optional<Disassembler> disassembler_;
  std::vector<Branch> branches_;         // of the function at hand
  std::vector<std::uint64_t> literals_;  // likewise
  bool is_decoded_ = false;              // likewise
};

SiteFinder::SiteFinder(std::shared_ptr<Image> image, unsigned threads)
    : image_(std::move(image)), threads_(threads) {
  parallel_for(2, threads,
               [&](std::size_t i) { image_->section(i == 0 ? ".debug_line" : ".debug_frame"); });
  const bool is_big = image_->is_big_endian();
  const unsigned word = image_->word_size();
  const Machine machine{image_->machine(), word, is_big};
  tables_ = std::make_unique<const Tables>(
      Tables{machine, prologue_ends(image_->section(".debug_line"), is_big, word, threads),
             FrameTable(image_->section(".debug_frame"), is_big, word),
             std::make_unique<Budget>(Budget::for_shared(image_->size()))});
  if (!Disassembler::knows(machine) && !plain_returns(machine, {}, 0))
    why_no_returns_ = "the installed Capstone cannot disassemble this machine";
}

SiteFinder::~SiteFinder() = default;

std::optional<FunctionSites> SiteFinder::find(const Function& function) const {
  return Worker(*image_, *tables_).find(function);
}

std::vector<std::optional<FunctionSites>> SiteFinder::find(
    std::span<const Function* const> functions) const {
  constexpr std::size_t kBatch = 256;  // functions that share a worker
  std::vector<std::optional<FunctionSites>> sites(functions.size());
  parallel_for((functions.size() + kBatch - 1) / kBatch, threads_, [&](std::size_t batch) {
    Worker worker(*image_, *tables_);
    const std::size_t end = std::min(functions.size(), (batch + 1) * kBatch);
    for (std::size_t i = batch * kBatch; i < end; ++i) sites[i] = worker.find(*functions[i]);
  });
  return sites;
}

}  // namespace gofixup
