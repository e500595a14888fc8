// The running program for one vault: owns the vault, the loop, the sessions and the lock. One class for both ways of
// living: for the length of one command, or up behind a socket, syncing when its owner chose so (serve). Never prompts
// and never opens a client's path. Resource; one thread runs it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/vault.h"
#include "crypto/slot.h"
#include "instance/asked.h"
#include "web/sessions.h"

namespace avow::instance {

using app::VaultPlace;

// Makes a vault and its keys. `passphrase` as typed. Error{refused} when there is one already.
// The answer's recovery code is shown once and stored nowhere; call code_was_shown() then. Until that an empty vault
// counts as unfinished, and the next create_vault() replaces it.
struct NewVault {
  crypto::SecretBuffer recovery_text;
  std::function<Result<void>()> code_was_shown = [] { return Result<void>(); };
};
Result<NewVault> create_vault(const VaultPlace& place, ByteView passphrase, const std::string& name,
                              crypto::KdfCost cost);

// Changes the passphrase of a vault that nobody holds. `new_passphrase` is called when the vault is open. The new recovery
// code; as with a new vault it is shown once and stored nowhere. Errors: those of Instance::open and of
// `new_passphrase`; then all is as it was.
Result<crypto::SecretBuffer> change_passphrase(const VaultPlace& place, ByteView passphrase,
                                               const std::function<Result<crypto::SecretBuffer>()>& new_passphrase,
                                               crypto::KdfCost cost, const std::function<void()>& on_wait,
                                               std::chrono::seconds max_wait);

// The page of the program that this process was before: what stays when it begins anew (relock).
struct KeptPage {
  int socket = -1;                           // listens; -1: there was none
  std::vector<web::KeptSession> sessions;    // whose pages stay let in
  std::string assets_dir;
};

struct ServeOptions {
  std::filesystem::path socket;              // where commands connect (local_place.h)
  std::string listen;                        // ADDR:PORT, "" = the setting, "none" = no port
  std::vector<std::string> dial;             // beside the addresses that are known
  std::vector<std::string> addresses;        // told to the partner instead of the listening address
  std::optional<std::chrono::seconds> window;
  std::string zone = "UTC";                  // whose wall the reminders follow
  KeptPage page = {};
  bool first_run = false;                    // there is no vault yet: only its page is of use (before_first_vault)
  bool announces = false;                    // says Item.listening when it begins locked, too
  std::vector<std::string> anew;             // arguments that the locked self gets too, like --json
  bool left = false;                         // the program that this was before has left, and the disk kept no sign of it
};

// How serving ended.
enum class Ending : std::uint8_t {
  window,       // its time was over
  terminated,   // the system asked for it
  interrupted,  // Ctrl-C
  locked,       // keys must go: become the locked instance now (relock)
};

class Instance final : public Asked {
 public:
  // Waits for another avow that holds the vault (on_wait is called once, at most max_wait).
  // `passphrase` as typed; a recovery code is accepted in its place.
  // Errors: no_vault, wrong_passphrase, damaged, newer_version, busy.
  static Result<std::unique_ptr<Instance>> open(const VaultPlace& place, ByteView passphrase,
                                                const std::function<void()>& on_wait, std::chrono::seconds max_wait);
  // Without keys: serve() answers only unlock. Error{no_vault}.
  static Result<std::unique_ptr<Instance>> locked(const VaultPlace& place);
  // Before there is a vault: its page makes one.
  static std::unique_ptr<Instance> before_first_vault(const VaultPlace& place);
  ~Instance() override;

  Result<void> handle(schema::Request::Reader request, app::Replies& replies) override;
  // Item.listening once everything is open, then Item.event; comes back at the end. Errors before the first item:
  // the socket or the port cannot be opened.
  Result<Ending> serve(const ServeOptions& options, app::Replies& replies);
  // The most that one turn of the loop has computed while serving (its own processor time; waiting for the disk is not
  // in it). Nothing is meant to hold the loop for more than 20 ms.
  std::chrono::microseconds longest_turn() const;
  // After Ending::locked: replaces this program by its locked self, so that no page of memory keeps a key or a text.
  // Comes back only when that fails.
  Error relock();

 private:
  class Inside;
  explicit Instance(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace avow::instance
