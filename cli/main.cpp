// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <cstdio>
#include "encode.hpp"
#include "support/error.hpp"
int main(int argc, char** argv) {
  try {
    gofixup::Options options;
    options.run.verify_each = getenv("VERIFY") != nullptr;
    auto image = gofixup::Image::open(argv[2]);
    auto encoded = gofixup::encode(image, options);
    FILE* f = fopen(argv[4], "wb");
    fwrite(encoded.btf.bytes.data(), 1, encoded.btf.bytes.size(), f);
    fclose(f);
    for (auto& d : encoded.model.diagnostics) fprintf(stderr, "%s: %s: %s (%u)\n", std::string(to_string(d.code)).c_str(), d.where.substr(0,100).c_str(), d.text.c_str(), d.count);
    printf("%u types %u structs %u typedefs %u functions %zu bytes\n", encoded.btf.counts.types, encoded.btf.counts.structs, encoded.btf.counts.typedefs, encoded.btf.counts.functions, encoded.btf.bytes.size());
  } catch (gofixup::Error& e) { fprintf(stderr, "gofixup: %s\n", e.what()); return 1; }
  (void)argc;
}
