// The running program for one vault: owns the vault, the loop and the sessions. Here for the length of one
// command; later the same class stays up behind a socket. Never prompts and never opens a client's path.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "app/replies.h"
#include "app/vault.h"
#include "base/result.h"
#include "crypto/slot.h"

namespace avow::instance {

using app::VaultPlace;

// Makes a vault and its keys. `passphrase` as typed. Error{refused} when there is one already.
// The answer's recovery code is shown once and stored nowhere.
struct NewVault {
  crypto::SecretBuffer recovery_text;
};
Result<NewVault> create_vault(const VaultPlace& place, ByteView passphrase, const std::string& name,
                              crypto::KdfCost cost);

// Resource.
class Instance {
 public:
  // Waits for another avow that holds the vault (on_wait is called once, at most max_wait).
  // `passphrase` as typed; a recovery code is accepted in its place.
  // Errors: no_vault, wrong_passphrase, damaged, newer_version, busy.
  static Result<std::unique_ptr<Instance>> open(const VaultPlace& place, ByteView passphrase,
                                                const std::function<void()>& on_wait, std::chrono::seconds max_wait);
  virtual ~Instance() = default;
  // Answers one request through `replies`; an Error is the failure to show.
  virtual Result<void> handle(schema::Request::Reader request, app::Replies& replies) = 0;
};

}  // namespace avow::instance
