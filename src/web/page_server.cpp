#include "web/page_server.h"

#include <fcntl.h>

#include <algorithm>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "base/text_page.h"
#include "web/page_connection.h"

namespace avow::web {
namespace {

using Tcp = asio::ip::tcp;
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr int kFirstHandedOver = 10;  // clear of those that the next program finds at their places

Error not_opened(std::uint16_t port, const std::error_code& problem) {
  return Error{Errc::io, fmt::format(text::kPagePortTaken, port, problem.message())};
}

// Only this computer reaches it; a page on the local network would be somebody else's to read.
std::error_code listen_at(Tcp::acceptor& acceptor, std::uint16_t port) {
  std::error_code problem;
  const Tcp::endpoint place(asio::ip::address_v4::loopback(), port);
  acceptor.open(place.protocol(), problem);
  if (!problem) acceptor.set_option(Tcp::acceptor::reuse_address(true), problem);
  if (!problem) acceptor.bind(place, problem);
  if (!problem) acceptor.listen(Tcp::acceptor::max_listen_connections, problem);
  return problem;
}

}  // namespace

class PageServer::Inside final : public PageHouse, public std::enable_shared_from_this<Inside> {
 public:
  Inside(const PageParts& parts, Tcp::acceptor acceptor, std::uint16_t port, std::string assets_dir)
      : parts_(parts), acceptor_(std::move(acceptor)), pause_(parts.loop), site_(parts.random, port, std::move(assets_dir)) {}

  void start() { spawn(accept_all(shared_from_this())); }
  void close() {
    std::error_code ignored;
    closed_ = true;
    acceptor_.close(ignored);
    pause_.cancel();
    each([](PageConnection& one) { one.close(); });
  }

  // PageHouse
  Site& site() override { return site_; }
  bool may_watch() const override {
    std::size_t streams = 0;
    each([&streams](const PageConnection& one) {
      if (one.watches()) ++streams;
    });
    return streams < limits::kPageStreamsMax;
  }
  GivenAnswers& given_answers() override { return given_answers_; }
  void let_out(const SessionHash& session) override {
    site_.sessions().end(session);
    given_answers_.forget(session);
    each([&session](PageConnection& one) {
      if (one.watches(session)) one.close();
    });
  }

  std::size_t let_others_out(const SessionHash& session) override {
    const std::size_t out = site_.sessions().end_others(session, parts_.clock.monotonic_now());
    given_answers_.forget_others(session);
    each([&session](PageConnection& one) {
      if (one.serves_other_than(session)) one.close();
    });
    return out;
  }

  void revoke_all() {
    site_.sessions().end_all();
    given_answers_.forget();
    each([](PageConnection& one) {
      if (one.watches() || one.is_busy()) one.close();
    });
  }
  void tell(std::string_view event, std::string_view json) {
    const std::string text = event_text(event, json, ++told_);
    each([&text](PageConnection& one) { one.push(text); });
  }
  std::uint64_t told() const { return told_; }
  const PageParts& parts() const { return parts_; }
  int descriptor() { return acceptor_.native_handle(); }
  // Why a copy: whoever is called may close others.
  template <typename Use>
  void each(Use use) const {
    const auto now = connections_;
    for (const auto& weak : now) {
      if (const auto connection = weak.lock(); connection && connection->is_open()) use(*connection);
    }
  }

 private:
  asio::awaitable<void> accept_all(std::shared_ptr<Inside> self);
  void admit(Tcp::socket socket);
  bool make_room();
  void spawn(asio::awaitable<void> coroutine) {
    auto on_exit = [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    };
    asio::co_spawn(parts_.loop, std::move(coroutine), on_exit);
  }

  const PageParts parts_;
  Tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  Site site_;
  GivenAnswers given_answers_;
  std::vector<std::weak_ptr<PageConnection>> connections_;  // the oldest first
  std::uint64_t told_ = 0;
  bool closed_ = false;
};

asio::awaitable<void> PageServer::Inside::accept_all([[maybe_unused]] std::shared_ptr<Inside> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (!closed_) {
    Tcp::socket socket(parts_.loop);
    co_await acceptor_.async_accept(socket, token);
    if (closed_) break;
    if (!failure) {
      admit(std::move(socket));
      continue;
    }
    pause_.expires_after(kAcceptPause);
    co_await pause_.async_wait(token);
  }
}

// Somebody who says nothing may not keep the page from whoever uses it; an answer on its way arrives.
bool PageServer::Inside::make_room() {
  std::erase_if(connections_, [](const auto& weak) {
    const auto one = weak.lock();
    return !one || !one->is_open();
  });
  if (connections_.size() < limits::kPageConnectionsMax) return true;
  for (const auto& weak : connections_) {
    const auto one = weak.lock();
    if (!one || one->is_busy() || !one->flushed()) continue;
    one->close();
    return true;
  }
  return false;
}

void PageServer::Inside::admit(Tcp::socket socket) {
  if (!make_room()) return;
  std::error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  const auto connection = std::make_shared<PageConnection>(std::move(socket), parts_, *this);
  connections_.push_back(connection);
  connection->start();
  spawn(connection->read(connection));
  spawn(connection->write(connection));
}

Result<std::unique_ptr<PageServer>> PageServer::open(const PageParts& parts, const PagePlace& place) {
  Tcp::acceptor acceptor(parts.loop);
  std::error_code problem;
  if (place.socket >= 0) {
    acceptor.assign(Tcp::v4(), place.socket, problem);
  } else {
    problem = listen_at(acceptor, place.port);
  }
  if (problem) return not_opened(place.port, problem);
  const auto port = acceptor.local_endpoint(problem).port();
  if (problem) return not_opened(place.port, problem);
  auto inside = std::make_shared<Inside>(parts, std::move(acceptor), port, place.assets_dir);
  inside->start();
  return std::unique_ptr<PageServer>(new PageServer(std::move(inside)));
}

PageServer::~PageServer() { inside_->close(); }

std::uint16_t PageServer::port() const { return inside_->site().port(); }

std::string PageServer::issue_token() { return sessions().issue_token(inside_->parts().clock.monotonic_now()); }

void PageServer::revoke_all() { inside_->revoke_all(); }

Sessions& PageServer::sessions() { return inside_->site().sessions(); }

void PageServer::tell(std::string_view what) {
  inside_->tell("change", fmt::format("{{\"what\":\"{}\",\"count\":{}}}", what, inside_->told() + 1));
}

void PageServer::tell_state() { inside_->tell("state", fmt::format("{{\"state\":\"{}\"}}", inside_->parts().desk.state())); }

void PageServer::end_requests(const Error& why, const app::Replies* but) {
  inside_->each([&](PageConnection& one) {
    if (&one != but) one.end_request(why);
  });
}

void PageServer::end_talks(const Error& why) {
  inside_->each([&why](PageConnection& one) { one.end_talk(why); });
}

bool PageServer::awaits_partner() const {
  bool out = false;
  inside_->each([&out](const PageConnection& one) { out = out || one.awaits_partner(); });
  return out;
}

bool PageServer::flushed() const {
  bool out = true;
  inside_->each([&out](const PageConnection& one) { out = out && (one.watches() || one.flushed()); });
  return out;
}

Result<int> PageServer::hand_over() const {
  const int copy = ::fcntl(inside_->descriptor(), F_DUPFD, kFirstHandedOver);  // without close-on-exec
  if (copy < 0) return Error{Errc::io, "the page's socket cannot be kept"};
  return copy;
}

}  // namespace avow::web
