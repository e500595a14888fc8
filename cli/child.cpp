#include "cli/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace avow::cli {
namespace {

// The environment for it: less keeps no history of what was searched for in somebody's notes.
std::vector<std::string> child_environment() {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, "LESSHISTFILE=", 13) != 0) out.emplace_back(*entry);
  }
  out.emplace_back("LESSHISTFILE=-");
  return out;
}

struct SpawnSettings {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  SpawnSettings() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

Result<Child> start_child(const std::string& shell_command, ChildPipe pipe, int out) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Errc::io, std::strerror(errno)};
  const bool we_write = pipe == ChildPipe::to_its_input;
  SpawnSettings settings;
  if (we_write) {
    posix_spawn_file_actions_adddup2(&settings.files, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&settings.files, out, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&settings.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&settings.files, ends[1], STDOUT_FILENO);
  }
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);  // ignored here, and that would be inherited
  posix_spawnattr_setsigdefault(&settings.attributes, &usual);
  posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> environment = child_environment();
  std::vector<char*> environment_pointers;
  for (std::string& entry : environment) environment_pointers.push_back(entry.data());
  environment_pointers.push_back(nullptr);
  std::array<std::string, 3> words{"sh", "-c", shell_command};
  std::array<char*, 4> argv{words[0].data(), words[1].data(), words[2].data(), nullptr};

  pid_t pid = -1;
  const int problem =
      posix_spawn(&pid, "/bin/sh", &settings.files, &settings.attributes, argv.data(), environment_pointers.data());
  close(we_write ? ends[0] : ends[1]);
  const int ours = we_write ? ends[1] : ends[0];
  if (problem != 0) {
    close(ours);
    return Error{Errc::io, std::strerror(problem)};
  }
  return Child{pid, ours};
}

int wait_for_child(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace avow::cli
