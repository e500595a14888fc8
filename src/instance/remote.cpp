#include "instance/remote.h"

#include <cerrno>
#include <chrono>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>
#include <protocol/local.capnp.h>

#include "base/text_catalogue.h"
#include "crypto/secret.h"
#include "instance/local_place.h"
#include "instance/local_server.h"
#include "wire/message.h"

namespace avow::instance {
namespace {

using schema::Frame;
constexpr std::size_t kSliceBytes = 64UL * 1024;
constexpr int kAttempts = 40;
constexpr std::chrono::milliseconds kPause{50};

Error gone() { return Error{Errc::not_running, ""}; }

// What one frame of an answer means: nothing yet, the end, or a failure.
Result<bool> take_answer(Frame::Reader frame, app::Replies& replies) {
  switch (frame.which()) {
    case Frame::ITEM: replies.item(frame.getItem()); return false;
    case Frame::PROGRESS: return false;
    case Frame::DONE: replies.done(frame.getDone()); return true;
    case Frame::FAILURE: {
      const auto failure = frame.getFailure();
      const auto code = errc_named(wire::view_of(failure.getCode()));
      return Error{code.value_or(Errc::failed), std::string(wire::view_of(failure.getContext()))};
    }
    case Frame::UNSET:
    case Frame::HELLO:
    case Frame::REQUEST:
    case Frame::UNLOCK:
    case Frame::CANCEL:
    case Frame::OPEN_PAGE:
    case Frame::PAGE:
    case Frame::DATA: break;
  }
  return Error{Errc::malformed, "a frame that no instance sends"};
}

class Nobody final : public app::Replies {
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader) override {}
};

Result<PageDoor> page_door(Frame::Reader frame) {
  if (frame.isPage()) return PageDoor{std::string(wire::view_of(frame.getPage().getToken())), frame.getPage().getPort()};
  Nobody nobody;
  AVOW_CHECK(take_answer(frame, nobody));
  return Error{Errc::malformed, "another answer than a page"};
}

}  // namespace

// Why again: one that was on its way out says nothing; behind a lock another one comes at once.
Result<std::unique_ptr<RemoteInstance>> RemoteInstance::connect(const std::filesystem::path& socket) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    AVOW_TRY(const auto connected, connect_locally(socket));
    if (!connected) return std::unique_ptr<RemoteInstance>();
    std::unique_ptr<RemoteInstance> remote(new RemoteInstance(*connected));
    const auto greeted = remote->take_hello();
    if (greeted.ok()) return remote;
    if (greeted.error().code != Errc::not_running) return greeted.error();
    std::this_thread::sleep_for(kPause);
  }
  return std::unique_ptr<RemoteInstance>();
}

RemoteInstance::~RemoteInstance() { ::close(socket_); }

Result<void> RemoteInstance::take_hello() {
  AVOW_TRY(const Bytes message, next_message());
  return wire::read_message<Frame>(message, wire::kFrameBytesMax, [this](Frame::Reader frame) -> Result<void> {
    if (!frame.isHello()) return Error{Errc::malformed, "no hello"};
    const auto hello = frame.getHello();
    if (hello.getApi() != kApiVersion) return Error{Errc::refused, fmt::format(fmt::runtime(text::kOtherVersion), pid(), pid())};
    const auto named = wire::view_of(hello.getState());
    state_ = named == "open" ? State::open : named == "covered" ? State::covered : State::locked;
    return {};
  });
}

int RemoteInstance::pid() const {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket_, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
}

Result<void> RemoteInstance::send(capnp::MessageBuilder& message) {
  AVOW_TRY(Bytes bytes, wire::encode_frame(message));
  Result<void> out;
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      out = gone();
      break;
    }
    sent += static_cast<std::size_t>(count);
  }
  wire::wipe_bytes(bytes);
  return out;
}

Result<Bytes> RemoteInstance::next_message() {
  Bytes slice(kSliceBytes);
  while (true) {
    if (auto message = frames_.next()) return std::move(*message);
    const auto count = ::recv(socket_, slice.data(), slice.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return gone();
    AVOW_CHECK(frames_.receive(ByteView(slice).first(static_cast<std::size_t>(count))));
  }
}

Result<void> RemoteInstance::take_answers(app::Replies& replies) {
  while (true) {
    AVOW_TRY(const Bytes message, next_message());
    AVOW_TRY(const bool ended, wire::read_message<Frame>(message, wire::kFrameBytesMax, [&](Frame::Reader frame) {
               return take_answer(frame, replies);
             }));
    if (ended) return {};
  }
}

Result<void> RemoteInstance::handle(schema::Request::Reader request, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  message.initRoot<Frame>().setRequest(request);
  AVOW_CHECK(send(message));
  return take_answers(replies);
}

Result<void> RemoteInstance::unlock(ByteView passphrase, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto data = message.initRoot<Frame>().initUnlock(static_cast<unsigned>(passphrase.size()));
  std::copy(passphrase.begin(), passphrase.end(), data.begin());
  const auto sent = send(message);
  crypto::wipe(MutableByteView(data.begin(), data.size()));
  AVOW_CHECK(sent);
  return take_answers(replies);
}

Result<PageDoor> RemoteInstance::open_page(const PageWish& wish) {
  capnp::MallocMessageBuilder message;
  auto asked = message.initRoot<Frame>().initOpenPage();
  asked.setPort(wish.port);
  asked.setRevokeAll(wish.revoke_all);
  asked.setAssetsDir(wish.assets_dir);
  AVOW_CHECK(send(message));
  AVOW_TRY(Bytes answer, next_message());
  auto door = wire::read_message<Frame>(answer, wire::kFrameBytesMax, page_door);
  wire::wipe_bytes(answer);
  return door;
}

}  // namespace avow::instance
