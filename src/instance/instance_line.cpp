// The side of an instance that follows the partner's line and the clock: events, the mark, reminders.
#include <algorithm>

#include <capnp/message.h>

#include "app/reminders.h"
#include "base/limits.h"
#include "instance/instance_inside.h"
#include "store/instant_file.h"

namespace avow::instance {
namespace {

constexpr std::chrono::seconds kMarkPause{1};  // the high-water mark may lag by so much

void say_event(app::Replies& replies, const char* what, std::uint64_t count) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<schema::Item>().initEvent();
  event.setEvent(what);
  event.setCount(static_cast<std::uint32_t>(count));
  replies.item(message.getRoot<schema::Item>());
}

}  // namespace

// --- The line ---

const app::SyncParts* Instance::Inside::line_parts() {
  if (vault_ == nullptr || !vault_->keys().confirmed()) return nullptr;
  sync_parts_.emplace(app::SyncParts{vault_->keys().pair(), *vault_, *vault_, settings_.proxy, vault_->keys().next_pair()});
  return &*sync_parts_;
}

std::vector<std::string> Instance::Inside::partner_addresses() {
  const auto* partner = vault_ ? vault_->keys().partner() : nullptr;
  return partner == nullptr ? std::vector<std::string>() : partner->keys.addresses;
}

void Instance::Inside::on_session_event(const sync::SessionEvent& event) {
  std::visit([this](const auto& one) { on_event(one); }, event);
  mark_later();
}

// Why nothing for zero: a line that came up without anything to carry would say that the partner is there.
void Instance::Inside::note_event(const char* what, std::uint64_t count) {
  if (count == 0) return;
  if (events_ != nullptr) say_event(*events_, what, count);
  tell_page(what);
}

void Instance::Inside::on_event(const sync::WordsSpoken& words) {
  tell(vault_->keep_sync_words(words.words, clock_.now()));
}

// The newest first; older ones stay behind them, for a partner moves between a few places.
void Instance::Inside::on_event(const sync::AddressesLearned& learned) {
  std::vector<std::string> addresses = learned.addresses;
  for (auto& known : partner_addresses()) {
    if (std::find(addresses.begin(), addresses.end(), known) == addresses.end()) addresses.push_back(std::move(known));
  }
  if (addresses.size() > limits::kAddressesMax) addresses.resize(limits::kAddressesMax);
  if (addresses != partner_addresses()) tell(vault_->set_partner_addresses(std::move(addresses)));
}

void Instance::Inside::mark_later() {
  if (mark_planned_ || events_ == nullptr) return;
  mark_planned_ = true;
  mark_.expires_after(kMarkPause);
  mark_.async_wait([this](const std::error_code& canceled) {
    mark_planned_ = false;
    if (canceled || !vault_) return;
    tell(vault_->write_high_water());
    reminding_.replan();
  });
}

// --- Reminders ---

void Instance::Inside::remind() {
  store::remove_instants(reminder_file());
  auto plan = [this]() -> std::optional<Instant> {
    if (vault_->pairing_stage() == app::PairingStage::left) return std::nullopt;
    const auto last = vault_->last_reminded();
    if (!last.ok()) return std::nullopt;
    const auto next = app::next_reminder(vault_->ledger(), settings_, options_.zone, clock_.now(), *last);
    return next ? std::optional(next->at) : std::nullopt;
  };
  auto said = [this](Instant at) {
    const auto last = vault_->last_reminded();
    const auto before = last.ok() ? *last : std::nullopt;
    tell(vault_->keep_last_reminded(app::reminded(at, options_.zone, clock_.now(), before)));
  };
  reminding_.follow(std::move(plan), std::move(said));
}

// A locked vault knows nothing but moments, and these only by its owner's choice.
void Instance::Inside::remind_locked() {
  const auto instants = std::make_shared<std::vector<Instant>>(store::read_instants(reminder_file()).at);
  std::sort(instants->begin(), instants->end());
  auto plan = [instants]() -> std::optional<Instant> {
    return instants->empty() ? std::nullopt : std::optional(instants->front());
  };
  // Why all up to now: after a night's sleep one sentence is enough.
  auto said = [this, instants](Instant) {
    std::erase_if(*instants, [now = clock_.now()](Instant at) { return at <= now; });
    tell(store::write_instants(reminder_file(), *instants));
  };
  reminding_.follow(std::move(plan), std::move(said));
}

void Instance::Inside::leave_instants() {
  if (vault_->pairing_stage() == app::PairingStage::left) return store::remove_instants(reminder_file());
  const auto last = vault_->last_reminded();
  const auto before = last.ok() ? *last : std::nullopt;
  const auto instants = app::bare_instants(vault_->ledger(), settings_, options_.zone, clock_.now(), before);
  if (instants.empty()) return store::remove_instants(reminder_file());
  tell(store::write_instants(reminder_file(), instants));
}

void Instance::Inside::tell(const Result<void>& result) {
  if (!result.ok()) network_.log().note(std::string("something could not be kept: ") + name_of(result.error().code));
}

}  // namespace avow::instance
