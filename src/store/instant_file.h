// A small plain file of bare instants beside a vault: for what happens, or must be known, while the vault is closed.
// Nothing else is ever in it. A courtesy, not evidence: whoever can write the folder can change it.
// protocol/README.md#rest.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace avow::store {

// When a locked vault is to remind: the moments, if its owner chose so.
inline constexpr const char* kRemindersName = "reminders";

struct InstantFile {
  std::vector<Instant> at;  // at most limits::kInstantsPerFileMax
  bool damaged = false;     // the file was not what write_instants() writes: it is ignored
};

// Without a file: none. Never fails: what cannot be read is damaged.
InstantFile read_instants(const std::string& path);
// In place of what stood there, mode 0600. Precondition: at most limits::kInstantsPerFileMax. Error{io}.
Result<void> write_instants(const std::string& path, std::span<const Instant> instants);
void remove_instants(const std::string& path);

}  // namespace avow::store
