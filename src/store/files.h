// The few things the vault does with files besides SQLite: whole replacement, scrubbing, modes.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::store {

inline constexpr unsigned kPrivateFile = 0600;
inline constexpr unsigned kPrivateDir = 0700;

Error io_error(const std::string& what);  // with the reason in errno

// The folder and those above it, as far as missing, each 0700.
Result<void> make_dirs(const std::string& dir);
Result<void> sync_dir(const std::string& dir);
// Nothing when there is no such file. Error{too_large} over `size_max`.
Result<std::optional<Bytes>> read_whole_file(const std::string& path, std::size_t size_max);
// Temporary name beside it, fsync, rename, fsync of the folder.
Result<void> replace_file(const std::string& path, ByteView bytes);
// A new empty file that only its owner may read. Error{io} when it exists.
Result<void> make_empty_file(const std::string& path);
Result<void> sync_file(const std::string& path);
Result<void> move_file(const std::string& from, const std::string& to);    // durable once its folder is synced
Result<void> rename_file(const std::string& from, const std::string& to);  // durable: syncs the folder too
void remove_if_there(const std::string& path);
// Size in bytes, or nothing.
std::optional<std::uint64_t> size_of_file(const std::string& path);
// Writes zeros over all of it and waits until they are on the disk; the size stays.
Result<void> overwrite_with_zeros(const std::string& path);

}  // namespace avow::store
