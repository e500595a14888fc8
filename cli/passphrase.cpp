#include "cli/passphrase.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/reason.h"
#include "base/text_asking.h"
#include "cli/child.h"
#include "cli/interrupt.h"

namespace avow::cli {
namespace {

using crypto::SecretBuffer;

constexpr std::size_t kRoom = limits::kPassphraseBytesMax + 2;  // and a line ending
constexpr int kTries = 3;

enum class Until { end, line };

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { shut(); }
  int fd() const { return fd_; }
  void shut() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

// Byte by byte when only a line is wanted: what follows it belongs to somebody else.
Result<SecretBuffer> read_secret(int fd, Until until) {
  SecretBuffer out(kRoom);
  std::size_t size = 0;
  for (;;) {
    if (size == out.size()) {
      return Error{Errc::usage, fmt::format(text::kPassphraseTooLong, limits::kPassphraseBytesMax)};
    }
    const ssize_t count = read(fd, out.span().data() + size, until == Until::line ? 1 : out.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{Errc::io, fmt::format("the passphrase could not be read: {}", std::strerror(errno))};
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (until == Until::line && out.view()[size - 1] == '\n') {
      --size;
      break;
    }
  }
  out.shrink(size);
  return out;
}

Result<SecretBuffer> read_from_file(const std::filesystem::path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.fd() < 0) {
    if (errno == ENOENT) return Error{Errc::not_found, std::string(reason::kNoFile) + path.string()};
    return Error{Errc::io, fmt::format(text::kPassphraseFile, path.string(), std::strerror(errno))};
  }
  return read_secret(file.fd(), Until::end);
}

Result<SecretBuffer> read_from_command(const std::string& command) {
  AVOW_TRY(const Child child, start_child(command, ChildPipe::from_its_output));
  Descriptor pipe(child.pipe);
  auto out = read_secret(pipe.fd(), Until::end);
  pipe.shut();
  const int code = wait_for_child(child.pid);
  if (!out.ok()) return out;
  if (code != 0) return Error{Errc::passphrase_needed, std::string(text::kPassphraseCommandFailed)};
  return out;
}

void say(int terminal, std::string_view text) {
  const auto written = write(terminal, text.data(), text.size());
  static_cast<void>(written);  // nobody there to read it: the answer will show
}

Result<SecretBuffer> ask(int terminal, std::string_view prompt) {
  const EchoOff silence(terminal);
  if (!silence.ok()) return Error{Errc::passphrase_needed, std::string(text::kNoTerminal)};
  say(terminal, prompt);
  return read_secret(terminal, Until::line);
}

Result<SecretBuffer> ask_twice(int terminal) {
  say(terminal, fmt::format("{}\n", text::kPassphraseAdvice));
  for (int tries = 0; tries < kTries; ++tries) {
    AVOW_TRY(SecretBuffer once, ask(terminal, text::kAskNewPassphrase));
    if (once.empty()) {
      say(terminal, fmt::format("{}\n", text::kPassphraseEmpty));
      continue;
    }
    AVOW_TRY(const SecretBuffer again, ask(terminal, text::kAskAgain));
    if (crypto::equal_secret(once.view(), again.view())) return once;
    say(terminal, fmt::format("{}\n", text::kPassphrasesDiffer));
  }
  return Error{Errc::passphrase_needed, ""};
}

// The passphrase from everything but the terminal; nothing when only the terminal is left.
Result<std::optional<SecretBuffer>> read_unasked(const PassphraseSources& sources) {
  const auto given = [&]() -> Result<SecretBuffer> {
    if (sources.fd) return read_secret(*sources.fd, *sources.fd == 0 ? Until::line : Until::end);
    if (sources.file) return read_from_file(*sources.file);
    return read_from_command(*sources.command);
  };
  if (sources.fd || sources.file || sources.command) {
    AVOW_TRY(SecretBuffer secret, given());
    return std::optional<SecretBuffer>(std::move(secret));
  }
  if (!sources.may_ask) return Error{Errc::passphrase_needed, ""};
  return std::optional<SecretBuffer>();
}

Result<int> open_terminal(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return Error{Errc::passphrase_needed, std::string(text::kNoTerminal)};
  return fd;
}

}  // namespace

Result<SecretBuffer> read_passphrase(const PassphraseSources& sources, std::string_view prompt) {
  AVOW_TRY(auto unasked, read_unasked(sources));
  if (unasked) return std::move(*unasked);
  AVOW_TRY(const int fd, open_terminal(sources.terminal));
  const Descriptor terminal(fd);
  return ask(terminal.fd(), prompt);
}

Result<SecretBuffer> read_new_passphrase(const PassphraseSources& sources) {
  AVOW_TRY(auto unasked, read_unasked(sources));
  if (unasked) return std::move(*unasked);
  AVOW_TRY(const int fd, open_terminal(sources.terminal));
  const Descriptor terminal(fd);
  return ask_twice(terminal.fd());
}

}  // namespace avow::cli
