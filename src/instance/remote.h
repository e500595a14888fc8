// An instance that runs already, asked over its local socket. Blocking, for a command that waits for its answer.
#pragma once

#include <filesystem>
#include <memory>

#include "base/bytes.h"
#include "instance/asked.h"
#include "wire/frame.h"

namespace avow::instance {

// Resource.
class RemoteInstance final : public Running {
 public:
  // Empty: nothing runs there. Error{refused}: it is of another version, or not this user's. Error{io}, {malformed}.
  static Result<std::unique_ptr<RemoteInstance>> connect(const std::filesystem::path& socket);
  ~RemoteInstance() override;

  // Error{passphrase_needed}: unlock() first. Error{not_running}: it went away meanwhile.
  Result<void> handle(schema::Request::Reader request, app::Replies& replies) override;
  Result<void> unlock(ByteView passphrase, app::Replies& replies) override;
  Result<PageDoor> open_page(const PageWish& wish) override;
  State state() const override { return state_; }
  int pid() const override;

 private:
  explicit RemoteInstance(int socket) : socket_(socket) {}
  Result<void> take_hello();
  Result<void> send(capnp::MessageBuilder& message);
  Result<Bytes> next_message();
  Result<void> take_answers(app::Replies& replies);

  int socket_;
  wire::FrameReader frames_;
  State state_ = State::open;
};

}  // namespace avow::instance
