#include "store/entry_table.h"

#include "base/codec.h"

namespace avow::store {
namespace {

constexpr unsigned kHasFacts = 1;
constexpr unsigned kHasWords = 2;
constexpr unsigned kAllFlags = 3;

Error missing(std::uint64_t index) {
  return Error{Errc::damaged, "entry " + std::to_string(index) + " of a log is missing or has no payload key"};
}

// Payload row: flags u8 · words_c 32 · [facts salt 32 · facts blob] · [words salt 32 · words blob].
Bytes encode(const log::Payload& payload) {
  ByteWriter out;
  const unsigned flags = (payload.facts ? kHasFacts : 0U) | (payload.words ? kHasWords : 0U);
  out.u8(static_cast<std::uint8_t>(flags)).fixed(payload.words_commitment);
  if (payload.facts) out.fixed(payload.facts->salt).blob(payload.facts->bytes);
  if (payload.words) out.fixed(payload.words->salt).blob(payload.words->bytes);
  return out.take();
}

log::PayloadPart take_part(ByteReader& in) {
  log::PayloadPart out;
  out.salt = in.array<32>();
  out.bytes = to_bytes(in.blob());
  return out;
}

Result<log::Payload> decode(ByteView bytes) {
  ByteReader in(bytes);
  log::Payload out;
  const unsigned flags = in.u8();
  out.words_commitment = in.array<32>();
  if ((flags & kHasFacts) != 0) out.facts = take_part(in);
  if ((flags & kHasWords) != 0) out.words = take_part(in);
  if (flags > kAllFlags || !in.finish().ok()) return Error{Errc::damaged, "a stored payload"};
  return out;
}

std::size_t size_of(const log::Entry& entry) {
  return entry.header.size() + (entry.payload.facts ? entry.payload.facts->bytes.size() : 0) +
         (entry.payload.words ? entry.payload.words->bytes.size() : 0);
}

std::optional<ByteView> or_null(const Bytes& bytes) {
  return bytes.empty() ? std::nullopt : std::optional<ByteView>(bytes);
}

Statement& bind_or_null(Statement& statement, int place, const Bytes& bytes) {
  return bytes.empty() ? statement.bind_null(place) : statement.bind(place, bytes);
}

}  // namespace

Result<std::unique_ptr<EntryTable>> EntryTable::open(Database& database, Rows& rows) {
  AVOW_TRY(auto keys, PayloadKeys::open(database, rows));
  std::unique_ptr<EntryTable> out(new EntryTable(rows, std::move(keys)));
  AVOW_TRY(out->insert_, database.prepare("INSERT INTO entry(row, header, payload) VALUES(?1, ?2, ?3)"));
  AVOW_TRY(out->range_, database.prepare("SELECT row, header, payload FROM entry WHERE row >= ?1 AND row < ?2 "
                                         "ORDER BY row"));
  AVOW_TRY(out->update_, database.prepare("UPDATE entry SET payload = ?2 WHERE row = ?1"));
  AVOW_TRY(out->erase_, database.prepare("DELETE FROM entry WHERE row >= ?1 AND row < ?2"));
  return out;
}

std::optional<crypto::Key> EntryTable::seal(std::uint64_t row, const log::Payload& payload, Bytes& sealed) {
  if (payload == log::Payload{}) return std::nullopt;
  crypto::Key key = rows_.new_payload_key();
  sealed = rows_.seal_payload(key, row_key(row), encode(payload));
  return key;
}

Result<void> EntryTable::append(std::uint64_t slot, std::uint64_t index, const log::Entry& entry) {
  const std::uint64_t row = entry_row(slot, index);
  const Bytes header = rows_.seal(Table::entry, row_key(row), entry.header);
  Bytes payload;
  const auto key = seal(row, entry.payload, payload);
  AVOW_CHECK(bind_or_null(insert_.bind(1, row_number(row)).bind(2, header), 3, payload).run());
  rows_.added(rows_.digest(Table::entry, row_key(row), {ByteView(header), or_null(payload)}));
  return keys_->append(slot, index, key ? &*key : nullptr);
}

Result<log::Entry> EntryTable::open_row(std::uint64_t slot, std::uint64_t index, ByteView header,
                                        std::optional<ByteView> payload) {
  const RowKey key_bytes = row_key(entry_row(slot, index));
  log::Entry out;
  AVOW_TRY(out.header, rows_.open(Table::entry, key_bytes, header));
  AVOW_TRY(const auto key, keys_->find(slot, index));
  if (key.has_value() != payload.has_value()) return missing(index);
  if (!key) return out;
  AVOW_TRY(const Bytes plain, rows_.open_payload(*key, key_bytes, *payload));
  AVOW_TRY(out.payload, decode(plain));
  return out;
}

Result<std::vector<log::Entry>> EntryTable::read(std::uint64_t slot, std::uint64_t first, std::uint64_t end,
                                                 std::size_t max_bytes) {
  std::vector<log::Entry> out;
  StatementUse use(range_);
  use->bind(1, row_number(entry_row(slot, first))).bind(2, row_number(entry_row(slot, end)));
  std::size_t bytes = 0;
  for (std::uint64_t index = first; index < end; ++index) {
    AVOW_TRY(const bool there, use->step());
    if (!there) return missing(index);
    AVOW_TRY(const auto row, use->integer(0));
    if (row != row_number(entry_row(slot, index))) return missing(index);
    AVOW_TRY(const ByteView header, use->blob(1));
    std::optional<ByteView> payload;
    if (!use->is_null(2)) {
      AVOW_TRY(payload, use->blob(2));
    }
    AVOW_TRY(auto entry, open_row(slot, index, header, payload));
    bytes += size_of(entry);
    if (bytes > max_bytes && !out.empty()) break;
    out.push_back(std::move(entry));
  }
  return out;
}

Result<Hash> EntryTable::stored_digest(std::uint64_t row) {
  StatementUse use(range_);
  AVOW_TRY(const bool there, use->bind(1, row_number(row)).bind(2, row_number(row + 1)).step());
  if (!there) return Error{Errc::damaged, "an entry is missing"};
  AVOW_TRY(const ByteView header, use->blob(1));
  std::optional<ByteView> payload;
  if (!use->is_null(2)) {
    AVOW_TRY(payload, use->blob(2));
  }
  return rows_.digest(Table::entry, row_key(row), {header, payload});
}

Result<void> EntryTable::replace_payload(std::uint64_t slot, std::uint64_t index, const log::Payload& payload) {
  const std::uint64_t row = entry_row(slot, index);
  AVOW_TRY(const Hash before, stored_digest(row));
  Bytes sealed;
  const auto key = seal(row, payload, sealed);
  AVOW_CHECK(keys_->replace(slot, index, key ? &*key : nullptr));
  AVOW_CHECK(bind_or_null(update_.bind(1, row_number(row)), 2, sealed).run());
  rows_.removed(before);
  AVOW_TRY(const Hash after, stored_digest(row));
  rows_.added(after);
  return {};
}

Result<void> EntryTable::destroy_payload(std::uint64_t slot, std::uint64_t index) {
  return replace_payload(slot, index, log::Payload{});
}

Result<void> EntryTable::destroy_words(std::uint64_t slot, std::uint64_t index) {
  AVOW_TRY(auto entries, read(slot, index, index + 1, 0));
  log::Payload payload = std::move(entries.front().payload);
  payload.words.reset();
  return replace_payload(slot, index, payload);
}

Result<void> EntryTable::cut(std::uint64_t slot, std::uint64_t new_size, std::uint64_t old_size) {
  for (std::uint64_t index = new_size; index < old_size; ++index) {
    AVOW_TRY(const Hash before, stored_digest(entry_row(slot, index)));
    rows_.removed(before);
  }
  erase_.bind(1, row_number(entry_row(slot, new_size))).bind(2, row_number(entry_row(slot, old_size)));
  AVOW_CHECK(erase_.run());
  return keys_->cut(slot, new_size);
}

}  // namespace avow::store
