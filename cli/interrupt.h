// Ctrl-C and its relatives: whatever they interrupt, the terminal echoes again and the program says that it
// stopped, with exit code 130. What was committed stays; nothing else is written. Process-wide by nature.
#pragma once

#include <string>

#include "base/result.h"

namespace avow::cli {

// SIGINT, SIGTERM and SIGHUP end the program with 130; SIGPIPE is ignored (writes report it instead).
// Call once, from main.
void handle_interrupts();

// What is printed then: one line to `fd`. The text is copied.
void set_farewell(int fd, const std::string& line);

// While one of these lives the first signal waits, so that a step which should be whole is whole: it ends the program
// when the object goes. A second signal does not wait. One at a time. Resource.
class HeldInterrupts {
 public:
  HeldInterrupts();
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;
  ~HeldInterrupts();
};
// A signal waits for the end of such a step.
bool interrupt_came();
// Readable once it came; -1 when nothing is held.
int interrupt_fd();

// While a pager shows a list, Ctrl-C belongs to the pager.
void leave_interrupts_to_pager(bool leave);

// A terminal that does not echo, for the length of a question; a signal restores it too.
class EchoOff {
 public:
  explicit EchoOff(int terminal);
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff();
  // False: the descriptor is no terminal, so nothing may be typed there unseen.
  bool ok() const { return ok_; }

 private:
  bool ok_ = false;
};

}  // namespace avow::cli
