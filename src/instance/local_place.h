// Where an instance is asked: one Unix socket a vault, named after the vault's path, in a folder that only this user
// may enter. protocol/README.md#local-api.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"

namespace avow::instance {

// "<folder>/<32 hex of the hash of the vault's absolute path>.sock".
std::filesystem::path socket_path(const std::filesystem::path& vault, const std::filesystem::path& folder);

// A listening socket there, mode 0600, non-blocking; a stale one is replaced, so hold the vault's lock or know that
// nobody answers. Paths longer than a socket address (108 bytes) work. Makes the folder (0700).
// Error{refused}: the folder belongs to somebody else or lets others in. Error{io}.
Result<int> listen_locally(const std::filesystem::path& path);

// Connected and blocking; empty when nobody listens there. Error{io}; {refused} when what listens is not this user's.
Result<std::optional<int>> connect_locally(const std::filesystem::path& path);

// Is the process at the other end of this connection the same user's?
bool is_same_user(int connection);

}  // namespace avow::instance
