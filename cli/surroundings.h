// All that the program gets from the outside: its streams, its environment, and how a vault is made and opened.
// Real in main.cpp, faked in tests/unit/cli.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cli/command.h"
#include "instance/asked.h"
#include "instance/instance.h"
#include "instance/wiping.h"

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
  std::function<Result<std::unique_ptr<instance::Asked>>(const instance::VaultPlace&, ByteView passphrase,
                                                         const std::function<void()>& on_wait,
                                                         std::chrono::seconds max_wait)>
      open;
  // instance::socket_path
  std::function<std::filesystem::path(const std::filesystem::path& vault, const std::filesystem::path& folder)> socket_path;
  // What runs already behind this socket; null: nothing.
  std::function<Result<std::unique_ptr<instance::Running>>(const std::filesystem::path& socket)> connect;
  // Serves until its end. `passphrase`: empty when it begins locked. The exit code.
  std::function<Result<int>(const instance::VaultPlace&, std::optional<ByteView> passphrase,
                            const instance::ServeOptions&, const std::function<void()>& on_wait, app::Replies&)>
      serve;
  std::function<Result<int>(Context&, const Command&, const Arguments&)> demo;
  // instance::change_passphrase; `passphrase` as typed. The new recovery code.
  std::function<Result<crypto::SecretBuffer>(const instance::VaultPlace&, ByteView passphrase,
                                             const std::function<Result<crypto::SecretBuffer>()>& new_passphrase,
                                             const std::function<void()>& on_wait)>
      change_passphrase;
  // instance::wipe_vault
  std::function<Result<instance::Wiped>(const instance::VaultPlace&, const std::filesystem::path& socket,
                                        std::span<const std::string> backups, const std::function<void()>& on_wait)>
      wipe;
};

struct Surroundings {
  Streams streams;
  EnvironmentLookup environment;
  Backend backend;
};

}  // namespace avow::cli
