// The shape of a handshake: who knows whose key beforehand, and what each message carries (Noise rev 34,
// sections 7 and 9). avow speaks KKpsk0 in a session, XXpsk0 in a pairing, Kpsk0 in a sealed file; the other
// patterns here have published test vectors, which is how the generic code is checked. Value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::noise {

enum class Token { e, s, ee, es, se, ss, psk };

struct Pattern {
  std::string name;                           // as written, with its modifiers: "KKpsk0"
  bool initiator_known = false;               // the responder knows the initiator's static key beforehand
  bool responder_known = false;               // and the other way round
  std::vector<std::vector<Token>> messages;   // the initiator sends the first, then they alternate
  bool one_way() const { return messages.size() == 1; }
  std::size_t psk_count() const;
  // "Noise_<name>_25519_ChaChaPoly_SHA512"
  std::string protocol_name() const;
  bool operator==(const Pattern&) const = default;
};

// NN, KK, XX, IK, XK or K, with any valid modifiers ("XXpsk0", "NNpsk0+psk2"). Error{not_found} for others.
Result<Pattern> pattern_of(std::string_view name);

}  // namespace avow::noise
