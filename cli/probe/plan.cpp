// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/plan.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "c_header.hpp"
#include "c_spelling.hpp"
#include "function_text.hpp"
#include "model/machine.hpp"
#include "model/sizes.hpp"
#include "probe/events.hpp"
#include "probe/secrets.hpp"
#include "probe/values.hpp"
#include "selector.hpp"
#include "support/hash.hpp"
#include "target.hpp"

namespace gofixup::cli {

namespace {

// What go.bpf.h reads, by the names of all releases: those a binary lacks are not missed.
constexpr const char* kRuntimeTypes[] = {
    "runtime.g",          "runtime._type",     "internal/abi.Type",
    "runtime.itab",       "internal/abi.ITab", "runtime.hmap",
    "runtime.hchan",      "time.Time",         "internal/runtime/maps.Map",
    "errors.errorString", "fmt.wrapError",     "fmt.wrapErrors",
};

constexpr unsigned kPointersFollowed = 1;

// The architecture as libbpf's bpf_tracing.h has it in __TARGET_ARCH_x.
std::string bpf_target(std::uint16_t machine) {
  switch (machine) {
    case machine::k386:
    case machine::kAmd64: return "x86";
    case machine::kArm64: return "arm64";
    case machine::kArm: return "arm";
    case machine::kS390: return "s390";
    case machine::kPpc64: return "powerpc";
    case machine::kRiscv: return "riscv";
    case machine::kMips: return "mips";
    case machine::kLoong: return "loongarch";
    default: return "unknown";
  }
}

// Where the running goroutine is (cmd/compile/abi-internal.md), for languages without go.bpf.h.
std::string g_register(std::uint16_t machine) {
  return machine == machine::kAmd64 ? "r14" : machine == machine::kArm64 ? "x28" : "";
}

std::uint64_t goid_offset(const Model& model) {
  const TypeId g = model.find("runtime.g");
  const auto* record = g == TypeId::none ? nullptr : std::get_if<Struct>(&model.at(g).shape);
  if (record == nullptr) return 0;
  for (const Field& field : model.fields(record->layout))
    if (field.name == "goid") return field.offset;
  return 0;
}

// Why nothing of the function can be read; empty: it can.
std::string obstacle(const FunctionView& view) {
  if (view.function->convention != CallingConvention::go)
    return "it was compiled by gccgo, whose goroutines and returns are not where these probes "
           "look; its go.loc tells where the values are";
  if (!view.is_located)
    return "where its values are cannot be told: Go 1.17, or blank parameters of Go 1.21 or older";
  if (view.function->is_abi0 && view.params.empty() && view.results.empty())
    return "it is an assembly function, of which DWARF tells no parameters";
  return {};
}

std::string as_glob(Name name) {
  std::string glob;
  for (const char c : name) {
    if (c == '*' || c == '?' || c == '\\') glob += '\\';
    glob += c;
  }
  return glob;
}

class Planner {
 public:
  explicit Planner(const ProbeRequest& request)
      : request_(request),
        image_(Image::open(request.binary)),
        functions_(view_functions(image_, request.options)),
        splitter_(functions_.encoded.model, request.with_secrets),
        finder_(image_, request.options.read.threads) {}

  PlannedProbe plan() {
    for (const std::string& name : request_.names) select(name);
    for (const FunctionView* view : selected_) add(*view);
    describe_binary();
    narrow_types();
    return std::move(planned_);
  }

 private:
  void select(const std::string& name) {
    bool is_found = false;
    for (const FunctionView& view : functions_.views)
      if (view.function->name == name || view.function->btf_name == name) {
        const std::string why = obstacle(view);
        if (!why.empty()) throw Error(Error::Kind::not_found, fmt::format("{}: {}", name, why));
        select(view);
        is_found = true;
      }
    if (is_found) return;  // as a glob, main.(*T).F would match main.(*OtherT).F too
    const Selector glob(name);
    for (const FunctionView& view : functions_.views)
      if (glob.matches(view.function->name) || glob.matches(view.function->btf_name)) {
        select(view);
        is_found = true;
      }
    if (!is_found)
      throw Error(Error::Kind::not_found,
                  "no function is called " + name +
                      "; Go names carry the whole import path, and * stands for any text");
  }

  void select(const FunctionView& view) {
    if (!seen_.insert(&view).second) return;
    const std::string why = obstacle(view);
    if (why.empty())
      selected_.push_back(&view);
    else
      planned_.left_out.push_back(fmt::format("{}: {}", view.function->name, why));
  }

  void add(const FunctionView& view) {
    const Function& function = *view.function;
    const auto sites = finder_.find(function);
    if (!sites) {
      planned_.left_out.push_back(fmt::format("{}: its code is not in the file", function.name));
      return;
    }
    FunctionProbe probe;
    probe.go_name = function.name;
    probe.c_name = function.btf_name;
    probe.symbol = function.symbol.empty() ? function.name : function.symbol;
    probe.signature = go_signature(view);
    probe.location = function.location;
    probe.sites = *sites;
    const auto code = image_->loaded(function.address, function.size);
    probe.code_size = code.size();
    probe.code_hash = fnv1a_64({reinterpret_cast<const char*>(code.data()), code.size()});
    probe.params = splitter_.split(view.params);
    probe.results = splitter_.split(view.results);
    planned_.probe.functions.push_back(std::move(probe));
    only_.push_back(as_glob(function.name));
  }

  void describe_binary() {
    const BinaryInfo& binary = functions_.encoded.model.binary;
    Probe& probe = planned_.probe;
    probe.binary = std::filesystem::absolute(request_.binary).lexically_normal();
    probe.arch = go_arch(binary);
    probe.bpf_target = bpf_target(binary.machine);
    probe.word_size = binary.word_size;
    probe.g_register = g_register(binary.machine);
    probe.goid_offset = goid_offset(functions_.encoded.model);
  }

  // Leaves in the model what the functions need. `splitter_` and the views are of no use then.
  void narrow_types() {
    Model& model = functions_.encoded.model;
    if (!request_.with_secrets) drop_secret_fields(model);
    PassOptions options;
    options.follow = kPointersFollowed;
    options.only = only_;
    options.only.insert(options.only.end(), std::begin(kRuntimeTypes), std::end(kRuntimeTypes));
    select_only(model, options);
    BtfTarget target = request_.options.target;
    target.tags = Tags::none;  // neither C nor CO-RE has use for them
    planned_.probe.btf = emit_btf(model, target).bytes;

    options.only = only_;
    select_only(model, options);
    const Btf btf = emit_btf(model, target);
    planned_.probe.types = types_as_c(btf.bytes);
    CSpelling spelling(btf.bytes);
    EventPlanner events(model);
    for (FunctionProbe& probe : planned_.probe.functions)
      for (ProbeValues* list : {&probe.params, &probe.results}) {
        for (ProbeValue& value : list->values)
          value.declaration =
              spelling.declaration(btf.type_ids.at(index_of(value.type)), value.name);
        events.plan(*list);
      }
  }

  const ProbeRequest& request_;
  std::shared_ptr<Image> image_;
  Functions functions_;
  ValueSplitter splitter_;
  SiteFinder finder_;
  std::set<const FunctionView*> seen_;
  std::vector<const FunctionView*> selected_;
  std::vector<std::string> only_;  // globs of exactly the selected functions
  PlannedProbe planned_;
};

}  // namespace

PlannedProbe plan_probe(const ProbeRequest& request) {
  PlannedProbe planned = Planner(request).plan();
  if (planned.probe.functions.empty())
    throw Error(Error::Kind::not_found,
                "none of these functions can be probed: " + planned.left_out.front());
  return planned;
}

}  // namespace gofixup::cli
