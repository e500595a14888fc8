#include "cli/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <utility>

namespace avow::cli {
namespace {

constexpr int kInterruptedExit = 130;

// What the handler may read: plain objects, guarded by lock-free flags that are set last and cleared first.
struct SignalState {
  std::atomic<int> silent_terminal{-1};
  termios before{};
  std::atomic<bool> pager{false};
  std::atomic<int> farewell_fd{-1};
  std::atomic<bool> held{false};
  std::atomic<bool> came{false};
  std::atomic<int> wake{-1};  // the writing end of a pipe that says so to poll()
  std::array<char, 1024> farewell{};
  std::size_t farewell_size = 0;
};
SignalState state;  // NOLINT: a signal handler can reach nothing else
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

[[noreturn]] void leave() {
  const int terminal = state.silent_terminal.exchange(-1);
  if (terminal >= 0) tcsetattr(terminal, TCSANOW, &state.before);
  const int fd = state.farewell_fd.load();
  if (fd >= 0) {
    const auto written = write(fd, state.farewell.data(), state.farewell_size);
    static_cast<void>(written);
  }
  _exit(kInterruptedExit);
}

extern "C" void on_interrupt(int) {
  if (state.pager.load()) return;
  if (state.held.load() && !state.came.exchange(true)) {
    const char mark = '!';
    const auto written = write(state.wake.load(), &mark, 1);
    static_cast<void>(written);
    return;
  }
  leave();
}

int reading_end = -1;  // NOLINT: of the pipe that `wake` writes to; the handler does not touch it

}  // namespace

void handle_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigfillset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, &action, &before);
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) sigaction(signal, &before, nullptr);  // started by nohup
  }
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

void set_farewell(int fd, const std::string& line) {
  state.farewell_fd = -1;
  state.farewell_size = std::min(line.size(), state.farewell.size());
  std::memcpy(state.farewell.data(), line.data(), state.farewell_size);
  state.farewell_fd = fd;
}

HeldInterrupts::HeldInterrupts() {
  AVOW_ASSERT(!state.held.load());
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) reading_end = ends[0];  // without it poll() is only slower
  state.wake = ends[1];
  state.came = false;
  state.held = true;
}

HeldInterrupts::~HeldInterrupts() {
  state.held = false;
  if (state.came.load()) leave();
  close(state.wake.exchange(-1));
  close(std::exchange(reading_end, -1));
}

bool interrupt_came() { return state.held.load() && state.came.load(); }
int interrupt_fd() { return reading_end; }

void leave_interrupts_to_pager(bool leave) { state.pager = leave; }

EchoOff::EchoOff(int terminal) {
  termios now{};
  if (tcgetattr(terminal, &now) != 0) return;
  state.before = now;
  state.silent_terminal = terminal;
  now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  now.c_lflag |= ECHONL;
  ok_ = tcsetattr(terminal, TCSAFLUSH, &now) == 0;
  // Why: a suspended avow would leave the shell without echo.
  signal(SIGTSTP, SIG_IGN);
}

EchoOff::~EchoOff() {
  const int terminal = state.silent_terminal.exchange(-1);
  if (terminal >= 0) tcsetattr(terminal, TCSAFLUSH, &state.before);
  signal(SIGTSTP, SIG_DFL);
}

}  // namespace avow::cli
