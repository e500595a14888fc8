#include "net/reception.h"

#include <algorithm>

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include "base/reason.h"

namespace avow::net {
namespace {

using asio::ip::tcp;

constexpr const char* kStranger = "a stranger's connection was ignored";
constexpr const char* kReplaced = "a newer conversation took the place of an older one";
constexpr const char* kNotTaken = "the system refused a connection";

// What this side has to mend; waiting on would not help.
bool is_own(Errc code) { return code == Errc::io || code == Errc::damaged || code == Errc::read_only; }

}  // namespace

Reception::Reception(asio::io_context& loop, const ListenerOptions& options, const Clock& clock, EventLog& log)
    : loop_(loop),
      options_(options),
      clock_(clock),
      log_(log),
      acceptor_(loop),
      accept_pause_(loop),
      window_(loop) {}

Result<void> Reception::open(const tcp::endpoint& endpoint) {
  std::error_code failure;
  acceptor_.open(endpoint.protocol(), failure);
  if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor_.bind(endpoint, failure);
  if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) return Error{Errc::io, std::string(reason::kPort) + failure.message()};
  return {};
}

tcp::endpoint Reception::endpoint() const {
  std::error_code failure;
  return acceptor_.local_endpoint(failure);
}

void Reception::wait(Door door, std::chrono::milliseconds window, ConversationEnd on_end) {
  AVOW_ASSERT(!on_end_);
  door_ = std::move(door);
  on_end_ = std::move(on_end);
  accepting_ = true;
  ++waits_;
  watch_window(window, waits_);
  spawn(accept_all(shared_from_this(), waits_));
}

void Reception::abandon() {
  on_end_ = nullptr;
  close_door();
  close_confirmed();
  std::error_code ignored;
  acceptor_.close(ignored);
}

void Reception::spawn(asio::awaitable<void> coroutine) {
  auto on_exit = [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  };
  asio::co_spawn(loop_, std::move(coroutine), on_exit);
}

// --- Strangers ---

asio::awaitable<void> Reception::accept_all([[maybe_unused]] Self self, std::uint64_t wait) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (accepting_ && wait == waits_) {
    tcp::socket socket(loop_);
    co_await acceptor_.async_accept(socket, token);
    if (!accepting_ || wait != waits_) break;
    if (!failure) {
      admit(std::move(socket));
      continue;
    }
    make_room();
    accept_pause_.expires_after(options_.accept_pause);
    co_await accept_pause_.async_wait(token);
  }
}

// Out of descriptors or memory: one stranger less helps, and waiting a moment keeps this from spinning.
void Reception::make_room() {
  log_.note(kNotTaken);
  if (!strangers_.empty()) close_strangers(strangers_.size() - 1);
}

void Reception::admit(tcp::socket socket) {
  close_strangers(options_.connections_max - 1);
  auto guest = std::make_shared<Guest>(std::move(socket), loop_);
  strangers_.push_back(guest);
  std::error_code unknown;
  const auto from = guest->socket.remote_endpoint(unknown);
  if (!unknown) guest->source = FailedKnocks::source_of(options_.source(from.address().to_string()));
  guest->suspect = guest->source && failed_knocks_.is_full(*guest->source, clock_.monotonic_now());
  guest->deadline.expires_after(guest->suspect ? std::min(options_.knock_timeout, options_.knock_timeout_when_full)
                                               : options_.knock_timeout);
  auto on_deadline = [guest](const std::error_code& canceled) {
    std::error_code ignored;
    if (!canceled) guest->socket.close(ignored);
  };
  guest->deadline.async_wait(std::move(on_deadline));
  spawn(receive(shared_from_this(), guest));
}

asio::awaitable<void> Reception::receive([[maybe_unused]] Self self, GuestPtr guest) {
  co_await collect_first_bytes(guest);
  const bool knocks = guest->socket.is_open() && on_end_ && door_.is_knock(guest->first_bytes);
  if (knocks && let_in(guest)) {
    co_await converse(guest);
  } else {
    co_await ignore(guest);
  }
}

// As long as there is something missing and the connection is open.
asio::awaitable<void> Reception::collect_first_bytes(GuestPtr guest) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  auto& socket = guest->socket;
  MutableByteView missing = guest->first_bytes;
  while (!missing.empty()) {
    const auto buffer = asio::buffer(missing.data(), missing.size());
    const std::size_t size = co_await socket.async_read_some(buffer, token);
    if (failure) {
      socket.close(failure);
      break;
    }
    missing = missing.subspan(size);
  }
}

// To the deadline, as if nothing had been said.
asio::awaitable<void> Reception::ignore(GuestPtr guest) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  auto& socket = guest->socket;
  auto& pause = guest->pause;
  const auto buffer = asio::buffer(ignored_);
  while (socket.is_open()) {
    co_await socket.async_read_some(buffer, token);
    if (failure) break;
    pause.expires_after(options_.ignoring_pause);
    co_await pause.async_wait(token);
  }
  guest->deadline.cancel();
  socket.close(failure);
  if (!take_off_lists(*guest)) co_return;
  failed_knock(*guest);
  log_.note(kStranger);
}

void Reception::failed_knock(const Guest& guest) {
  if (guest.source) failed_knocks_.add(*guest.source, clock_.monotonic_now());
}

// --- Those who knocked rightly ---

// False: to be ignored.
bool Reception::let_in(const GuestPtr& guest) {
  const Now now = clock_.both();
  auto conversation = door_.converse(now);
  if (!conversation.ok()) {
    finish(conversation.error());
    return false;
  }
  const auto knocked = (*conversation)->receive(guest->first_bytes, now);
  const bool answers = knocked.ok() && !(*conversation)->pending_output().empty();
  if (!answers) {
    const Error why = knocked.ok() ? Error{Errc::forged, "a repeated knock"} : knocked.error();
    log_.note_failure(why, false);
    if (is_own(why.code)) finish(why);
    return false;
  }
  guest->conversation = std::move(*conversation);
  start_handshake(guest);
  return true;
}

void Reception::start_handshake(const GuestPtr& guest) {
  guest->deadline.cancel();
  take_off_lists(*guest);
  // Why the oldest gives way: the partner's own handshake takes one round trip, a delayed knock never ends.
  close_handshakes(options_.handshakes_max - 1);
  handshakes_.push_back(guest);
  guest->link =
      std::make_unique<TcpLink>(std::move(guest->socket), *guest->conversation, clock_, options_.link);
  guest->link->on_confirmed([this, &who = *guest] { confirm(who); });
}

void Reception::confirm(const Guest& guest) {
  const auto at = std::find_if(handshakes_.begin(), handshakes_.end(),
                               [&guest](const GuestPtr& one) { return one.get() == &guest; });
  if (at == handshakes_.end()) return;
  if (confirmed_) log_.note_of_partner(kReplaced);
  close_confirmed();
  confirmed_ = *at;
  handshakes_.erase(at);
}

asio::awaitable<void> Reception::converse(GuestPtr guest) {
  auto& link = *guest->link;
  const auto talked = co_await link.run();
  if (!talked.ok()) {
    fail(guest, talked.error());
    co_return;
  }
  const bool first = take_off_lists(*guest);
  if (first) {
    close_door();
    close_confirmed();
  }
  co_await link.shut_down();
  if (first) finish(std::move(guest->conversation));
}

void Reception::fail(const GuestPtr& guest, const Error& error) {
  const bool confirmed = guest == confirmed_;
  if (!take_off_lists(*guest)) return;
  log_.note_failure(error, confirmed);
  if (is_own(error.code)) {
    finish(error);
  } else if (!accepting_) {
    finish(Error{Errc::timed_out, "the last conversation broke off"});
  }
}

bool Reception::take_off_lists(const Guest& guest) {
  const auto is_it = [&guest](const GuestPtr& one) { return one.get() == &guest; };
  const auto removed = strangers_.remove_if(is_it) + handshakes_.remove_if(is_it);
  const bool confirmed = confirmed_.get() == &guest;
  if (confirmed) confirmed_.reset();
  return removed > 0 || confirmed;
}

// --- The end ---

void Reception::watch_window(std::chrono::milliseconds window, std::uint64_t wait) {
  window_.expires_after(window);
  auto on_end = [self = shared_from_this(), wait](const std::error_code& canceled) {
    if (canceled || wait != self->waits_ || !self->accepting_) return;
    self->close_door();
    if (!self->confirmed_) self->finish(Error{Errc::timed_out, "nobody came"});
  };
  window_.async_wait(std::move(on_end));
}

// Nobody else comes in; who is confirmed may stay.
void Reception::close_door() {
  accepting_ = false;
  std::error_code ignored;
  acceptor_.cancel(ignored);
  accept_pause_.cancel();
  window_.cancel();
  close_strangers(0);
  close_handshakes(0);
}

// Those from where many failed knocks came go first, then the oldest.
void Reception::close_strangers(std::size_t keep) {
  std::error_code ignored;
  while (strangers_.size() > keep) {
    const auto suspect = std::find_if(strangers_.begin(), strangers_.end(), [](const GuestPtr& one) { return one->suspect; });
    const auto first = suspect == strangers_.end() ? strangers_.begin() : suspect;
    const GuestPtr guest = *first;
    strangers_.erase(first);
    if (accepting_) failed_knock(*guest);
    guest->deadline.cancel();
    guest->pause.cancel();
    guest->socket.close(ignored);
    log_.note(kStranger);
  }
}

void Reception::close_handshakes(std::size_t keep) {
  while (handshakes_.size() > keep) {
    const GuestPtr guest = std::move(handshakes_.front());
    handshakes_.pop_front();
    guest->link->close();
    log_.note_of_partner(kReplaced);
  }
}

void Reception::close_confirmed() {
  const GuestPtr guest = std::exchange(confirmed_, nullptr);
  if (guest) guest->link->close();
}

void Reception::finish(Result<std::unique_ptr<Conversation>> end) {
  close_door();
  close_confirmed();
  log_.flush();
  door_ = Door();
  const auto call = std::exchange(on_end_, nullptr);
  if (call) call(std::move(end));
}

}  // namespace avow::net
