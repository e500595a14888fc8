// Where requests go, whichever way they came: the local socket and the page hand them in here. Implemented by the instance.
#pragma once

#include <memory>

#include "app/operation.h"
#include "app/replies.h"
#include "crypto/secret.h"
#include "store/backup.h"
#include "store/wipe.h"

namespace avow::app {

// Who wants to know: a person, or a page that looks again because something changed. Only a person's asking puts off the cover.
enum class Asking : std::uint8_t { person, page_itself };

// What came out of a backup. Value.
struct RestoredVault {
  store::BackupFacts facts;
  std::string proxy;  // that its calls go through, "" for none: the setting of that day
};

// A vault that was just made, or has new secrets. The code is shown once and stored nowhere.
struct MadeVault {
  std::string place;
  crypto::SecretBuffer recovery_text;
};

struct WipedVault {
  std::vector<std::string> remains;  // names of files in its folder that are not avow's and stay
  store::WipedBackups backups;
  bool backups_known = false;        // nobody can say where they are without the passphrase
  std::string why;                   // something of avow's could not be removed and remains, too; "" = nothing
};

class Desk {
 public:
  Desk() = default;
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  virtual ~Desk() = default;
  virtual std::string_view state() const = 0;  // open, covered, locked; none: there is no vault yet
  // A page was let in: its owner sees that under "This device", when the vault was open.
  virtual void page_was_opened() = 0;
  // As app::begin(). `request` is not read afterwards.
  virtual Result<std::unique_ptr<Operation>> begin(schema::Request::Reader request, Replies& replies, Asking asking) = 0;
  virtual std::unique_ptr<Operation> begin_unlock(crypto::SecretBuffer passphrase, Replies& replies) = 0;
  // While there is no vault. Until code_was_shown() a second make_vault() begins anew; after it the vault is locked.
  // Error{refused}: there is a vault. Error{usage}: of the name or the passphrase.
  virtual Result<MadeVault> make_vault(const std::string& name, ByteView passphrase) = 0;
  // `code`: which one, as it was shown. Error{refused}: another was made since.
  virtual Result<void> code_was_shown(ByteView code) = 0;
  // While there is no vault, or it is open: a backup, piece behind piece; an empty one begins anew. Error{refused}: neither,
  // or it is too large.
  virtual Result<void> take_backup(ByteView piece) = 0;
  // Makes the vault that it holds; read-only, and locked. `typed`: passphrase or recovery code. Errors: those of
  // app::restore_backup.
  virtual Result<RestoredVault> restore(ByteView typed) = 0;
  // While the vault is open: is what came whole, and does this open it? Errors, then or later: those of app::verify_backup.
  virtual Result<std::unique_ptr<Operation>> begin_verify_backup(crypto::SecretBuffer typed, Replies& replies) = 0;
  // While the vault is locked. Error{refused}: it is not. Error{usage}: of the new one.
  virtual Result<MadeVault> change_passphrase(ByteView passphrase, ByteView fresh) = 0;
  // While the vault is locked: removes it from this device, and stops. `name`: of its folder; with the passphrase its
  // owner's own name too, and the backups that it made go with it. Error{refused}: not locked, or another name.
  virtual Result<WipedVault> wipe(const std::string& name, ByteView passphrase) = 0;
};

}  // namespace avow::app
