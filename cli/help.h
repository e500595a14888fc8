// The pages behind --help: all commands, one noun, one command. Words from base/text_help.h, shape from the table
// of commands, so that neither can promise what the other does not have (a test compares them).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "cli/terminal.h"

namespace avow::cli {

// How the page looks on this screen.
struct Page {
  std::size_t width = 80;
  Style style{false};
};

// `named`: "" for all commands, "note" for a noun, "note add" for one command. Precondition: it exists.
std::string help_page(std::string_view named, std::span<const Command> commands, const Page& page);

}  // namespace avow::cli
