#include "cli/values.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/limits.h"
#include "base/text_asking.h"

namespace avow::cli {
namespace {

// The whole text as a number, or false.
bool to_number(std::string_view text, std::uint32_t& out) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && problem == std::errc{} && end == text.data() + text.size();
}

std::uint32_t seconds_of_unit(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    default: return 0;
  }
}

}  // namespace

Result<std::uint32_t> window_seconds(std::string_view typed) {
  if (typed.empty()) return kWindowSecondsDefault;
  std::uint32_t count = 0;
  const std::uint32_t unit = seconds_of_unit(typed.back());
  const bool fits = unit > 0 && to_number(typed.substr(0, typed.size() - 1), count) && count > 0 &&
                    std::uint64_t{count} * unit <= kWindowSecondsMax;
  if (!fits) return Error{Errc::usage, std::string(text::kForTakes)};
  return count * unit;
}

Result<void> check_address(std::string_view typed, std::string_view option) {
  const auto colon = typed.rfind(':');
  const std::string_view host = typed.substr(0, colon);
  std::uint32_t port = 0;
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  const bool plain = host.find_first_of(":[] \t\r\n") == host.npos;
  const bool fits = colon != typed.npos && !host.empty() && (bracketed || plain) &&
                    typed.size() <= limits::kAddressBytesMax && to_number(typed.substr(colon + 1), port) &&
                    port <= 65535;
  if (!fits)
    return Error{Errc::usage, fmt::format(text::kAddressTakes, option)};
  return {};
}

Result<void> check_own_address(std::string_view typed, std::string_view option) {
  AVOW_CHECK(check_address(typed, option));
  const auto colon = typed.rfind(':');
  const bool any_port = typed.find_first_not_of('0', colon + 1) == typed.npos;
  const bool any_host = typed.substr(0, colon).find_first_not_of("[0:.]") == typed.npos;
  if (any_port || any_host) return Error{Errc::usage, fmt::format(text::kAddressLeads, option, typed)};
  return {};
}

Result<std::uint32_t> whole_number(std::string_view typed, std::string_view option) {
  std::uint32_t count = 0;
  if (!typed.empty() && (!to_number(typed, count) || count == 0)) {
    return Error{Errc::usage, fmt::format(text::kNumberTakes, option)};
  }
  return count;
}

Result<std::uint32_t> list_limit(std::string_view typed) { return whole_number(typed, "limit"); }

Result<std::string> typed_id(std::string_view typed) {
  const auto id = normal_id_prefix(typed);
  if (!id.ok()) return Error{Errc::usage, fmt::format(text::kNoId, id.error().context)};
  return std::string(typed);
}

}  // namespace avow::cli
