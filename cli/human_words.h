// Small words that all human answers share: names, states and times of an answer as a person reads them. All of it is
// neutralised.
#pragma once

#include <string>
#include <string_view>

#include <capnp/blob.h>
#include <fmt/format.h>

#include "base/text.h"
#include "base/text_replies.h"
#include "cli/environment.h"
#include "wire/message.h"

namespace avow::cli {

// One of our own names, or a partner's: on one line and harmless.
inline std::string safe(capnp::Text::Reader text) { return neutralise_line(wire::view_of(text)); }

// A state or kind as words: "kept_late" → "kept late".
inline std::string as_words(capnp::Text::Reader name) {
  std::string out = safe(name);
  for (char& c : out) {
    if (c == '_' || c == '-') c = ' ';
  }
  return out;
}

inline std::string wall(capnp::Text::Reader rfc3339) { return neutralise_line(on_the_wall(wire::view_of(rfc3339))); }

inline std::string partner_name(capnp::Text::Reader name) {
  return name.size() == 0 ? std::string(text::kYourPartner) : safe(name);
}

inline std::string plural(std::uint32_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace avow::cli
