// The side of the vault that keeps what was imported, and lets go of it.
#include <algorithm>

#include "app/imported.h"
#include "app/searchable.h"
#include "app/vault.h"
#include "base/codec.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kImportedDue = "imported due";
constexpr std::int64_t kNever = INT64_MAX;

std::int64_t millis_of(const std::optional<Instant>& instant) { return instant ? to_millis(*instant) : kNever; }
std::optional<Instant> instant_of(std::int64_t millis) { return millis == kNever ? std::nullopt : std::optional(from_millis(millis)); }

void take_earlier(std::optional<Instant>& kept, Instant other) {
  if (!kept || other < *kept) kept = other;
}

// Of a note that has words: when its time ends; and, when it is the partner's, when it arrived (or was said).
struct Timed {
  std::optional<Instant> ends;
  std::optional<Instant> arrived;
};
// That something was imported under that key, and is erased: the same file does not bring it back.
Bytes gone_item(ByteView key) { return ByteWriter().fixed(bytes_of("imported gone ")).fixed(key).take(); }

Timed timed_in(const Past& past) {
  const auto* record = std::get_if<PastRecord>(&past);
  if (record == nullptr || !record->words || !record->facts) return {};
  const auto facts = ledger::decode_facts(*record->facts);
  if (!facts.ok() || !ledger::is_note_wording(facts->kind)) return {};
  Timed out;
  out.ends = ledger::end_of_words(*facts);
  if (record->ref.by == log::Author::partner) out.arrived = record->received_at.value_or(facts->said_at);
  return out;
}

}  // namespace

Result<void> Vault::keep_import(const Import& import) {
  AVOW_CHECK(load_imported_due());
  std::optional<ImportedDue> due = imported_due_;
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(put_drafts(*transaction, import.drafts));
  for (const auto& record : import.private_records) {
    AVOW_TRY(const Bytes plain, encode(record));
    AVOW_CHECK(transaction->put_item(ItemKind::private_record, record.id.bytes, plain));
  }
  for (const auto& past : import.history) {
    AVOW_CHECK(transaction->put_item(ItemKind::imported, past.key, past.line));
    AVOW_TRY(const auto kept, decode_past(past.line));
    const Timed timed = timed_in(kept);
    if (due && timed.ends) take_earlier(due->ends, *timed.ends);
    if (due && timed.arrived) take_earlier(due->arrived, *timed.arrived);
  }
  if (due && !import.history.empty()) AVOW_CHECK(put_imported_due(*transaction, *due));
  AVOW_CHECK(transaction->commit());
  imported_due_ = due;
  imported_look_.reset();  // it does not know what came now
  forget_searchable();
  return {};
}

Result<std::vector<Bytes>> Vault::imported_keys() { return store_->item_keys(ItemKind::imported); }

Result<std::optional<Bytes>> Vault::imported(ByteView key) { return store_->item(ItemKind::imported, key); }

// What cannot be read is left as it is.
Result<void> Vault::strip_imported(store::Transaction& transaction, ByteView key) {
  AVOW_TRY(auto past, read_past(*this, key));
  if (!past) return {};
  const auto* record = std::get_if<PastRecord>(&*past);
  if (record != nullptr && !record->words) return {};
  transaction.leave_no_trace();
  const auto rest = without_words(std::move(*past));
  if (rest) return transaction.put_item(ItemKind::imported, key, *rest);
  AVOW_CHECK(transaction.put_item(ItemKind::setting, gone_item(key), bytes_of("1")));
  return transaction.erase_item(ItemKind::imported, key);
}

Result<bool> Vault::was_imported(ByteView key) {
  AVOW_TRY(const auto there, store_->item(ItemKind::imported, key));
  AVOW_TRY(const auto gone, store_->item(ItemKind::setting, gone_item(key)));
  return there.has_value() || gone.has_value();
}

Result<void> Vault::erase_imported(const std::vector<Bytes>& keys) {
  AVOW_TRY(auto transaction, begin_erasing());
  for (const Bytes& key : keys) AVOW_CHECK(strip_imported(*transaction, key));
  AVOW_CHECK(transaction->commit());
  forget_searchable();
  return {};
}

Result<void> Vault::load_imported_due() {
  if (imported_due_) return {};
  AVOW_TRY(const auto stored, store_->item(ItemKind::setting, bytes_of(kImportedDue)));
  if (stored) {
    ByteReader in(*stored);
    const auto ends = in.i64();
    const auto arrived = in.i64();
    if (in.finish().ok()) imported_due_ = ImportedDue{instant_of(ends), instant_of(arrived)};
    return {};
  }
  AVOW_TRY(const auto keys, imported_keys());
  if (keys.empty()) imported_due_ = ImportedDue();
  return {};
}

Result<void> Vault::put_imported_due(store::Transaction& transaction, const ImportedDue& due) {
  const Bytes value = ByteWriter().i64(millis_of(due.ends)).i64(millis_of(due.arrived)).take();
  return transaction.put_item(ItemKind::setting, bytes_of(kImportedDue), value);
}

// Also when nobody has looked yet: an older avow imported it.
Result<bool> Vault::is_imported_due(std::optional<Instant> notes_until) {
  AVOW_CHECK(load_imported_due());
  if (!imported_due_) return true;
  const bool ended = imported_due_->ends && *imported_due_->ends <= parts_.clock.now();
  return ended || (notes_until && imported_due_->arrived && *imported_due_->arrived <= *notes_until);
}

Result<bool> Vault::goes_now(const Bytes& key, ImportedLook& look) {
  AVOW_TRY(const auto past, read_past(*this, key));
  if (!past) return false;
  const auto* record = std::get_if<PastRecord>(&*past);
  if (record != nullptr && record->words && record->ref.by == log::Author::me && words_are(record->id) == WordsAre::taken_back) return true;
  const Timed timed = timed_in(*past);
  const bool ended = timed.ends && *timed.ends <= parts_.clock.now();
  if (ended || (timed.arrived && look.notes_until && *timed.arrived <= *look.notes_until)) return true;
  if (timed.ends) take_earlier(look.due.ends, *timed.ends);
  if (timed.arrived) take_earlier(look.due.arrived, *timed.arrived);
  return false;
}

Result<bool> Vault::tidy_imported(std::optional<Instant> notes_until, std::size_t at_once) {
  if (!imported_look_) {
    AVOW_TRY(const bool due, is_imported_due(notes_until));
    if (!due) return true;
    ImportedLook look;
    AVOW_TRY(look.keys, imported_keys());
    look.notes_until = notes_until;
    imported_look_ = std::move(look);
  }
  ImportedLook look = std::move(*imported_look_);
  imported_look_.reset();  // after an Error it begins anew
  const std::size_t end = std::min(look.keys.size(), look.next + at_once);
  for (; look.next < end; ++look.next) {
    AVOW_TRY(const bool goes, goes_now(look.keys[look.next], look));
    if (goes) look.going.push_back(look.keys[look.next]);
  }
  if (look.next < look.keys.size()) {
    imported_look_ = std::move(look);
    return false;
  }
  // Why all at once: each time that leaves no trace writes all items anew.
  AVOW_TRY(auto transaction, begin_erasing());
  for (const Bytes& key : look.going) AVOW_CHECK(strip_imported(*transaction, key));
  AVOW_CHECK(put_imported_due(*transaction, look.due));
  AVOW_CHECK(transaction->commit());
  imported_due_ = look.due;
  if (!look.going.empty()) forget_searchable();
  return true;
}

}  // namespace avow::app
