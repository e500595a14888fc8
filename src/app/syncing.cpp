#include "app/syncing.h"

#include <algorithm>

#include "app/answers.h"
#include "pairing/address.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::chrono::seconds kWindowMax = std::chrono::hours(24);

// Why "unreachable": to one who has not confirmed the words, the partner looks absent.
Result<void> check_may_sync(Vault& vault) {
  if (vault.read_only()) return Error{Errc::read_only, ""};
  switch (vault.pairing_stage()) {
    case PairingStage::none: return Error{Errc::not_paired, ""};
    case PairingStage::waiting: return Error{Errc::unreachable, "unconfirmed"};
    case PairingStage::confirmed: return {};
  }
  AVOW_ASSERT(false);
}

Result<void> finish(Vault& vault, const sync::Outcome& outcome, Replies& replies) {
  if (outcome.words) AVOW_CHECK(vault.keep_sync_words(*outcome.words, vault.clock().now()));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initSynced();
  out.setSent(static_cast<std::uint32_t>(outcome.sent));
  out.setReceived(static_cast<std::uint32_t>(outcome.received));
  out.setLevel(outcome.level);
  out.setPartner(vault.keys().partner()->keys.name);
  const std::size_t count = outcome.words ? outcome.words->size() : 0;
  auto words = out.initWords(static_cast<unsigned>(count));
  for (unsigned i = 0; i < words.size(); ++i) words.set(i, (*outcome.words)[i]);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace

Result<void> sync_listen(Vault& vault, Link& link, schema::SyncListen::Reader request, Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  const std::chrono::seconds window(request.getForSeconds());
  if (window.count() < 1 || window > kWindowMax) return Error{Errc::usage, "a sync window stays open between one second and 24 hours"};
  AVOW_TRY(const auto listening, link.listen(std::string(view_of(request.getListen()))));
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Item>().initListening().setAddress(listening->address());
  replies.item(message.getRoot<schema::Item>());
  AVOW_TRY(const auto outcome, listening->wait_for_sync(SyncParts{vault.keys().pair(), vault, vault}, window));
  return finish(vault, outcome, replies);
}

Result<void> sync_dial(Vault& vault, Link& link, schema::SyncDial::Reader request, Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  std::vector<std::string> addresses = vault.keys().partner()->keys.addresses;
  if (request.getAt().size() > 0) addresses = {std::string(view_of(request.getAt()))};
  if (!pairing::check_addresses(addresses).ok()) return Error{Errc::usage, "an address is written host:port"};
  if (addresses.empty()) return Error{Errc::unreachable, "no address"};
  AVOW_TRY(const auto outcome, link.dial_for_sync(SyncParts{vault.keys().pair(), vault, vault}, addresses));
  return finish(vault, outcome, replies);
}

Result<void> words(Vault& vault, Replies& replies) {
  if (vault.keys().partner() == nullptr) return Error{Errc::not_paired, ""};
  AVOW_TRY(const auto spoken, vault.sync_words());
  if (!spoken) return Error{Errc::not_found, "no sync yet"};
  reply_words(*spoken, replies);
  return {};
}

}  // namespace avow::app
