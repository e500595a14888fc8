// Where requests go, whichever way they came: the local socket and the page hand them in here. Implemented by the instance.
#pragma once

#include <memory>

#include "app/operation.h"
#include "app/replies.h"
#include "crypto/secret.h"

namespace avow::app {

// Who wants to know: a person, or a page that looks again because something changed. Only a person's asking puts off the cover.
enum class Asking : std::uint8_t { person, page_itself };

// A vault that was just made. The code is shown once and stored nowhere.
struct MadeVault {
  std::string place;
  crypto::SecretBuffer recovery_text;
};

class Desk {
 public:
  Desk() = default;
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  virtual ~Desk() = default;
  virtual std::string_view state() const = 0;  // open, covered, locked; none: there is no vault yet
  // As app::begin(). `request` is not read afterwards.
  virtual Result<std::unique_ptr<Operation>> begin(schema::Request::Reader request, Replies& replies, Asking asking) = 0;
  virtual std::unique_ptr<Operation> begin_unlock(crypto::SecretBuffer passphrase, Replies& replies) = 0;
  // While there is no vault. Until code_was_shown() a second make_vault() begins anew; after it the vault is locked.
  // Error{refused}: there is a vault. Error{usage}: of the name or the passphrase.
  virtual Result<MadeVault> make_vault(const std::string& name, ByteView passphrase) = 0;
  virtual Result<void> code_was_shown() = 0;
};

}  // namespace avow::app
