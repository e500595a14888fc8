// Values that people type: how long, at which address, which record. Each is checked before anything is opened.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::cli {

inline constexpr std::uint32_t kWindowSecondsDefault = 120;  // how long a listening command waits
inline constexpr std::uint32_t kWindowSecondsMax = 24 * 3600;

// "30s", "2m", "1h", from one second to a day; "" gives the default. Error{usage}.
Result<std::uint32_t> window_seconds(std::string_view typed);

// "HOST:PORT", "[v6]:PORT", at most limits::kAddressBytesMax bytes; the port in 0–65535. Error{usage}; `option`
// names it in the sentence.
Result<void> check_address(std::string_view typed, std::string_view option);

// One at which the partner reaches this device, for --address: not "any address" (0.0.0.0, [::]), not port 0. Error{usage}.
Result<void> check_own_address(std::string_view typed, std::string_view option);

// A whole number of at least 1; "" gives 0 (the usual, all). Error{usage}; `option` names it in the sentence.
Result<std::uint32_t> whole_number(std::string_view typed, std::string_view option);
// … of --limit.
Result<std::uint32_t> list_limit(std::string_view typed);

// A prefix of an id, checked, as it was typed. Error{usage}.
Result<std::string> typed_id(std::string_view typed);

}  // namespace avow::cli
