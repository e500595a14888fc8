#include "app/syncing.h"

#include <algorithm>

#include "app/answers.h"
#include "app/settings.h"
#include "base/reason.h"
#include "base/text_app.h"
#include "base/text_leaving.h"
#include "pairing/address.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::chrono::seconds kWindowMax = std::chrono::hours(24);

}  // namespace

// Why "unreachable": to one who has not confirmed the words, the partner looks absent.
Result<void> check_may_sync(Vault& vault) {
  switch (vault.pairing_stage()) {
    case PairingStage::none: return Error{Errc::not_paired, ""};
    case PairingStage::waiting: return Error{Errc::unreachable, std::string(reason::kUnconfirmed)};
    case PairingStage::left: return Error{Errc::refused, std::string(text::kLeftWriting)};
    case PairingStage::confirmed: break;
  }
  AVOW_TRY(const auto settings, load_settings(vault));
  if (settings.paused) return Error{Errc::refused, std::string(text::kPaused)};
  return {};
}

Result<std::chrono::seconds> window_of(std::uint32_t seconds) {
  const std::chrono::seconds window(seconds);
  if (window.count() < 1 || window > kWindowMax) return Error{Errc::usage, std::string(text::kSyncWindow)};
  return window;
}

Result<std::vector<std::string>> addresses_to_call(Vault& vault, const Link& link, const std::string& at) {
  std::vector<std::string> out = link.own_dials();
  const auto& known = vault.keys().partner()->keys.addresses;
  out.insert(out.end(), known.begin(), known.end());
  if (!at.empty()) out = {at};
  for (const auto& address : out) {
    if (!pairing::check_addresses({address}).ok()) return Error{Errc::usage, std::string(text::kAddressForm)};
  }
  return out;
}

namespace {

Result<void> finish(Vault& vault, const sync::Outcome& outcome, Replies& replies) {
  if (outcome.words) AVOW_CHECK(vault.keep_sync_words(*outcome.words, vault.clock().now()));
  AVOW_TRY(const std::string partner, shown_name(vault, vault.keys().partner()->keys.name));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initSynced();
  out.setSent(static_cast<std::uint32_t>(outcome.sent));
  out.setReceived(static_cast<std::uint32_t>(outcome.received));
  out.setLevel(outcome.level);
  out.setPartner(partner);
  const std::size_t count = outcome.words ? outcome.words->size() : 0;
  auto words = out.initWords(static_cast<unsigned>(count));
  for (unsigned i = 0; i < words.size(); ++i) words.set(i, (*outcome.words)[i]);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// Waits for one sync, whoever began it.
class Syncing final : public Operation {
 public:
  Syncing(Vault& vault, Replies& replies, const std::string& proxy)
      : vault_(vault), replies_(replies), parts_{vault.keys().pair(), vault, vault, proxy, vault.keys().next_pair()} {
    if (parts_.next != nullptr) with_next_.emplace(SyncParts{*parts_.next, vault, vault, proxy});
  }

  Result<void> listen(Link& link, const std::string& address, std::chrono::seconds window) {
    AVOW_TRY(listening_, link.listen(address));
    reply_listening(listening_->address(), true, replies_);
    listening_->wait_for_sync(parts_, window, on_end());
    return {};
  }

  // Without an address: a call, for its answer comes at once; else over the line, where it comes with the next tick.
  Result<void> dial(Link& link, const std::string& at) {
    AVOW_TRY(const auto addresses, addresses_to_call(vault_, link, at));
    if (at.empty()) line_ = &link;
    if (addresses.empty()) {
      if (!try_line()) return Error{Errc::unreachable, std::string(reason::kNoAddress)};
      return {};
    }
    call_ = [this, &link, addresses](const SyncParts& parts) { calling_ = link.dial_for_sync(parts, addresses, on_end()); };
    call_(with_next_ ? *with_next_ : parts_);
    tried_next_ = with_next_.has_value();
    return {};
  }

  Result<Progress> step() override {
    if (!end_) return Progress::waiting;
    const bool nobody = !end_->ok() && end_->error().code == Errc::unreachable;
    // Why twice: a partner who has not confirmed the renewed keys answers to the old ones only.
    if (nobody && std::exchange(tried_next_, false)) {
      end_.reset();
      call_(parts_);
      return Progress::waiting;
    }
    if (nobody && try_line()) return Progress::waiting;
    if (!end_->ok()) return end_->error();
    // Why no error: what was synced is durable; the address is a convenience.
    if (calling_) static_cast<void>(vault_.keep_partner_address(calling_->reached()));
    AVOW_CHECK(finish(vault_, **end_, replies_));
    return Progress::done;
  }

 private:
  bool try_line() {
    if (line_ == nullptr) return false;
    auto over_line = std::exchange(line_, nullptr)->sync_over_line(on_end());
    if (!over_line) return false;
    end_.reset();
    calling_ = std::move(over_line);
    return true;
  }

  SyncEnd on_end() {
    return [this](Result<sync::Outcome> end) {
      end_.emplace(std::move(end));
      ready();
    };
  }

  Vault& vault_;
  Replies& replies_;
  const SyncParts parts_;
  std::optional<SyncParts> with_next_;  // the renewed keys, tried first
  bool tried_next_ = false;
  std::function<void(const SyncParts& parts)> call_;
  std::optional<Result<sync::Outcome>> end_;
  std::unique_ptr<Listening> listening_;
  std::unique_ptr<Calling> calling_;
  Link* line_ = nullptr;  // where to try next
};

}  // namespace

Result<std::unique_ptr<Operation>> sync_listen(Vault& vault, Link& link, schema::SyncListen::Reader request,
                                               Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  AVOW_TRY(const auto window, window_of(request.getForSeconds()));
  const std::string listen(view_of(request.getListen()));
  AVOW_CHECK(check_may_listen(vault, listen));
  AVOW_TRY(const std::string proxy, proxy_of(vault));
  auto syncing = std::make_unique<Syncing>(vault, replies, proxy);
  AVOW_CHECK(syncing->listen(link, listen, window));
  return std::unique_ptr<Operation>(std::move(syncing));
}

Result<std::unique_ptr<Operation>> sync_dial(Vault& vault, Link& link, schema::SyncDial::Reader request,
                                             Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  AVOW_TRY(const std::string proxy, proxy_of(vault));
  auto syncing = std::make_unique<Syncing>(vault, replies, proxy);
  AVOW_CHECK(syncing->dial(link, std::string(view_of(request.getAt()))));
  return std::unique_ptr<Operation>(std::move(syncing));
}

Result<void> words(Vault& vault, Replies& replies) {
  if (vault.keys().partner() == nullptr) return Error{Errc::not_paired, ""};
  AVOW_TRY(const auto spoken, vault.sync_words());
  if (!spoken) return Error{Errc::not_found, std::string(reason::kNoWords)};
  reply_words(*spoken, replies);
  return {};
}

}  // namespace avow::app
