#include "cli/input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/reason.h"
#include "base/text.h"
#include "base/text_app.h"
#include "base/text_asking.h"

namespace avow::cli {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Error system_error(std::string_view what) { return Error{Errc::io, fmt::format("{}: {}", what, std::strerror(errno))}; }

// One byte, or -1 at the end. Unbuffered: what follows a line belongs to somebody else.
Result<int> read_byte(int fd) {
  unsigned char byte = 0;
  for (;;) {
    const ssize_t count = read(fd, &byte, 1);
    if (count == 1) return static_cast<int>(byte);
    if (count == 0) return -1;
    if (errno != EINTR) return system_error("standard input");
  }
}

}  // namespace

Result<std::string> read_all(int fd, std::size_t limit) {
  std::string out;
  std::string part(kReadBytes, '\0');
  for (;;) {
    const ssize_t count = read(fd, part.data(), part.size());
    if (count == 0) return out;
    if (count < 0) {
      if (errno == EINTR) continue;
      return system_error("it could not be read");
    }
    if (out.size() + static_cast<std::size_t>(count) > limit) {
      return Error{Errc::usage, fmt::format(text::kReadTooMuch, limit)};
    }
    out.append(part, 0, static_cast<std::size_t>(count));
  }
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.fd() < 0) {
    if (errno == ENOENT) return Error{Errc::not_found, std::string(reason::kNoFile) + path.string()};
    return system_error(path.string());
  }
  return read_all(file.fd(), limit);
}

Result<std::string> read_paragraph(int fd, std::size_t limit, EmptyFirst empty_first) {
  std::string out;
  std::string line;
  for (;;) {
    AVOW_TRY(const int byte, read_byte(fd));
    if (byte >= 0 && byte != '\n') {
      line.push_back(static_cast<char>(byte));
      if (out.size() + line.size() > limit) {
        return Error{Errc::usage, fmt::format(text::kReadTooMuch, limit)};
      }
      continue;
    }
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      out += (out.empty() ? "" : "\n") + line;
    else if (!out.empty() || byte < 0 || empty_first == EmptyFirst::skips)
      return out;
    if (byte < 0) return out;
    line.clear();
  }
}

std::string read_line(int fd, std::size_t limit) {
  std::string out;
  for (;;) {
    const auto byte = read_byte(fd);
    if (!byte.ok() || *byte < 0 || *byte == '\n') return out;
    if (out.size() < limit) out.push_back(static_cast<char>(*byte));
  }
}

void wait_for_enter(int fd) {
  for (;;) {
    const auto byte = read_byte(fd);
    if (!byte.ok() || *byte < 0 || *byte == '\n') return;
  }
}

Result<void> check_text(std::string_view said, std::string_view what) {
  if (said.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{Errc::usage, fmt::format(text::kIsEmpty, what)};
  }
  if (said.size() > limits::kTextBytesMax) {
    return Error{Errc::usage, fmt::format(text::kTextTooLong, what, said.size(), limits::kTextBytesMax)};
  }
  if (!is_utf8(said) || said.find('\0') != std::string_view::npos) {
    return Error{Errc::usage, fmt::format(text::kTextNotUtf8, what)};
  }
  return {};
}

}  // namespace avow::cli
