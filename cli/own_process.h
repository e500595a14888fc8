// Another process of this very program, for `avow demo`: what it prints is read line by line, what it must know in
// secret goes in through pipes, never through its arguments. Resource.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace avow::cli {

struct OwnProcessInput {
  std::string standard_input;
  std::string passphrase;  // handed over as --passphrase-fd
};

class OwnProcess {
 public:
  // Error{io}.
  static Result<std::unique_ptr<OwnProcess>> start(const std::vector<std::string>& arguments,
                                                   const OwnProcessInput& input);
  OwnProcess(const OwnProcess&) = delete;
  OwnProcess& operator=(const OwnProcess&) = delete;
  ~OwnProcess();  // ends it when it still runs

  // The next line of its output without the line feed; Error{closed} at the end, Error{interrupted} while
  // HeldInterrupts hold a signal back.
  Result<std::string> line();
  // Lets it live on after this object. Its process id.
  int leave_running();
  // Everything that it still prints.
  std::string rest();
  // Ends it first when a signal is held back. Its exit code (128 + the signal that ended it).
  int wait();

 private:
  OwnProcess(pid_t pid, int out) : pid_(pid), out_(out) {}
  pid_t pid_;
  int out_;
  std::string buffer_;
  int status_ = -1;
};

}  // namespace avow::cli
