#include "instance/instance.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>

#include <capnp/message.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "app/reminders.h"
#include "app/service.h"
#include "app/settings.h"
#include "crypto/random.h"
#include "instance/key_thread.h"
#include "instance/line.h"
#include "instance/local_place.h"
#include "instance/local_server.h"
#include "instance/network.h"
#include "instance/program_image.h"
#include "instance/reminding.h"
#include "instance/supervisor.h"
#include "instance/system_clock.h"
#include "instance/turns.h"
#include "store/instant_file.h"

namespace avow::instance {
namespace {

constexpr std::size_t kRecoveryBytes = 16;
constexpr const char* kReminderFile = "reminders";
constexpr std::chrono::seconds kMarkPause{1};  // the high-water mark may lag by so much

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

// Of this thread.
std::chrono::microseconds processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::microseconds(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000);
}

void say_event(app::Replies& replies, const char* what, std::uint64_t count) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<schema::Item>().initEvent();
  event.setEvent(what);
  event.setCount(static_cast<std::uint32_t>(count));
  replies.item(message.getRoot<schema::Item>());
}

}  // namespace

class Instance::Inside final : public LocalDesk, public LineOwner {
 public:
  explicit Inside(VaultPlace place) : place_(std::move(place)) {}

  Result<void> open(ByteView passphrase, const std::function<void()>& on_wait, std::chrono::seconds max_wait);
  Result<void> handle(schema::Request::Reader request, app::Replies& replies);
  Result<Ending> serve(const ServeOptions& options, app::Replies& replies);
  Error relock();

  std::chrono::microseconds longest_turn() const { return longest_turn_; }

  // LocalDesk
  std::string_view state() const override { return vault_ == nullptr ? "locked" : covered_ ? "covered" : "open"; }
  Result<std::unique_ptr<app::Operation>> begin(schema::Request::Reader request, app::Replies& replies) override;
  std::unique_ptr<app::Operation> begin_unlock(crypto::SecretBuffer passphrase, app::Replies& replies) override;

  // LineOwner
  const app::SyncParts* line_parts() override;
  std::vector<std::string> partner_addresses() override;
  void on_session_event(const sync::SessionEvent& event) override;
  std::uint64_t undelivered() override { return vault_ == nullptr ? 0 : vault_->undelivered(); }

 private:
  app::VaultParts parts() { return {random_, clock_, {}}; }
  Result<void> run(std::unique_ptr<app::Operation> operation);
  Result<void> take_vault();
  Result<void> unlock_with(const Result<crypto::Key>& master, app::Replies& replies);
  void note_failed_unlock();
  void run_loop();
  Result<void> open_socket();
  Result<void> open_line();
  void close_line();
  void apply_settings();
  void say_listening(app::Replies& replies) const;
  void watch_signals();
  void watch_window();
  void end(Ending ending);
  void lock_soon(app::Replies& replies);
  void touch();
  void cover();
  void mark_later();
  void remind();
  void remind_locked();
  void leave_instants();
  std::string reminder_file() const { return (place_.vault / kReminderFile).string(); }
  void on_event(const sync::Received& received) { note_event("received", received.count); }
  void on_event(const sync::Level& level) { note_event("level", level.moved); }
  void on_event(const sync::WordsSpoken& words);
  void on_event(const sync::AddressesLearned& learned);
  void note_event(const char* what, std::uint64_t count);
  void tell(const Result<void>& result);

  const VaultPlace place_;
  crypto::SystemRandom random_;
  SystemClock clock_;
  asio::io_context loop_{1};
  Network network_{loop_, clock_, random_};
  std::unique_ptr<app::Vault> vault_;
  app::Settings settings_;
  std::optional<app::SyncParts> sync_parts_;
  Turns turns_{loop_};
  KeyThread key_thread_{loop_};
  Reminding reminding_{loop_, clock_};
  std::unique_ptr<Line> line_;

  // While serving
  ServeOptions options_;
  app::Replies* events_ = nullptr;
  std::unique_ptr<LocalServer> server_;
  asio::signal_set signals_{loop_};
  asio::steady_timer window_{loop_};
  asio::steady_timer cover_{loop_};
  asio::steady_timer mark_{loop_};
  std::optional<TimePoint> window_end_;
  bool mark_planned_ = false;
  bool covered_ = false;
  std::optional<Ending> ending_;
  std::chrono::microseconds longest_turn_{0};
  bool own_socket_ = true;                   // false: the service manager made it, and it is not ours to remove
  std::optional<HandedSocket> handed_over_;  // the local socket, for the locked self
};

// --- For the length of one command ---

Result<void> Instance::Inside::open(ByteView passphrase, const std::function<void()>& on_wait,
                                    std::chrono::seconds max_wait) {
  AVOW_TRY(vault_, app::Vault::open(place_, passphrase, parts(), max_wait, on_wait));
  return {};
}

Result<void> Instance::Inside::handle(schema::Request::Reader request, app::Replies& replies) {
  AVOW_ASSERT(vault_ != nullptr);
  auto begun = app::begin(*vault_, network_, request, replies);
  Result<void> served;
  if (!begun.ok()) {
    served = std::move(begun).error();
  } else if (*begun) {
    served = run(std::move(*begun));
  }
  // Why after a failure too: heads may have left before it. The mark may lag, so its own failure is no news.
  static_cast<void>(vault_->write_high_water());
  return served;
}

Result<void> Instance::Inside::run(std::unique_ptr<app::Operation> operation) {
  std::optional<Result<void>> end;
  const auto turn = turns_.add(std::move(operation), [&end](Result<void> result) { end.emplace(std::move(result)); });
  const auto guard = asio::make_work_guard(loop_);
  loop_.restart();
  while (!end) loop_.run_one();
  return std::move(*end);
}

// --- Serving ---

Result<Ending> Instance::Inside::serve(const ServeOptions& options, app::Replies& replies) {
  options_ = options;
  ending_.reset();
  network_.show_up(true);
  AVOW_CHECK(open_socket());
  std::signal(SIGCHLD, SIG_IGN);  // nobody waits for a notification
  if (vault_) {
    AVOW_CHECK(take_vault());
  } else {
    remind_locked();
  }
  events_ = &replies;
  if (vault_) say_listening(replies);
  notify_supervisor("READY=1");
  watch_signals();
  watch_window();
  const auto guard = asio::make_work_guard(loop_);
  run_loop();
  AVOW_ASSERT(ending_.has_value());
  notify_supervisor(*ending_ == Ending::locked ? "STATUS=locked" : "STOPPING=1");
  events_ = nullptr;
  if (*ending_ == Ending::locked && server_) {
    if (auto kept = server_->hand_over(); kept.ok()) handed_over_ = HandedSocket{*kept, own_socket_};
  }
  close_line();
  server_.reset();
  std::error_code ignored;
  if (!handed_over_ && own_socket_) std::filesystem::remove(options_.socket, ignored);
  if (vault_) {
    if (*ending_ == Ending::locked) leave_instants();
    static_cast<void>(vault_->write_high_water());  // it may lag
  }
  return *ending_;
}

Result<void> Instance::Inside::open_socket() {
  const auto inherited = take_inherited_socket();
  if (inherited) {
    own_socket_ = inherited->own;
    server_ = std::make_unique<LocalServer>(loop_, inherited->fd, turns_, *this);
    return {};
  }
  AVOW_TRY(const int socket, listen_locally(options_.socket));
  server_ = std::make_unique<LocalServer>(loop_, socket, turns_, *this);
  return {};
}

void Instance::Inside::run_loop() {
  loop_.restart();
  auto before = processor_time();
  while (loop_.run_one() > 0) {
    const auto after = processor_time();
    longest_turn_ = std::max(longest_turn_, after - before);
    before = after;
  }
}

// The vault is open: everything that lives on it begins.
Result<void> Instance::Inside::take_vault() {
  AVOW_TRY(settings_, app::load_settings(*vault_));
  vault_->on_own_entries([this] {
    mark_later();
    if (line_) line_->entries_added();
  });
  AVOW_CHECK(open_line());
  touch();
  remind();
  return {};
}

void Instance::Inside::say_listening(app::Replies& replies) const {
  capnp::MallocMessageBuilder message;
  auto listening = message.initRoot<schema::Item>().initListening();
  listening.setAddress(line_ ? line_->address() : std::string());
  listening.setServing(line_ != nullptr);
  replies.item(message.getRoot<schema::Item>());
}

// Nothing listens and nothing calls unless the owner said where: on the command line or in the settings.
Result<void> Instance::Inside::open_line() {
  LineOptions with;
  with.listen = options_.listen.empty() ? settings_.listen : options_.listen;
  if (with.listen == "none") with.listen.clear();
  with.dial = options_.dial;
  with.dial.insert(with.dial.end(), settings_.dial.begin(), settings_.dial.end());
  with.addresses = options_.addresses;
  with.delivery = settings_.delivery;
  if (with.listen.empty() && with.dial.empty()) return {};
  network_.log().be_silent_about_partner();
  AVOW_TRY(line_, Line::open(LineParts{loop_, clock_, random_, network_.log(), *this}, std::move(with)));
  // Why: another port after an uncovering or a lock would be a port that nobody knows.
  if (!options_.listen.empty()) options_.listen = line_->address();
  network_.attach(line_.get());
  return {};
}

void Instance::Inside::close_line() {
  network_.attach(nullptr);
  line_.reset();
}

void Instance::Inside::watch_signals() {
  std::error_code ignored;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) signals_.add(signal, ignored);
  signals_.async_wait([this](const std::error_code& canceled, int signal) {
    if (!canceled) end(signal == SIGINT ? Ending::interrupted : Ending::terminated);
  });
}

void Instance::Inside::watch_window() {
  if (!options_.window) return;
  window_end_ = clock_.monotonic_now() + *options_.window;
  window_.expires_after(*options_.window);
  window_.async_wait([this](const std::error_code& canceled) {
    if (!canceled) end(Ending::window);
  });
}

void Instance::Inside::end(Ending ending) {
  if (ending_) return;
  ending_ = ending;
  close_line();
  loop_.stop();
}

// --- Requests from the socket ---

Result<std::unique_ptr<app::Operation>> Instance::Inside::begin(schema::Request::Reader request,
                                                                app::Replies& replies) {
  if (request.isLock()) {
    lock_soon(replies);
    return std::unique_ptr<app::Operation>();
  }
  if (vault_ == nullptr) return Error{Errc::passphrase_needed, "locked"};
  if (app::shows_content(request)) {
    if (covered_) return Error{Errc::passphrase_needed, "covered"};
    touch();
  }
  auto begun = app::begin(*vault_, network_, request, replies);
  if (request.isConfigSet() && begun.ok()) apply_settings();
  if (line_) line_->refresh();
  mark_later();
  return begun;
}

void Instance::Inside::lock_soon(app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initLocked().setLocked(true);
  replies.done(message.getRoot<schema::Done>());
  if (vault_ == nullptr || ending_) return;
  close_line();
  server_->end_requests(Error{Errc::passphrase_needed, "locked"});  // a sync or a pairing under way would go on talking
  ending_ = Ending::locked;
  server_->when_flushed([this] { loop_.stop(); });
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
    if (!canceled) cover();
  });
}

void Instance::Inside::cover() {
  covered_ = true;
  network_.show_covered(true);
  if (!settings_.sync_when_covered) close_line();
}

void Instance::Inside::apply_settings() {
  auto loaded = app::load_settings(*vault_);
  if (!loaded.ok()) return tell(loaded.error());
  settings_ = std::move(*loaded);
  if (line_) line_->set_delivery(settings_.delivery);
  touch();
  remind();
}

// --- The line ---

const app::SyncParts* Instance::Inside::line_parts() {
  if (vault_ == nullptr || !vault_->keys().confirmed() || vault_->read_only()) return nullptr;
  sync_parts_.emplace(app::SyncParts{vault_->keys().pair(), *vault_, *vault_});
  return &*sync_parts_;
}

std::vector<std::string> Instance::Inside::partner_addresses() {
  const auto* partner = vault_ ? vault_->keys().partner() : nullptr;
  return partner == nullptr ? std::vector<std::string>() : partner->keys.addresses;
}

void Instance::Inside::on_session_event(const sync::SessionEvent& event) {
  std::visit([this](const auto& one) { on_event(one); }, event);
  mark_later();
}

// Why nothing for zero: a line that came up without anything to carry would say that the partner is there.
void Instance::Inside::note_event(const char* what, std::uint64_t count) {
  if (count > 0 && events_ != nullptr) say_event(*events_, what, count);
}

void Instance::Inside::on_event(const sync::WordsSpoken& words) {
  tell(vault_->keep_sync_words(words.words, clock_.now()));
}

// The newest first; older ones stay behind them, for a partner moves between a few places.
void Instance::Inside::on_event(const sync::AddressesLearned& learned) {
  std::vector<std::string> addresses = learned.addresses;
  for (auto& known : partner_addresses()) {
    if (std::find(addresses.begin(), addresses.end(), known) == addresses.end()) addresses.push_back(std::move(known));
  }
  if (addresses.size() > limits::kAddressesMax) addresses.resize(limits::kAddressesMax);
  if (addresses != partner_addresses()) tell(vault_->set_partner_addresses(std::move(addresses)));
}

void Instance::Inside::mark_later() {
  if (mark_planned_ || events_ == nullptr) return;
  mark_planned_ = true;
  mark_.expires_after(kMarkPause);
  mark_.async_wait([this](const std::error_code& canceled) {
    mark_planned_ = false;
    if (canceled || !vault_) return;
    tell(vault_->write_high_water());
    reminding_.replan();
  });
}

// --- Reminders ---

void Instance::Inside::remind() {
  store::remove_instants(reminder_file());
  auto plan = [this]() -> std::optional<Instant> {
    const auto last = vault_->last_reminded();
    if (!last.ok()) return std::nullopt;
    const auto next = app::next_reminder(vault_->ledger(), settings_, options_.zone, clock_.now(), *last);
    return next ? std::optional(next->at) : std::nullopt;
  };
  auto said = [this](Instant at) {
    tell(vault_->keep_last_reminded(app::said_up_to(app::Reminder{at, app::Reminder::Kind::due}, clock_.now())));
  };
  reminding_.follow(std::move(plan), std::move(said));
}

// A locked vault knows nothing but moments, and these only by its owner's choice.
void Instance::Inside::remind_locked() {
  const auto instants = std::make_shared<std::vector<Instant>>(store::read_instants(reminder_file()).at);
  std::sort(instants->begin(), instants->end());
  auto plan = [instants]() -> std::optional<Instant> {
    return instants->empty() ? std::nullopt : std::optional(instants->front());
  };
  // Why all up to now: after a night's sleep one sentence is enough.
  auto said = [this, instants](Instant) {
    std::erase_if(*instants, [now = clock_.now()](Instant at) { return at <= now; });
    tell(store::write_instants(reminder_file(), *instants));
  };
  reminding_.follow(std::move(plan), std::move(said));
}

void Instance::Inside::leave_instants() {
  const auto instants = app::bare_instants(vault_->ledger(), settings_, options_.zone, clock_.now());
  if (instants.empty()) return store::remove_instants(reminder_file());
  tell(store::write_instants(reminder_file(), instants));
}

void Instance::Inside::tell(const Result<void>& result) {
  if (!result.ok()) network_.log().note(std::string("something could not be kept: ") + name_of(result.error().code));
}

// --- Lock ---

Error Instance::Inside::relock() {
  vault_.reset();
  std::vector<std::string> arguments{"serve", "--locked", "--vault", place_.vault.string(), "--no-input"};
  arguments.insert(arguments.end(), options_.anew.begin(), options_.anew.end());
  const auto add = [&arguments](const char* name, const std::string& value) {
    arguments.insert(arguments.end(), {name, value});
  };
  if (!options_.listen.empty()) add("--listen", options_.listen);
  for (const auto& address : options_.dial) add("--dial", address);
  for (const auto& address : options_.addresses) add("--address", address);
  if (window_end_) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(*window_end_ - clock_.monotonic_now());
    add("--for", std::to_string(std::max<std::int64_t>(left.count(), 1)) + "s");
  }
  return become_anew(arguments, handed_over_);
}

// --- Instance ---

Result<NewVault> create_vault(const VaultPlace& place, ByteView passphrase, const std::string& name,
                              crypto::KdfCost cost) {
  struct Making {
    crypto::SystemRandom random;
    SystemClock clock;
    std::unique_ptr<app::Vault> vault;
  };
  const auto making = std::make_shared<Making>();
  const app::VaultParts parts{making->random, making->clock, {}};
  crypto::SecretBuffer code(kRecoveryBytes);
  making->random.fill(code.span());
  AVOW_TRY(making->vault, app::Vault::create(place, passphrase, code.view(), name, cost, parts));
  std::string text = crypto::to_recovery_text(code.view());
  NewVault out{crypto::SecretBuffer(bytes_of(text)), [making] { return making->vault->recovery_code_was_shown(); }};
  crypto::wipe(text);
  return out;
}

Instance::Instance(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Instance::~Instance() = default;

Result<std::unique_ptr<Instance>> Instance::open(const VaultPlace& place, ByteView passphrase,
                                                 const std::function<void()>& on_wait, std::chrono::seconds max_wait) {
  auto inside = std::make_unique<Inside>(place);
  AVOW_CHECK(inside->open(passphrase, on_wait, max_wait));
  return std::unique_ptr<Instance>(new Instance(std::move(inside)));
}

Result<std::unique_ptr<Instance>> Instance::locked(const VaultPlace& place) {
  std::error_code problem;
  if (!std::filesystem::exists(place.vault, problem)) return Error{Errc::no_vault, "Looked at " + place.vault.string()};
  return std::unique_ptr<Instance>(new Instance(std::make_unique<Inside>(place)));
}

Result<void> Instance::handle(schema::Request::Reader request, app::Replies& replies) {
  return inside_->handle(request, replies);
}

Result<Ending> Instance::serve(const ServeOptions& options, app::Replies& replies) {
  return inside_->serve(options, replies);
}

std::chrono::microseconds Instance::longest_turn() const { return inside_->longest_turn(); }

Error Instance::relock() { return inside_->relock(); }

}  // namespace avow::instance
