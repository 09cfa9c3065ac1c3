// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Values that a probe should not copy out of a process unasked: keys, passwords, tokens. All
// that can be judged is the name.
#pragma once

#include <string_view>
#include <vector>

#include "model/model.hpp"

namespace gofixup::cli {

// Whether a parameter, result or field of this name looks like a secret. Words are told apart by
// capitals, digits and underscores: `apiKey`, `API_KEY` and `apikeys` are, `tokenizer` is not.
// The list is in gofixup-probe(1), "SECRETS".
bool is_secret_name(std::string_view name);

// All words that make a name one, in no order.
std::vector<std::string_view> secret_words();

// Takes the fields of such names out of all structs of a lowered model; their bytes become gaps.
void drop_secret_fields(Model& model);

}  // namespace gofixup::cli
