#include "instance/network.h"

#include <cstdlib>
#include <iostream>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "base/encoding.h"
#include "instance/line.h"
#include "instance/own_addresses.h"
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
    AVOW_TRY(auto session, sync::Session::open(parts.pair, parts.store, parts.memory, random, role, now, {}, parts.next));
    return std::unique_ptr<Conversation>(new SyncConversation(std::move(session)));
  };
}

ConversationFactory ceremonies(const app::PairingParts& parts, RandomSource& random, pairing::Role role) {
  return [&parts, &random, role](Now now) -> Ended {
    const pairing::CeremonyParts with{parts.invite, parts.own, parts.store, random, parts.known_partner};
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

net::ConversationEnd for_pairing(app::PairingEnd on_end) {
  return [on_end = std::move(on_end)](Ended ended) { on_end(pairing_result(ended)); };
}
net::ConversationEnd for_sync(app::SyncEnd on_end) {
  return [on_end = std::move(on_end)](Ended ended) { on_end(sync_result(ended)); };
}

class OpenPort final : public app::Listening {
 public:
  OpenPort(RandomSource& random, std::unique_ptr<net::Listener> listener)
      : random_(random), listener_(std::move(listener)) {}

  std::string address() const override { return listener_->address(); }
  std::vector<std::string> reachable() const override { return reachable_at(address(), own_hosts()); }

  void wait_for_pairing(const app::PairingParts& parts, std::chrono::seconds window, app::PairingEnd on_end) override {
    const auto key = std::make_shared<crypto::Key>(pairing::pairing_knock_key(parts.invite.psk));
    net::Door door;
    door.is_knock = [key](ByteView first_bytes) { return pairing::is_pairing_knock(*key, first_bytes); };
    door.converse = ceremonies(parts, random_, pairing::Role::inviter);
    listener_->wait(std::move(door), window, for_pairing(std::move(on_end)));
  }

  void wait_for_sync(const app::SyncParts& parts, std::chrono::seconds window, app::SyncEnd on_end) override {
    net::Door door;
    door.is_knock = [&parts](ByteView first_bytes) {
      return sync::Session::is_knock(parts.pair, parts.next, parts.memory, first_bytes);
    };
    door.converse = sessions(parts, random_, noise::Role::responder);
    listener_->wait(std::move(door), window, for_sync(std::move(on_end)));
  }

 private:
  RandomSource& random_;
  std::unique_ptr<net::Listener> listener_;
};

class Call final : public app::Calling {
 public:
  Call(asio::io_context& loop, net::DialParts parts, net::ConversationEnd on_end) {
    parts.reached = [this](const std::string& address) { reached_ = address; };
    dialing_ = net::dial(loop, std::move(parts), std::move(on_end));
  }
  std::string reached() const override { return reached_; }

 private:
  std::string reached_;
  std::unique_ptr<net::Dialing> dialing_;
};

class Alarm final : public app::Calling {
 public:
  Alarm(asio::io_context& loop, std::chrono::milliseconds time, std::function<void()> call)
      : call_(std::make_shared<std::function<void()>>(std::move(call))), timer_(loop, time) {
    // Why weak: a wait that is over cannot be taken back, only not answered.
    timer_.async_wait([weak = std::weak_ptr(call_)](const std::error_code&) {
      if (const auto still_wanted = weak.lock()) (*still_wanted)();
    });
  }

 private:
  const std::shared_ptr<std::function<void()>> call_;
  asio::steady_timer timer_;
};

}  // namespace

Network::Network(asio::io_context& loop, const Clock& clock, RandomSource& random, net::EventSink events,
                 const NetworkOptions& options)
    : loop_(loop), clock_(clock), random_(random), log_(std::move(events), clock), options_(options) {}

Result<std::unique_ptr<app::Listening>> Network::listen(const std::string& address) {
  AVOW_TRY(auto listener, net::Listener::open(loop_, address, options_.listener, clock_, log_));
  return std::unique_ptr<app::Listening>(new OpenPort(random_, std::move(listener)));
}

// Why a login of its own for each run: Tor then keeps these calls apart from everything else that goes through it.
net::Proxy Network::proxy(const std::string& at) {
  if (at.empty()) return {};
  if (proxy_login_.name.empty()) {
    proxy_login_ = {to_hex(random_.bytes<8>()), to_hex(random_.bytes<8>())};
  }
  return {at, proxy_login_};
}

std::unique_ptr<app::Calling> Network::dial_for_pairing(const app::PairingParts& parts,
                                                        const std::vector<std::string>& addresses,
                                                        app::PairingEnd on_end) {
  net::DialParts with{addresses, ceremonies(parts, random_, pairing::Role::joiner), clock_, log_, options_.dial, proxy(parts.proxy)};
  return std::make_unique<Call>(loop_, std::move(with), for_pairing(std::move(on_end)));
}

std::unique_ptr<app::Calling> Network::dial_for_sync(const app::SyncParts& parts,
                                                     const std::vector<std::string>& addresses, app::SyncEnd on_end) {
  net::DialParts with{addresses, sessions(parts, random_, noise::Role::initiator), clock_, log_, options_.dial, proxy(parts.proxy)};
  return std::make_unique<Call>(loop_, std::move(with), for_sync(std::move(on_end)));
}

std::unique_ptr<app::Calling> Network::sync_over_line(app::SyncEnd on_end) {
  return line_ == nullptr ? nullptr : line_->sync_now(std::move(on_end));
}

std::unique_ptr<app::Calling> Network::after(std::chrono::milliseconds time, std::function<void()> call) {
  return std::make_unique<Alarm>(loop_, time, std::move(call));
}

app::Serving Network::serving() const {
  return {up_, line_ != nullptr, covered_, line_ == nullptr ? std::string() : line_->address()};
}

std::vector<std::string> Network::own_dials() const {
  return line_ == nullptr ? std::vector<std::string>() : line_->dials();
}

// The journal reads a level in front (sd-daemon(3)): 5 is "notice".
void write_event_to_stderr(std::string_view line) {
  const bool to_journal = std::getenv("JOURNAL_STREAM") != nullptr;  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::cerr << (to_journal ? "<5>avow: " : "avow: ") << line << '\n';
}

}  // namespace avow::instance
