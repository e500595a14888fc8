#include "instance/local_server.h"

#include <protocol/local.capnp.h>

#include <fcntl.h>

#include <set>

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include "app/service.h"
#include "crypto/secret.h"
#include "instance/local_place.h"
#include "wire/frame.h"
#include "wire/message.h"

namespace avow::instance {
namespace {

using Local = asio::local::stream_protocol;
using schema::Frame;
constexpr auto kNever = asio::steady_timer::time_point::max();
constexpr std::size_t kSliceBytes = 64UL * 1024;
constexpr std::size_t kUnsentMax = 1024UL * 1024;  // above it an operation waits for its reader
constexpr std::chrono::milliseconds kFlushPatience{1'000};
constexpr std::chrono::milliseconds kAcceptPause{50};

}  // namespace

// One command that is connected.
class LocalConnection final : public app::Replies, public std::enable_shared_from_this<LocalConnection> {
 public:
  LocalConnection(Local::socket socket, Turns& turns, LocalDesk& desk)
      : socket_(std::move(socket)), turns_(turns), desk_(desk), wake_(socket_.get_executor(), kNever), slice_(kSliceBytes) {}
  ~LocalConnection() override {
    wire::wipe_bytes(slice_);
    wire::wipe_bytes(output_);
  }

  asio::awaitable<void> read(std::shared_ptr<LocalConnection> self);
  asio::awaitable<void> write(std::shared_ptr<LocalConnection> self);
  void greet();
  void close();
  void end_request(const Error& why) {
    if (std::exchange(turn_, nullptr)) fail(why);
  }
  void end_talk(const Error& why) {
    if (talks_) end_request(why);
  }
  bool flushed() const { return output_.empty() && !writing_; }

  void item(schema::Item::Reader item) override {
    say([&](Frame::Builder frame) { frame.setItem(item); });
  }
  void done(schema::Done::Reader done) override {
    answered_ = true;
    say([&](Frame::Builder frame) { frame.setDone(done); });
  }

 private:
  void fail(const Error& error);
  void take(Bytes message);
  Result<void> take_frame(Frame::Reader frame);
  Result<void> take_request(schema::Request::Reader request);
  Result<void> take_unlock(ByteView passphrase);
  Result<void> take_open_page(schema::OpenPage::Reader asked);
  void go_on(std::unique_ptr<app::Operation> operation);
  template <typename Fill>
  void say(Fill fill) {
    capnp::MallocMessageBuilder message;
    fill(message.initRoot<Frame>());
    auto bytes = wire::encode_frame(message);
    if (!bytes.ok()) return fail(bytes.error());
    append(output_, *bytes);
    wire::wipe_bytes(*bytes);
    wake_.cancel();
  }

  Local::socket socket_;
  Turns& turns_;
  LocalDesk& desk_;
  asio::steady_timer wake_;
  Bytes slice_;
  wire::FrameReader frames_;
  Bytes output_;
  Bytes sending_;
  bool writing_ = false;
  bool answered_ = false;
  bool talks_ = false;
  std::shared_ptr<Turns::Turn> turn_;
};

void LocalConnection::greet() {
  say([&](Frame::Builder frame) {
    auto hello = frame.initHello();
    hello.setProgram("avow");
    hello.setApi(kApiVersion);
    hello.setState(std::string(desk_.state()));
  });
}

void LocalConnection::close() {
  turn_.reset();
  std::error_code ignored;
  socket_.close(ignored);
  wake_.cancel();
}

void LocalConnection::fail(const Error& error) {
  answered_ = true;
  say([&](Frame::Builder frame) {
    auto failure = frame.initFailure();
    failure.setCode(name_of(error.code));
    failure.setContext(error.context);
  });
}

asio::awaitable<void> LocalConnection::read([[maybe_unused]] std::shared_ptr<LocalConnection> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  const auto buffer = asio::buffer(slice_);
  while (socket_.is_open()) {
    const std::size_t size = co_await socket_.async_read_some(buffer, token);
    if (failure) break;
    const auto received = frames_.receive(ByteView(slice_).first(size));
    crypto::wipe(MutableByteView(slice_).first(size));
    if (!received.ok()) break;
    while (auto message = frames_.next()) take(std::move(*message));
  }
  close();
}

asio::awaitable<void> LocalConnection::write([[maybe_unused]] std::shared_ptr<LocalConnection> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (socket_.is_open()) {
    if (output_.empty()) {
      co_await wake_.async_wait(token);
      failure.clear();
      continue;
    }
    sending_ = std::exchange(output_, Bytes());
    writing_ = true;
    const auto buffer = asio::buffer(sending_);
    co_await asio::async_write(socket_, buffer, token);
    wire::wipe_bytes(sending_);
    writing_ = false;
    turns_.nudge();
    if (failure) break;
  }
  close();
}

void LocalConnection::take(Bytes message) {
  const auto taken = wire::read_message<Frame>(message, wire::kFrameBytesMax,
                                               [this](Frame::Reader frame) { return take_frame(frame); });
  wire::wipe_bytes(message);
  if (!taken.ok()) fail(taken.error());
}

Result<void> LocalConnection::take_frame(Frame::Reader frame) {
  switch (frame.which()) {
    case Frame::REQUEST: return take_request(frame.getRequest());
    case Frame::UNLOCK: return take_unlock(wire::view_of(frame.getUnlock()));
    case Frame::OPEN_PAGE: return take_open_page(frame.getOpenPage());
    case Frame::CANCEL: {
      const bool ended = turn_ != nullptr;
      turn_.reset();
      if (ended) return Error{Errc::interrupted, ""};
      return {};
    }
    case Frame::UNSET:
    case Frame::HELLO:
    case Frame::DATA:
    case Frame::ITEM:
    case Frame::PROGRESS:
    case Frame::DONE:
    case Frame::PAGE:
    case Frame::FAILURE: break;
  }
  return Error{Errc::malformed, "a frame that no command sends"};
}

Result<void> LocalConnection::take_request(schema::Request::Reader request) {
  if (turn_) return Error{Errc::usage, "one request at a time"};
  answered_ = false;
  talks_ = app::talks_to_partner(request);
  AVOW_TRY(auto operation, desk_.begin(request, *this, app::Asking::person));
  if (operation) go_on(std::move(operation));
  return {};
}

Result<void> LocalConnection::take_unlock(ByteView passphrase) {
  if (turn_) return Error{Errc::usage, "one request at a time"};
  answered_ = false;
  talks_ = false;
  go_on(desk_.begin_unlock(crypto::SecretBuffer(passphrase), *this));
  return {};
}

Result<void> LocalConnection::take_open_page(schema::OpenPage::Reader asked) {
  if (turn_) return Error{Errc::usage, "one request at a time"};
  const PageWish wish{asked.getPort(), asked.getRevokeAll(), std::string(wire::view_of(asked.getAssetsDir()))};
  AVOW_TRY(PageDoor door, desk_.open_page(wish));
  say([&door](Frame::Builder frame) {
    auto page = frame.initPage();
    page.setToken(door.token);
    page.setPort(door.port);
  });
  crypto::wipe(door.token);
  return {};
}

void LocalConnection::go_on(std::unique_ptr<app::Operation> operation) {
  auto on_end = [this](Result<void> end) {
    // Why kept until here: the turn that calls may not go while it calls.
    const auto last = std::exchange(turn_, nullptr);
    desk_.answered();
    if (!end.ok()) return fail(end.error());
    if (!answered_) fail(Error{Errc::failed, "no answer came"});
  };
  turn_ = turns_.add(std::move(operation), std::move(on_end), [this] { return output_.size() < kUnsentMax; });
}

class LocalServer::Inside : public std::enable_shared_from_this<Inside> {
 public:
  Inside(asio::io_context& loop, int socket, Turns& turns, LocalDesk& desk)
      : loop_(loop), acceptor_(loop, Local(), socket), pause_(loop), turns_(turns), desk_(desk) {}

  void start() { spawn(accept_all(shared_from_this())); }
  void close() {
    std::error_code ignored;
    closed_ = true;
    acceptor_.close(ignored);
    pause_.cancel();
    for (const auto& weak : connections_) {
      if (const auto connection = weak.lock()) connection->close();
    }
  }
  // Whoever comes from now on waits for the program that comes after this one, or calls again.
  void take_no_more() {
    std::error_code ignored;
    ending_ = true;
    acceptor_.cancel(ignored);
  }
  void end_requests(const Error& why, const app::Replies* but) {
    for (const auto& weak : connections_) {
      const auto connection = weak.lock();
      if (connection && connection.get() != but) connection->end_request(why);
    }
  }
  void end_talks(const Error& why) {
    for (const auto& weak : connections_) {
      if (const auto connection = weak.lock()) connection->end_talk(why);
    }
  }
  bool flushed() const {
    for (const auto& weak : connections_) {
      const auto connection = weak.lock();
      if (connection && !connection->flushed()) return false;
    }
    return true;
  }
  asio::io_context& loop() { return loop_; }
  int descriptor() { return acceptor_.native_handle(); }

 private:
  asio::awaitable<void> accept_all(std::shared_ptr<Inside> self);
  void admit(Local::socket socket);
  void spawn(asio::awaitable<void> coroutine) {
    auto on_exit = [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    };
    asio::co_spawn(loop_, std::move(coroutine), on_exit);
  }

  asio::io_context& loop_;
  Local::acceptor acceptor_;
  asio::steady_timer pause_;
  Turns& turns_;
  LocalDesk& desk_;
  std::vector<std::weak_ptr<LocalConnection>> connections_;
  bool closed_ = false;
  bool ending_ = false;
};

asio::awaitable<void> LocalServer::Inside::accept_all([[maybe_unused]] std::shared_ptr<Inside> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (!closed_ && !ending_) {
    Local::socket socket(loop_);
    co_await acceptor_.async_accept(socket, token);
    if (closed_ || ending_) break;
    if (!failure) {
      admit(std::move(socket));
      continue;
    }
    pause_.expires_after(kAcceptPause);
    co_await pause_.async_wait(token);
  }
}

void LocalServer::Inside::admit(Local::socket socket) {
  std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
  if (connections_.size() >= kLocalConnectionsMax || !is_same_user(socket.native_handle())) return;
  auto connection = std::make_shared<LocalConnection>(std::move(socket), turns_, desk_);
  connections_.push_back(connection);
  connection->greet();
  spawn(connection->read(connection));
  spawn(connection->write(connection));
}

LocalServer::LocalServer(asio::io_context& loop, int socket, Turns& turns, LocalDesk& desk)
    : inside_(std::make_shared<Inside>(loop, socket, turns, desk)) {
  inside_->start();
}

LocalServer::~LocalServer() { inside_->close(); }

void LocalServer::end_requests(const Error& why, const app::Replies* but) { inside_->end_requests(why, but); }

void LocalServer::end_talks(const Error& why) { inside_->end_talks(why); }

void LocalServer::when_flushed(std::function<void()> call, std::function<bool()> also) {
  inside_->take_no_more();
  const auto timer = std::make_shared<asio::steady_timer>(inside_->loop());
  const auto until = asio::steady_timer::clock_type::now() + kFlushPatience;
  auto look = std::make_shared<std::function<void()>>();
  *look = [inside = inside_, timer, until, call = std::move(call), also = std::move(also), weak = std::weak_ptr(look)] {
    if ((inside->flushed() && also()) || asio::steady_timer::clock_type::now() >= until) return call();
    timer->expires_after(std::chrono::milliseconds(1));
    timer->async_wait([look_again = weak.lock()](const std::error_code&) { (*look_again)(); });
  };
  asio::post(inside_->loop(), [look] { (*look)(); });
}

Result<int> LocalServer::hand_over() const {
  const int copy = ::fcntl(inside_->descriptor(), F_DUPFD, 3);  // without close-on-exec
  if (copy < 0) return Error{Errc::io, "the local socket cannot be kept"};
  return copy;
}

}  // namespace avow::instance
