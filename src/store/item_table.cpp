#include "store/item_table.h"

#include "base/limits.h"

namespace avow::store {
namespace {

std::int64_t number_of(ItemKind kind) { return static_cast<std::int64_t>(kind); }
Bytes row_key_of(ItemKind kind, ByteView key) { return ItemTable::row_key_of(static_cast<std::uint64_t>(kind), key); }

constexpr std::size_t kPageItems = 64;
constexpr std::size_t kPageItemBytes = 1024 * 1024;

}  // namespace

Bytes ItemTable::row_key_of(std::uint64_t kind, ByteView key) {
  return joined({little_endian(kind), key});
}

Result<std::unique_ptr<ItemTable>> ItemTable::open(Database& database, Rows& rows) {
  std::unique_ptr<ItemTable> out(new ItemTable(rows));
  AVOW_TRY(out->select_, database.prepare("SELECT sealed FROM item WHERE kind = ?1 AND key = ?2"));
  AVOW_TRY(out->put_, database.prepare("INSERT OR REPLACE INTO item(kind, key, sealed) VALUES(?1, ?2, ?3)"));
  AVOW_TRY(out->erase_, database.prepare("DELETE FROM item WHERE kind = ?1 AND key = ?2"));
  AVOW_TRY(out->all_, database.prepare("SELECT kind, key, sealed FROM item ORDER BY kind, key"));
  AVOW_TRY(out->clear_, database.prepare("DELETE FROM item"));
  AVOW_TRY(out->page_, database.prepare("SELECT key, sealed FROM item WHERE kind = ?1 AND key > ?2 ORDER BY key"));
  return out;
}

Result<bool> ItemTable::uncount(ItemKind kind, ByteView key) {
  StatementUse use(select_);
  AVOW_TRY(const bool there, use->bind(1, number_of(kind)).bind(2, key).step());
  if (!there) return false;
  AVOW_TRY(const ByteView sealed, use->blob(0));
  rows_.removed(rows_.digest(Table::item, avow::store::row_key_of(kind, key), {sealed}));
  return true;
}

Result<bool> ItemTable::put(ItemKind kind, ByteView key, ByteView plain) {
  if (key.empty() || key.size() > limits::kItemKeyBytesMax) return Error{Errc::too_large, "the key of an item"};
  if (plain.size() > limits::kItemBytesMax) return Error{Errc::too_large, "an item of the vault"};
  AVOW_TRY(const bool was_there, uncount(kind, key));
  const Bytes row_key = avow::store::row_key_of(kind, key);
  const Bytes sealed = rows_.seal(Table::item, row_key, plain);
  AVOW_CHECK(put_.bind(1, number_of(kind)).bind(2, key).bind(3, sealed).run());
  rows_.added(rows_.digest(Table::item, row_key, {ByteView(sealed)}));
  return was_there;
}

Result<bool> ItemTable::erase(ItemKind kind, ByteView key) {
  AVOW_TRY(const bool was_there, uncount(kind, key));
  AVOW_CHECK(erase_.bind(1, number_of(kind)).bind(2, key).run());
  return was_there;
}

// With secure_delete all pages that the second statement gives back are overwritten, whatever they held.
Result<void> ItemTable::rewrite() {
  struct Row {
    std::int64_t kind;
    Bytes key;
    Bytes sealed;
  };
  std::vector<Row> rows;
  {
    StatementUse use(all_);
    while (true) {
      AVOW_TRY(const bool there, use->step());
      if (!there) break;
      AVOW_TRY(const auto kind, use->integer(0));
      AVOW_TRY(const ByteView key, use->blob(1));
      AVOW_TRY(const ByteView sealed, use->blob(2));
      rows.push_back({kind, to_bytes(key), to_bytes(sealed)});
    }
  }
  AVOW_CHECK(clear_.run());
  for (const Row& row : rows) AVOW_CHECK(put_.bind(1, row.kind).bind(2, row.key).bind(3, row.sealed).run());
  return {};
}

Result<std::optional<Bytes>> ItemTable::get(ItemKind kind, ByteView key) {
  StatementUse use(select_);
  AVOW_TRY(const bool there, use->bind(1, number_of(kind)).bind(2, key).step());
  if (!there) return std::optional<Bytes>();
  AVOW_TRY(const ByteView sealed, use->blob(0));
  AVOW_TRY(auto plain, rows_.open(Table::item, avow::store::row_key_of(kind, key), sealed));
  return std::optional<Bytes>(std::move(plain));
}

Result<std::vector<Bytes>> ItemTable::keys(ItemKind kind) {
  std::vector<Bytes> out;
  StatementUse use(page_);
  use->bind(1, number_of(kind)).bind(2, ByteView());
  while (true) {
    AVOW_TRY(const bool there, use->step());
    if (!there) return out;
    AVOW_TRY(const ByteView key, use->blob(0));
    out.push_back(to_bytes(key));
  }
}

Result<std::vector<Item>> ItemTable::page(ItemKind kind, ByteView after) {
  std::vector<Item> out;
  StatementUse use(page_);
  use->bind(1, number_of(kind)).bind(2, after);
  for (std::size_t bytes = 0; out.size() < kPageItems && bytes < kPageItemBytes;) {
    AVOW_TRY(const bool there, use->step());
    if (!there) break;
    AVOW_TRY(const ByteView key, use->blob(0));
    AVOW_TRY(const ByteView sealed, use->blob(1));
    AVOW_TRY(auto plain, rows_.open(Table::item, avow::store::row_key_of(kind, key), sealed));
    bytes += plain.size();
    out.push_back(Item{to_bytes(key), std::move(plain)});
  }
  return out;
}

}  // namespace avow::store
