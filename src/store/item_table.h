// The rows of everything that is not a log: settings, drafts, keys, the snapshot. Resource.
#pragma once

#include <vector>

#include "store/item_kind.h"
#include "store/rows.h"
#include "store/sqlite.h"

namespace avow::store {

struct Item {
  Bytes key;
  Bytes plain;
};

class ItemTable {
 public:
  static Result<std::unique_ptr<ItemTable>> open(Database& database, Rows& rows);
  ItemTable(const ItemTable&) = delete;
  ItemTable& operator=(const ItemTable&) = delete;

  // Both tell whether there was one under that key.
  Result<bool> put(ItemKind kind, ByteView key, ByteView plain);
  Result<bool> erase(ItemKind kind, ByteView key);
  // Every row anew, as it is sealed, on pages that hold nothing else. Why: SQLite moves rows of a full page to others and
  // clears the places that it gives up, but not those that it moved them from; a row that was erased since may lie there.
  Result<void> rewrite();
  Result<std::optional<Bytes>> get(ItemKind kind, ByteView key);
  Result<std::vector<Bytes>> keys(ItemKind kind);
  // The next items after `after` (empty: from the start), in the order of their keys: a page of them.
  Result<std::vector<Item>> page(ItemKind kind, ByteView after);

  // For the check: the row key of an item.
  static Bytes row_key_of(std::uint64_t kind, ByteView key);

 private:
  explicit ItemTable(Rows& rows) : rows_(rows) {}
  Result<bool> uncount(ItemKind kind, ByteView key);
  Rows& rows_;
  Statement select_;
  Statement put_;
  Statement erase_;
  Statement page_;
  Statement all_;
  Statement clear_;
};

}  // namespace avow::store
