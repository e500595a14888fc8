#include "instance/instance.h"

#include <algorithm>
#include <csignal>
#include <ctime>

#include <capnp/message.h>

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <fmt/format.h>

#include "app/answers.h"
#include "app/service.h"
#include "base/encoding.h"
#include "base/text_leaving.h"
#include "instance/instance_inside.h"
#include "instance/local_place.h"

namespace avow::instance {
namespace {

constexpr std::size_t kRecoveryBytes = 16;

// Of this thread.
std::chrono::microseconds processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::microseconds(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000);
}

}  // namespace

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
  AVOW_CHECK(keep_page());
  std::signal(SIGCHLD, SIG_IGN);  // nobody waits for a notification
  if (vault_) {
    AVOW_CHECK(take_vault());
  } else {
    remind_locked();
  }
  events_ = &replies;
  if (vault_ || options.announces) say_listening(replies);
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
    if (page_) {
      if (auto kept = page_->hand_over(); kept.ok()) kept_page_ = {*kept, page_->sessions().handed_on(clock_.monotonic_now()), page_assets_};
    }
  }
  close_line();
  page_.reset();
  server_.reset();
  std::error_code ignored;
  std::filesystem::remove(door_file(options_.socket), ignored);
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
  vault_->look_from(options_.zone);
  if (options_.left) static_cast<void>(vault_->leave());
  AVOW_TRY(settings_, app::load_settings(*vault_));
  vault_->on_own_entries([this] {
    mark_later();
    tell_page("own");
    if (line_) line_->entries_added();
  });
  vault_->on_leaving([this] { let_go_of_partner(); });
  vault_->on_new_epoch([this] {
    close_line();
    tell(open_line());
  });
  // Why posted: they are taken in the middle of a conversation.
  vault_->on_renewed([this] {
    asio::post(loop_, [this] {
      if (vault_ && line_ && vault_->keys().confirmed()) line_->keep_only(vault_->keys().pair());
    });
  });
  AVOW_CHECK(open_line());
  touch();
  remind();
  told_changes_ = vault_->store().state().counter;
  return {};
}

void Instance::Inside::say_listening(app::Replies& replies) const {
  app::reply_listening(line_ ? line_->address() : std::string(), line_ != nullptr, replies);
}

// Nothing listens and nothing calls unless the owner said where: on the command line or in the settings.
Result<void> Instance::Inside::open_line() {
  if (settings_.paused || vault_->pairing_stage() == app::PairingStage::left) return {};
  LineOptions with;
  with.listen = options_.listen.empty() ? settings_.listen : options_.listen;
  if (with.listen == "none") with.listen.clear();
  with.dial = options_.dial;
  with.dial.insert(with.dial.end(), settings_.dial.begin(), settings_.dial.end());
  with.addresses = options_.addresses.empty() ? settings_.addresses : options_.addresses;
  with.delivery = settings_.delivery;
  with.proxy = network_.proxy(settings_.proxy);
  if (with.listen.empty() && with.dial.empty()) return {};
  // Why no error: it must not keep anybody from unlocking; calls go on.
  if (!with.listen.empty()) {
    const auto allowed = app::check_may_listen(*vault_, with.listen);
    if (!allowed.ok()) {
      network_.log().note(allowed.error().context);
      with.listen.clear();
    }
  }
  if (with.listen.empty() && with.dial.empty()) return {};
  network_.log().be_silent_about_partner();
  AVOW_TRY(line_, Line::open(LineParts{loop_, clock_, random_, network_.log(), *this}, std::move(with)));
  // Why: another port after an uncovering or a lock would be a port that nobody knows.
  if (!options_.listen.empty() && !line_->address().empty()) options_.listen = line_->address();
  network_.attach(line_.get());
  return {};
}

void Instance::Inside::close_line() {
  network_.attach(nullptr);
  line_.reset();
}

// Nothing of this instance talks to the partner, or knows where they are, when this comes back.
void Instance::Inside::let_go_of_partner() {
  close_line();
  sync_parts_.reset();
  options_.listen.clear();
  options_.dial.clear();
  options_.addresses.clear();
  const Error why{Errc::refused, std::string(text::kLeftNow)};
  if (server_) server_->end_requests(why, leaving_);
  if (page_) page_->end_requests(why, leaving_);
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

// --- Lock ---

Error Instance::Inside::relock() {
  const bool has_left = options_.left || (vault_ && vault_->leaving_is_owed());
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
  if (has_left) arguments.emplace_back("--left");
  for (const auto& [hash, left] : kept_page_.sessions) add("--page-session", fmt::format("{}:{}", to_hex(hash), left.count()));
  if (!kept_page_.assets_dir.empty()) add("--page-assets", kept_page_.assets_dir);
  return become_anew(arguments, handed_over_, kept_page_.socket);
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

Result<crypto::SecretBuffer> change_passphrase(const VaultPlace& place, ByteView passphrase,
                                               const std::function<Result<crypto::SecretBuffer>()>& new_passphrase,
                                               crypto::KdfCost cost, const std::function<void()>& on_wait,
                                               std::chrono::seconds max_wait) {
  crypto::SystemRandom random;
  SystemClock clock;
  AVOW_TRY(const auto vault, app::Vault::open(place, passphrase, {random, clock, {}}, max_wait, on_wait));
  AVOW_TRY(const auto fresh, new_passphrase());
  crypto::SecretBuffer code(kRecoveryBytes);
  random.fill(code.span());
  AVOW_CHECK(vault->change_secrets(fresh.view(), code.view(), cost));
  std::string text = crypto::to_recovery_text(code.view());
  crypto::SecretBuffer out(bytes_of(text));
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

std::unique_ptr<Instance> Instance::before_first_vault(const VaultPlace& place) {
  return std::unique_ptr<Instance>(new Instance(std::make_unique<Inside>(place, true)));
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
