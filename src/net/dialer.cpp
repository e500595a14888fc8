#include "net/dialer.h"

#include <fmt/format.h>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include "base/reason.h"
#include "base/text_proxy.h"
#include "net/address.h"
#include "net/tcp_link.h"

// Why: g++ 12 inlines Asio's operator new of a coroutine's frame but not its operator delete, and takes them for a
// mismatch; they are a pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace avow::net {
namespace {

using asio::ip::tcp;

// One connection that is being made.
struct Attempt {
  explicit Attempt(asio::io_context& loop) : socket(loop), limit(loop) {}
  tcp::socket socket;
  asio::steady_timer limit;
};

// What another service's bytes look like to a conversation.
bool is_other_talk(Errc code) { return code == Errc::forged || code == Errc::malformed || code == Errc::too_large; }

}  // namespace

class Call {
 public:
  Call(asio::io_context& loop, DialParts parts, ConversationEnd on_end)
      : loop_(loop), parts_(std::move(parts)), on_end_(std::move(on_end)), resolver_(loop) {}

  asio::awaitable<void> run(std::shared_ptr<Call> self);
  void abandon();

 private:
  asio::awaitable<void> call_directly(HostPort address);
  asio::awaitable<void> call_through_proxy(HostPort address);
  asio::awaitable<void> ask_proxy(std::shared_ptr<Attempt> attempt, HostPort address);
  Result<tcp::endpoint> proxy_endpoint() const;
  void blame_proxy(std::string_view sentence);
  asio::awaitable<void> resolve(HostPort address);
  asio::awaitable<void> connect(tcp::endpoint endpoint);
  asio::awaitable<void> converse(tcp::socket socket);
  void finish();
  void judge(const Error& error, const Conversation& conversation);

  asio::io_context& loop_;
  DialParts parts_;
  ConversationEnd on_end_;
  std::vector<tcp::endpoint> endpoints_;  // of the address at hand
  std::shared_ptr<Attempt> attempt_;      // while one is being made
  std::shared_ptr<Attempt> connected_;    // if the last connect() succeeded
  tcp::resolver resolver_;
  TcpLink* link_ = nullptr;               // while a conversation runs
  bool abandoned_ = false;
  std::optional<Result<std::unique_ptr<Conversation>>> end_;
  std::optional<Error> failed_;           // why, when nobody answers after all
};

void Call::abandon() {
  abandoned_ = true;
  resolver_.cancel();
  std::error_code ignored;
  if (attempt_) attempt_->socket.close(ignored);
  if (link_ != nullptr) link_->close();
}

asio::awaitable<void> Call::run([[maybe_unused]] std::shared_ptr<Call> self) {
  std::optional<Error> unusable;  // the last address that is none
  bool is_any_usable = false;
  for (const std::string& text : parts_.addresses) {
    if (abandoned_) break;
    const auto address = split_address(text);
    if (!address.ok()) {  // one that the partner wrote wrongly keeps nobody from the others
      unusable = address.error();
      continue;
    }
    is_any_usable = true;
    if (parts_.proxy.at.empty()) {
      co_await call_directly(*address);
    } else {
      co_await call_through_proxy(*address);
    }
    if (!end_) continue;
    if (end_->ok() && parts_.reached && !abandoned_) parts_.reached(text);
    break;
  }
  if (unusable && !is_any_usable) end_.emplace(std::move(*unusable));
  finish();
}

void Call::finish() {
  if (abandoned_) return;
  parts_.log.flush();
  if (!end_) end_.emplace(failed_.value_or(Error{Errc::unreachable, "nobody answered"}));
  on_end_(std::move(*end_));
}

asio::awaitable<void> Call::call_directly(HostPort address) {
  if (is_onion(address)) {  // no name server may be asked for it (RFC 7686, 2)
    if (!failed_) failed_ = Error{Errc::unreachable, std::string(reason::kOnion) + join_address(address)};
    co_return;
  }
  co_await resolve(address);
  for (std::size_t i = 0; i < endpoints_.size() && !end_ && !abandoned_; ++i) {
    co_await connect(endpoints_[i]);
    if (!connected_) continue;
    co_await converse(std::move(connected_->socket));
  }
}

// Why no name: looking it up would already tell somebody.
Result<tcp::endpoint> Call::proxy_endpoint() const {
  AVOW_TRY(const auto at, split_address(parts_.proxy.at));
  std::error_code failure;
  const auto literal = asio::ip::make_address(at.host == "localhost" ? "127.0.0.1" : at.host, failure);
  if (failure) return Error{Errc::usage, "a proxy that is no address"};
  return tcp::endpoint(literal, at.port);
}

// Why the first one stays: it is the reason for all that follow.
void Call::blame_proxy(std::string_view sentence) {
  if (!failed_) failed_ = Error{Errc::unreachable, std::string(reason::kProxy) + fmt::format(fmt::runtime(sentence), parts_.proxy.at)};
}

asio::awaitable<void> Call::call_through_proxy(HostPort address) {
  const auto proxy = proxy_endpoint();
  if (!proxy.ok()) {
    end_.emplace(proxy.error());
    co_return;
  }
  co_await connect(*proxy);
  if (abandoned_) co_return;
  if (!connected_) {
    blame_proxy(text::kProxyAbsent);
    co_return;
  }
  const auto attempt = std::exchange(connected_, nullptr);
  attempt_ = attempt;
  co_await ask_proxy(attempt, std::move(address));
  attempt_.reset();
  if (!connected_ || abandoned_) co_return;
  co_await converse(std::move(connected_->socket));
}

// Through: connected_ is set.
asio::awaitable<void> Call::ask_proxy(std::shared_ptr<Attempt> attempt, HostPort address) {
  attempt->limit.expires_after(parts_.options.proxy_timeout);
  auto on_limit = [attempt](const std::error_code& canceled) {
    std::error_code ignored;
    if (!canceled) attempt->socket.close(ignored);
  };
  attempt->limit.async_wait(std::move(on_limit));
  Socks5 call(address, parts_.proxy.login);
  std::error_code failure;
  Bytes answer;
  while (call.needs() > 0) {
    auto sent = asio::redirect_error(asio::use_awaitable, failure);
    co_await asio::async_write(attempt->socket, asio::buffer(call.pending()), sent);
    if (failure) break;
    answer.resize(call.needs());
    auto read = asio::redirect_error(asio::use_awaitable, failure);
    co_await asio::async_read(attempt->socket, asio::buffer(answer), read);
    if (failure) break;
    const auto taken = call.receive(answer);
    if (taken.ok()) continue;
    attempt->limit.cancel();
    if (taken.error().code != Errc::unreachable) blame_proxy(taken.error().context);
    co_return;
  }
  attempt->limit.cancel();
  if (!failure) connected_ = attempt;
}

// A name that does not resolve is nobody; the system decides how long it asks for one.
asio::awaitable<void> Call::resolve(HostPort address) {
  endpoints_.clear();
  std::error_code failure;
  const auto literal = asio::ip::make_address(address.host, failure);
  if (!failure) {
    endpoints_.emplace_back(literal, address.port);
    co_return;
  }
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  const std::string service = std::to_string(address.port);
  const auto found = co_await resolver_.async_resolve(address.host, service, token);
  if (failure) co_return;
  for (const auto& entry : found) {
    if (endpoints_.size() < limits::kAddressesMax) endpoints_.push_back(entry.endpoint());
  }
}

asio::awaitable<void> Call::connect(tcp::endpoint endpoint) {
  connected_.reset();
  const auto attempt = std::make_shared<Attempt>(loop_);
  attempt_ = attempt;
  auto& socket = attempt->socket;
  attempt->limit.expires_after(parts_.options.connect_timeout);
  auto on_limit = [attempt](const std::error_code& canceled) {
    std::error_code ignored;
    if (!canceled) attempt->socket.close(ignored);
  };
  attempt->limit.async_wait(std::move(on_limit));
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  co_await socket.async_connect(endpoint, token);
  attempt->limit.cancel();
  attempt_.reset();
  if (failure || abandoned_) co_return;
  std::error_code unknown;
  // Why: a call to a free port of this device may, by chance, get that port for itself and reach nobody but itself.
  if (socket.local_endpoint(unknown) == socket.remote_endpoint(unknown)) co_return;
  connected_ = attempt;
}

asio::awaitable<void> Call::converse(tcp::socket socket) {
  auto conversation = parts_.converse(parts_.clock.both());
  if (!conversation.ok()) {
    end_.emplace(conversation.error());
    co_return;
  }
  TcpLink link(std::move(socket), **conversation, parts_.clock, parts_.options.link);
  link_ = &link;
  const auto talked = co_await link.run();
  link_ = nullptr;
  if (abandoned_) co_return;
  if (talked.ok()) {
    co_await link.shut_down();
    end_.emplace(std::move(*conversation));
  } else {
    judge(talked.error(), **conversation);
  }
}

void Call::judge(const Error& error, const Conversation& conversation) {
  const bool confirmed = conversation.confirmed();
  const bool absent = !confirmed && (error.code == Errc::closed || error.code == Errc::timed_out);
  if (absent) return;
  parts_.log.note_failure(error, confirmed);
  if (confirmed) {
    end_.emplace(error);
  } else if (is_other_talk(error.code) && !conversation.knows_secret()) {
    if (!failed_) failed_ = Error{Errc::unreachable, "Something answered there, but it was not your partner."};
  } else {
    failed_ = error;
  }
}

Dialing::~Dialing() { call_->abandon(); }

std::unique_ptr<Dialing> dial(asio::io_context& loop, DialParts parts, ConversationEnd on_end) {
  const auto call = std::make_shared<Call>(loop, std::move(parts), std::move(on_end));
  auto on_exit = [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  };
  asio::co_spawn(loop, call->run(call), on_exit);
  return std::make_unique<Dialing>(call);
}

}  // namespace avow::net
