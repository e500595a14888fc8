#include "store/store.h"

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

#include "crypto/hash.h"
#include "store/check.h"
#include "store/files.h"
#include "store/inside.h"
#include "store/transaction.h"

namespace avow::store {
namespace {

constexpr std::uint64_t kCopyEntries = 256;

class StoredNodes final : public log::NodeReader {
 public:
  StoredNodes(const std::unique_ptr<StoreInside>& inside, std::uint64_t slot) : inside_(inside), slot_(slot) {}
  Result<Hash> node(unsigned level, std::uint64_t index) override { return inside_->nodes->get(slot_, level, index); }

 private:
  const std::unique_ptr<StoreInside>& inside_;  // the store's own: change_secrets puts another there
  std::uint64_t slot_;
};

Result<void> copy_log(StoreInside& from, StoreInside& to, std::uint64_t slot) {
  const std::uint64_t size = from.state.logs[slot].size;
  for (std::uint64_t index = 0; index < size;) {
    const std::uint64_t end = std::min(size, index + kCopyEntries);
    AVOW_TRY(const auto entries, from.entries->read(slot, index, end, limits::kChunkBytesMax));
    for (const log::Entry& entry : entries) AVOW_CHECK(to.entries->append(slot, index++, entry));
  }
  for (unsigned level = 0; (size >> level) > 0; ++level) {
    for (std::uint64_t index = 0; index < size >> level; ++index) {
      AVOW_TRY(const Hash hash, from.nodes->get(slot, level, index));
      AVOW_CHECK(to.nodes->append(slot, log::Node{level, index, hash}));
    }
  }
  to.stored.push_back(size);
  return {};
}

Result<void> copy_items(StoreInside& from, StoreInside& to) {
  for (unsigned number = 0; number <= 0xFF; ++number) {
    const auto kind = static_cast<ItemKind>(number);
    for (Bytes after;;) {
      AVOW_TRY(const auto page, from.items->page(kind, after));
      if (page.empty()) break;
      for (const Item& item : page) AVOW_CHECK(to.items->put(kind, item.key, item.plain));
      after = page.back().key;
    }
  }
  return {};
}

// Every row of `from`, sealed anew under the keys of `to`, in one transaction.
Result<void> copy_vault(StoreInside& from, StoreInside& to) {
  AVOW_CHECK(to.begin(Durability::at_commit));
  for (std::uint64_t slot = 0; slot < from.state.logs.size(); ++slot) AVOW_CHECK(copy_log(from, to, slot));
  AVOW_CHECK(copy_items(from, to));
  to.next = from.state;  // the counter goes on: commit() adds one; hash and rows are those of `to`
  return to.commit();
}

}  // namespace

Store::Store(std::unique_ptr<StoreInside> inside) : inside_(std::move(inside)) {}
Store::~Store() { AVOW_ASSERT(!inside_->in_transaction); }

// There is room for a vault in it, nobody else can look into it, and nothing of an earlier attempt is left.
Result<void> Store::free_folder(const VaultLock& lock, IfThere if_there) {
  const bool there = size_of_file(lock.path_of(kVaultFileName)).has_value();
  if (there && if_there == IfThere::refuse) return Error{Errc::refused, "there is a vault already in " + lock.dir()};
  AVOW_TRY(const bool free, is_free_for_vault(lock.dir()));
  if (!there && !free) return Error{Errc::refused, "the folder " + lock.dir() + " holds other files"};
  if (::chmod(lock.dir().c_str(), kPrivateDir) != 0) return io_error("closing " + lock.dir() + " to others");
  remove_leftovers(lock.dir());
  return {};
}

Result<std::unique_ptr<Store>> Store::make(const VaultLock& lock, const NewSecrets& secrets, RandomSource& random,
                                           IfThere if_there) {
  AVOW_CHECK(free_folder(lock, if_there));
  const std::string temporary = new_file_in(lock.dir());
  AVOW_TRY(const crypto::Key master, make_vault_file(temporary, random.bytes<16>(), secrets, random));
  AVOW_TRY(auto inside, StoreInside::open(temporary, master, random));
  return std::unique_ptr<Store>(new Store(std::move(inside)));
}

Result<std::unique_ptr<Store>> Store::put_in_place(std::unique_ptr<Store> made, const VaultLock& lock) {
  const std::string path = lock.path_of(kVaultFileName);
  const std::string temporary = new_file_in(lock.dir());
  AVOW_ASSERT(made->inside_->path == temporary);
  const crypto::Key master = made->inside_->master.copy();
  RandomSource& random = made->inside_->random;
  AVOW_CHECK(scrub_journal(*made->inside_->database, temporary));
  made.reset();
  AVOW_CHECK(sync_file(temporary));
  if (size_of_file(path)) AVOW_CHECK(give_up_vault_file(lock.dir()));
  AVOW_CHECK(rename_file(temporary, path));
  return open(lock, master, random);
}

Result<std::unique_ptr<Store>> Store::create(const VaultLock& lock, const NewSecrets& secrets, RandomSource& random) {
  AVOW_TRY(auto made, make(lock, secrets, random));
  return put_in_place(std::move(made), lock);
}

Result<Outline> Store::outline(const VaultLock& lock, std::size_t items_max) {
  AVOW_TRY(auto database, open_vault_file(lock.path_of(kVaultFileName)));
  Outline out;
  AVOW_TRY(const auto count, database->number("SELECT count(*) FROM entry"));
  out.entries = static_cast<std::uint64_t>(count);
  AVOW_TRY(auto items, database->prepare("SELECT kind, key FROM item"));
  while (out.items.size() < items_max) {
    AVOW_TRY(const bool more, items.step());
    if (!more) break;
    AVOW_TRY(const auto kind, items.integer(0));
    AVOW_TRY(const ByteView key, items.blob(1));
    out.items.emplace_back(static_cast<ItemKind>(kind), to_bytes(key));
  }
  return out;
}

Result<crypto::Key> KeySlots::open(crypto::SlotKind kind, ByteView secret) const {
  AVOW_TRY(const auto stored_kind, crypto::slot_kind(slot(kind)));
  if (stored_kind != kind) return Error{Errc::damaged, "the key slots are not in their places"};
  return crypto::open_slot(slot(kind), secret, vault_id);
}

Result<KeySlots> Store::read_slots(const VaultLock& lock) {
  AVOW_TRY(auto database, open_vault_file(lock.path_of(kVaultFileName)));
  return read_key_slots(*database);
}

Result<KeySlots> Store::slots() { return read_key_slots(*inside_->database); }

Result<std::unique_ptr<Store>> Store::open(const VaultLock& lock, crypto::SlotKind kind, ByteView secret,
                                           RandomSource& random) {
  const std::string path = lock.path_of(kVaultFileName);
  AVOW_TRY(auto database, open_vault_file(path));
  AVOW_TRY(const KeySlots slots, read_key_slots(*database));
  AVOW_TRY(const crypto::Key master, slots.open(kind, secret));
  AVOW_TRY(auto inside, StoreInside::open(path, std::move(database), slots.vault_id, master, random));
  remove_leftovers(lock.dir());
  return std::unique_ptr<Store>(new Store(std::move(inside)));
}

Result<std::unique_ptr<Store>> Store::open(const VaultLock& lock, const crypto::Key& master, RandomSource& random) {
  AVOW_TRY(auto inside, StoreInside::open(lock.path_of(kVaultFileName), master, random));
  remove_leftovers(lock.dir());
  return std::unique_ptr<Store>(new Store(std::move(inside)));
}

Result<void> Store::change_secrets(const NewSecrets& secrets) {
  AVOW_ASSERT(!inside_->in_transaction);
  if (inside_->dead) return Error{Errc::io, "the vault must be opened again"};
  const std::string path = inside_->path;
  const std::string dir = path.substr(0, path.rfind('/'));
  remove_leftovers(dir);
  AVOW_TRY(const crypto::Key master, make_vault_file(new_file_in(dir), inside_->vault_id, secrets, inside_->random));
  {
    AVOW_TRY(auto copy, StoreInside::open(new_file_in(dir), master, inside_->random));
    AVOW_CHECK(copy_vault(*inside_, *copy));
    AVOW_CHECK(scrub_journal(*copy->database, copy->path));
  }
  AVOW_CHECK(sync_file(new_file_in(dir)));
  // Why: the new file must never meet the old one's journal. It is empty from here on, as nothing writes,
  // and the old database leaves it alone when it is closed.
  AVOW_CHECK(scrub_journal(*inside_->database, path));
  inside_->database->checkpoint_when_closed(false);
  AVOW_CHECK(keep_for_overwriting(dir));
  AVOW_CHECK(move_file(new_file_in(dir), path));
  inside_->dead = true;  // until the new one is open
  // Why no error from here on: the new secrets are what opens the vault, and whoever asked has to be told them.
  static_cast<void>(sync_dir(dir));
  auto fresh = StoreInside::open(path, master, inside_->random);
  if (!fresh.ok()) return {};
  inside_ = std::move(*fresh);
  remove_leftovers(dir);
  return {};
}

const VaultId& Store::vault_id() const { return inside_->vault_id; }
crypto::Key Store::derive(std::string_view label) const { return crypto::derive(inside_->master, label); }
const State& Store::state() const { return inside_->state; }

Result<std::unique_ptr<Transaction>> Store::begin(Durability durability) {
  AVOW_CHECK(inside_->begin(durability));
  return std::unique_ptr<Transaction>(new Transaction(*inside_));
}

Result<void> Store::make_durable() {
  if (!inside_->may_be_undone) return {};
  AVOW_TRY(const auto nothing, begin());  // a commit waits for everything before it
  return nothing->commit();
}

bool Store::holds_traces() const { return inside_->journal_needs_scrub; }

Result<void> Store::remove_traces() {
  if (inside_->dead) return Error{Errc::io, "the vault must be opened again"};
  return inside_->remove_traces();
}

Result<std::vector<log::Entry>> Store::entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t count,
                                               std::size_t max_bytes) {
  const std::uint64_t slot = inside_->slot_of(ref);
  const std::uint64_t size = inside_->stored[slot];
  AVOW_ASSERT(first <= size);
  return inside_->entries->read(slot, first, first + std::min(count, size - first), max_bytes);
}

Result<log::Entry> Store::entry(const log::LogRef& ref, std::uint64_t index) {
  const std::uint64_t slot = inside_->slot_of(ref);
  if (index >= inside_->stored[slot]) return Error{Errc::not_found, "no such entry"};
  AVOW_TRY(auto found, inside_->entries->read(slot, index, index + 1, 0));
  return Result<log::Entry>(std::move(found.front()));
}

std::unique_ptr<log::NodeReader> Store::nodes(const log::LogRef& ref) {
  return std::make_unique<StoredNodes>(inside_, inside_->slot_of(ref));
}

Result<std::optional<Bytes>> Store::item(ItemKind kind, ByteView key) { return inside_->items->get(kind, key); }

Result<std::vector<Bytes>> Store::item_keys(ItemKind kind) { return inside_->items->keys(kind); }

Result<void> Store::for_each_item(ItemKind kind, const std::function<Result<void>(ByteView, ByteView)>& visit) {
  for (Bytes after;;) {
    AVOW_TRY(const auto page, inside_->items->page(kind, after));
    if (page.empty()) return {};
    for (const Item& item : page) AVOW_CHECK(visit(item.key, item.plain));
    after = page.back().key;
  }
}

CheckReport Store::check() {
  StoreCheck check(*this);
  while (!check.step(~std::uint64_t{0} >> 1U)) {
  }
  return check.report();
}

}  // namespace avow::store
