// What an Instance owns and does; internal to it, in one class so that each piece of its state has one owner. Its parts
// stand in instance.cpp (one command, serving, lock), instance_desk.cpp (requests from the socket, cover) and
// instance_line.cpp (the partner, reminders).
#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "app/settings.h"
#include "crypto/random.h"
#include "instance/incoming_backup.h"
#include "instance/instance.h"
#include "instance/key_thread.h"
#include "instance/line.h"
#include "instance/local_server.h"
#include "instance/network.h"
#include "instance/program_image.h"
#include "instance/reminding.h"
#include "instance/supervisor.h"
#include "instance/system_clock.h"
#include "instance/turns.h"
#include "store/instant_file.h"
#include "web/page_server.h"

namespace avow::instance {

// The page's operations take turns with all others, and the page learns what they changed.
class PageWork final : public web::Work {
 public:
  PageWork(Turns& turns, LocalDesk& desk) : turns_(turns), desk_(desk) {}
  std::shared_ptr<void> take(std::unique_ptr<app::Operation> operation, std::function<void(Result<void>)> on_end,
                             std::function<bool()> may_go) override {
    auto end = [this, call = std::move(on_end)](Result<void> result) {
      desk_.answered();
      call(std::move(result));
    };
    return turns_.add(std::move(operation), std::move(end), std::move(may_go));
  }
  void nudge() override { turns_.nudge(); }

 private:
  Turns& turns_;
  LocalDesk& desk_;
};

class Instance::Inside final : public LocalDesk, public LineOwner {
 public:
  explicit Inside(VaultPlace place, bool first_run = false) : place_(std::move(place)), first_run_(first_run) {}

  Result<void> open(ByteView passphrase, const std::function<void()>& on_wait, std::chrono::seconds max_wait);
  Result<void> handle(schema::Request::Reader request, app::Replies& replies);
  Result<Ending> serve(const ServeOptions& options, app::Replies& replies);
  Error relock();

  std::chrono::microseconds longest_turn() const { return longest_turn_; }

  // LocalDesk
  std::string_view state() const override;
  Result<std::unique_ptr<app::Operation>> begin(schema::Request::Reader request, app::Replies& replies,
                                                app::Asking asking) override;
  std::unique_ptr<app::Operation> begin_unlock(crypto::SecretBuffer passphrase, app::Replies& replies) override;

  void page_was_opened() override;
  Result<app::MadeVault> make_vault(const std::string& name, ByteView passphrase) override;
  Result<void> code_was_shown(ByteView code) override;
  Result<void> take_backup(ByteView piece) override;
  Result<app::RestoredVault> restore(ByteView typed) override;
  Result<std::unique_ptr<app::Operation>> begin_verify_backup(crypto::SecretBuffer typed, app::Replies& replies) override;
  Result<app::MadeVault> change_passphrase(ByteView passphrase, ByteView fresh) override;
  Result<app::WipedVault> wipe(const std::string& name, ByteView passphrase) override;
  app::WipedVault half_wiped(const Error& why, const std::vector<std::string>& backups, app::WipedVault out) const;
  Result<PageDoor> open_page(const PageWish& wish) override;
  void answered() override { tell_local_change(); }

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
  Result<void> check_locked() const;
  Result<void> check_no_vault();
  Result<void> give_up_made_vault(const IncomingBackup& incoming, ByteView typed);
  void run_loop();
  Result<void> open_socket();
  Result<void> open_line();
  void close_line();
  void let_go_of_partner();
  void pause();
  void apply_settings();
  void say_listening(app::Replies& replies) const;
  void watch_signals();
  void watch_window();
  void end(Ending ending);
  void lock_soon(app::Replies& replies);
  void stop_soon(app::Replies& replies);
  void end_soon(Ending ending);
  void touch();
  void cover();
  // instance_page.cpp
  Result<void> listen_for_page(const web::PagePlace& place);
  Result<void> keep_page();
  void tell_page(const char* what);
  void tell_local_change();
  void tell_page_state();

  void mark_later();
  void remind();
  void remind_locked();
  void leave_instants();
  std::string reminder_file() const { return (place_.vault / store::kRemindersName).string(); }
  void on_event(const sync::Received& received) { note_event("received", received.count); }
  void on_event(const sync::Level& level) { note_event("level", level.moved); }
  void on_event(const sync::WordsSpoken& words);
  void on_event(const sync::AddressesLearned& learned);
  void note_event(const char* what, std::uint64_t count);
  void tell(const Result<void>& result);

  const VaultPlace place_;
  const bool first_run_;            // there was no vault when this began
  std::optional<NewVault> made_;    // its recovery code was not shown yet
  std::optional<IncomingBackup> incoming_;
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
  const app::Replies* leaving_ = nullptr;    // who asked to leave
  std::unique_ptr<LocalServer> server_;
  PageWork page_work_{turns_, *this};
  std::unique_ptr<web::PageServer> page_;
  std::string page_assets_;
  std::uint64_t told_changes_ = 0;           // the vault's transactions of which the page knows
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
  std::optional<HandedSocket> handed_over_;  // the local socket, for the locked self …
  KeptPage kept_page_;                       // … and its page
};
}  // namespace avow::instance
