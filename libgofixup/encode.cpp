// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "encode.hpp"

#include "emitter/btf_format.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// Every glob of --only missed.
bool nothing_matched(const Model& model, const PassOptions& options) {
  std::size_t missed = 0;
  for (const Diagnostic& diagnostic : model.diagnostics)
    missed += diagnostic.code == Diagnostic::Code::nothing_matched;
  return !options.only.empty() && missed == options.only.size();
}

// Still useful as a btf_custom_path or for cilium/ebpf, so a note and not an error.
void note_kernel_limit(Encoded& encoded) {
  if (encoded.btf.bytes.size() <= btf::kMaxKernelSize) return;
  encoded.model.diagnostics.push_back(
      {Diagnostic::Code::too_big,
       {},
       "the BTF has " + std::to_string(encoded.btf.bytes.size()) +
           " bytes, kernels load at most 16777216: --tags=loc, --tags=none or --only make it "
           "smaller"});
}

// With --only, functions are mostly not asked for: half of the time goes into them.
Model read(const std::shared_ptr<Image>& image, const Options& options) {
  ReadOptions read = options.read;
  // Variables share a name space with functions.
  if (!read.variables) read.functions_if = options.run.passes.only;
  Model model = read_dwarf(image, read);
  if (model.binary.has_all_functions || !functions_may_name_types(model)) return model;
  return read_dwarf(image, options.read);
}

}  // namespace

Encoded encode(const std::shared_ptr<Image>& image, Options options) {
  options.read.threads = options.run.passes.threads = thread_count(options.read.threads);
  Encoded encoded{read(image, options), {}};
  run_passes(encoded.model, options.run);
  if (nothing_matched(encoded.model, options.run.passes))
    throw Error(Error::Kind::not_found,
                "nothing has a Go name that --only matches; variables come with --vars, "
                "constants with --consts");
  encoded.btf = emit_btf(encoded.model, options.target, options.read.threads);
  note_kernel_limit(encoded);
  return encoded;
}

}  // namespace gofixup
