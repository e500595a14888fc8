#include "cli/own_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "cli/interrupt.h"

extern char** environ;

namespace avow::cli {
namespace {

constexpr int kPassphraseFd = 3;

struct Pipe {
  int read = -1;
  int write = -1;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Errc::io, "a pipe could not be made"};
  return Pipe{ends[0], ends[1]};
}

// A pipe that already holds `text` and ends there. Precondition: it fits a pipe (64 KiB).
Result<int> filled_pipe(const std::string& text) {
  AVOW_TRY(const Pipe pipe, make_pipe());
  const auto written = write(pipe.write, text.data(), text.size());
  close(pipe.write);
  if (written != static_cast<ssize_t>(text.size())) {
    close(pipe.read);
    return Error{Errc::io, "a pipe could not be filled"};
  }
  return pipe.read;
}

// Until there is something to read or a signal came; false: a signal.
bool wait_to_read(int fd) {
  std::array<pollfd, 2> ends{pollfd{fd, POLLIN, 0}, pollfd{interrupt_fd(), POLLIN, 0}};
  while (!interrupt_came()) {
    if (poll(ends.data(), ends.size(), -1) > 0 && ends[0].revents != 0) return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<OwnProcess>> OwnProcess::start(const std::vector<std::string>& arguments,
                                                      const OwnProcessInput& input) {
  AVOW_TRY(const int standard_input, filled_pipe(input.standard_input));
  AVOW_TRY(const int passphrase, filled_pipe(input.passphrase));
  AVOW_TRY(const Pipe out, make_pipe());
  std::vector<std::string> words{"avow"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  words.insert(words.end(), {"--passphrase-fd", std::to_string(kPassphraseFd), "--no-input"});
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, standard_input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // Why first away from 3: a dup2 of 3 onto 3 would leave it to be closed on exec.
  posix_spawn_file_actions_adddup2(&actions, passphrase, kPassphraseFd + 40);
  posix_spawn_file_actions_adddup2(&actions, kPassphraseFd + 40, kPassphraseFd);
  posix_spawn_file_actions_addclose(&actions, kPassphraseFd + 40);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  for (const int fd : {standard_input, passphrase, out.write}) close(fd);
  if (failed != 0) {
    close(out.read);
    return Error{Errc::io, "avow could not start itself"};
  }
  return std::unique_ptr<OwnProcess>(new OwnProcess(pid, out.read));
}

OwnProcess::~OwnProcess() {
  if (status_ < 0) {
    kill(pid_, SIGTERM);
    wait();
  }
  close(out_);
}

int OwnProcess::leave_running() {
  status_ = 0;  // not to be ended, not to be waited for
  return pid_;
}

Result<std::string> OwnProcess::line() {
  for (;;) {
    const auto end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string out = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return out;
    }
    if (!wait_to_read(out_)) return Error{Errc::interrupted, ""};
    std::array<char, 4096> chunk{};
    const auto count = read(out_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Errc::closed, "its output ended"};
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

std::string OwnProcess::rest() {
  std::string out;
  for (auto next = line(); next.ok(); next = line()) out += *next + "\n";
  return out + buffer_;
}

int OwnProcess::wait() {
  if (status_ >= 0) return status_;
  int status = 0;
  do {
    if (interrupt_came()) kill(pid_, SIGTERM);
  } while (waitpid(pid_, &status, 0) < 0 && errno == EINTR);
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

}  // namespace avow::cli
