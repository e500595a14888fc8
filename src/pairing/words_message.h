// The three messages by which a pairing reaches its five words (noise/spoken_words.h says what they mean).
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace avow::pairing {

enum class WordsStep { commit, reply, open };

struct WordsMessage {
  WordsStep step = WordsStep::commit;
  ByteArray<32> value{};
  bool operator==(const WordsMessage&) const = default;
};

inline constexpr std::size_t kWordsMessageBytesMax = 256;
// PairingMessage of pairing.capnp.
Bytes encode_words_message(const WordsMessage& message);
// Error{malformed | too_large}: also for a kind of message that this version does not know.
Result<WordsMessage> decode_words_message(ByteView bytes);

}  // namespace avow::pairing
