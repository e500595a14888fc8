// A backup holds the vault of one moment, tells nothing, and whatever is wrong with one is found and named.
#include "store/backup.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "base/reason.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

const Instant kDay = from_millis(1'795'000'000'000);

struct Made {
  Bytes bytes;
  BackupFacts facts;
};

// `between`: called between any two steps.
Made backup_of(OpenVault& vault, const std::function<void(int step)>& between = {}) {
  Made out;
  BackupWriter writer(*vault.store, kDay, vault.random);
  for (int step = 0;; ++step) {
    const auto whole = writer.step([&](ByteView piece) -> Result<void> {
      avow::append(out.bytes, piece);
      return {};
    });
    REQUIRE(whole.ok());
    if (*whole) break;
    if (between) between(step);
  }
  out.facts = writer.facts();
  return out;
}

ByteSource source_of(ByteView bytes, std::size_t at_a_time = 1'000'000) {
  return [=](MutableByteView out) mutable -> Result<std::size_t> {
    const std::size_t size = std::min({out.size(), bytes.size(), at_a_time});
    std::copy_n(bytes.begin(), size, out.begin());
    bytes = bytes.subspan(size);
    return size;
  };
}

Result<BackupFacts> verified(ByteView bytes, crypto::SlotKind kind = crypto::SlotKind::passphrase,
                             std::string_view secret = kPassphrase, std::size_t at_a_time = 1'000'000) {
  testing::SeededRandom random(1);
  AVOW_TRY(const auto reader, BackupReader::begin(source_of(bytes, at_a_time)));
  AVOW_TRY(const auto master, reader->slots().open(kind, bytes_of(secret)));
  return reader->read(master, random, [](const BackupRow&) -> Result<void> { return {}; });
}

Error why(ByteView bytes) {
  auto read = verified(bytes);
  REQUIRE_FALSE(read.ok());
  return read.error();
}

std::unique_ptr<Store> restored(const VaultLock& lock, ByteView bytes, testing::SeededRandom& random) {
  auto reader = BackupReader::begin(source_of(bytes));
  REQUIRE(reader.ok());
  const auto master = (*reader)->slots().open(crypto::SlotKind::passphrase, bytes_of(kPassphrase));
  REQUIRE(master.ok());
  auto made = Store::restore(lock, **reader, *master, random);
  REQUIRE(made.ok());
  auto placed = Store::put_in_place(std::move(*made), lock);
  REQUIRE(placed.ok());
  return std::move(*placed);
}

void fill_vault(OpenVault& vault, std::uint64_t entries) {
  REQUIRE(vault.add(my_notes(), entries).ok());
  REQUIRE(vault.add(my_commitments(), 3).ok());
  REQUIRE(vault.put(ItemKind::draft, "a draft", "the words of a draft").ok());
  const auto change = vault.store->begin().value();
  REQUIRE(change->destroy_payload(my_notes(), 1).ok());
  REQUIRE(change->commit().ok());
}

}  // namespace

TEST_CASE("a restored vault holds what the vault held, is read-only and keeps what the backup said") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  fill_vault(vault, 300);
  const State before = vault.store->state();
  const Made made = backup_of(vault);
  CHECK(made.facts.entries == 303);
  CHECK(made.facts.made_at == kDay);
  CHECK(made.facts.rows == before.rows);
  for (const std::size_t at_a_time : {1UL, 7'000UL, 1'000'000UL}) {
    const auto read = verified(made.bytes, crypto::SlotKind::recovery_code, kRecoveryCode, at_a_time);
    REQUIRE(read.ok());
    CHECK(*read == made.facts);
  }

  const auto lock = lock_of(dir / "new");
  testing::SeededRandom random(9);
  const auto store = restored(*lock, made.bytes, random);
  CHECK(store->vault_id() == vault.store->vault_id());
  CHECK(store->state().read_only);
  CHECK(store->state().logs == before.logs);
  CHECK(store->state().counter == before.counter + 1);
  CHECK(store->check().ok());
  for (std::uint64_t index : {0UL, 1UL, 299UL}) {
    const auto old_one = vault.store->entry(my_notes(), index);
    const auto new_one = store->entry(my_notes(), index);
    REQUIRE(new_one.ok());
    CHECK(new_one->header == old_one->header);
    CHECK(new_one->payload.words.has_value() == (index != 1));
  }
  CHECK(store->item(ItemKind::draft, bytes_of("a draft"))->value() == to_bytes(bytes_of("the words of a draft")));
  const auto kept = decode_restored(store->item(ItemKind::evidence, bytes_of(kRestoredKey))->value());
  REQUIRE(kept.ok());
  CHECK(*kept == made.facts);
  CHECK_FALSE(decode_restored(bytes_of("restored")).ok());
}

TEST_CASE("a backup is of one moment, whatever is written while it is made") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  fill_vault(vault, 2'000);
  int changes = 0;
  const Made made = backup_of(vault, [&](int step) {
    if (step % 3 != 0) return;
    REQUIRE(vault.add(my_notes(), 5).ok());
    REQUIRE(vault.put(ItemKind::draft, "a draft", std::to_string(++changes)).ok());
  });
  CHECK(changes > 10);
  const auto read = verified(made.bytes);
  REQUIRE(read.ok());
  CHECK(read->entries >= 2'003);
  CHECK(read->entries < vault.store->state().rows);
  const auto lock = lock_of(dir / "new");
  testing::SeededRandom random(9);
  CHECK(restored(*lock, made.bytes, random)->check().ok());
  CHECK(vault.store->check().ok());
}

TEST_CASE("a change of the passphrase while a backup is made: the backup opens with the new one") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  fill_vault(vault, 500);
  const Made made = backup_of(vault, [&](int step) {
    if (step == 0) REQUIRE(vault.store->change_secrets(secrets("another")).ok());
  });
  CHECK(verified(made.bytes, crypto::SlotKind::passphrase, "another").ok());
  CHECK(why(made.bytes).code == Errc::wrong_passphrase);
}

TEST_CASE("no word of a vault is in its backup, and its size is one of few") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  fill_vault(vault, 40);
  const Made made = backup_of(vault);
  const std::string_view file = text_of(made.bytes);
  for (const std::string_view marker : {"the words of", "the facts of", "a draft", "header"}) {
    CHECK(file.find(marker) == std::string_view::npos);
  }
  REQUIRE(vault.put(ItemKind::private_record, "a page", std::string(100, 'p')).ok());
  CHECK(backup_of(vault).bytes.size() == made.bytes.size());
}

TEST_CASE("every beginning of a backup is cut short, and nothing else is said of it") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 2).ok());
  const Made made = backup_of(vault);
  REQUIRE(verified(made.bytes).ok());
  CHECK(why({}).context == reason::kNoBackup);
  for (std::size_t size = 1; size < made.bytes.size(); size += size < 700 ? 1 : 97) {
    CAPTURE(size);
    const Error error = why(ByteView(made.bytes).first(size));
    REQUIRE(error.code == Errc::damaged);
    REQUIRE(error.context == reason::kBackupCut);
  }
  const Error error = why(ByteView(made.bytes).first(made.bytes.size() - 1));
  CHECK(error.context == reason::kBackupCut);
}

TEST_CASE("a backup with any byte changed is never taken for whole") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 2).ok());
  Made made = backup_of(vault);
  for (std::size_t at = 0; at < made.bytes.size(); at += at < 700 ? 1 : 31) {
    CAPTURE(at);
    made.bytes[at] ^= 0x10U;
    const Error error = why(made.bytes);
    REQUIRE(error.context == (at < 16 ? reason::kNoBackup : reason::kBackupDamaged));
    made.bytes[at] ^= 0x10U;
  }
  made.bytes.push_back(0);
  CHECK(why(made.bytes).context == reason::kBackupDamaged);
}

TEST_CASE("pieces in another order, or of another backup of the same vault, are damage") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  fill_vault(vault, 300);
  const Made one = backup_of(vault);
  const Made two = backup_of(vault);
  REQUIRE(one.bytes.size() == two.bytes.size());
  const std::size_t piece = limits::kBackupPieceBytes + crypto::kStreamOverhead;
  const std::size_t start = one.bytes.size() % piece;
  REQUIRE(one.bytes.size() >= start + 3 * piece);
  Bytes swapped = one.bytes;
  std::swap_ranges(swapped.begin() + static_cast<std::ptrdiff_t>(start), swapped.begin() + static_cast<std::ptrdiff_t>(start + piece),
                   swapped.begin() + static_cast<std::ptrdiff_t>(start + piece));
  CHECK(why(swapped).context == reason::kBackupDamaged);
  Bytes mixed = one.bytes;
  std::copy(two.bytes.begin() + static_cast<std::ptrdiff_t>(start + piece), two.bytes.begin() + static_cast<std::ptrdiff_t>(start + 2 * piece),
            mixed.begin() + static_cast<std::ptrdiff_t>(start + piece));
  CHECK(why(mixed).context == reason::kBackupDamaged);
  Bytes left_out = one.bytes;
  left_out.erase(left_out.begin() + static_cast<std::ptrdiff_t>(start), left_out.begin() + static_cast<std::ptrdiff_t>(start + piece));
  CHECK(why(left_out).context == reason::kBackupDamaged);
}

TEST_CASE("foreign, newer, locked: three more answers") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 2).ok());
  Made made = backup_of(vault);
  CHECK(why(bytes_of("SQLite format 3 and more of it")).context == reason::kNoBackup);
  CHECK(why(bytes_of("SQLite format 3 and more of it")).code == Errc::malformed);
  CHECK(verified(made.bytes, crypto::SlotKind::passphrase, "wrong").error().code == Errc::wrong_passphrase);
  CHECK(verified(made.bytes, crypto::SlotKind::recovery_code, "fedcba9876543210").error().code == Errc::wrong_passphrase);
  made.bytes[16] = 2;
  CHECK(why(made.bytes).context == reason::kBackupDamaged);  // the version and its double differ
  made.bytes[18] = static_cast<std::uint8_t>(~2U);
  CHECK(why(made.bytes).code == Errc::newer_version);
}

TEST_CASE("a restore refuses a folder that holds something, and leaves what is there") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 2).ok());
  const Made made = backup_of(vault);
  const auto restore_to = [&](const VaultLock& lock) {
    const auto reader = BackupReader::begin(source_of(made.bytes)).value();
    const auto master = reader->slots().open(crypto::SlotKind::passphrase, bytes_of(kPassphrase)).value();
    return Store::restore(lock, *reader, master, vault.random);
  };
  CHECK(restore_to(*vault.lock).error().code == Errc::refused);
  std::filesystem::create_directory(dir / "home");
  write_file(dir / "home/letter.txt", "dear");
  CHECK(restore_to(*lock_of(dir / "home")).error().code == Errc::refused);
  CHECK(read_file(dir / "home/letter.txt") == "dear");
  // Stopped before it was in place: nobody finds it, and the next attempt begins anew.
  const auto lock = lock_of(dir / "new");
  { CHECK(restore_to(*lock).ok()); }
  CHECK_FALSE(std::filesystem::exists(dir / "new/vault.db"));
  CHECK(restored(*lock, made.bytes, vault.random)->check().ok());
}

TEST_CASE("rows of a backup are read from pieces of any size, at the limits and not past them") {
  const auto read = [](ByteView bytes, std::size_t piece) -> Result<std::size_t> {
    BackupRows rows;
    std::size_t count = 0;
    for (ByteView rest = bytes; !rest.empty();) {
      const std::size_t size = std::min(piece, rest.size());
      AVOW_CHECK(rows.take(rest.first(size), [&](const BackupRow&) -> Result<void> {
        ++count;
        return {};
      }));
      rest = rest.subspan(size);
    }
    AVOW_CHECK(rows.finish());
    return count;
  };
  const Bytes longest(limits::kBackupValueBytesMax);
  const Bytes key(limits::kItemKeyBytesMax, 7);
  Bytes bytes;
  encode(BackupRow{Table::entry, 4, 0, {}, bytes_of("header"), std::nullopt}, bytes);
  encode(BackupRow{Table::entry, 5, 0, {}, bytes_of("header"), bytes_of("payload")}, bytes);
  encode(BackupRow{Table::item, 0, 3, key, bytes_of("sealed"), std::nullopt}, bytes);
  const std::size_t before_longest = bytes.size();
  encode(BackupRow{Table::node, (std::uint64_t{1} << 63U) - 1, 0, {}, longest, std::nullopt}, bytes);
  encode(BackupFacts{2, 4, kDay}, bytes);
  bytes.resize(bytes.size() + 50);
  CHECK(read(bytes, bytes.size()).value() == 4);
  CHECK(read(bytes, 16'384).value() == 4);
  const auto damaged_at = [&](std::size_t at, std::uint8_t value) {
    Bytes other = bytes;
    other[at] = value;
    return !read(other, 16'384).ok();
  };
  CHECK(damaged_at(bytes.size() - 1, 1));            // behind its end
  CHECK(damaged_at(before_longest, 6));              // no such table
  CHECK(damaged_at(before_longest + 8, 0x80));       // a row number over the limit
  CHECK(damaged_at(before_longest + 9, 1));          // a value over the limit
  CHECK(damaged_at(before_longest - 6 - 4 - 64 - 1, 65));  // a key over the limit
  CHECK_FALSE(read(ByteView(bytes).first(before_longest), 100).ok());
}

}  // namespace avow::store
