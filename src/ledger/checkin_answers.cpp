#include "ledger/checkin_answers.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

namespace avow::ledger {
namespace {

constexpr std::string_view kDomain = "avow/v1 checkin seal";
constexpr std::uint8_t kPaddingStart = 0x80;

bool is_level(Sharing sharing, std::int32_t value) {
  switch (sharing) {
    case Sharing::exact: return true;
    case Sharing::band: return value >= 1 && value <= 3;
    case Sharing::trend: return value >= -1 && value <= 1;
    case Sharing::private_: return false;
  }
  return false;  // a number of foreign bytes
}

Result<void> check_answers(const std::vector<CheckinAnswer>& answers) {
  if (answers.size() > limits::kQuestionsMax) return Error{Errc::too_large, "too many answers"};
  std::set<std::string_view> keys;
  for (const CheckinAnswer& one : answers) {
    const bool too_long = one.key.size() > limits::kQuestionKeyBytesMax || one.text.size() > limits::kTextBytesMax;
    if (too_long) return Error{Errc::too_large, "an answer is too long"};
    const bool named = !one.key.empty() && is_utf8(one.key) && keys.insert(one.key).second;
    if (!named || !is_utf8(one.text)) return Error{Errc::malformed, "an answer without a name of its own"};
    if (!is_level(one.sharing, one.value)) return Error{Errc::malformed, "an answer on no level that there is"};
  }
  return {};
}

Result<ByteView> without_padding(ByteView padded) {
  if (padded.size() > limits::kAnswersBytesMax) return Error{Errc::too_large, "too long answers"};
  std::size_t size = padded.size();
  while (size > 0 && padded[size - 1] == 0) --size;
  const bool whole = size > 0 && padded[size - 1] == kPaddingStart && padded.size() % kAnswersPadding == 0;
  if (!whole || padded.size() - size >= kAnswersPadding) return Error{Errc::malformed, "answers with a wrong padding"};
  return padded.first(size - 1);
}

}  // namespace

Result<Bytes> encode_answers(const std::vector<CheckinAnswer>& answers) {
  AVOW_CHECK(check_answers(answers));
  Bytes out = wire::encode_canonical<schema::Answers>([&](schema::Answers::Builder to) {
    if (answers.empty()) return;
    auto list = to.initAnswers(static_cast<unsigned>(answers.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setKey(wire::text_for(answers[i].key));
      list[i].setSharing(static_cast<std::uint8_t>(answers[i].sharing));
      list[i].setValue(answers[i].value);
      if (!answers[i].text.empty()) list[i].setText(wire::text_for(answers[i].text));
    }
  });
  out.push_back(kPaddingStart);
  out.resize((out.size() + kAnswersPadding - 1) / kAnswersPadding * kAnswersPadding);
  if (out.size() > limits::kAnswersBytesMax) return Error{Errc::too_large, "the answers are too long together"};
  return out;
}

Result<std::vector<CheckinAnswer>> decode_answers(ByteView padded) {
  AVOW_TRY(const ByteView segment, without_padding(padded));
  using Answers = std::vector<CheckinAnswer>;
  return wire::read_canonical<schema::Answers>(segment, limits::kAnswersBytesMax,
                                               [](schema::Answers::Reader from) -> Result<Answers> {
    const auto list = from.getAnswers();
    if (list.size() > limits::kQuestionsMax) return Error{Errc::too_large, "too many answers"};
    Answers answers;
    for (const auto one : list) {
      answers.push_back({std::string(wire::view_of(one.getKey())), static_cast<Sharing>(one.getSharing()), one.getValue(),
                         std::string(wire::view_of(one.getText()))});
    }
    AVOW_CHECK(check_answers(answers));
    return answers;
  });
}

Hash seal_of(const RecordId& checkin, const LogId& author_log, const Hash& nonce, ByteView padded) {
  return crypto::blake2b({bytes_of(kDomain), checkin.bytes, author_log.bytes, nonce, padded});
}

bool opens(ByteView seal, const RecordId& checkin, const LogId& author_log, const Words& opening) {
  if (seal.size() != kSealBytes || opening.nonce.size() != kSealBytes) return false;
  const Hash made = seal_of(checkin, author_log, first<32>(opening.nonce), opening.answers);
  return std::equal(made.begin(), made.end(), seal.begin());
}

}  // namespace avow::ledger
