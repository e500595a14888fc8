#include "app/pairing.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/renewing.h"
#include "app/settings.h"
#include "base/text_app.h"
#include "base/text_leaving.h"
#include "base/text_proxy.h"
#include "crypto/hash.h"
#include "pairing/address.h"
#include "report/qr.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::chrono::seconds kInviteWindowMax = std::chrono::hours(24);

Hash link_name(const pairing::Invite& invite) { return crypto::blake2b({bytes_of("avow/v1 link used")}, invite.psk.view()); }

// The ceremony's view of the vault, for one link.
class Desk final : public pairing::PairingStore {
 public:
  Desk(Vault& vault, const Hash& link) : vault_(vault), link_(link) {}
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override { return vault_.remember_pairing_nonce(nonce); }
  Result<void> persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, pairing::Role) override {
    return vault_.persist_partner(partner, root, link_);
  }
  Result<void> persist_words(const noise::FiveWords& words) override { return vault_.persist_pairing_words(words); }

 private:
  Vault& vault_;
  Hash link_;
};

// `again`: over this link, by which the vault may be paired already.
Result<void> check_may_pair(Vault& vault, const Hash* again = nullptr) {
  if (vault.pairing_stage() == PairingStage::left) return Error{Errc::refused, std::string(text::kLeftPairing)};
  if (vault.read_only()) return Error{Errc::read_only, ""};
  if (vault.pairing_stage() == PairingStage::confirmed && !(again != nullptr && vault.may_pair_again(*again))) {
    return Error{Errc::refused, std::string(text::kPairedAlready)};
  }
  AVOW_TRY(const auto settings, load_settings(vault));
  if (settings.paused) return Error{Errc::refused, std::string(text::kPaused)};
  return {};
}

Result<void> reply_paired(Vault& vault, const PairingResult& result, bool side_by_side, Replies& replies) {
  if (side_by_side) AVOW_CHECK(vault.set_confirmed());
  AVOW_TRY(const std::string partner, shown_name(vault, result.partner_name));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initPaired();
  out.setPartner(partner);
  auto words = out.initWords(static_cast<unsigned>(result.words.size()));
  for (unsigned i = 0; i < words.size(); ++i) words.set(i, result.words[i]);
  out.setConfirmed(vault.pairing_stage() == PairingStage::confirmed);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// Addresses of the inviter's own choosing: one that means "any" would have the partner call themselves.
Result<void> check_leads_here(const std::vector<std::string>& addresses) {
  for (const auto& address : addresses) {
    if (pairing::is_wildcard(address)) return Error{Errc::usage, fmt::format(text::kAddressWildcard, address)};
  }
  return {};
}

// The open invite with today's address, or a fresh one: after a crash the same link works again.
Result<pairing::Invite> invite_for(Vault& vault, std::vector<std::string> addresses, Instant expires) {
  const Instant now = vault.clock().now();
  AVOW_TRY(auto open, vault.open_invite(now));
  const auto own = vault.own_identity();
  if (open) {
    open->addresses = std::move(addresses);
    open->expires = std::max<Instant>(open->expires, std::chrono::ceil<std::chrono::minutes>(expires));
    AVOW_CHECK(vault.keep_invite(*open));
    return std::move(*open);
  }
  AVOW_CHECK(vault.drop_invite());
  AVOW_TRY(auto fresh, pairing::new_invite(pairing::identity_hash(own.keys), std::move(addresses), expires, vault.random()));
  AVOW_CHECK(vault.keep_invite(fresh));
  return fresh;
}

void reply_invite(const pairing::Invite& invite, const std::string& address, Replies& replies) {
  const auto text = pairing::to_link_text(invite);
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initInvite();
  auto link = out.initLink(static_cast<unsigned>(text.size()));
  std::copy(text.view().begin(), text.view().end(), link.begin());
  out.setAddress(address);
  out.setExpiresAt(to_rfc3339(invite.expires));
  auto addresses = out.initAddresses(static_cast<unsigned>(invite.addresses.size()));
  for (unsigned i = 0; i < addresses.size(); ++i) addresses.set(i, invite.addresses[i]);
  const auto code = report::QrCode::of(std::string_view(link.begin(), link.size()));
  std::string qr = code ? code->svg() : std::string();
  out.setQr(qr);
  replies.item(message.getRoot<schema::Item>());
  crypto::wipe(MutableByteView(reinterpret_cast<std::uint8_t*>(link.begin()), link.size()));
  crypto::wipe(MutableByteView(reinterpret_cast<std::uint8_t*>(out.getQr().begin()), out.getQr().size()));
  crypto::wipe(qr);
}

// One ceremony, over one link, until both hold the same five words.
class Ceremony final : public Operation {
 public:
  Ceremony(Vault& vault, Replies& replies, pairing::Invite invite, bool side_by_side, const std::string& proxy)
      : vault_(vault),
        replies_(replies),
        invite_(std::move(invite)),
        own_(vault.own_identity()),
        desk_(vault, link_name(invite_)),
        parts_{invite_, own_, desk_, proxy},
        side_by_side_(side_by_side) {}

  void wait(std::unique_ptr<Listening> listening, std::chrono::seconds window) {
    listening_ = std::move(listening);
    reply_invite(invite_, listening_->address(), replies_);
    listening_->wait_for_pairing(parts_, window, on_end());
  }

  void dial(Link& link, std::vector<std::string> addresses) {
    addresses_ = std::move(addresses);
    calling_ = link.dial_for_pairing(parts_, addresses_, on_end());
  }

  Result<Progress> step() override {
    if (!end_) return Progress::waiting;
    if (!end_->ok()) return end_->error();
    if (listening_) {
      AVOW_CHECK(vault_.drop_invite());  // used: the next invitation is a new link
    } else {
      AVOW_CHECK(vault_.set_partner_addresses(addresses_));
      AVOW_CHECK(vault_.keep_partner_address(calling_->reached()));
    }
    AVOW_CHECK(reply_paired(vault_, **end_, side_by_side_, replies_));
    return Progress::done;
  }

 private:
  PairingEnd on_end() {
    return [this](Result<PairingResult> end) {
      end_.emplace(std::move(end));
      ready();
    };
  }

  Vault& vault_;
  Replies& replies_;
  const pairing::Invite invite_;
  const pairing::OwnIdentity own_;
  Desk desk_;
  const PairingParts parts_;
  const bool side_by_side_;
  std::optional<Result<PairingResult>> end_;
  std::vector<std::string> addresses_;
  std::unique_ptr<Listening> listening_;
  std::unique_ptr<Calling> calling_;
};

}  // namespace

Result<std::unique_ptr<Operation>> pair_invite(Vault& vault, Link& link, schema::PairInvite::Reader request,
                                               Replies& replies) {
  AVOW_CHECK(check_may_pair(vault));
  const std::chrono::seconds window(request.getForSeconds());
  if (window.count() < 1 || window > kInviteWindowMax) {
    return Error{Errc::usage, std::string(text::kInviteWindow)};
  }
  const std::string listen(view_of(request.getListen()));
  AVOW_CHECK(check_may_listen(vault, listen));
  AVOW_TRY(const auto settings, load_settings(vault));
  std::vector<std::string> addresses;
  for (const auto hint : request.getAdvertise()) addresses.emplace_back(view_of(hint));
  AVOW_CHECK(check_leads_here(addresses));
  if (addresses.empty()) addresses = settings.addresses;
  if (!settings.proxy.empty() && addresses.empty()) return Error{Errc::usage, std::string(text::kProxyOwnAddress)};
  AVOW_TRY(auto listening, link.listen(listen));
  if (addresses.empty()) addresses = listening->reachable();
  if (!pairing::check_addresses(addresses).ok()) return Error{Errc::usage, std::string(text::kAddressForm)};
  AVOW_TRY(auto invite, invite_for(vault, std::move(addresses), vault.clock().now() + window));
  auto ceremony = std::make_unique<Ceremony>(vault, replies, std::move(invite), request.getSideBySide(), settings.proxy);
  ceremony->wait(std::move(listening), window);
  return std::unique_ptr<Operation>(std::move(ceremony));
}

Result<std::unique_ptr<Operation>> pair_join(Vault& vault, Link& link, schema::PairJoin::Reader request,
                                             Replies& replies) {
  auto parsed = pairing::parse_link(view_of(request.getLink()));
  const auto link_used = parsed.ok() ? std::optional(link_name(*parsed)) : std::nullopt;
  AVOW_CHECK(check_may_pair(vault, link_used ? &*link_used : nullptr));
  AVOW_TRY(auto invite, std::move(parsed));
  if (invite.expires <= vault.clock().now()) {
    return Error{Errc::refused, std::string(text::kLinkExpired)};
  }
  std::vector<std::string> addresses = invite.addresses;
  if (request.getAt().size() > 0) addresses = {std::string(view_of(request.getAt()))};
  if (!pairing::check_addresses(addresses).ok()) return Error{Errc::usage, std::string(text::kAddressForm)};
  if (addresses.empty()) return Error{Errc::usage, std::string(text::kLinkWithoutAddress)};
  AVOW_TRY(const std::string proxy, proxy_of(vault));
  auto ceremony = std::make_unique<Ceremony>(vault, replies, std::move(invite), request.getSideBySide(), proxy);
  ceremony->dial(link, std::move(addresses));
  return std::unique_ptr<Operation>(std::move(ceremony));
}

Result<void> pair_confirm(Vault& vault, Replies& replies) {
  if (vault.pairing_stage() == PairingStage::none) return Error{Errc::not_paired, ""};
  if (vault.pairing_stage() == PairingStage::left) return Error{Errc::refused, std::string(text::kLeftPairing)};
  AVOW_TRY(const bool new_keys, renewal_waits(vault));
  const Renewal* renewal = vault.keys().renewal();
  if (new_keys || (renewal != nullptr && renewal->confirmed())) return renewal_confirm(vault, replies);
  AVOW_TRY(const auto words, vault.pairing_words());
  if (!words) return Error{Errc::refused, std::string(text::kNoWordsYet)};
  AVOW_CHECK(vault.set_confirmed());
  AVOW_TRY(const std::string partner, shown_name(vault, vault.keys().partner()->keys.name));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initConfirmed();
  out.setConfirmed(true);
  out.setPartner(partner);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// Of the new keys, when some wait.
Result<void> pair_words(Vault& vault, Replies& replies) {
  AVOW_TRY(auto words, vault.renewal_words());
  if (!words) {
    AVOW_TRY(words, vault.pairing_words());
  }
  if (!words) return Error{Errc::not_paired, ""};
  reply_words(*words, replies);
  return {};
}

}  // namespace avow::app
