#include "web/page_connection.h"

#include <algorithm>

#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "app/backup.h"
#include "app/service.h"
#include "base/limits.h"
#include "web/page_json.h"

namespace avow::web {
namespace {

constexpr auto kNever = asio::steady_timer::time_point::max();
constexpr std::size_t kSliceBytes = 16UL * 1024;
constexpr std::size_t kSendBytes = 64UL * 1024;
constexpr std::string_view kBeat = ": here\n\n";

}  // namespace

std::string event_text(std::string_view event, std::string_view json, std::uint64_t id) {
  const std::string numbered = id == 0 ? std::string() : fmt::format("id: {}\n", id);
  return fmt::format("{}event: {}\ndata: {}\n\n", numbered, event, json);
}

PageConnection::PageConnection(asio::ip::tcp::socket socket, const PageParts& parts, PageHouse& house)
    : socket_(std::move(socket)),
      parts_(parts),
      house_(house),
      conversation_(parts.clock.monotonic_now()),
      wake_(socket_.get_executor(), kNever),
      deadline_(socket_.get_executor()),
      slice_(kSliceBytes) {}

PageConnection::~PageConnection() {
  crypto::wipe(slice_);
  crypto::wipe(sending_);
  crypto::wipe(said_);
}

// ---- The socket

asio::awaitable<void> PageConnection::read([[maybe_unused]] std::shared_ptr<PageConnection> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  const auto buffer = asio::buffer(slice_);
  while (socket_.is_open()) {
    const std::size_t size = co_await socket_.async_read_some(buffer, token);
    if (failure || !socket_.is_open()) break;
    conversation_.receive(ByteView(slice_).first(size), now());
    crypto::wipe(MutableByteView(slice_).first(size));
    take_requests();
  }
  close();
}

asio::awaitable<void> PageConnection::write([[maybe_unused]] std::shared_ptr<PageConnection> self) {
  std::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (socket_.is_open()) {
    const ByteView pending = conversation_.pending_output();
    if (pending.empty()) {
      if (conversation_.only_listens() && !std::exchange(said_goodbye_, true)) socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
      co_await wake_.async_wait(token);
      failure.clear();
      continue;
    }
    sending_ = to_bytes(pending.first(std::min(pending.size(), kSendBytes)));
    const auto buffer = asio::buffer(sending_);
    const std::size_t size = co_await socket_.async_write_some(buffer, token);
    crypto::wipe(sending_);
    if (failure || !socket_.is_open()) break;
    conversation_.output_sent(size, now());
    parts_.work.nudge();
    arm();
  }
  close();
}

void PageConnection::close() {
  turn_.reset();
  session_.reset();
  std::error_code ignored;
  socket_.close(ignored);
  wake_.cancel();
  deadline_.cancel();
}

// After every change: what is to be sent goes, and the time is watched.
void PageConnection::settle() {
  if (conversation_.is_over()) return close();
  wake_.cancel();
  arm();
}

void PageConnection::arm() {
  auto due = conversation_.next_timeout();
  if (session_) due = due ? std::min(*due, beat_) : beat_;
  if (!due || !socket_.is_open()) {
    deadline_.cancel();
    return;
  }
  deadline_.expires_after(std::max(*due - now(), std::chrono::milliseconds(1)));
  deadline_.async_wait([weak = weak_from_this()](const std::error_code& canceled) {
    const auto self = weak.lock();
    if (!canceled && self) self->look_at_time();
  });
}

void PageConnection::look_at_time() {
  if (session_ && now() >= beat_) {
    beat_ = now() + limits::kPageHeartbeat;
    if (!house_.site().sessions().holds(*session_, now())) return close();
    push(kBeat);
  }
  conversation_.handle_timeout(now());
  settle();
}

// ---- Requests

void PageConnection::take_requests() {
  while (auto request = conversation_.poll_request()) {
    Act what = house_.site().take(std::move(*request), parts_.desk.state(), now());
    std::visit([this](auto& one) { act(std::move(one)); }, what);
  }
  settle();
}

void PageConnection::act(Call call) {
  caller_ = call.session;
  conversation_.begin_stream(kJsonLines, now());
  answered_ = false;
  if (!answer_again(call)) {
    key_ = call.key;
    go_on(begin(call));
  }
  crypto::wipe(call.body);
}

// The answer to the same request, if it was given already.
bool PageConnection::answer_again(const Call& call) {
  if (!call.key || parts_.desk.state() != "open") return false;
  const std::string* given = house_.given_answers().find(*call.key);
  if (given == nullptr) return false;
  conversation_.stream(*given, now());
  finish();
  return true;
}

// Why stricter than the local socket: a screen that is covered shows nothing at all, not even whose it is.
Result<std::unique_ptr<app::Operation>> PageConnection::begin(const Call& call) {
  std::unique_ptr<app::Operation> out;
  AVOW_CHECK(read_request(call.body, [&](schema::Request::Reader request) -> Result<void> {
    if (parts_.desk.state() != "open" && !request.isLock()) return Error{Errc::passphrase_needed, std::string(parts_.desk.state())};
    talks_ = app::talks_to_partner(request);
    talk_began_ = now();
    AVOW_TRY(out, parts_.desk.begin(request, *this, call.by_itself ? app::Asking::page_itself : app::Asking::person));
    return {};
  }));
  return out;
}

void PageConnection::act(Typed typed) {
  const crypto::SecretBuffer all(bytes_of(typed.text));
  crypto::wipe(typed.text);
  if (typed.purpose == Purpose::code_shown) return answer_empty(parts_.desk.code_was_shown(all.view()));
  conversation_.begin_stream(kJsonLines, now());
  answered_ = false;
  talks_ = false;
  const std::string_view text = text_of(all.view());
  const auto line_end = std::min(text.find('\n'), text.size());
  const ByteView first = bytes_of(text.substr(0, line_end));
  const ByteView second = bytes_of(text.substr(std::min(line_end + 1, text.size())));
  switch (typed.purpose) {
    case Purpose::unlock: return go_on(parts_.desk.begin_unlock(all.copy(), *this));
    case Purpose::make_vault: return answer_vault(parts_.desk.make_vault(std::string(text_of(first)), second));
    case Purpose::restore: return restore(all.view());
    case Purpose::verify_backup: return go_on(parts_.desk.begin_verify_backup(all.copy(), *this));
    case Purpose::change_passphrase: return answer_vault(parts_.desk.change_passphrase(first, second));
    case Purpose::code_shown: return;
    case Purpose::wipe: return wipe(std::string(text_of(first)), second);
  }
}

void PageConnection::answer_vault(Result<app::MadeVault> made) {
  if (!made.ok()) return fail(made.error());
  std::string line = created_line(made->place, made->recovery_text.view());
  conversation_.stream(line, now());
  crypto::wipe(line);
  finish();
}

void PageConnection::restore(ByteView typed) {
  const auto restored = parts_.desk.restore(typed);
  if (!restored.ok()) return fail(restored.error());
  capnp::MallocMessageBuilder message;
  app::fill_backup(message.initRoot<schema::Done>().initRestored(), *restored);
  done(message.getRoot<schema::Done>().asReader());
  finish();
}

void PageConnection::wipe(const std::string& name, ByteView passphrase) {
  const auto wiped = parts_.desk.wipe(name, passphrase);
  if (!wiped.ok()) return fail(wiped.error());
  conversation_.stream(wiped_line(*wiped), now());
  finish();
}

void PageConnection::act(const BackupPiece& piece) { answer_empty(parts_.desk.take_backup(bytes_of(piece.bytes))); }

void PageConnection::answer_empty(const Result<void>& result) {
  if (result.ok()) return conversation_.answer(bare(Status::no_content), now());
  conversation_.begin_stream(kJsonLines, now());
  fail(result.error());
}

void PageConnection::go_on(Result<std::unique_ptr<app::Operation>> begun) {
  if (!begun.ok()) return fail(begun.error());
  if (*begun == nullptr) return answered_ ? finish() : fail(Error{Errc::failed, "no answer came"});
  auto on_end = [this](Result<void> end) {
    // Why kept until here: the turn that calls may not go while it calls.
    const auto last = std::exchange(turn_, nullptr);
    if (!end.ok()) return fail(end.error());
    if (!answered_) return fail(Error{Errc::failed, "no answer came"});
    finish();
  };
  turn_ = parts_.work.take(std::move(*begun), std::move(on_end),
                           [this] { return conversation_.pending_output().size() < limits::kPageUnsentBytesMax; });
}

void PageConnection::item(schema::Item::Reader item) {
  say(item_line(item));
}

void PageConnection::done(schema::Done::Reader done) {
  answered_ = true;
  say(done_line(done));
}

void PageConnection::say(std::string line) {
  conversation_.stream(line, now());
  if (key_ && said_.size() <= limits::kPageGivenAnswerBytesMax) said_ += line;
  crypto::wipe(line);
  settle();
}

void PageConnection::fail(const Error& error) {
  key_.reset();
  conversation_.stream(error_line(error), now());
  finish();
}

// Why only what went well is kept: what was refused changed nothing, and may go well the next time.
void PageConnection::finish() {
  if (key_ && answered_) house_.given_answers().keep(*key_, std::exchange(said_, std::string()));
  key_.reset();
  crypto::wipe(said_);
  conversation_.end_stream(now());
  take_requests();
}

// ---- Events

void PageConnection::act(const Watch& watch) {
  if (!house_.may_watch()) return act(bare(Status::unavailable));
  conversation_.begin_stream(kEventStream, now());
  session_ = watch.session;
  beat_ = now() + limits::kPageHeartbeat;
  push(event_text("state", fmt::format("{{\"state\":\"{}\"}}", parts_.desk.state()), 0));
}

void PageConnection::act(Entry entry) {
  parts_.desk.page_was_opened();
  act(std::move(entry.answer));
}

void PageConnection::act(const Alone& alone) {
  const std::size_t ended = house_.let_others_out(alone.session);
  act(enveloped(fmt::format("{{\"ended\":{}}}", ended)));
}

void PageConnection::act(const Farewell& farewell) {
  if (!farewell.locks) {
    act(bare(Status::no_content));
    return house_.let_out(farewell.session);
  }
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().setLock();
  conversation_.begin_stream(kJsonLines, now());
  answered_ = false;
  talks_ = false;
  auto begun = parts_.desk.begin(message.getRoot<schema::Request>().asReader(), *this, app::Asking::person);
  house_.let_out(farewell.session);
  go_on(std::move(begun));
}

void PageConnection::push(std::string_view event) {
  if (!session_) return;
  if (conversation_.pending_output().size() + event.size() > limits::kPageEventBytesMax) return close();
  conversation_.stream(event, now());
  settle();
}

}  // namespace avow::web
