// One browser's connection to the page, on the loop; internal to page_server.cpp. Resource.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <asio/awaitable.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "web/conversation.h"
#include "web/page_server.h"
#include "web/site.h"

namespace avow::web {

// The house that a connection belongs to.
class PageHouse {
 public:
  virtual ~PageHouse() = default;
  virtual Site& site() = 0;
  virtual bool may_watch() const = 0;  // one more stream
  virtual void let_out(const SessionHash& session) = 0;
  virtual std::size_t let_others_out(const SessionHash& session) = 0;  // how many sessions
  virtual GivenAnswers& given_answers() = 0;
};

class PageConnection final : public app::Replies, public std::enable_shared_from_this<PageConnection> {
 public:
  PageConnection(asio::ip::tcp::socket socket, const PageParts& parts, PageHouse& house);
  ~PageConnection() override;

  asio::awaitable<void> read(std::shared_ptr<PageConnection> self);
  asio::awaitable<void> write(std::shared_ptr<PageConnection> self);
  // Begins to watch the time.
  void start() { settle(); }
  void close();

  bool is_open() const { return socket_.is_open(); }
  bool is_busy() const { return conversation_.is_busy(); }
  bool flushed() const { return conversation_.pending_output().empty(); }
  bool watches() const { return session_.has_value(); }
  bool watches(const SessionHash& session) const { return session_ == session; }
  // It watches for another session, or is busy with a request of one.
  bool serves_other_than(const SessionHash& session) const {
    return (session_ && session_ != session) || (is_busy() && caller_ && caller_ != session);
  }
  // An event for whoever watches. A reader that does not take them is dropped.
  void push(std::string_view event);
  void end_request(const Error& why) {
    if (std::exchange(turn_, nullptr)) fail(why);
  }
  void end_talk(const Error& why) {
    if (talks_) end_request(why);
  }
  // Somebody sits before it and waits for the partner.
  bool awaits_partner() const { return talks_ && turn_ && now() - talk_began_ < limits::kPageTalkPutsOffCover; }

  void item(schema::Item::Reader item) override;
  void done(schema::Done::Reader done) override;

 private:
  TimePoint now() const { return parts_.clock.monotonic_now(); }
  void take_requests();
  void act(HttpResponse response) { conversation_.answer(response, now()); }
  void act(Call call);
  void act(Typed typed);
  void act(const BackupPiece& piece);
  void act(const Watch& watch);
  void act(const Alone& alone);
  void act(Entry entry);
  void act(const Farewell& farewell);
  bool answer_again(const Call& call);
  Result<std::unique_ptr<app::Operation>> begin(const Call& call);
  void say(std::string line);
  void answer_empty(const Result<void>& result);
  void answer_vault(Result<app::MadeVault> made);
  void restore(ByteView typed);
  void wipe(const std::string& name, ByteView passphrase);
  void go_on(Result<std::unique_ptr<app::Operation>> begun);
  void fail(const Error& error);
  void finish();
  void settle();
  void arm();
  void look_at_time();

  asio::ip::tcp::socket socket_;
  const PageParts parts_;
  PageHouse& house_;
  Conversation conversation_;
  asio::steady_timer wake_;
  asio::steady_timer deadline_;
  Bytes slice_;
  Bytes sending_;
  std::shared_ptr<void> turn_;
  bool answered_ = false;
  std::optional<SessionHash> caller_;  // whose request of the API was the last
  std::optional<RequestKey> key_;  // of the request that is answered, if it may come again; and what was said to it
  std::string said_;
  bool talks_ = false;
  TimePoint talk_began_;
  bool said_goodbye_ = false;
  std::optional<SessionHash> session_;  // whose events are watched
  TimePoint beat_;                      // when the next heartbeat is due
};

// As an event stream writes it. `id` 0: none.
std::string event_text(std::string_view event, std::string_view json, std::uint64_t id);

}  // namespace avow::web
