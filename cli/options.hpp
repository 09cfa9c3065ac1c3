// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The subcommands and their options.
#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "commands.hpp"

namespace gofixup::cli {

struct Command {
  CLI::App* app;
  int (*run)(const Request&);
};

// Adds all subcommands to the app; parsing fills the request.
std::vector<Command> add_commands(CLI::App& app, Request& request);

}  // namespace gofixup::cli
