#include "store/schema.h"

#include <array>

namespace avow::store {
namespace {

constexpr std::size_t kPageBytes = 4096;
// sqlite.org/fileformat2.html#the_database_header
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kApplicationIdAt = 68;

struct TableText {
  const char* name;
  const char* sql;
};

// In this order. STRICT: a value of another type is damage that SQLite itself reports.
constexpr std::array<TableText, 5> kTableTexts{{
    {"vault", "CREATE TABLE vault(row INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT"},
    {"entry", "CREATE TABLE entry(row INTEGER PRIMARY KEY, header BLOB NOT NULL, payload BLOB) STRICT"},
    {"payload_keys", "CREATE TABLE payload_keys(row INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT"},
    {"node", "CREATE TABLE node(row INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT"},
    {"item",
     "CREATE TABLE item(kind INTEGER NOT NULL, key BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY(kind, key)) "
     "STRICT, WITHOUT ROWID"},
}};

// Why twice: a flipped bit in the version must read as damage, not as "made by a later avow".
std::uint32_t number_of(std::uint16_t version) {
  const std::uint32_t number = version;
  return number | ((~number & 0xFFFFU) << 16U);
}

Result<std::uint16_t> version_of(std::uint32_t number) {
  const auto version = static_cast<std::uint16_t>(number & 0xFFFFU);
  const bool is_version = number == number_of(version) && version > 0;
  if (!is_version) return Error{Errc::damaged, "the version number of the vault's file"};
  if (version > kSchemaVersion) return Error{Errc::newer_version, "the vault was written by a later avow"};
  return version;
}

Result<void> set_version(Database& database, std::uint16_t version) {
  const auto number = static_cast<std::int32_t>(number_of(version));
  return database.run("PRAGMA user_version=" + std::to_string(number));
}

std::uint32_t big_endian(ByteView bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out = (out << 8U) | bytes[at + i];
  return out;
}

Error different(const std::string& what) { return Error{Errc::damaged, "the vault's file: another " + what}; }

}  // namespace

Result<void> make_schema(Database& database) {
  AVOW_CHECK(database.run("PRAGMA page_size=" + std::to_string(kPageBytes) + "; PRAGMA encoding='UTF-8';" +
                          "PRAGMA auto_vacuum=NONE; PRAGMA journal_mode=WAL;" +
                          "PRAGMA application_id=" + std::to_string(kApplicationId)));
  AVOW_CHECK(set_version(database, kSchemaVersion));
  for (const TableText& table : kTableTexts) AVOW_CHECK(database.run(table.sql));
  return {};
}

Result<std::uint16_t> schema_version(Database& database) {
  AVOW_TRY(const auto number, database.number("PRAGMA user_version"));
  return version_of(static_cast<std::uint32_t>(static_cast<std::int32_t>(number)));
}

Result<void> compare_schema(Database& database) {
  AVOW_TRY(auto rows, database.prepare("SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_schema "
                                       "ORDER BY rowid"));
  std::int64_t expected_row = 0;
  for (const TableText& table : kTableTexts) {
    AVOW_TRY(const bool there, rows.step());
    if (!there) return different("number of tables");
    AVOW_TRY(const auto row, rows.integer(0));
    AVOW_TRY(const auto type, rows.text(1));
    AVOW_TRY(const auto name, rows.text(2));
    AVOW_TRY(const auto of_table, rows.text(3));
    AVOW_TRY(const auto root, rows.integer(4));
    AVOW_TRY(const auto sql, rows.text(5));
    ++expected_row;
    if (row != expected_row || root < 2 || type != "table" || name != table.name || of_table != table.name ||
        sql != table.sql) {
      return different("table than expected in place of " + std::string(table.name));
    }
  }
  AVOW_TRY(const bool more, rows.step());
  if (more) return different("number of tables");
  return {};
}

std::optional<std::uint32_t> application_id(ByteView start) {
  if (start.size() < kApplicationIdAt + 4 || !equal(start.first(kMagic.size()), bytes_of(kMagic))) return std::nullopt;
  return big_endian(start, kApplicationIdAt, 4);
}

Result<void> check_file_start(ByteView start) {
  if (start.size() < kFileStartBytes) return Error{Errc::damaged, "the vault's file is cut short"};
  if (!application_id(start)) return different("kind of file");
  struct Field {
    std::size_t at, size;
    std::uint32_t value;
    const char* name;
  };
  static constexpr Field kFields[] = {
      {16, 2, kPageBytes, "page size"},   {18, 1, 2, "write version"},       {19, 1, 2, "read version"},
      {20, 1, 0, "reserved space"},       {21, 1, 64, "payload fraction"},   {22, 1, 32, "payload fraction"},
      {23, 1, 32, "payload fraction"},    {44, 4, 4, "schema format"},       {48, 4, 0, "cache size"},
      {52, 4, 0, "vacuum root"},          {56, 4, 1, "text encoding"},       {64, 4, 0, "vacuum mode"},
      {kApplicationIdAt, 4, kApplicationId, "application id"},
      {72, 4, 0, "reserved field"},       {76, 4, 0, "reserved field"},      {80, 4, 0, "reserved field"},
      {84, 4, 0, "reserved field"},       {88, 4, 0, "reserved field"}};
  for (const Field& field : kFields) {
    if (big_endian(start, field.at, field.size) != field.value) return different(field.name);
  }
  AVOW_TRY(const auto version, version_of(big_endian(start, 60, 4)));
  static_cast<void>(version);
  return {};
}

std::span<const Migration> migrations() { return {}; }  // version 1 is the first

Result<void> migrate(Database& database, Rows& rows, std::span<const Migration> steps) {
  AVOW_TRY(auto version, schema_version(database));
  for (const Migration& step : steps) {
    if (step.to <= version) continue;
    AVOW_ASSERT(step.to == version + 1);
    AVOW_CHECK(database.run("BEGIN IMMEDIATE"));
    auto done = step.run(database, rows);
    if (done.ok()) done = set_version(database, step.to);
    if (done.ok()) done = database.run("COMMIT");
    if (!done.ok()) {
      static_cast<void>(database.run("ROLLBACK"));
      return done;
    }
    version = step.to;
  }
  return {};
}

}  // namespace avow::store
