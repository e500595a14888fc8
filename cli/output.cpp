#include "cli/output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"
#include "base/text_catalogue.h"
#include "cli/child.h"
#include "cli/interrupt.h"
#include "crypto/secret.h"
#include "wire/json.h"

namespace avow::cli {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

// 0, or the errno that stopped it.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

}  // namespace

Output::Output(int out, int err, bool json, bool colour_out, bool colour_err)
    : out_(out),
      err_(err),
      json_(json),
      style_(colour_out),
      err_style_(colour_err),
      width_(columns_of(out)),
      err_width_(columns_of(err)) {}

Output::~Output() { static_cast<void>(finish()); }

void Output::print(std::string_view text) {
  if (text.empty()) return;
  buffer_ += text;
  last_ = text.back();
  if (buffer_.size() >= kBufferBytes) flush();
}

void Output::print_secret(ByteView bytes) {
  flush();
  write_out(text_of(bytes));
}

void Output::notice(std::string_view text) {
  flush();
  write_all(err_, wrap(text, err_width_));
}

void Output::give_back(std::string_view heading, std::string_view text) {
  notice(heading);
  write_all(err_, quoted(text));
}

void Output::data(std::string_view data) {
  print(fmt::format("{{\"v\":1,\"data\":{}}}\n", data));
  flush();
}

void Output::error(const Explanation& explanation) {
  if (json_) {
    if (last_ != '\n') print("\n");  // a list that broke off
    print(fmt::format("{{\"v\":1,\"error\":{}}}\n", to_json(explanation)));
    flush();
    return;
  }
  flush();
  std::string text = wrap(fmt::format("{} {}", err_style_.alarm("avow:"), explanation.message), err_width_);
  for (const std::string& candidate : explanation.candidates) text += fmt::format("  {}\n", neutralise_line(candidate));
  if (!explanation.hint.empty()) text += wrap(std::string(text::kNext) + explanation.hint, err_width_);
  write_all(err_, text);
}

bool Output::start_pager(const std::string& command) {
  AVOW_ASSERT(pager_ < 0);
  flush();
  auto child = start_child(command, ChildPipe::to_its_input, out_);
  if (!child.ok()) return false;
  pager_ = child->pid;
  pager_pipe_ = child->pipe;
  leave_interrupts_to_pager(true);
  return true;
}

void Output::flush() {
  if (buffer_.empty()) return;
  write_out(buffer_);
  buffer_.clear();
}

Result<void> Output::finish() {
  flush();
  if (pager_ >= 0) {
    close(pager_pipe_);
    wait_for_child(pager_);
    pager_ = -1;
    pager_pipe_ = -1;
    leave_interrupts_to_pager(false);
  }
  if (failure_ != 0) {
    return Error{Errc::io,
                 fmt::format("the answer could not be written: {}", std::strerror(std::exchange(failure_, 0)))};
  }
  return {};
}

void Output::write_out(std::string_view bytes) {
  if (reader_left_ || failure_ != 0) return;
  const int problem = write_all(pager_pipe_ >= 0 ? pager_pipe_ : out_, bytes);
  if (problem == EPIPE)
    reader_left_ = true;
  else
    failure_ = problem;
}

}  // namespace avow::cli
