#include "net/tcp_link.h"

#include <algorithm>

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

namespace avow::net {
namespace {

using asio::ip::tcp;
constexpr auto kNever = asio::steady_timer::time_point::max();

bool only_not_now(const std::error_code& failure) {
  return failure == asio::error::would_block || failure == asio::error::try_again ||
         failure == asio::error::interrupted;
}

}  // namespace

TcpLink::TcpLink(tcp::socket socket, Conversation& conversation, const Clock& clock, const LinkOptions& options)
    : socket_(std::move(socket)),
      conversation_(conversation),
      clock_(clock),
      options_(options),
      slice_(options.slice_bytes),
      wake_(socket_.get_executor(), kNever),
      resume_(socket_.get_executor()),
      alarm_(socket_.get_executor()),
      joined_(socket_.get_executor(), kNever) {}

asio::awaitable<Result<void>> TcpLink::run() {
  std::error_code failure;
  socket_.non_blocking(true, failure);
  if (!failure) socket_.set_option(tcp::no_delay(true), failure);
  if (failure) end(Error{Errc::closed, "the connection was cut"});
  settle(Result<void>());
  listen_for_wakes();
  spawn(read());
  spawn(write());
  spawn(watch_time());
  co_await join();
  self_.reset();
  conversation_.set_waker({});
  if (error_) co_return *error_;
  co_return Result<void>();
}

asio::awaitable<void> TcpLink::shut_down() {
  std::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  spawn(close_after_drain());
  spawn(drain());
  co_await join();
  socket_.close(ignored);
}

void TcpLink::close() { end(Error{Errc::closed, "closed on this side"}); }

// --- The children ---

void TcpLink::spawn(asio::awaitable<void> child) {
  ++running_;
  auto on_exit = [this](const std::exception_ptr& thrown) {
    --running_;
    if (thrown) {
      thrown_ = thrown;
      close();
    }
    if (running_ == 0) joined_.cancel();
  };
  asio::co_spawn(socket_.get_executor(), std::move(child), std::move(on_exit));
}

asio::awaitable<void> TcpLink::join() {
  std::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  while (running_ > 0) {
    co_await joined_.async_wait(token);
  }
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

// Why weak: the conversation may outlive this link, and a posted call the loop's last turn.
void TcpLink::listen_for_wakes() {
  self_ = std::make_shared<TcpLink*>(this);
  conversation_.set_waker([executor = socket_.get_executor(), weak = std::weak_ptr<TcpLink*>(self_)] {
    if (weak.expired()) return;
    asio::post(executor, [weak] {
      if (const auto self = weak.lock()) (*self)->alarm_.cancel();  // watch_time() does the rest
    });
  });
}

asio::awaitable<void> TcpLink::read() {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (!over_ && !peer_closed_) {
    if (must_pause()) {
      const std::uint64_t sent_before = sent_;
      resume_.expires_after(options_.stall);
      co_await resume_.async_wait(token);
      // Why: both sides may hold more than they send at once; if both only waited, neither would ever read.
      if (sent_ == sent_before) stalled_at_ = sent_;
      continue;
    }
    const auto buffer = asio::buffer(slice_);
    const std::size_t size = co_await socket_.async_read_some(buffer, token);
    take(size, failure);
  }
}

asio::awaitable<void> TcpLink::write() {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (!over_) {
    if (conversation_.pending_output().empty()) {
      co_await wake_.async_wait(token);
    } else {
      co_await socket_.async_wait(tcp::socket::wait_write, token);
      send_some();
    }
  }
}

asio::awaitable<void> TcpLink::watch_time() {
  std::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  while (!over_) {
    armed_ = conversation_.next_timeout().value_or(TimePoint::max());
    if (armed_ == TimePoint::max()) {
      alarm_.expires_at(kNever);
    } else {
      const auto rest = armed_ - clock_.monotonic_now();
      alarm_.expires_after(std::max<std::chrono::milliseconds>(rest, std::chrono::milliseconds(1)));
    }
    co_await alarm_.async_wait(token);
    if (!over_) settle(conversation_.handle_timeout(clock_.both()));
  }
}

asio::awaitable<void> TcpLink::drain() {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  const auto buffer = asio::buffer(slice_);
  while (!failure) {
    co_await socket_.async_read_some(buffer, token);
  }
  alarm_.cancel();
}

asio::awaitable<void> TcpLink::close_after_drain() {
  std::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  alarm_.expires_after(options_.drain);
  co_await alarm_.async_wait(token);
  socket_.close(ignored);
}

// --- Steps ---

bool TcpLink::must_pause() const {
  return conversation_.pending_output().size() > options_.pause_bytes && stalled_at_ != sent_;
}

void TcpLink::take(std::size_t size, const std::error_code& failure) {
  if (over_) return;
  if (!failure) return settle(conversation_.receive(ByteView(slice_).first(size), clock_.both()));
  if (failure != asio::error::eof) return end(Error{Errc::closed, "the connection was cut"});
  peer_closed_ = true;
  settle(Result<void>());
}

// Why no asynchronous write: what it points to would not outlive the next receive().
void TcpLink::send_some() {
  if (over_) return;
  const ByteView pending = conversation_.pending_output();
  std::error_code failure;
  const std::size_t count = socket_.write_some(asio::buffer(pending.data(), pending.size()), failure);
  if (only_not_now(failure)) return;
  if (failure) return end(Error{Errc::closed, "the connection was cut"});
  sent_ += count;
  settle(conversation_.output_sent(count, clock_.both()));
}

void TcpLink::settle(const Result<void>& step) {
  if (over_) return;
  if (!step.ok()) return end(step.error());
  if (!confirmed_ && conversation_.confirmed()) {
    confirmed_ = true;
    if (on_confirmed_) on_confirmed_();
  }
  if (conversation_.finished()) return end(std::nullopt);
  const std::size_t pending = conversation_.pending_output().size();
  if (pending > options_.output_bytes_max) return end(Error{Errc::too_large, "output that the peer does not take"});
  if (peer_closed_ && pending == 0) return end(Error{Errc::closed, "the connection was cut"});
  if (pending > 0) wake_.cancel();
  if (pending <= options_.pause_bytes) resume_.cancel();
  if (conversation_.next_timeout().value_or(TimePoint::max()) < armed_) alarm_.cancel();
}

void TcpLink::end(std::optional<Error> error) {
  if (over_) return;
  over_ = true;
  error_ = std::move(error);
  std::error_code ignored;
  if (error_) {
    socket_.close(ignored);
  } else {
    socket_.cancel(ignored);
  }
  wake_.cancel();
  resume_.cancel();
  alarm_.cancel();
}

}  // namespace avow::net
