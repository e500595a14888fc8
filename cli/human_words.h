// Small words that all human answers share: names, states and times of an answer as a person reads them. All of it is
// neutralised.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <capnp/blob.h>
#include <fmt/format.h>

#include "base/text.h"
#include "base/text_replies.h"
#include "base/text_words.h"
#include "cli/environment.h"
#include "wire/message.h"

namespace avow::cli {

// One of our own names, or a partner's: on one line and harmless.
inline std::string safe(capnp::Text::Reader text) { return neutralise_line(wire::view_of(text)); }

// What the catalogue says for a name of the ledger's, in the middle of a line.
inline std::string in_words(text::Group group, capnp::Text::Reader name) { return text::in_line(text::words(group, wire::view_of(name))); }

// "you · kept, late · due Fri": those that say something.
inline std::string dotted(std::initializer_list<std::string> parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : " · ") + part;
  }
  return out;
}

// Whoever wrote it, and the two as a list names them.
inline std::string who(capnp::Text::Reader by) { return wire::view_of(by) == "me" ? "you" : "partner"; }

// "you took it on"; what nobody does names nobody.
inline std::string who_did(capnp::Text::Reader by, std::string_view kind, capnp::Text::Reader event) {
  const std::string did(text::event_words(kind, wire::view_of(event)));
  return kind == "checkin" && wire::view_of(event) == "open" ? did : who(by) + " " + did;
}

inline std::string wall(capnp::Text::Reader rfc3339) { return neutralise_line(on_the_wall(wire::view_of(rfc3339))); }

inline std::string partner_name(capnp::Text::Reader name) {
  return name.size() == 0 ? std::string(text::kYourPartner) : safe(name);
}

inline std::string plural(std::uint32_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace avow::cli
