// Where the passphrase comes from. Never from the arguments; always in locked memory; never kept longer than
// the opening of the vault.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/surroundings.h"
#include "crypto/secret.h"

namespace avow::cli {

// In the order in which they count.
struct PassphraseSources {
  std::optional<int> fd;                      // --passphrase-fd; of standard input only the first line
  std::optional<std::filesystem::path> file;  // --passphrase-file
  std::optional<std::string> command;         // AVOW_PASSPHRASE_COMMAND: a shell command that prints it
  std::filesystem::path terminal;
  bool may_ask = true;  // false: --no-input

  // It would come from the person at the terminal, who may try again.
  bool asks() const { return !fd && !file && !command && may_ask; }
};

// As typed, not normalised. Error{passphrase_needed}: nothing gives one. Error{usage}: longer than
// limits::kPassphraseBytesMax. Error{not_found}, Error{io}: a file that cannot be read.
Result<crypto::SecretBuffer> read_passphrase(const PassphraseSources& sources, std::string_view prompt);

// For a new vault: a terminal is asked twice.
Result<crypto::SecretBuffer> read_new_passphrase(const PassphraseSources& sources);

}  // namespace avow::cli
