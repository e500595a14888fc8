#include "noise/spoken_words.h"

#include <algorithm>

#include "base/codec.h"
#include "base/word_list.h"
#include "crypto/hash.h"

namespace avow::noise {
namespace {

constexpr unsigned kBitsPerWord = 11;
static_assert(kWordListSize == 1U << kBitsPerWord);

std::uint8_t number_of(Role role) { return role == Role::initiator ? 1 : 2; }

// Both as bytes, not as char: what another implementation would do.
bool bytewise_less(ByteView a, ByteView b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

Bytes words_input_bytes(const WordsInput& input) {
  const bool a_first = bytewise_less(input.key_a, input.key_b);
  auto heads = input.head_texts;
  std::sort(heads.begin(), heads.end(),
            [](const auto& a, const auto& b) { return bytewise_less(bytes_of(a), bytes_of(b)); });
  ByteWriter out;
  out.fixed(bytes_of("avow/v1 words")).text(input.purpose).fixed(input.handshake_hash);
  out.blob(a_first ? input.key_a : input.key_b).blob(a_first ? input.key_b : input.key_a);
  out.u32(static_cast<std::uint32_t>(heads.size()));
  for (const std::string& head : heads) out.text(head);
  out.fixed(input.initiator_random).fixed(input.responder_random);
  return out.take();
}

}  // namespace

Hash words_commitment(Role role, const Hash64& handshake_hash, const WordsRandom& random) {
  const ByteArray<1> number{number_of(role)};
  return crypto::blake2b({bytes_of("avow/v1 words commit"), number, handshake_hash, random});
}

bool opens_commitment(const Hash& commitment, Role role, const Hash64& handshake_hash, const WordsRandom& opened) {
  return crypto::equal_secret(commitment, words_commitment(role, handshake_hash, opened));
}

FiveWords five_words(const WordsInput& input) {
  AVOW_ASSERT(!input.purpose.empty() && input.purpose.size() <= 64);
  const Hash hash = crypto::blake2b({words_input_bytes(input)});
  FiveWords words;
  unsigned bit = 0;
  for (std::string& word : words) {
    unsigned index = 0;
    for (unsigned end = bit + kBitsPerWord; bit < end; ++bit) {
      const unsigned byte = hash[bit / 8];
      index = index << 1U | ((byte >> (7U - bit % 8)) & 1U);
    }
    word = word_list()[index];
  }
  return words;
}

}  // namespace avow::noise
