// All that the program gets from the outside: its streams, its environment, and how a vault is made and opened.
// Real in main.cpp, faked in tests/unit/cli.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "instance/instance.h"

namespace avow::cli {

struct Streams {
  int in = 0;
  int out = 1;
  int err = 2;
  std::filesystem::path terminal = "/dev/tty";  // where passphrases are asked for
};

using EnvironmentLookup = std::function<std::optional<std::string>(const char* name)>;

struct Backend {
  std::function<Result<instance::NewVault>(const instance::VaultPlace&, ByteView passphrase, const std::string& name)>
      create_vault;
  std::function<Result<std::unique_ptr<instance::Instance>>(const instance::VaultPlace&, ByteView passphrase,
                                                            const std::function<void()>& on_wait,
                                                            std::chrono::seconds max_wait)>
      open;
  std::function<Result<int>(Context&, const Command&, const Arguments&)> demo;
};

struct Surroundings {
  Streams streams;
  EnvironmentLookup environment;
  Backend backend;
};

}  // namespace avow::cli
