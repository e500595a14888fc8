// What leaving falls back on when the disk is full: a reserve of room beside the vault, which is given up for it, and a mark
// without content, which needs no room, for the next opening. protocol/README.md#leaving.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::store {

inline constexpr const char* kReserveName = "reserve";
inline constexpr std::uint64_t kReserveBytes = 2 * 1024 * 1024;

// Makes the reserve where it is missing and there is plenty of room. Never an error: it is a precaution.
void keep_reserve(const std::string& dir);
void give_up_reserve(const std::string& dir);

// A mark in the vault's folder is a file without content; its name holds what only an open vault can know, so that nobody
// who merely reaches the folder can make one. Durable when it returns.
using MarkName = ByteArray<16>;
Result<void> leave_mark(const std::string& dir, const MarkName& name);
bool has_mark(const std::string& dir, const MarkName& name);
void remove_mark(const std::string& dir, const MarkName& name);
// All of them, whoever made them: for a wipe.
std::vector<std::string> marks_in(const std::string& dir);

}  // namespace avow::store
