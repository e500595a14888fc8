#include "app/leaving.h"

#include <capnp/message.h>
#include <fmt/format.h>

#include "app/notes.h"
#include "app/settings.h"
#include "app/writing.h"
#include "base/text_leaving.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

constexpr std::string_view kDelivered = "delivered";
constexpr std::string_view kUnsure = "unsure";
constexpr std::string_view kPaused = "paused";  // nobody was told: nothing calls
constexpr std::string_view kUntold = "untold";  // … no note could be written, or sent by the way that was chosen
constexpr std::string_view kBefore = "before";  // nobody is left any more

// It holds all the same, and how long is what has to be said.
Error not_kept(const Vault& vault, const Error& why) {
  return {why.code, fmt::format(fmt::runtime(vault.leaving_is_marked() ? text::kLeftNotKept : text::kLeftNotMarked), why.context)};
}

Result<void> leave_now(Vault& vault, std::string_view notice, Replies& replies) {
  const auto left_for_good = vault.leave();
  if (!left_for_good.ok() && vault.leaving_is_owed()) return not_kept(vault, left_for_good.error());
  AVOW_CHECK(left_for_good);
  capnp::MallocMessageBuilder message;
  auto left = message.initRoot<schema::Done>().initLeft();
  left.setDone(true);
  left.setNotice(std::string(notice));
  left.setTraces(vault.holds_traces());
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// The last note is written; for a moment it is tried to bring it to the partner.
class Leaving final : public Operation {
 public:
  Leaving(Vault& vault, Replies& replies, const std::string& proxy)
      : vault_(vault), replies_(replies), parts_{vault.keys().pair(), vault, vault, proxy},
        to_deliver_(vault.store().state().find(mine(vault))->size) {}
  // Why here too: who asked may go away, and the one who has said that they leave has left.
  ~Leaving() override {
    if (!left_) static_cast<void>(let_go_and_leave());
  }

  void tell(Link& link) {
    patience_ = link.after(kNoticePatience, [this] {
      over_ = true;
      ready();
    });
    line_ = link.sync_over_line(on_end());
    std::vector<std::string> addresses = link.own_dials();
    const auto& known = vault_.keys().partner()->keys.addresses;
    addresses.insert(addresses.end(), known.begin(), known.end());
    if (!addresses.empty()) call_ = link.dial_for_sync(parts_, addresses, on_end());
    over_ = !line_ && !call_;
  }

  Result<Progress> step() override {
    if (!over_ && !delivered() && ended_ < started()) return Progress::waiting;
    AVOW_CHECK(let_go_and_leave());
    return Progress::done;
  }

 private:
  // The log that the notice stands in.
  static log::LogRef mine(const Vault& vault) { return {log::Lane::notes, log::Author::me, vault.keys().epoch()}; }
  bool delivered() const { return vault_.delivered_size(mine(vault_)) >= to_deliver_; }
  int started() const { return (line_ ? 1 : 0) + (call_ ? 1 : 0); }
  SyncEnd on_end() {
    return [this](Result<sync::Outcome>) {
      ++ended_;
      ready();
    };
  }

  // Why in this order: whatever talks holds the keys that are forgotten next.
  Result<void> let_go_and_leave() {
    line_.reset();
    call_.reset();
    patience_.reset();
    left_ = true;
    return leave_now(vault_, delivered() ? kDelivered : kUnsure, replies_);
  }

  Vault& vault_;
  Replies& replies_;
  const SyncParts parts_;
  const std::uint64_t to_deliver_;
  std::unique_ptr<Calling> patience_;
  std::unique_ptr<Calling> line_;
  std::unique_ptr<Calling> call_;
  int ended_ = 0;
  bool over_ = false;
  bool left_ = false;
};

Result<void> write_notice(Vault& vault, const Asker& asker) {
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto record, new_note(vault, asker, {.text = text::kLeavingNote}));
  return vault.begin_leaving(std::move(record));
}

}  // namespace

Result<std::unique_ptr<Operation>> leave(Vault& vault, const Asker& asker, Link& link, schema::Leave::Reader request,
                                         Replies& replies) {
  if (vault.has_left() || !request.getNotice()) {
    AVOW_CHECK(leave_now(vault, vault.has_left() ? kBefore : std::string_view(), replies));
    return std::unique_ptr<Operation>();
  }
  const auto settings = load_settings(vault);
  if (settings.ok() && settings->paused) {
    AVOW_CHECK(leave_now(vault, kPaused, replies));
    return std::unique_ptr<Operation>();
  }
  const auto proxy = proxy_of(vault);  // rather no word than one past the proxy
  if (!settings.ok() || !proxy.ok() || !write_notice(vault, asker).ok()) {
    AVOW_CHECK(leave_now(vault, kUntold, replies));
    return std::unique_ptr<Operation>();
  }
  auto leaving = std::make_unique<Leaving>(vault, replies, *proxy);
  leaving->tell(link);
  return std::unique_ptr<Operation>(std::move(leaving));
}

}  // namespace avow::app
