// What a command has at hand: its settings, its streams, and the vault, opened when it is first needed. One for
// the length of one command. Resource.
#pragma once

#include <memory>
#include <span>
#include <string>

#include <capnp/message.h>

#include "cli/farewell.h"
#include "cli/output.h"
#include "cli/parse.h"
#include "cli/passphrase.h"
#include "cli/replies.h"
#include "cli/surroundings.h"

namespace avow::cli {

// A request on its way; wiped when it goes, for it may hold a link or a text.
class RequestMessage {
 public:
  RequestMessage() : root_(message_.initRoot<schema::Request>()) {}
  RequestMessage(const RequestMessage&) = delete;
  RequestMessage& operator=(const RequestMessage&) = delete;
  ~RequestMessage();
  schema::Request::Builder operator*() { return root_; }
  schema::Request::Builder* operator->() { return &root_; }

 private:
  capnp::MallocMessageBuilder message_;
  schema::Request::Builder root_;
};

enum class KeptAsDraft { never, without_partner, always };

class Context {
 public:
  Context(const Surroundings& world, const Globals& globals, Output& output, std::string zone)
      : world_(world), globals_(globals), output_(output), zone_(std::move(zone)) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Surroundings& world() const { return world_; }
  const Globals& globals() const { return globals_; }
  Output& output() { return output_; }
  Result<instance::VaultPlace> place() const { return vault_place_of(); }
  PassphraseSources passphrase_sources() const;
  const std::string& zone() const { return zone_; }
  // Somebody is there to be asked something at standard input.
  bool may_ask() const;

  // Where a running instance of this vault is asked.
  Result<std::filesystem::path> socket() const;
  // What runs already; null: nothing.
  Result<std::unique_ptr<instance::Running>> running() const;
  // Asks for the passphrase (a terminal up to three times) until `use` takes it.
  Result<void> with_passphrase(const std::function<Result<void>(ByteView typed)>& use);
  // The running instance when there is one that is not locked (a covered one gets the passphrase first); else asks for
  // the passphrase and opens the vault. Once.
  Result<instance::Asked*> instance();
  // Closes the vault again, so that somebody else may hold it.
  void let_go();
  // Sends the request; its answer goes to `replies`.
  Result<void> ask(RequestMessage& request, app::Replies& replies);
  // Sends the request and shows its answer; gives the exit code.
  Result<int> show(RequestMessage& request, const Command& command);

  // There is a folder where the vault should be. Error{no_vault}.
  Result<void> check_vault() const;

  // Standard input to its end. A passphrase that stands on its first line (--passphrase-fd 0) is taken off before.
  Result<std::string> standard_input(std::size_t limit);
  // A text of the person's own: the argument `text`, standard input for "-", or asked for. Checked. Before it is asked
  // for, the vault is opened: nobody shall write a page to hear then that there is no vault.
  Result<std::string> own_text(const Arguments& arguments, std::string_view what, std::string_view prompt);
  // One of several texts, asked for; "" when it was left out. Not checked.
  Result<std::string> asked_text(std::string_view prompt);
  // A text along headings, asked for one by one: those that something was written under, each with it. `what` and
  // `option` (that asked for it) stand in sentences. Error{usage}: nobody can be asked, or nothing was written.
  Result<std::string> text_along(std::span<const std::string_view> headings, std::string_view what, std::string_view option);
  // What was typed at a prompt, for as long as the command runs; "" when nothing was.
  const std::string& typed() const { return typed_; }
  // What a signal would have the program say from now on.
  void say_when_stopped(const Error& stopped) { prepare_farewell(globals_, world_.streams, stopped); }
  // Says which lane a new record goes to, before the first one of that lane is written. `shared_lane`: commitments
  // or notes. A draft goes to the private lane instead.
  Result<void> announce_lane(std::string_view shared_lane, KeptAsDraft draft);
  // The same for what goes to the private lane as no draft.
  Result<void> announce_private_lane();

 private:
  Result<instance::VaultPlace> vault_place_of() const;
  // As instance(), but leaves a covered one covered when the request needs no more.
  Result<instance::Asked*> instance_for(schema::Request::Reader request);
  Result<void> find();
  Result<void> open_vault();
  Result<bool> take_running();
  Result<void> open_unless_running(const instance::VaultPlace& place, ByteView typed);
  Result<crypto::SecretBuffer> passphrase(const PassphraseSources& sources);
  bool clock_is_right(const Error& doubt);
  void start_pager_if_wanted(const Command& command);
  const Surroundings& world_;
  const Globals& globals_;
  Output& output_;
  std::string zone_;
  std::unique_ptr<instance::Asked> instance_;
  std::string typed_;
  bool clock_is_right_ = false;
  instance::Running* covered_ = nullptr;  // instance_, as long as it is covered
  std::optional<crypto::SecretBuffer> first_line_;  // the passphrase, until the vault is opened
};

}  // namespace avow::cli
