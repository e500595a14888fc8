#include "store/sealed_table.h"

namespace avow::store {

Result<SealedTable> SealedTable::prepare(Database& database, Rows& rows, Table table, const std::string& name) {
  SealedTable out(rows, table);
  AVOW_TRY(out.select_, database.prepare("SELECT sealed FROM " + name + " WHERE row = ?1"));
  AVOW_TRY(out.put_, database.prepare("INSERT OR REPLACE INTO " + name + "(row, sealed) VALUES(?1, ?2)"));
  AVOW_TRY(out.list_, database.prepare("SELECT row, sealed FROM " + name + " WHERE row >= ?1 AND row < ?2"));
  AVOW_TRY(out.erase_, database.prepare("DELETE FROM " + name + " WHERE row >= ?1 AND row < ?2"));
  return out;
}

Result<std::optional<crypto::SecretBuffer>> SealedTable::get_secret(std::uint64_t row) {
  StatementUse use(select_);
  AVOW_TRY(const bool there, use->bind(1, row_number(row)).step());
  if (!there) return std::optional<crypto::SecretBuffer>();
  AVOW_TRY(const ByteView sealed, use->blob(0));
  AVOW_TRY(auto plain, rows_->open_secret(table_, row_key(row), sealed));
  return std::optional<crypto::SecretBuffer>(std::move(plain));
}

Result<std::optional<Bytes>> SealedTable::get(std::uint64_t row) {
  StatementUse use(select_);
  AVOW_TRY(const bool there, use->bind(1, row_number(row)).step());
  if (!there) return std::optional<Bytes>();
  AVOW_TRY(const ByteView sealed, use->blob(0));
  AVOW_TRY(auto plain, rows_->open(table_, row_key(row), sealed));
  return std::optional<Bytes>(std::move(plain));
}

Result<void> SealedTable::uncount(std::uint64_t first, std::uint64_t end) {
  StatementUse use(list_);
  use->bind(1, row_number(first)).bind(2, row_number(end));
  while (true) {
    AVOW_TRY(const bool there, use->step());
    if (!there) return {};
    AVOW_TRY(const auto row, use->integer(0));
    AVOW_TRY(const ByteView sealed, use->blob(1));
    rows_->removed(rows_->digest(table_, row_key(static_cast<std::uint64_t>(row)), {sealed}));
  }
}

Result<void> SealedTable::put(std::uint64_t row, ByteView plain) {
  AVOW_CHECK(uncount(row, row + 1));
  const Bytes sealed = rows_->seal(table_, row_key(row), plain);
  AVOW_CHECK(put_.bind(1, row_number(row)).bind(2, sealed).run());
  rows_->added(rows_->digest(table_, row_key(row), {ByteView(sealed)}));
  return {};
}

Result<void> SealedTable::erase(std::uint64_t first, std::uint64_t end) {
  AVOW_CHECK(uncount(first, end));
  return erase_.bind(1, row_number(first)).bind(2, row_number(end)).run();
}

}  // namespace avow::store
