// Another program, started through the shell by the person's own setting: the pager, the passphrase command.
// It gets no plaintext in its arguments and none of our files.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace avow::cli {

enum class ChildPipe { to_its_input, from_its_output };

struct Child {
  pid_t pid = -1;
  int pipe = -1;  // our end, to be closed by the caller
};

// `out`: where its output goes when our pipe is its input. Error{io}.
Result<Child> start_child(const std::string& shell_command, ChildPipe pipe, int out = 1);

// Its exit code, or -1 when it did not end by itself.
int wait_for_child(pid_t pid);

}  // namespace avow::cli
