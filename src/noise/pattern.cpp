#include "noise/pattern.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace avow::noise {
namespace {

using Messages = std::vector<std::vector<Token>>;

struct BasePattern {
  std::string_view name;
  bool initiator_known;
  bool responder_known;
  Messages messages;
};

// Section 7.4 and 7.5.
std::vector<BasePattern> base_patterns() {
  using enum Token;
  return {
      {"K", true, true, {{e, es, ss}}},
      {"NN", false, false, {{e}, {e, ee}}},
      {"KK", true, true, {{e, es, ss}, {e, ee, se}}},
      {"XK", false, true, {{e, es}, {e, ee}, {s, se}}},
      {"XX", false, false, {{e}, {e, ee, s, es}, {s, se}}},
      {"IK", false, true, {{e, es, s, ss}, {e, ee, se}}},
  };
}

// "psk0+psk2" onto the messages (section 9.4): psk0 starts the first message, pskN ends the N-th.
bool apply_modifiers(std::string_view modifiers, Messages& messages) {
  constexpr std::string_view kPrefix = "psk";
  std::size_t next = 0;  // modifiers stand in rising order, so none stands twice
  while (!modifiers.empty()) {
    if (!modifiers.starts_with(kPrefix) || modifiers.size() <= kPrefix.size()) return false;
    const char digit = modifiers[kPrefix.size()];
    if (digit < '0' || digit > '9') return false;
    const auto place = static_cast<std::size_t>(digit - '0');
    if (place < next || place > messages.size()) return false;
    if (place == 0) {
      messages[0].insert(messages[0].begin(), Token::psk);
    } else {
      messages[place - 1].push_back(Token::psk);
    }
    next = place + 1;
    modifiers.remove_prefix(kPrefix.size() + 1);
    if (modifiers.empty()) return true;
    if (modifiers.front() != '+') return false;
    modifiers.remove_prefix(1);
    if (modifiers.empty()) return false;
  }
  return true;
}

}  // namespace

std::size_t Pattern::psk_count() const {
  std::ptrdiff_t count = 0;
  for (const auto& message : messages) count += std::count(message.begin(), message.end(), Token::psk);
  return static_cast<std::size_t>(count);
}

std::string Pattern::protocol_name() const { return "Noise_" + name + "_25519_ChaChaPoly_SHA512"; }

Result<Pattern> pattern_of(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto base_end = std::find_if_not(name.begin(), name.end(), is_upper);
  const auto base_size = static_cast<std::size_t>(std::distance(name.begin(), base_end));
  for (BasePattern& base : base_patterns()) {
    if (base.name != name.substr(0, base_size)) continue;
    if (!apply_modifiers(name.substr(base_size), base.messages)) break;
    return Pattern{std::string(name), base.initiator_known, base.responder_known, std::move(base.messages)};
  }
  return Error{Errc::not_found, "a handshake pattern of that name"};
}

}  // namespace avow::noise
