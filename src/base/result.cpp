#include "base/result.h"

namespace avow {

const char* name_of(Errc code) {
  switch (code) {
    case Errc::failed: return "failed";
    case Errc::usage: return "usage";
    case Errc::not_found: return "not_found";
    case Errc::ambiguous: return "ambiguous";
    case Errc::passphrase_needed: return "passphrase_needed";
    case Errc::wrong_passphrase: return "wrong_passphrase";
    case Errc::no_vault: return "no_vault";
    case Errc::not_running: return "not_running";
    case Errc::unreachable: return "unreachable";
    case Errc::refused: return "refused";
    case Errc::not_paired: return "not_paired";
    case Errc::read_only: return "read_only";
    case Errc::damaged: return "damaged";
    case Errc::malformed: return "malformed";
    case Errc::too_large: return "too_large";
    case Errc::forged: return "forged";
    case Errc::closed: return "closed";
    case Errc::timed_out: return "timed_out";
    case Errc::busy: return "busy";
    case Errc::newer_version: return "newer_version";
    case Errc::io: return "io";
    case Errc::interrupted: return "interrupted";
  }
  AVOW_ASSERT(false);
}

std::optional<Errc> errc_named(std::string_view name) {
  for (int code = 0; code <= static_cast<int>(Errc::interrupted); ++code) {
    if (name == name_of(static_cast<Errc>(code))) return static_cast<Errc>(code);
  }
  return std::nullopt;
}

}  // namespace avow
