#include "store/sqlite.h"

#include <sqlite3.h>

namespace avow::store {
namespace {

constexpr int kLengthMax = 64 * 1024 * 1024;  // of one value or row
constexpr std::uint8_t kNothing = 0;

Errc code_of(int result) {
  switch (result) {  // extended codes first, where they say something else than their family
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_DATA:
    case SQLITE_IOERR_SHORT_READ: return Errc::damaged;
    default: break;
  }
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::busy;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_NOMEM: return Errc::io;
    case SQLITE_TOOBIG: return Errc::too_large;
    // Our statements are correct and fit the schema that was compared at open: all else is the file's fault.
    default: return Errc::damaged;
  }
}

Error error_of(sqlite3* handle, int result) {
  return Error{code_of(result), std::string("the vault's file: ") +
                                    (handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result))};
}

Error wrong_type() { return Error{Errc::damaged, "a stored value is of another type than was written"}; }

// DEFENSIVE and TRUSTED_SCHEMA: a file that somebody else wrote cannot make SQLite do more than read it.
int set_up(sqlite3* handle) {
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kLengthMax);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  struct Switch {
    int option;
    int value;
  };
  for (const Switch s : {Switch{SQLITE_DBCONFIG_DQS_DML, 0}, Switch{SQLITE_DBCONFIG_DQS_DDL, 0},
                         Switch{SQLITE_DBCONFIG_DEFENSIVE, 1}, Switch{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                         Switch{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, Switch{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                         Switch{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}}) {
    if (const int result = sqlite3_db_config(handle, s.option, s.value, nullptr); result != SQLITE_OK) return result;
  }
  // EXCLUSIVE before the first read of a WAL file: no shared-memory file, and nobody else gets in.
  return sqlite3_exec(handle,
                      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                      // Why 4 MiB of journal: larger ones save work in a first sync, but bringing one into the file holds the loop.
                      "PRAGMA wal_autocheckpoint=1024;"
                      "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;",
                      nullptr, nullptr, nullptr);
}

}  // namespace

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this != &other) {
    sqlite3_finalize(statement_);
    statement_ = std::exchange(other.statement_, nullptr);
  }
  return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int place, std::int64_t value) {
  AVOW_ASSERT(sqlite3_bind_int64(statement_, place, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(int place, ByteView bytes) {
  // Why kNothing: a null pointer would bind NULL instead of an empty value.
  const void* data = bytes.empty() ? &kNothing : bytes.data();
  AVOW_ASSERT(sqlite3_bind_blob64(statement_, place, data, bytes.size(), SQLITE_STATIC) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_text(int place, std::string_view text) {
  AVOW_ASSERT(sqlite3_bind_text64(statement_, place, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                                  SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_null(int place) {
  AVOW_ASSERT(sqlite3_bind_null(statement_, place) == SQLITE_OK);
  return *this;
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return error_of(sqlite3_db_handle(statement_), result);
}

Result<void> Statement::run() {
  auto stepped = step();
  while (stepped.ok() && *stepped) stepped = step();
  reset();
  if (!stepped.ok()) return std::move(stepped).error();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Result<ByteView> Statement::blob(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_BLOB) return wrong_type();
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  if (data == nullptr && size > 0) return Error{Errc::io, "no memory for a stored value"};
  return ByteView(data, size);
}

Result<std::int64_t> Statement::integer(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER) return wrong_type();
  return sqlite3_column_int64(statement_, column);
}

Result<std::string> Statement::text(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_TEXT) return wrong_type();
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return Error{Errc::io, "no memory for a stored value"};
  return std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW;
  int result = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  if (result == SQLITE_OK) result = set_up(handle);
  if (result != SQLITE_OK) {
    Error error = error_of(handle, result);
    sqlite3_close_v2(handle);
    return error;
  }
  return std::unique_ptr<Database>(new Database(handle));
}

// Why not open(): with the name of memory SQLite asks no file system, and temp_store=MEMORY keeps its own files there too.
Result<std::unique_ptr<Database>> Database::in_memory() { return open(":memory:"); }

Database::~Database() { sqlite3_close_v2(handle_); }

Result<void> Database::run(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return error_of(handle_, result);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
  if (result != SQLITE_OK) return error_of(handle_, result);
  return Statement(statement);
}

Result<std::int64_t> Database::number(std::string_view sql) {
  AVOW_TRY(auto statement, prepare(sql));
  AVOW_TRY(const bool row, statement.step());
  if (!row) return Error{Errc::damaged, "the vault's file does not answer"};
  return statement.integer(0);
}

Result<std::string> Database::text(std::string_view sql) {
  AVOW_TRY(auto statement, prepare(sql));
  AVOW_TRY(const bool row, statement.step());
  if (!row) return Error{Errc::damaged, "the vault's file does not answer"};
  return statement.text(0);
}

void Database::checkpoint_when_closed(bool on) {
  AVOW_ASSERT(sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr) == SQLITE_OK);
}

Result<void> Database::read_file_start(MutableByteView out) {
  // Why through SQLite's own handle: closing another descriptor of the file would drop SQLite's lock on it.
  sqlite3_file* file = nullptr;
  int result = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (result == SQLITE_OK && file->pMethods != nullptr) {
    result = file->pMethods->xRead(file, out.data(), static_cast<int>(out.size()), 0);
  }
  if (result != SQLITE_OK) return error_of(nullptr, result);
  return {};
}

Result<std::unique_ptr<DatabaseCopy>> DatabaseCopy::begin(Database& from) {
  AVOW_TRY(auto copy, Database::in_memory());
  sqlite3_backup* const copying = sqlite3_backup_init(copy->handle_, "main", from.handle_, "main");
  if (copying == nullptr) return error_of(copy->handle_, sqlite3_errcode(copy->handle_));
  return std::unique_ptr<DatabaseCopy>(new DatabaseCopy(std::move(copy), copying));
}

DatabaseCopy::~DatabaseCopy() { sqlite3_backup_finish(copying_); }

Result<bool> DatabaseCopy::step(int pages) {
  AVOW_ASSERT(copying_ != nullptr);
  const int result = sqlite3_backup_step(copying_, pages);
  if (result == SQLITE_OK) return false;
  if (result != SQLITE_DONE) return error_of(nullptr, result);
  sqlite3_backup_finish(std::exchange(copying_, nullptr));
  return true;
}

Database& DatabaseCopy::database() {
  AVOW_ASSERT(copying_ == nullptr);
  return *copy_;
}

std::string library_version() { return std::string("SQLite ") + sqlite3_libversion(); }

}  // namespace avow::store
