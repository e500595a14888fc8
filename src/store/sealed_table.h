// A table of (row number, one sealed value): the shape of tree nodes and payload keys. Every change is
// counted into the hash over all rows. Move-only; must not outlive its database and Rows.
#pragma once

#include "store/rows.h"
#include "store/sqlite.h"

namespace avow::store {

class SealedTable {
 public:
  static Result<SealedTable> prepare(Database& database, Rows& rows, Table table, const std::string& name);

  // Nothing when there is no such row.
  Result<std::optional<crypto::SecretBuffer>> get_secret(std::uint64_t row);
  Result<std::optional<Bytes>> get(std::uint64_t row);
  Result<void> put(std::uint64_t row, ByteView plain);
  // Rows [first, end).
  Result<void> erase(std::uint64_t first, std::uint64_t end);

 private:
  SealedTable(Rows& rows, Table table) : rows_(&rows), table_(table) {}
  Result<void> uncount(std::uint64_t first, std::uint64_t end);
  Rows* rows_;
  Table table_;
  Statement select_;
  Statement put_;
  Statement list_;
  Statement erase_;
};

}  // namespace avow::store
