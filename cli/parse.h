// The command line as typed, read against the table of commands. Prints nothing and decides nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace avow::cli {

// Options that every command takes, before or after its name.
struct Globals {
  std::string vault;
  std::string passphrase_file;
  std::optional<int> passphrase_fd;
  std::string color = "auto";
  bool no_input = false;
  bool json = false;
  bool no_pager = false;
  bool clock_is_right = false;  // write although the clock looks wrong
  bool help = false;
  bool version = false;
};

struct Invocation {
  Globals globals;
  const Command* command = nullptr;  // nullptr: none, or only a noun, was named
  std::string named;                 // as far as it was understood: "", "note", "note add"
  Arguments arguments;
  std::optional<Error> error;  // what is wrong with it (usage); globals hold what could be read
};

// `arguments`: without the program's name. The result points into `commands`.
Invocation parse(const std::vector<std::string>& arguments, std::span<const Command> commands);

}  // namespace avow::cli
