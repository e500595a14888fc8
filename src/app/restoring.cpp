#include "app/restoring.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/renewing.h"
#include "app/said.h"
#include "base/codec.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "wire/message.h"

namespace avow::app {
namespace {

std::string_view name_of(ApartState state) {
  switch (state) {
    case ApartState::waiting: return "waiting";
    case ApartState::not_mine:
    case ApartState::disowned: return "not_mine";
    case ApartState::not_theirs: return "not_theirs";
  }
  AVOW_ASSERT(false);
}

std::string text_in(const log::Payload& payload) {
  const auto words = payload.words ? ledger::decode_words(payload.words->bytes) : Result<ledger::Words>(ledger::Words{});
  return words.ok() ? std::string(opening_of(*words)) : std::string();
}

// One that says of another one that it is not its author's has no words of its own: those of the other are shown.
std::string text_of_disown(Vault& vault, const RecordId& takes) {
  auto payload = vault.payload_of(takes);
  for (const auto& one : vault.set_apart()) {
    if (one.id != takes) continue;
    const auto entry = vault.store().entry(one.ref, one.index);
    if (entry.ok()) payload = entry->payload;
  }
  return fmt::format(text::kRestoredDisown, payload.ok() ? text_in(*payload) : to_text(takes));
}

// What is gone or cannot be read has neither kind nor text; what says something of its log only is left out.
void reply_restored(Vault& vault, const RecordId& id, const log::LogRef& ref, const log::Payload& payload, std::string_view state,
                    Replies& replies) {
  const auto facts = payload.facts ? ledger::decode_facts(payload.facts->bytes) : Result<ledger::Facts>(ledger::Facts{});
  const bool disowns = facts.ok() && facts->kind == ledger::RecordKind::disown;
  if (facts.ok() && ledger::is_about_log(facts->kind) && !disowns) return;
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initRestored();
  out.setId(to_text(id));
  out.setBy(std::string(log::name_of(ref.by)));
  out.setLane(std::string(log::name_of(ref.lane)));
  out.setKind(std::string(ledger::name_of(facts.ok() ? facts->kind : ledger::RecordKind::none)));
  out.setText(disowns ? text_of_disown(vault, facts->takes) : text_in(payload));
  out.setSaidAt(facts.ok() && facts->kind != ledger::RecordKind::none ? to_rfc3339(facts->said_at) : std::string());
  out.setState(std::string(state));
  replies.item(message.getRoot<schema::Item>());
}

Result<RecordId> find_set_apart(const Vault& vault, const std::vector<SetApart>& all, std::string_view typed, bool mine) {
  AVOW_TRY(const auto prefix, normal_id_prefix(typed));
  const auto copies = vault.branch_copies();
  std::vector<RecordId> found;
  ApartState state{};
  for (const auto& one : all) {
    if (!to_text(one.id).starts_with(prefix)) continue;
    found.push_back(one.id);
    state = one.state;
  }
  const bool copy = std::any_of(copies.begin(), copies.end(), [&](const RecordId& id) { return to_text(id).starts_with(prefix); });
  if (found.empty() && copy) return Error{Errc::refused, std::string(text::kRestoredNotContinued)};
  if (found.empty()) return Error{Errc::not_found, std::string(text::kRestoredNoSuch)};
  if (found.size() > 1) return ambiguous(found);
  if (state == ApartState::not_theirs) return Error{Errc::refused, std::string(text::kRestoredNotYours)};
  if (mine && state == ApartState::disowned) return Error{Errc::refused, std::string(text::kRestoredTold)};
  return found.front();
}

}  // namespace

Result<void> epoch_start(Vault& vault, schema::EpochStart::Reader request, Replies& replies) {
  AVOW_TRY(const auto epoch, vault.start_epoch(request.getPartnerUnreachable()));
  AVOW_CHECK(vault.write_high_water());
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initEpochStarted().setEpoch(epoch);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

Result<void> restored_list(Vault& vault, Replies& replies) {
  for (const auto& one : vault.set_apart()) {
    AVOW_TRY(const auto entry, vault.store().entry(one.ref, one.index));
    reply_restored(vault, one.id, one.ref, entry.payload, name_of(one.state), replies);
  }
  AVOW_TRY(const auto branches, vault.other_branches());
  for (const auto& one : branches) reply_restored(vault, one.id, one.ref, one.entry.payload, "other_branch", replies);
  reply_list_end(replies);
  return {};
}

Result<void> restored_say(Vault& vault, schema::RestoredSay::Reader request, Replies& replies) {
  const auto all = vault.set_apart();
  std::vector<RecordId> ids;
  if (request.getAll()) {
    for (const auto& one : all) {
      if (one.state == ApartState::waiting) ids.push_back(one.id);
    }
  } else {
    AVOW_TRY(const auto id, find_set_apart(vault, all, wire::view_of(request.getId()), request.getMine()));
    ids.push_back(id);
  }
  AVOW_CHECK(request.getMine() ? vault.say_mine(ids) : vault.say_not_mine(ids));
  reply_count(ids.size(), replies);
  return {};
}

Result<Histories> histories(Vault& vault) {
  std::set<log::LogRef> shown;
  AVOW_CHECK(vault.store().for_each_item(store::ItemKind::evidence, [&shown](ByteView, ByteView plain) -> Result<void> {
    ByteReader in(plain);
    if (in.text() != "two histories") return {};
    log::LogRef ref;
    ref.lane = static_cast<log::Lane>(in.u8());
    ref.by = static_cast<log::Author>(in.u8());
    ref.epoch = in.u16();
    if (!in.failed()) shown.insert(ref);
    return {};
  }));
  Histories out;
  for (const auto& ref : shown) {
    (ref.epoch < vault.keys().latest_epoch(ref.by) ? out.settled : out.unsettled).push_back(ref);
  }
  return out;
}

Result<Standing> standing(Vault& vault) {
  Standing out;
  if (vault.leaving_is_owed()) return Standing{{}, std::string(text::kLeavingOwedNext), {}};
  AVOW_TRY(const bool words_wait, renewal_waits(vault));
  const Renewal* renewal = vault.keys().confirmed() ? vault.keys().renewal() : nullptr;
  if (words_wait) out.new_keys = "words";
  else if (renewal != nullptr && renewal->confirmed()) out.new_keys = "confirmed";
  if (!vault.read_only()) {
    if (words_wait) out.next = std::string(text::kNextRenewal);
    else if (!out.new_keys.empty()) out.next = std::string(text::kNextRenewalSync);
    else if (vault.is_alarmed()) out = {std::string(text::kKeyAlarm), std::string(text::kKeyAlarmNext)};
    else if (vault.waiting_for_word() > 0) out.next = std::string(text::kNextSayLater);
    return out;
  }
  AVOW_TRY(const auto known, vault.recovery());
  const std::string_view why = vault.is_alarmed()  ? text::kKeyAlarm
                               : known.from_backup ? text::kWhyRestored
                               : known.nothing_lost ? text::kWhyAsk
                                                    : text::kWhyRolledBack;
  const std::string_view way_on = vault.keys().may_begin_epoch()      ? text::kNextEpoch
                                  : vault.keys().epochs_are_used_up() ? text::kEpochTooMany
                                  : out.new_keys == "confirmed"       ? text::kNextRenewalSync
                                                                      : text::kEpochRekeyFirstHint;
  const std::string_view next = !vault.keys().confirmed()      ? text::kNextUnpaired
                                : words_wait                   ? text::kNextRenewal
                                : !known.came_level            ? text::kNextGetBack
                                : vault.waiting_for_word() > 0 ? text::kNextSay
                                                               : way_on;
  out.why = std::string(why);
  out.next = std::string(next);
  return out;
}

}  // namespace avow::app
