// The side of the vault that sealed files see beside sync's: what the writer of a file is taken to hold, and which notes
// came by file only. protocol/README.md#sealed-file.
#include <algorithm>

#include "app/incoming_bundle.h"
#include "app/vault.h"
#include "base/codec.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kShownSetting = "shown-by-file";  // of each own log what the partner's last file shows of it
constexpr std::string_view kByFileSetting = "came-by-file";  // of each of their notes logs the first entry that came so

Bytes encode_shown(const std::map<log::LogRef, log::HeldThere>& shown) {
  ByteWriter out;
  for (const auto& [ref, held] : shown) {
    out.u8(static_cast<std::uint8_t>(ref.lane)).u16(ref.epoch).u64(held.size);
    out.text(held.head.size() == 0 ? std::string() : log::to_text(held.head.checkpoint)).blob(held.head.authentication);
    out.blob(held.head.author_tag ? ByteView(*held.head.author_tag) : ByteView()).u8(held.other_branch ? 1 : 0);
  }
  return out.take();
}

Result<std::map<log::LogRef, log::HeldThere>> decode_shown(ByteView bytes) {
  std::map<log::LogRef, log::HeldThere> out;
  ByteReader in(bytes);
  while (in.remaining() > 0 && !in.failed()) {
    const auto lane = static_cast<log::Lane>(in.u8());
    const log::LogRef ref{lane, log::Author::me, in.u16()};
    log::HeldThere& held = out[ref];
    held.size = in.u64();
    const std::string text = in.text();
    if (!text.empty()) {
      AVOW_TRY(held.head.checkpoint, log::parse_checkpoint(text));
    }
    held.head.authentication = to_bytes(in.blob());
    const ByteView tag = in.blob();
    if (tag.size() == Hash{}.size()) held.head.author_tag = first<Hash{}.size()>(tag);
    held.other_branch = in.u8() != 0;
  }
  AVOW_CHECK(in.finish());
  return out;
}

Bytes encode_by_file(const std::map<std::uint16_t, std::uint64_t>& by_file) {
  ByteWriter out;
  for (const auto& [epoch, index] : by_file) out.u16(epoch).u64(index);
  return out.take();
}

}  // namespace

// Why a hint that cannot be read is none: all that it saves is a longer file.
Result<void> Vault::load_by_file() {
  AVOW_TRY(const auto shown, store_->item(ItemKind::setting, bytes_of(kShownSetting)));
  if (shown) {
    auto known = decode_shown(*shown);
    if (known.ok()) shown_by_file_ = std::move(*known);
  }
  AVOW_TRY(const auto by_file, store_->item(ItemKind::setting, bytes_of(kByFileSetting)));
  if (!by_file) return {};
  ByteReader in(*by_file);
  while (in.remaining() > 0 && !in.failed()) {
    const std::uint16_t epoch = in.u16();
    by_file_[epoch] = in.u64();
  }
  return in.finish().ok() ? Result<void>() : Result<void>(Error{Errc::damaged, "which notes came by file"});
}

Result<void> Vault::delivered_by_file(const log::LogRef& ref, const log::HeldThere& held) {
  auto shown = shown_by_file_;
  shown[ref] = held;
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kShownSetting), encode_shown(shown)));
  auto delivered = delivered_;
  delivered[ref] = std::max(delivered[ref], held.size);
  AVOW_CHECK(put_delivered(*transaction, delivered));
  AVOW_CHECK(transaction->commit());
  shown_by_file_ = std::move(shown);
  delivered_ = std::move(delivered);
  return {};
}

log::HeldThere Vault::held_there(const log::LogRef& ref) {
  const auto shown = shown_by_file_.find(ref);
  if (shown != shown_by_file_.end()) return shown->second;
  return {delivered_size(ref), {}};
}

// What the last file of theirs showed is older than what a session has just told.
Result<void> Vault::forget_shown(store::Transaction& transaction, const log::LogRef& ref) {
  if (shown_by_file_.erase(ref) == 0) return {};
  return transaction.put_item(ItemKind::setting, bytes_of(kShownSetting), encode_shown(shown_by_file_));
}

Result<void> Vault::comes_by_file(const log::LogRef& ref, std::uint64_t first) {
  AVOW_ASSERT(ref.lane == log::Lane::notes && ref.by == log::Author::partner);
  if (by_file_.contains(ref.epoch)) return {};  // what follows is behind it
  auto by_file = by_file_;
  by_file[ref.epoch] = first;
  AVOW_CHECK(keep_by_file(by_file));
  by_file_ = std::move(by_file);
  return {};
}

Result<void> Vault::shown_live(const log::LogRef& ref) {
  if (ref.lane != log::Lane::notes || !by_file_.contains(ref.epoch)) return {};
  auto by_file = by_file_;
  by_file.erase(ref.epoch);
  AVOW_CHECK(keep_by_file(by_file));
  by_file_ = std::move(by_file);
  return {};
}

Result<void> Vault::keep_by_file(const std::map<std::uint16_t, std::uint64_t>& by_file) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kByFileSetting), encode_by_file(by_file)));
  return transaction->commit();
}

bool Vault::came_by_file(const RecordId& id) const {
  const auto place = ledger_.find(id);
  if (!place || place->by != log::Author::partner || place->lane != log::Lane::notes) return false;
  const auto first = by_file_.find(place->epoch);
  return first != by_file_.end() && place->index >= first->second;
}

std::uint64_t Vault::by_file() const {
  std::uint64_t out = 0;
  for (const auto& [epoch, first] : by_file_) {
    const auto* const log = store_->state().find({log::Lane::notes, log::Author::partner, epoch});
    if (log != nullptr) out += log->size - std::min(log->size, first);
  }
  return out;
}

}  // namespace avow::app
