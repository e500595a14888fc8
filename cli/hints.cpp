#include "cli/hints.h"

namespace avow::cli {

int exit_code_of(Errc code) {
  switch (code) {
    case Errc::usage:
    case Errc::malformed: return exit_code::kUsage;
    case Errc::not_found:
    case Errc::ambiguous:
    case Errc::no_vault: return exit_code::kNotFound;
    case Errc::passphrase_needed:
    case Errc::wrong_passphrase: return exit_code::kLocked;
    case Errc::not_running: return exit_code::kNotRunning;
    case Errc::unreachable:
    case Errc::closed:
    case Errc::timed_out: return exit_code::kUnreachable;
    case Errc::refused:
    case Errc::not_paired:
    case Errc::read_only: return exit_code::kRefused;
    case Errc::damaged:
    case Errc::forged: return exit_code::kVerification;
    case Errc::interrupted: return exit_code::kInterrupted;
    case Errc::failed:
    case Errc::too_large:
    case Errc::busy:
    case Errc::newer_version:
    case Errc::io: return exit_code::kFailed;
  }
  AVOW_ASSERT(false);
}

}  // namespace avow::cli
