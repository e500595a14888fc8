#include "instance/network.h"

#include <iostream>

#include <asio/io_context.hpp>

#include "net/dialer.h"
#include "net/listener.h"
#include "net/pairing_conversation.h"
#include "net/sync_conversation.h"

namespace avow::instance {
namespace {

using net::Conversation;
using net::ConversationFactory;
using net::PairingConversation;
using net::SyncConversation;
using Ended = Result<std::unique_ptr<Conversation>>;

ConversationFactory sessions(const app::SyncParts& parts, RandomSource& random, noise::Role role) {
  return [&parts, &random, role](Now now) -> Ended {
    AVOW_TRY(auto session, sync::Session::open(parts.pair, parts.store, parts.memory, random, role, now));
    return std::unique_ptr<Conversation>(new SyncConversation(std::move(session)));
  };
}

ConversationFactory ceremonies(const app::PairingParts& parts, RandomSource& random, pairing::Role role) {
  return [&parts, &random, role](Now now) -> Ended {
    const pairing::CeremonyParts with{parts.invite, parts.own, parts.store, random};
    // The knock is there already when an inviter's ceremony starts: how long it would stay silent says nothing.
    auto ceremony = role == pairing::Role::joiner
                        ? pairing::Ceremony::join(with, now.monotonic, now.wall)
                        : pairing::Ceremony::invite(with, now.monotonic, now.wall, now.monotonic + limits::kKnockTimeout);
    if (!ceremony.ok()) return ceremony.error();
    return std::unique_ptr<Conversation>(new PairingConversation(std::move(*ceremony)));
  };
}

// What the factories above made.
Result<app::PairingResult> pairing_result(const Ended& ended) {
  if (!ended.ok()) return ended.error();
  const auto& words = static_cast<const PairingConversation&>(**ended).words();
  return app::PairingResult{words.words, words.partner_name};
}

Result<sync::Outcome> sync_result(const Ended& ended) {
  if (!ended.ok()) return ended.error();
  return static_cast<const SyncConversation&>(**ended).outcome();
}

// Runs what was started on the loop to its end.
class Run {
 public:
  net::ConversationEnd on_end() {
    return [this](Ended ended) { ended_.emplace(std::move(ended)); };
  }
  Ended take(asio::io_context& loop) {
    loop.restart();
    loop.run();
    AVOW_ASSERT(ended_.has_value());
    return std::move(*ended_);
  }

 private:
  std::optional<Ended> ended_;
};

class OpenPort final : public app::Listening {
 public:
  OpenPort(RandomSource& random, std::unique_ptr<asio::io_context> loop, std::unique_ptr<net::Listener> listener)
      : random_(random), loop_(std::move(loop)), listener_(std::move(listener)) {}

  std::string address() const override { return listener_->address(); }

  Result<app::PairingResult> wait_for_pairing(const app::PairingParts& parts, std::chrono::seconds window) override {
    const crypto::Key key = pairing::pairing_knock_key(parts.invite.psk);
    net::Door door;
    door.is_knock = [&key](ByteView first_bytes) { return pairing::is_pairing_knock(key, first_bytes); };
    door.converse = ceremonies(parts, random_, pairing::Role::inviter);
    return pairing_result(wait(std::move(door), window));
  }

  Result<sync::Outcome> wait_for_sync(const app::SyncParts& parts, std::chrono::seconds window) override {
    net::Door door;
    door.is_knock = [&parts](ByteView first_bytes) { return sync::Session::is_knock(parts.pair, first_bytes); };
    door.converse = sessions(parts, random_, noise::Role::responder);
    return sync_result(wait(std::move(door), window));
  }

 private:
  Ended wait(net::Door door, std::chrono::seconds window) {
    Run run;
    listener_->wait(std::move(door), window, run.on_end());
    return run.take(*loop_);
  }

  RandomSource& random_;
  std::unique_ptr<asio::io_context> loop_;  // outlives the listener
  std::unique_ptr<net::Listener> listener_;
};

Ended call(const std::vector<std::string>& addresses, ConversationFactory converse, const Clock& clock,
           net::EventLog& log, const net::DialOptions& options) {
  asio::io_context loop(1);
  Run run;
  net::dial(loop, net::DialParts{addresses, std::move(converse), clock, log, options}, run.on_end());
  return run.take(loop);
}

}  // namespace

Network::Network(const Clock& clock, RandomSource& random, net::EventSink events, const NetworkOptions& options)
    : clock_(clock), random_(random), log_(std::move(events), clock), options_(options) {}

Result<std::unique_ptr<app::Listening>> Network::listen(const std::string& address) {
  auto loop = std::make_unique<asio::io_context>(1);
  AVOW_TRY(auto listener, net::Listener::open(*loop, address, options_.listener, clock_, log_));
  return std::unique_ptr<app::Listening>(new OpenPort(random_, std::move(loop), std::move(listener)));
}

Result<app::PairingResult> Network::dial_for_pairing(const app::PairingParts& parts,
                                                     const std::vector<std::string>& addresses) {
  auto converse = ceremonies(parts, random_, pairing::Role::joiner);
  return pairing_result(call(addresses, std::move(converse), clock_, log_, options_.dial));
}

Result<sync::Outcome> Network::dial_for_sync(const app::SyncParts& parts, const std::vector<std::string>& addresses) {
  auto converse = sessions(parts, random_, noise::Role::initiator);
  return sync_result(call(addresses, std::move(converse), clock_, log_, options_.dial));
}

void write_event_to_stderr(std::string_view line) { std::cerr << "avow: " << line << '\n'; }

}  // namespace avow::instance
