// SQLite behind two small classes, with every safety switch set. Damage is an answer here, never a crash:
// a value of another type than was written is Error{damaged}, like a page that does not fit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_backup;
struct sqlite3_stmt;

namespace avow::store {

// A prepared statement, kept and used again. Move-only; must not outlive its database.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters from 1. Bytes are not copied: they must stay valid until the statement is used again.
  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, ByteView bytes);
  Statement& bind_text(int place, std::string_view text);  // not copied either
  Statement& bind_null(int place);
  // True: a row is there to be read. False: no more rows.
  Result<bool> step();
  // To the end, without rows.
  Result<void> run();
  void reset();

  // Columns from 0; views are valid until the next step or reset.
  bool is_null(int column) const;
  Result<ByteView> blob(int column) const;
  Result<std::int64_t> integer(int column) const;
  Result<std::string> text(int column) const;

 private:
  sqlite3_stmt* statement_ = nullptr;
};

// Gives a statement back to its start at the end of a scope, so that no read stays open.
class StatementUse {
 public:
  explicit StatementUse(Statement& statement) : statement_(statement) {}
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;
  ~StatementUse() { statement_.reset(); }
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

std::string library_version();

// One open file. Resource.
class Database {
 public:
  // The file must exist (an empty one becomes a new database).
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  // An empty one that never touches a file.
  static Result<std::unique_ptr<Database>> in_memory();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  Result<void> run(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  // The first column of the first row.
  Result<std::int64_t> number(std::string_view sql);
  Result<std::string> text(std::string_view sql);
  // True (default): closing brings the journal into the file and removes it. False: leaves both as they are.
  void checkpoint_when_closed(bool on);
  // The first bytes of the main file as SQLite sees them on disk, not through the journal.
  Result<void> read_file_start(MutableByteView out);

 private:
  friend class DatabaseCopy;
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_;
};

// A copy of an open file, made a few pages at a time while it is in use, and in memory only. What is committed before it is
// whole is in it. No transaction is open while step() runs. Resource.
class DatabaseCopy {
 public:
  static Result<std::unique_ptr<DatabaseCopy>> begin(Database& from);
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;
  ~DatabaseCopy();
  // True: it is whole, as the file is now, and changes no more.
  Result<bool> step(int pages);
  // Precondition: it is whole.
  Database& database();

 private:
  DatabaseCopy(std::unique_ptr<Database> copy, sqlite3_backup* copying) : copy_(std::move(copy)), copying_(copying) {}
  std::unique_ptr<Database> copy_;
  sqlite3_backup* copying_;  // null: whole
};

}  // namespace avow::store
