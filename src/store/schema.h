// The shape of vault.db: its tables, the version number in it, and the numbered steps from older shapes to
// this one. Steps only go forward; a file from a later avow is refused before SQLite touches it.
#pragma once

#include <optional>
#include <span>

#include "store/rows.h"
#include "store/sqlite.h"

namespace avow::store {

inline constexpr std::uint16_t kSchemaVersion = 1;
inline constexpr std::uint32_t kApplicationId = 0x41564F57;  // "AVOW"

// Makes every table and number in a new, empty file.
Result<void> make_schema(Database& database);

// Byte for byte what make_schema wrote, in the same order: no other table, trigger or view.
// Error{newer_version}, or {damaged} with the first difference.
Result<void> compare_schema(Database& database);
// The version as the file's journal and main part together give it. Error{damaged}, {newer_version}.
Result<std::uint16_t> schema_version(Database& database);

inline constexpr std::size_t kFileStartBytes = 100;
// Whose database a file is by its header; empty: it is no SQLite database.
std::optional<std::uint32_t> application_id(ByteView start);
// The file header as it stands on disk: fields that never change once made, and the version.
Result<void> check_file_start(ByteView start);

// Brings rows and tables from version `to - 1` to `to`, inside a transaction.
struct Migration {
  std::uint16_t to;
  Result<void> (*run)(Database& database, Rows& rows);
};
std::span<const Migration> migrations();
// Runs what is still to be run, each with its version number in one transaction.
Result<void> migrate(Database& database, Rows& rows, std::span<const Migration> steps);

}  // namespace avow::store
