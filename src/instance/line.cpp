#include "instance/line.h"

#include <algorithm>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include "instance/line_conversation.h"
#include "net/dialer.h"
#include "net/listener.h"
#include "pairing/address.h"

namespace avow::instance {
namespace {

using std::chrono::milliseconds;
using Ended = Result<std::unique_ptr<net::Conversation>>;
constexpr std::chrono::hours kWindow{24};      // of one wait at the port; another one follows
constexpr milliseconds kAfterTrouble{1'000};   // an error of this side at the port
constexpr std::chrono::seconds kSyncPatience{60};

bool is_wildcard(const std::string& address) { return address.starts_with("0.0.0.0:") || address.starts_with("[::]:"); }

// Somebody waits until both are level.
struct Waiting {
  explicit Waiting(asio::io_context& loop) : limit(loop) {}
  app::SyncEnd on_end;
  std::uint64_t sent_before = 0;
  std::uint64_t received_before = 0;
  asio::steady_timer limit;
};

class SyncNow final : public app::Calling {
 public:
  explicit SyncNow(std::shared_ptr<Waiting> waiting) : waiting_(std::move(waiting)) {}
  ~SyncNow() override { waiting_->on_end = nullptr; }

 private:
  std::shared_ptr<Waiting> waiting_;
};

}  // namespace

class Line::Inside final : public LineJudge, public std::enable_shared_from_this<Inside> {
 public:
  Inside(const LineParts& parts, LineOptions options)
      : parts_(parts), options_(std::move(options)), redial_(parts.loop), reopen_(parts.loop) {}

  Result<void> open();
  void close();
  std::string address() const { return listener_ ? listener_->address() : std::string(); }
  const std::vector<std::string>& dials() const { return options_.dial; }
  void refresh();
  void keep_only(const sync::Pair& pair);
  void begin_anew();
  void entries_added();
  void set_delivery(sync::Delivery delivery);
  std::unique_ptr<app::Calling> sync_now(app::SyncEnd on_end);

  // LineJudge
  bool admit(LineConversation& conversation) override;
  void left(LineConversation& conversation) override;
  void heard(LineConversation& conversation, const sync::SessionEvent& event) override;

 private:
  net::ConversationFactory factory(noise::Role role);
  void listen();
  void listened(Ended end);
  void plan_call(milliseconds pause);
  void call();
  void called(Ended end);
  milliseconds next_pause();
  std::vector<std::string> addresses() const;
  void look_at_waiting();
  void end_waiting(const Result<sync::Outcome>& end);
  bool may_talk() const { return !closed_ && parts_.owner.line_parts() != nullptr; }
  template <typename Then>
  void later(Then then) {
    asio::post(parts_.loop, [weak = weak_from_this(), then] {
      const auto self = weak.lock();
      if (self && !self->closed_) then(*self);
    });
  }

  LineParts parts_;
  LineOptions options_;
  std::unique_ptr<net::Listener> listener_;
  std::unique_ptr<net::Dialing> dialing_;
  asio::steady_timer redial_;
  asio::steady_timer reopen_;
  bool call_planned_ = false;
  bool next_in_turn_ = true;
  int failures_ = 0;
  LineConversation* current_ = nullptr;  // the confirmed one
  std::vector<std::shared_ptr<Waiting>> waiting_;
  bool closed_ = false;
};

Result<void> Line::Inside::open() {
  if (!options_.listen.empty()) {
    AVOW_TRY(listener_, net::Listener::open(parts_.loop, options_.listen, options_.network.listener, parts_.clock, parts_.log));
    listen();
  }
  refresh();
  return {};
}

// Why marked first: what ends below must not begin anything again.
void Line::Inside::close() {
  closed_ = true;
  redial_.cancel();
  reopen_.cancel();
  listener_.reset();
  dialing_.reset();
  end_waiting(Error{Errc::closed, "the line was closed here"});
}

std::vector<std::string> Line::Inside::addresses() const {
  if (!options_.addresses.empty()) return options_.addresses;
  if (!listener_ || is_wildcard(listener_->address()) || !options_.proxy.at.empty()) return {};
  return {listener_->address()};
}

net::ConversationFactory Line::Inside::factory(noise::Role role) {
  return [this, role](Now now) -> Ended {
    const app::SyncParts* with = parts_.owner.line_parts();
    if (with == nullptr || closed_) return Error{Errc::closed, "no lane is open"};
    sync::SessionOptions session_options;
    session_options.live = true;
    session_options.delivery = options_.delivery;
    session_options.addresses = addresses();
    // Why in turn: whether the partner has confirmed the renewed keys shows only when they answer to them.
    const bool try_next = role == noise::Role::initiator && with->next != nullptr && std::exchange(next_in_turn_, !next_in_turn_);
    AVOW_TRY(auto session, sync::Session::open(try_next ? *with->next : with->pair, with->store, with->memory, parts_.random, role, now,
                                               std::move(session_options), with->next));
    return std::unique_ptr<net::Conversation>(
        new LineConversation(std::move(session), role, now.monotonic, weak_from_this()));
  };
}

// --- The port ---

void Line::Inside::listen() {
  net::Door door;
  door.is_knock = [this](ByteView first_bytes) {
    const app::SyncParts* with = parts_.owner.line_parts();
    return with != nullptr && sync::Session::is_knock(with->pair, with->next, with->memory, first_bytes);
  };
  door.converse = factory(noise::Role::responder);
  auto on_end = [this](Ended end) { listened(std::move(end)); };
  listener_->wait(std::move(door), std::chrono::duration_cast<milliseconds>(kWindow), std::move(on_end));
}

void Line::Inside::listened(Ended end) {
  if (closed_) return;
  const bool trouble = !end.ok() && end.error().code != Errc::timed_out;
  reopen_.expires_after(trouble ? kAfterTrouble : milliseconds(0));
  reopen_.async_wait([weak = weak_from_this()](const std::error_code& canceled) {
    const auto self = weak.lock();
    if (!canceled && self && !self->closed_) self->listen();
  });
}

// --- The calls ---

void Line::Inside::refresh() {
  if (current_ == nullptr && !dialing_ && !call_planned_) plan_call(milliseconds(0));
}

// 500 ms, 1 s, 2 s … 30 s, each between half of it and all of it.
milliseconds Line::Inside::next_pause() {
  const auto whole = std::min(options_.longest_pause, options_.first_pause * (1 << std::min(failures_, 10)));
  ++failures_;
  const auto chance = parts_.random.bytes<2>();
  const auto share = static_cast<std::int64_t>(chance[0]) * 256 + chance[1];
  return whole / 2 + milliseconds(whole.count() / 2 * share / 65'536);
}

void Line::Inside::plan_call(milliseconds pause) {
  if (!options_.calls || closed_) return;
  call_planned_ = true;
  redial_.expires_after(pause);
  redial_.async_wait([weak = weak_from_this()](const std::error_code& canceled) {
    const auto self = weak.lock();
    if (canceled || !self || self->closed_) return;
    self->call_planned_ = false;
    self->call();
  });
}

void Line::Inside::call() {
  if (current_ != nullptr || dialing_ || !may_talk()) return;
  std::vector<std::string> where = options_.dial;
  for (auto& known : parts_.owner.partner_addresses()) {
    if (std::find(where.begin(), where.end(), known) == where.end()) where.push_back(std::move(known));
  }
  if (where.empty()) return;
  net::DialParts with{std::move(where), factory(noise::Role::initiator), parts_.clock, parts_.log, options_.network.dial,
                      options_.proxy};
  dialing_ = net::dial(parts_.loop, std::move(with), [this](Ended end) { called(std::move(end)); });
}

void Line::Inside::called(Ended end) {
  if (end.ok()) failures_ = 0;
  later([](Inside& self) {
    self.dialing_.reset();
    if (self.current_ == nullptr && !self.call_planned_) self.plan_call(self.next_pause());
  });
}

// --- The conversation ---

bool Line::Inside::admit(LineConversation& conversation) {
  const app::SyncParts* with = parts_.owner.line_parts();
  if (with == nullptr || closed_) return false;
  if (current_ != nullptr) {
    const auto apart = conversation.began_at() - current_->began_at();
    const bool at_once = apart < options_.both_called && -apart < options_.both_called;
    const bool mine_first = with->pair.me.static_key < with->pair.partner.static_key;
    const auto first_role = mine_first ? noise::Role::initiator : noise::Role::responder;
    if (at_once && current_->role() != conversation.role() && current_->role() == first_role) return false;
    std::exchange(current_, &conversation)->replace();
  }
  current_ = &conversation;
  conversation.set_delivery(options_.delivery);  // it may have been chosen since the call began
  failures_ = 0;
  return true;
}

void Line::Inside::left(LineConversation& conversation) {
  if (current_ != &conversation) return;
  current_ = nullptr;
  if (closed_) return;
  end_waiting(Error{Errc::closed, "the conversation ended"});
  // Why posted: its end is still being told.
  later([](Inside& self) {
    if (self.current_ == nullptr && !self.dialing_ && !self.call_planned_) self.plan_call(self.next_pause());
  });
}

void Line::Inside::heard(LineConversation& conversation, const sync::SessionEvent& event) {
  if (&conversation != current_ || closed_) return;
  parts_.owner.on_session_event(event);
  if (!waiting_.empty()) look_at_waiting();
}

void Line::Inside::keep_only(const sync::Pair& pair) {
  if (current_ != nullptr && &current_->session().pair() != &pair) begin_anew();
}

void Line::Inside::begin_anew() {
  if (current_ == nullptr) return;
  std::exchange(current_, nullptr)->replace();
  end_waiting(Error{Errc::closed, "the keys were renewed"});
  if (!dialing_ && !call_planned_) plan_call(milliseconds(0));
}

void Line::Inside::entries_added() {
  if (current_ != nullptr) current_->entries_added();
}

void Line::Inside::set_delivery(sync::Delivery delivery) {
  options_.delivery = delivery;
  if (current_ == nullptr) return;
  current_->set_delivery(delivery);
  if (parts_.owner.undelivered() > 0) current_->entries_added();
}

// --- "Now" ---

std::unique_ptr<app::Calling> Line::Inside::sync_now(app::SyncEnd on_end) {
  if (current_ == nullptr) return nullptr;
  auto waiting = std::make_shared<Waiting>(parts_.loop);
  waiting->on_end = std::move(on_end);
  waiting->sent_before = current_->session().outcome().sent;
  waiting->received_before = current_->session().outcome().received;
  waiting->limit.expires_after(kSyncPatience);
  waiting->limit.async_wait([weak = weak_from_this()](const std::error_code& canceled) {
    const auto self = weak.lock();
    if (!canceled && self) self->end_waiting(Error{Errc::timed_out, "the partner did not say that all has arrived"});
  });
  waiting_.push_back(waiting);
  current_->set_delivery(sync::Delivery::at_once);
  current_->entries_added();
  later([](Inside& self) { self.look_at_waiting(); });
  return std::make_unique<SyncNow>(waiting);
}

void Line::Inside::look_at_waiting() {
  if (current_ == nullptr || !current_->session().live() || parts_.owner.undelivered() > 0) return;
  current_->set_delivery(options_.delivery);
  end_waiting(current_->session().outcome());
}

void Line::Inside::end_waiting(const Result<sync::Outcome>& end) {
  for (const auto& waiting : std::exchange(waiting_, {})) {
    waiting->limit.cancel();
    const auto call = std::exchange(waiting->on_end, nullptr);
    if (!call) continue;
    auto mine = end;
    if (mine.ok()) {
      mine->sent -= waiting->sent_before;
      mine->received -= waiting->received_before;
      mine->level = true;
    }
    asio::post(parts_.loop, [call, mine] { call(mine); });
  }
}

Line::Line(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}
Line::~Line() { inside_->close(); }

Result<std::unique_ptr<Line>> Line::open(const LineParts& parts, LineOptions options) {
  auto inside = std::make_shared<Inside>(parts, std::move(options));
  AVOW_CHECK(inside->open());
  return std::unique_ptr<Line>(new Line(std::move(inside)));
}

std::string Line::address() const { return inside_->address(); }
const std::vector<std::string>& Line::dials() const { return inside_->dials(); }
void Line::refresh() { inside_->refresh(); }
void Line::keep_only(const sync::Pair& pair) { inside_->keep_only(pair); }
void Line::begin_anew() { inside_->begin_anew(); }
void Line::entries_added() { inside_->entries_added(); }
void Line::set_delivery(sync::Delivery delivery) { inside_->set_delivery(delivery); }
std::unique_ptr<app::Calling> Line::sync_now(app::SyncEnd on_end) { return inside_->sync_now(std::move(on_end)); }

}  // namespace avow::instance
