// A vault's file made of the rows of a backup.
#include "base/codec.h"
#include "base/reason.h"
#include "store/backup.h"
#include "store/check.h"
#include "store/files.h"
#include "store/inside.h"
#include "store/transaction.h"

namespace avow::store {
namespace {

// Puts rows where they stood.
class RowInserts {
 public:
  static Result<RowInserts> prepare(Database& database) {
    RowInserts out;
    AVOW_TRY(out.vault_, database.prepare("INSERT INTO vault(row, value) VALUES(?1, ?2)"));
    AVOW_TRY(out.entry_, database.prepare("INSERT INTO entry(row, header, payload) VALUES(?1, ?2, ?3)"));
    AVOW_TRY(out.payload_keys_, database.prepare("INSERT INTO payload_keys(row, sealed) VALUES(?1, ?2)"));
    AVOW_TRY(out.node_, database.prepare("INSERT INTO node(row, sealed) VALUES(?1, ?2)"));
    AVOW_TRY(out.item_, database.prepare("INSERT INTO item(kind, key, sealed) VALUES(?1, ?2, ?3)"));
    return out;
  }

  Result<void> insert(const BackupRow& row) {
    switch (row.table) {
      case Table::vault: return numbered(vault_, row);
      case Table::entry: return entry(row);
      case Table::payload_keys: return numbered(payload_keys_, row);
      case Table::node: return numbered(node_, row);
      case Table::item: return item_.bind(1, std::int64_t{row.kind}).bind(2, row.key).bind(3, row.value).run();
    }
    AVOW_ASSERT(false);
  }

 private:
  static Result<void> numbered(Statement& into, const BackupRow& row) {
    return into.bind(1, row_number(row.row)).bind(2, row.value).run();
  }
  Result<void> entry(const BackupRow& row) {
    entry_.bind(1, row_number(row.row)).bind(2, row.value);
    if (row.payload) {
      entry_.bind(3, *row.payload);
    } else {
      entry_.bind_null(3);
    }
    return entry_.run();
  }
  Statement vault_, entry_, payload_keys_, node_, item_;
};

Result<BackupFacts> fill(const std::string& path, BackupReader& reader, const crypto::Key& master, RandomSource& random) {
  AVOW_CHECK(make_empty_file(path));
  AVOW_TRY(const auto database, Database::open(path));
  AVOW_CHECK(make_schema(*database));
  AVOW_TRY(RowInserts inserts, RowInserts::prepare(*database));
  AVOW_CHECK(database->run("BEGIN IMMEDIATE"));
  AVOW_TRY(const BackupFacts facts, reader.read(master, random, [&](const BackupRow& row) { return inserts.insert(row); }));
  AVOW_CHECK(database->run("COMMIT"));
  return facts;
}

}  // namespace

Bytes encode_restored(const BackupFacts& facts) {
  ByteWriter out;
  return out.text(kRestoredKey).i64(to_millis(facts.made_at)).u64(facts.entries).u64(facts.rows).take();
}

Result<BackupFacts> decode_restored(ByteView value) {
  ByteReader in(value);
  const bool named = in.text() == kRestoredKey;
  BackupFacts out;
  out.made_at = from_millis(in.i64());
  out.entries = in.u64();
  out.rows = in.u64();
  if (!named || !in.finish().ok()) return Error{Errc::damaged, "what is known of the backup that this vault came from"};
  return out;
}

Result<std::unique_ptr<Store>> Store::restore(const VaultLock& lock, BackupReader& reader, const crypto::Key& master,
                                              RandomSource& random) {
  AVOW_CHECK(free_folder(lock, IfThere::refuse));
  const std::string temporary = new_file_in(lock.dir());
  AVOW_TRY(const BackupFacts facts, fill(temporary, reader, master, random));
  AVOW_TRY(auto inside, StoreInside::open(temporary, master, random));
  std::unique_ptr<Store> store(new Store(std::move(inside)));
  if (!store->check().ok()) return Error{Errc::damaged, std::string(reason::kBackupDamaged)};
  AVOW_TRY(const auto change, store->begin());
  change->set_read_only(true);
  AVOW_CHECK(change->put_item(ItemKind::evidence, bytes_of(kRestoredKey), encode_restored(facts)));
  AVOW_CHECK(change->commit());
  return store;
}

}  // namespace avow::store
