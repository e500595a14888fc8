// The side of an instance that its page sees: opening it, letting it out, and what it learns of changes.
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>

#include <asio/post.hpp>

#include "app/owner_name.h"
#include "base/reason.h"
#include "base/text_leaving.h"
#include "base/text_page.h"
#include "instance/instance_inside.h"
#include "instance/verifying_backup.h"
#include "instance/wiping.h"

namespace avow::instance {

// ---- The first vault

// Why it looks each time: `avow init` may have made one meanwhile.
std::string_view Instance::Inside::state() const {
  if (vault_ != nullptr) return covered_ ? "covered" : "open";
  std::error_code problem;
  const bool none = made_ || (first_run_ && !std::filesystem::exists(place_.vault / "vault.db", problem));
  return none ? "none" : "locked";
}

// A command may have made one meanwhile: then the page learns it.
Result<void> Instance::Inside::check_no_vault() {
  if (state() == "none") return {};
  tell_page_state();
  return Error{Errc::refused, std::string(reason::kVaultThere) + place_.vault.string()};
}

// Why on the loop, although it takes half a second: there is nothing else to be served yet.
Result<app::MadeVault> Instance::Inside::make_vault(const std::string& name, ByteView passphrase) {
  AVOW_CHECK(check_no_vault());
  AVOW_CHECK(app::check_owner_name(name));
  AVOW_CHECK(crypto::normal_passphrase(passphrase));
  incoming_.reset();
  made_.reset();  // it holds the vault
  AVOW_TRY(made_, create_vault(place_, passphrase, name, crypto::KdfCost{}));
  return app::MadeVault{place_.vault.string(), made_->recovery_text.copy()};
}

// Why its code is asked for: another page may have made the vault anew, and then this one's code opens nothing.
Result<void> Instance::Inside::code_was_shown(ByteView code) {
  if (!made_) return Error{Errc::usage, "no vault was made here"};
  if (!std::ranges::equal(code, made_->recovery_text.view())) return Error{Errc::refused, std::string(text::kPageOtherCode)};
  AVOW_CHECK(made_->code_was_shown());
  made_.reset();
  tell_page_state();
  return {};
}

Result<void> Instance::Inside::take_backup(ByteView piece) {
  if (state() == "open") {
    touch();
  } else {
    AVOW_CHECK(check_no_vault());
  }
  if (piece.empty() || !incoming_) {
    AVOW_TRY(incoming_, IncomingBackup::begin());
  }
  const auto added = incoming_->add(piece);
  if (!added.ok()) incoming_.reset();
  return added;
}

// An empty vault whose code nobody has seen gives way, but only to a backup that opens.
Result<void> Instance::Inside::give_up_made_vault(const IncomingBackup& incoming, ByteView typed) {
  AVOW_CHECK(app::verify_backup(incoming.opener(), typed, random_));
  made_.reset();
  AVOW_TRY(const auto lock, store::VaultLock::take(place_.vault.string(), store::IfMissing::create, std::chrono::seconds(0)));
  const auto wiped = store::wipe_vault(*lock, place_.state_home.string());
  return wiped.ok() ? Result<void>() : wiped.error();
}

// Why on the loop: as with make_vault.
Result<app::RestoredVault> Instance::Inside::restore(ByteView typed) {
  AVOW_CHECK(check_no_vault());
  const auto incoming = std::exchange(incoming_, std::nullopt);  // whatever comes of it, its file is given back
  if (!incoming) return Error{Errc::malformed, std::string(reason::kNoBackup)};
  if (made_) AVOW_CHECK(give_up_made_vault(*incoming, typed));
  AVOW_TRY(auto restored, app::restore_backup(place_, incoming->opener(), typed, random_));
  tell_page_state();
  return restored;
}

Result<std::unique_ptr<app::Operation>> Instance::Inside::begin_verify_backup(crypto::SecretBuffer typed, app::Replies& replies) {
  if (state() != "open") return Error{Errc::passphrase_needed, std::string(state())};
  touch();
  const auto incoming = std::exchange(incoming_, std::nullopt);
  if (!incoming) return Error{Errc::malformed, std::string(reason::kNoBackup)};
  AVOW_TRY(auto source, incoming->opener()());
  AVOW_TRY(auto reader, store::BackupReader::begin(std::move(source)));
  auto verifying = std::make_unique<VerifyingBackup>(std::move(reader), random_, replies);
  auto on_end = [handle = verifying->handle()](Result<crypto::Key> master) {
    if (const auto waiting = handle.lock()) (*waiting)->open(std::move(master));
  };
  AVOW_CHECK(key_thread_.start(verifying->slots(), std::move(typed), std::move(on_end)));
  return std::unique_ptr<app::Operation>(std::move(verifying));
}

// ---- New secrets, or none

// Why only while it is locked: who has the vault open has its keys in memory.
Result<void> Instance::Inside::check_locked() const {
  return state() == "locked" ? Result<void>() : Error{Errc::refused, std::string(text::kPageLockFirst)};
}

Result<app::MadeVault> Instance::Inside::change_passphrase(ByteView passphrase, ByteView fresh) {
  AVOW_CHECK(check_locked());
  AVOW_TRY(const auto normal, crypto::normal_passphrase(fresh));
  const auto new_passphrase = [&normal]() -> Result<crypto::SecretBuffer> { return normal.copy(); };
  auto code = instance::change_passphrase(place_, passphrase, new_passphrase, crypto::KdfCost{}, [] {}, std::chrono::seconds(0));
  if (!code.ok()) return std::move(code).error();
  return app::MadeVault{place_.vault.string(), std::move(*code)};
}

// What is still there, by looking.
app::WipedVault Instance::Inside::half_wiped(const Error& why, const std::vector<std::string>& backups, app::WipedVault out) const {
  out.why = why.context;
  std::error_code problem;
  for (std::filesystem::directory_iterator one(place_.vault, problem); !problem && one != std::filesystem::directory_iterator(); one.increment(problem)) {
    out.remains.push_back(one->path().filename().string());
  }
  for (const auto& file : backups) (std::filesystem::exists(file, problem) ? out.backups.left : out.backups.removed).push_back(file);
  return out;
}

Result<app::WipedVault> Instance::Inside::wipe(const std::string& name, ByteView passphrase) {
  AVOW_CHECK(check_locked());
  app::WipedVault out;
  std::vector<std::string> backups;
  std::string own_name;
  if (!passphrase.empty()) {
    auto vault = app::Vault::open(place_, passphrase, parts(), std::chrono::seconds(0), {});
    if (!vault.ok()) return std::move(vault).error();
    own_name = (*vault)->name();
    AVOW_TRY(auto made, (*vault)->backups_made());
    backups = std::move(made.files);
    out.backups_known = true;
  }
  if (name.empty() || (name != own_name && name != place_.vault.filename().string())) {
    return Error{Errc::refused, std::string(text::kWipeOtherName)};
  }
  auto wiped = wipe_vault(place_, options_.socket, backups, [] {}, std::chrono::seconds(0));
  if (!wiped.ok() && wiped.error().code != Errc::io) return std::move(wiped).error();  // nothing was touched
  asio::post(loop_, [this] {  // when the answer is on its way; there is no vault any more, even if something of it remains
    if (!ending_) end_soon(Ending::terminated);
  });
  if (!wiped.ok()) return half_wiped(wiped.error(), backups, std::move(out));
  out.remains = std::move(wiped->remains);
  out.backups = std::move(wiped->backups);
  return out;
}

// ---- Opening

Result<void> Instance::Inside::listen_for_page(const web::PagePlace& place) {
  AVOW_TRY(page_, web::PageServer::open({loop_, clock_, random_, *this, page_work_}, place));
  page_assets_ = place.assets_dir;
  return {};
}

Result<PageDoor> Instance::Inside::open_page(const PageWish& wish) {
  if (wish.revoke_all) {
    if (page_) page_->revoke_all();
    return PageDoor{};
  }
  const bool elsewhere = page_ && wish.port != 0 && wish.port != page_->port();
  if (!page_ || elsewhere || wish.assets_dir != page_assets_) {
    const auto port = wish.port == 0 && page_ ? page_->port() : wish.port;
    if (page_ && !elsewhere) page_.reset();  // its port is needed again
    AVOW_CHECK(listen_for_page({.port = port, .assets_dir = wish.assets_dir}));
  }
  return PageDoor{page_->issue_token(), page_->port()};
}

// Of the program that this process was before it was locked. Why no failure when it is no such socket: the page is gone,
// all else works.
Result<void> Instance::Inside::keep_page() {
  const KeptPage& kept = options_.page;
  int listens = 0;
  socklen_t size = sizeof listens;
  if (kept.socket < 0 || ::getsockopt(kept.socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) return {};
  ::fcntl(kept.socket, F_SETFD, FD_CLOEXEC);
  AVOW_CHECK(listen_for_page({.socket = kept.socket, .assets_dir = kept.assets_dir}));
  for (const auto& session : kept.sessions) page_->sessions().take_over(session, clock_.monotonic_now());
  return {};
}

// Why no error: a vault that is only read, or a disk that is full, keeps no page closed.
void Instance::Inside::page_was_opened() {
  if (vault_) static_cast<void>(vault_->keep_fact(app::FactKind::page_opened));
}

void Instance::Inside::tell_page(const char* what) {
  if (vault_) told_changes_ = vault_->store().state().counter;
  if (page_) page_->tell(what);
}

// Drafts, settings, the private lane: what is in no log.
void Instance::Inside::tell_local_change() {
  if (vault_ && vault_->store().state().counter != told_changes_) tell_page("local");
}

void Instance::Inside::tell_page_state() {
  if (vault_) told_changes_ = vault_->store().state().counter;
  if (page_) page_->tell_state();
}

}  // namespace avow::instance
