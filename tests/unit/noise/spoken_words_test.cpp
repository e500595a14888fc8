#include "noise/spoken_words.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "base/word_list.h"
#include "crypto/hash.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::noise;
using avow::testing::SeededRandom;

namespace {

struct Sample {
  Sample() {
    handshake_hash.fill(0x11);
    initiator.fill(0x44);
    responder.fill(0x55);
  }
  WordsInput input() const {
    return {.purpose = "sync", .handshake_hash = handshake_hash, .key_a = key_a, .key_b = key_b,
            .head_texts = {"avow/v1/notes\n2\n", "avow/v1/commitments\n1\n"},
            .initiator_random = initiator, .responder_random = responder};
  }
  Hash64 handshake_hash{};
  Bytes key_a = Bytes(64, 0x33);
  Bytes key_b = Bytes(64, 0x22);
  WordsRandom initiator{}, responder{};
};

}  // namespace

TEST_CASE("the word list is 2,048 sorted, distinct words of plain letters") {
  const auto& words = word_list();
  CHECK(words.size() == 2048);
  CHECK(std::set<std::string_view>(words.begin(), words.end()).size() == words.size());
  for (const auto word : words) {
    CHECK(word.size() >= 4);
    CHECK(word.size() <= 8);
    CHECK(std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  }
}

TEST_CASE("five words follow their description byte by byte") {
  const Sample sample;
  Bytes bytes = to_bytes(bytes_of("avow/v1 words"));
  const auto add = [&](ByteView part) {
    append(bytes, little_endian(static_cast<std::uint32_t>(part.size())));
    append(bytes, part);
  };
  add(bytes_of("sync"));
  append(bytes, sample.handshake_hash);
  add(sample.key_b);
  add(sample.key_a);
  append(bytes, little_endian(std::uint32_t{2}));
  add(bytes_of("avow/v1/commitments\n1\n"));
  add(bytes_of("avow/v1/notes\n2\n"));
  append(bytes, sample.initiator);
  append(bytes, sample.responder);
  const Hash hash = crypto::blake2b({bytes});
  std::uint64_t top = 0;  // big-endian first eight bytes
  for (std::size_t i = 0; i < 8; ++i) top = top << 8U | hash[i];
  const FiveWords words = five_words(sample.input());
  for (unsigned i = 0; i < 5; ++i) CHECK(words[i] == word_list()[(top >> (64 - 11 * (i + 1))) & 0x7FFU]);
}

TEST_CASE("both sides get the same words whatever order they name keys and heads in") {
  const Sample sample;
  WordsInput other = sample.input();
  std::swap(other.key_a, other.key_b);
  std::reverse(other.head_texts.begin(), other.head_texts.end());
  CHECK(five_words(other) == five_words(sample.input()));
}

TEST_CASE("each input changes the words, and no two fields can pass for one another") {
  const Sample sample;
  std::set<FiveWords> seen{five_words(sample.input())};
  const auto differs = [&](const WordsInput& input) { return seen.insert(five_words(input)).second; };
  WordsInput input = sample.input();
  input.purpose = "pairing";
  CHECK(differs(input));
  input = sample.input();
  input.handshake_hash[63] ^= 1;
  CHECK(differs(input));
  input = sample.input();
  input.initiator_random[0] ^= 1;
  CHECK(differs(input));
  input = sample.input();
  std::swap(input.initiator_random, input.responder_random);
  CHECK(differs(input));
  input = sample.input();
  input.head_texts.pop_back();
  CHECK(differs(input));
  input.head_texts = {"avow/v1/notes\n2\navow/v1/commitments\n1\n"};
  CHECK(differs(input));
  input.head_texts = {};
  CHECK(differs(input));
  input = sample.input();
  input.key_a = ByteView(sample.key_a).first(63);
  CHECK(differs(input));
}

TEST_CASE("a commitment opens with what was committed to, and only by the role that made it") {
  const Sample sample;
  const Hash commitment = words_commitment(Role::initiator, sample.handshake_hash, sample.initiator);
  CHECK(opens_commitment(commitment, Role::initiator, sample.handshake_hash, sample.initiator));
  CHECK_FALSE(opens_commitment(commitment, Role::responder, sample.handshake_hash, sample.initiator));
  CHECK_FALSE(opens_commitment(commitment, Role::initiator, sample.handshake_hash, sample.responder));
  Hash64 other = sample.handshake_hash;
  other[0] ^= 1;
  CHECK_FALSE(opens_commitment(commitment, Role::initiator, other, sample.initiator));
  const ByteArray<1> one{1};
  CHECK(commitment == crypto::blake2b({bytes_of("avow/v1 words commit"), one, sample.handshake_hash, sample.initiator}));
}

TEST_CASE("words are spread evenly over the list") {
  Sample sample;
  SeededRandom random(5);
  std::set<std::string> seen;
  for (int i = 0; i < 4'000; ++i) {
    random.fill(sample.responder);
    for (const auto& word : five_words(sample.input())) seen.insert(word);
  }
  CHECK(seen.size() > 2'040);  // 20,000 draws miss a word with probability e^-9.8
}
