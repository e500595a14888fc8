// The side of an instance that commands see: requests over the local socket, cover, unlock and lock.
#include <unistd.h>

#include <capnp/message.h>
#include <fmt/format.h>

#include "app/service.h"
#include "base/text_leaving.h"
#include "base/text_proxy.h"
#include "instance/instance_inside.h"

namespace avow::instance {
namespace {

// An answer that comes when a key was derived.
class Unlocking final : public app::Operation {
 public:
  Result<app::Progress> step() override {
    if (!end_) return app::Progress::waiting;
    if (!end_->ok()) return end_->error();
    return app::Progress::done;
  }
  void end(Result<void> result) {
    end_.emplace(std::move(result));
    ready();
  }
  // For whoever ends it later: a handle that is gone when this is.
  std::weak_ptr<Unlocking*> handle() const { return handle_; }

 private:
  const std::shared_ptr<Unlocking*> handle_ = std::make_shared<Unlocking*>(this);
  std::optional<Result<void>> end_;
};

void say_locked(app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initLocked().setLocked(true);
  replies.done(message.getRoot<schema::Done>());
}

}  // namespace

// --- Requests from the socket ---

Result<std::unique_ptr<app::Operation>> Instance::Inside::begin(schema::Request::Reader request,
                                                                app::Replies& replies, app::Asking asking) {
  if (request.isLock()) {
    lock_soon(replies);
    return std::unique_ptr<app::Operation>();
  }
  if (request.isStop()) {
    stop_soon(replies);
    return std::unique_ptr<app::Operation>();
  }
  if (vault_ == nullptr) return Error{Errc::passphrase_needed, "locked"};
  if (app::shows_content(request)) {
    if (covered_) return Error{Errc::passphrase_needed, "covered"};
    if (asking == app::Asking::person) touch();
  }
  if (request.isLeave()) leaving_ = &replies;
  const auto pauses = app::asks_to_pause(request);
  if (pauses == true) pause();
  auto begun = app::begin(*vault_, network_, request, replies);
  if (pauses && (*pauses || begun.ok())) pause_is_not_kept_ = !begun.ok();
  if (pauses == true && !begun.ok()) return Error{begun.error().code, fmt::format(text::kPauseNotKept, begun.error().context)};
  if (request.isConfigSet() && begun.ok()) apply_settings();
  if (line_ && request.isPairConfirm() && begun.ok() && vault_->keys().next_pair() != nullptr) line_->begin_anew();
  if (line_) line_->refresh();
  mark_later();
  tell_local_change();
  return begun;
}

void Instance::Inside::lock_soon(app::Replies& replies) {
  say_locked(replies);
  if (vault_ != nullptr && !ending_) end_soon(Ending::locked);
}

void Instance::Inside::stop_soon(app::Replies& replies) {
  say_locked(replies);
  if (!ending_) end_soon(Ending::terminated);
}

// When the answers are on their way.
void Instance::Inside::end_soon(Ending ending) {
  close_line();
  const Error why{Errc::passphrase_needed, "locked"};
  server_->end_requests(why);  // a sync or a pairing under way would go on talking
  if (page_) page_->end_requests(why);
  ending_ = ending;
  server_->when_flushed([this] { loop_.stop(); }, [this] { return !page_ || page_->flushed(); });
}

std::unique_ptr<app::Operation> Instance::Inside::begin_unlock(crypto::SecretBuffer passphrase,
                                                               app::Replies& replies) {
  auto unlocking = std::make_unique<Unlocking>();
  auto slots = vault_ ? vault_->key_slots() : app::Vault::key_slots_at(place_);
  if (!slots.ok()) {
    unlocking->end(slots.error());
    return unlocking;
  }
  // Why weak: the command may go away meanwhile, and then nobody is answered.
  auto on_end = [this, &replies, handle = unlocking->handle()](Result<crypto::Key> master) {
    const auto waiting = handle.lock();
    if (waiting) (*waiting)->end(unlock_with(master, replies));
  };
  const auto started = key_thread_.start(std::move(*slots), std::move(passphrase), std::move(on_end));
  if (!started.ok()) unlocking->end(started);
  return unlocking;
}

Result<void> Instance::Inside::unlock_with(const Result<crypto::Key>& master, app::Replies& replies) {
  if (!master.ok()) {
    if (master.error().code == Errc::wrong_passphrase) note_failed_unlock();
    return master.error();
  }
  if (vault_ == nullptr) {
    AVOW_TRY(vault_, app::Vault::open_with(place_, *master, parts(), std::chrono::seconds(0), {}));
    const auto taken = take_vault();
    if (!taken.ok()) {
      close_line();
      vault_.reset();
      return taken;
    }
  } else {
    covered_ = false;
    network_.show_covered(false);
    if (!line_) AVOW_CHECK(open_line());
    touch();
  }
  tell_page_state();
  capnp::MallocMessageBuilder message;
  auto unlocked = message.initRoot<schema::Done>().initUnlocked();
  unlocked.setAddress(line_ ? line_->address() : std::string());
  unlocked.setPid(static_cast<std::uint32_t>(::getpid()));
  unlocked.setServing(line_ != nullptr);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// Why no second error: the answer is the wrong passphrase, whether it could be noted or not.
void Instance::Inside::note_failed_unlock() {
  if (vault_) return tell(vault_->keep_fact(app::FactKind::failed_unlock));
  app::Vault::note_failed_unlock(place_, clock_.now());
}

// --- Cover ---

void Instance::Inside::touch() {
  if (!settings_.cover_after) {
    cover_.cancel();
    return;
  }
  cover_.expires_after(*settings_.cover_after);
  cover_.async_wait([this](const std::error_code& canceled) {
    if (canceled) return;
    // Why: a link that is good for ten minutes would die with the page that shows it.
    if (page_ && page_->awaits_partner()) return touch();
    cover();
  });
}

void Instance::Inside::cover() {
  covered_ = true;
  vault_->forget_searchable();
  network_.show_covered(true);
  tell_page_state();
  if (!settings_.sync_when_covered) close_line();
}

// Why before it is written: it holds at once, whatever the disk says. Local work goes on.
void Instance::Inside::pause() {
  settings_.paused = true;
  close_line();
  const Error why{Errc::refused, std::string(text::kPaused)};
  server_->end_talks(why);
  if (page_) page_->end_talks(why);
}

void Instance::Inside::apply_settings() {
  auto loaded = app::load_settings(*vault_);
  if (!loaded.ok()) {
    close_line();  // nobody knows whether it may go on
    return tell(loaded.error());
  }
  const auto before = std::exchange(settings_, std::move(*loaded));
  if (pause_is_not_kept_) settings_.paused = true;
  const bool other_way = before.proxy != settings_.proxy;
  if (other_way) {
    close_line();  // what goes on past the new proxy ends now
    sync_parts_.reset();
    const Error why{Errc::refused, std::string(text::kProxyChanged)};
    server_->end_talks(why);
    if (page_) page_->end_talks(why);
  }
  if ((before.paused || other_way) && !settings_.paused) tell(open_line());
  if (line_) line_->set_delivery(settings_.delivery);
  touch();
  remind();
}

}  // namespace avow::instance
