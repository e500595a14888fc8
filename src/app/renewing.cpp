#include "app/renewing.h"

#include "app/answers.h"
#include "app/settings.h"
#include "app/syncing.h"
#include "base/text_epoch.h"
#include "crypto/hash.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::chrono::minutes kCallMax{10};
constexpr std::string_view kSecretLabel = "rekey";

void reply_rekeyed(const noise::FiveWords* words, const char* state, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initRekeyed();
  auto list = out.initWords(words == nullptr ? 0U : static_cast<unsigned>(words->size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, (*words)[i]);
  out.setState(state);
  replies.done(message.getRoot<schema::Done>());
}

// The ceremony's view of the vault: what was agreed on waits beside the keys that are used.
class Desk final : public pairing::PairingStore {
 public:
  Desk(Vault& vault, const Renewal& mine) : vault_(vault), mine_(mine) {}
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override { return vault_.remember_pairing_nonce(nonce); }
  Result<void> persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, pairing::Role) override {
    Renewal renewal = mine_.copy();
    renewal.partner = partner;
    renewal.root = root.copy();
    return vault_.keep_renewal(std::move(renewal));
  }
  Result<void> persist_words(const noise::FiveWords& words) override { return vault_.keep_renewal_words(words); }

 private:
  Vault& vault_;
  const Renewal& mine_;
};

pairing::OwnIdentity identity_with(const Vault& vault, const Renewal& mine) {
  pairing::OwnIdentity out = vault.own_identity();
  out.static_key = {mine.static_key.secret.copy(), mine.static_key.public_key};
  out.keys.static_key = mine.static_key.public_key;
  out.keys.log_key = mine.log_key.public_key;
  out.keys.witness_key = mine.witness_key.public_key;
  return out;
}

// Nobody hands a link over: the two have a secret already.
pairing::Invite invite_of(const Vault& vault, Instant now, std::chrono::seconds window) {
  return {crypto::derive(vault.keys().partner()->root, kSecretLabel), {}, {}, std::chrono::ceil<std::chrono::minutes>(now + window)};
}

// One ceremony, until both hold the same five words.
class Rekeying final : public Operation {
 public:
  Rekeying(Vault& vault, Replies& replies, std::chrono::seconds window, const std::string& proxy)
      : vault_(vault),
        replies_(replies),
        mine_(Keyring::new_renewal(vault.random())),
        invite_(invite_of(vault, vault.clock().now(), window)),
        own_(identity_with(vault, mine_)),
        desk_(vault, mine_),
        parts_{invite_, own_, desk_, proxy, vault.keys().partner()->keys.export_key} {}

  void wait(std::unique_ptr<Listening> listening, std::chrono::seconds window) {
    listening_ = std::move(listening);
    reply_listening(listening_->address(), true, replies_);
    listening_->wait_for_pairing(parts_, window, on_end());
  }

  void dial(Link& link, const std::vector<std::string>& addresses) {
    calling_ = link.dial_for_pairing(parts_, addresses, on_end());
  }

  Result<Progress> step() override {
    if (!end_) return Progress::waiting;
    if (!end_->ok()) return end_->error();
    if (calling_) static_cast<void>(vault_.keep_partner_address(calling_->reached()));
    reply_rekeyed(&(*end_)->words, "waiting", replies_);
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
  const Renewal mine_;
  const pairing::Invite invite_;
  const pairing::OwnIdentity own_;
  Desk desk_;
  const PairingParts parts_;
  std::optional<Result<PairingResult>> end_;
  std::unique_ptr<Listening> listening_;
  std::unique_ptr<Calling> calling_;
};

}  // namespace

Result<std::unique_ptr<Operation>> rekey(Vault& vault, Link& link, schema::Rekey::Reader request, Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  AVOW_CHECK(vault.check_may_renew());
  const std::string listen(view_of(request.getListen()));
  AVOW_TRY(const std::string proxy, proxy_of(vault));
  if (!listen.empty()) {
    AVOW_CHECK(check_may_listen(vault, listen));
    AVOW_TRY(const auto window, window_of(request.getForSeconds()));
    AVOW_TRY(auto listening, link.listen(listen));
    auto rekeying = std::make_unique<Rekeying>(vault, replies, window, proxy);
    rekeying->wait(std::move(listening), window);
    return std::unique_ptr<Operation>(std::move(rekeying));
  }
  AVOW_TRY(const auto addresses, addresses_to_call(vault, link, std::string(view_of(request.getAt()))));
  if (addresses.empty()) return Error{Errc::usage, std::string(text::kRekeyTogether)};
  auto rekeying = std::make_unique<Rekeying>(vault, replies, kCallMax, proxy);
  rekeying->dial(link, addresses);
  return std::unique_ptr<Operation>(std::move(rekeying));
}

Result<void> rekey_drop(Vault& vault, Replies& replies) {
  if (vault.keys().renewal() == nullptr) return Error{Errc::refused, std::string(text::kNoRenewal)};
  AVOW_CHECK(vault.drop_renewal());
  reply_rekeyed(nullptr, "dropped", replies);
  return {};
}

Result<bool> renewal_waits(Vault& vault) {
  const Renewal* renewal = vault.keys().renewal();
  if (renewal == nullptr || renewal->confirmed()) return false;
  AVOW_TRY(const auto words, vault.renewal_words());
  return words.has_value();
}

Result<void> renewal_confirm(Vault& vault, Replies& replies) {
  AVOW_TRY(const auto words, vault.renewal_words());
  AVOW_CHECK(vault.confirm_renewal());
  reply_rekeyed(words ? &words->words : nullptr, "confirmed", replies);
  return {};
}

}  // namespace avow::app
