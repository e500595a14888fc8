#include "instance/reminding.h"

#include <algorithm>
#include <array>
#include <string>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <asio/io_context.hpp>

#include "base/text_daily.h"

extern char** environ;

namespace avow::instance {
namespace {

constexpr std::chrono::milliseconds kLookAgain = std::chrono::minutes(1);

}  // namespace

// Nobody waits for it: serve() ignores SIGCHLD, so it leaves no zombie.
void notify_desktop() {
  std::string name = "notify-send";
  std::string app = "--app-name=avow";
  std::string title(text::kNotificationTitle);
  std::string body(text::kNotificationText);
  std::array<char*, 5> argv{name.data(), app.data(), title.data(), body.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);  // Asio's sockets do not close on exec
  pid_t pid = -1;
  static_cast<void>(posix_spawnp(&pid, name.c_str(), &actions, nullptr, argv.data(), environ));
  posix_spawn_file_actions_destroy(&actions);
}

Reminding::Reminding(asio::io_context& loop, const Clock& clock, Say say)
    : clock_(clock), say_(std::move(say)), timer_(loop) {}

void Reminding::follow(Plan plan, Said said) {
  plan_ = std::move(plan);
  said_ = std::move(said);
  replan();
}

void Reminding::replan() {
  timer_.cancel();
  if (plan_) arm();
}

void Reminding::look() {
  const auto next = plan_ ? plan_() : std::nullopt;
  if (next && *next <= clock_.now()) {
    said_(*next);
    say_();
  }
  if (plan_) arm();
}

void Reminding::arm() {
  const auto next = plan_();
  if (!next) return;
  const auto rest = std::clamp<std::chrono::milliseconds>(*next - clock_.now(), std::chrono::milliseconds(1), kLookAgain);
  timer_.expires_after(rest);
  timer_.async_wait([this](const std::error_code& canceled) {
    if (!canceled) look();
  });
}

}  // namespace avow::instance
