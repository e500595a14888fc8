// What is sealed: it comes back as it was written, tells little by its length, and nothing else opens the seal.
#include <doctest/doctest.h>

#include <set>

#include "base/limits.h"
#include "ledger/checkin_answers.h"

using namespace avow;
using namespace avow::ledger;

namespace {

const std::vector<CheckinAnswer> kAnswers{{"calm", Sharing::exact, 7, ""},
                                          {"reliance", Sharing::band, 3, ""},
                                          {"connection", Sharing::trend, -1, ""},
                                          {"note", Sharing::exact, 0, "es ist schön, dass du da bist"}};

RecordId checkin_id(std::uint8_t value) {
  RecordId id;
  id.bytes.fill(value);
  return id;
}
LogId log_id(std::uint8_t value) {
  LogId id;
  id.bytes.fill(value);
  return id;
}
Hash nonce_of(std::uint8_t value) {
  Hash nonce{};
  nonce.fill(value);
  return nonce;
}

Errc refused(std::vector<CheckinAnswer> answers) {
  const auto encoded = encode_answers(answers);
  return encoded.ok() ? Errc::interrupted : encoded.error().code;
}

}  // namespace

TEST_CASE("answers come back as they were sealed, in whole blocks of 256 bytes") {
  for (const auto& answers : {kAnswers, std::vector<CheckinAnswer>{}, std::vector<CheckinAnswer>{kAnswers[0]}}) {
    const auto padded = encode_answers(answers);
    REQUIRE(padded.ok());
    CHECK(padded->size() % kAnswersPadding == 0);
    CHECK(*decode_answers(*padded) == answers);
  }
  CHECK(encode_answers({})->size() == kAnswersPadding);
  CHECK(encode_answers(kAnswers)->size() == kAnswersPadding);
}

TEST_CASE("the padding is 0x80 and zeros to the end of the block, and nothing else is taken") {
  const Bytes padded = *encode_answers(kAnswers);
  const auto wrong = [](const Bytes& bytes) { return decode_answers(bytes).error().code; };
  Bytes longer = padded;
  longer.resize(padded.size() + kAnswersPadding);
  CHECK(wrong(longer) == Errc::malformed);
  Bytes unmarked = padded;
  unmarked.back() = 1;
  CHECK(wrong(unmarked) == Errc::malformed);
  CHECK(wrong(Bytes(kAnswersPadding, 0)) == Errc::malformed);
  CHECK(wrong({}) == Errc::malformed);
  CHECK(wrong(Bytes(padded.begin(), padded.end() - 8)) == Errc::malformed);
  Bytes marked_late = padded;
  marked_late.back() = 0x80;
  CHECK(wrong(marked_late) == Errc::malformed);  // bytes left over behind the segment
}

TEST_CASE("answers hold what their limits say and not one more") {
  std::vector<CheckinAnswer> many;
  for (std::size_t i = 0; i < limits::kQuestionsMax; ++i) many.push_back({"q" + std::to_string(i), Sharing::exact, 1, ""});
  CHECK(refused(many) == Errc::interrupted);
  many.push_back({"more", Sharing::exact, 1, ""});
  CHECK(refused(many) == Errc::too_large);

  CHECK(refused({{std::string(limits::kQuestionKeyBytesMax, 'k'), Sharing::exact, 1, ""}}) == Errc::interrupted);
  CHECK(refused({{std::string(limits::kQuestionKeyBytesMax + 1, 'k'), Sharing::exact, 1, ""}}) == Errc::too_large);

  // The longest text that still fits its last block, and one byte more.
  std::size_t fits = limits::kAnswersBytesMax;
  while (refused({{"n", Sharing::exact, 0, std::string(fits, 'a')}}) == Errc::too_large) --fits;
  CHECK(encode_answers({{"n", Sharing::exact, 0, std::string(fits, 'a')}})->size() == limits::kAnswersBytesMax);
  CHECK(decode_answers(*encode_answers({{"n", Sharing::exact, 0, std::string(fits, 'a')}})).ok());
  CHECK(refused({{"n", Sharing::exact, 0, std::string(fits + 1, 'a')}}) == Errc::too_large);
  CHECK(decode_answers(Bytes(limits::kAnswersBytesMax + kAnswersPadding, 0x80)).error().code == Errc::too_large);
}

TEST_CASE("what says nothing clear is refused: no key, one key twice, no level, no UTF-8") {
  CHECK(refused({{"", Sharing::exact, 1, ""}}) == Errc::malformed);
  CHECK(refused({{"a", Sharing::exact, 1, ""}, {"a", Sharing::exact, 2, ""}}) == Errc::malformed);
  CHECK(refused({{"a", Sharing::private_, 1, ""}}) == Errc::malformed);
  CHECK(refused({{"a", static_cast<Sharing>(9), 1, ""}}) == Errc::malformed);
  for (const std::int32_t band : {1, 2, 3}) CHECK(refused({{"a", Sharing::band, band, ""}}) == Errc::interrupted);
  for (const std::int32_t band : {0, 4}) CHECK(refused({{"a", Sharing::band, band, ""}}) == Errc::malformed);
  for (const std::int32_t trend : {-1, 0, 1}) CHECK(refused({{"a", Sharing::trend, trend, ""}}) == Errc::interrupted);
  for (const std::int32_t trend : {-2, 2}) CHECK(refused({{"a", Sharing::trend, trend, ""}}) == Errc::malformed);
  CHECK(refused({{"a", Sharing::exact, 0, "\xFF"}}) == Errc::malformed);
  CHECK(refused({{"\xFF", Sharing::exact, 0, ""}}) == Errc::malformed);
}

TEST_CASE("a seal opens with its own check-in, log, nonce and answers, and with nothing else") {
  const Bytes padded = *encode_answers(kAnswers);
  const Hash seal = seal_of(checkin_id(1), log_id(2), nonce_of(3), padded);
  Words opening;
  opening.nonce = Bytes(kSealBytes, 3);
  opening.answers = padded;
  CHECK(opens(seal, checkin_id(1), log_id(2), opening));
  CHECK_FALSE(opens(seal, checkin_id(9), log_id(2), opening));
  CHECK_FALSE(opens(seal, checkin_id(1), log_id(9), opening));  // the other's seal, copied
  CHECK_FALSE(opens(ByteView(seal).first(31), checkin_id(1), log_id(2), opening));
  CHECK_FALSE(opens({}, checkin_id(1), log_id(2), opening));
  Words other = opening;
  other.nonce.back() = 4;
  CHECK_FALSE(opens(seal, checkin_id(1), log_id(2), other));
  other = opening;
  other.nonce.clear();
  CHECK_FALSE(opens(seal, checkin_id(1), log_id(2), other));
  other = opening;
  other.answers = *encode_answers({kAnswers[0]});
  CHECK_FALSE(opens(seal, checkin_id(1), log_id(2), other));
}
