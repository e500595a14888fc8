// What somebody answered in a check-in, as it is sealed: a canonical segment, padded so that its length tells little, and
// the seal over it. Whoever has only the seal learns nothing of the answers; whoever made it cannot change them.
// Answers that stay private are never in here. protocol/README.md#check-ins. Values, pure.
#pragma once

#include "ledger/record.h"

namespace avow::ledger {

struct CheckinAnswer {
  std::string key;
  Sharing sharing = Sharing::exact;  // never private_
  std::int32_t value = 0;            // exact: the number · band: 1 low, 2 middle, 3 high · trend: -1 down, 0 same, 1 up
  std::string text;                  // of a question that asks for words
  bool operator==(const CheckinAnswer&) const = default;
};

inline constexpr std::size_t kAnswersPadding = 256;  // the length is a multiple of it

// Segment ‖ 0x80 ‖ zeros. Error{too_large}: more than limits::kQuestionsMax answers, a key or text over its limit, the
// whole over limits::kAnswersBytesMax. Error{malformed}: a key that is empty, not UTF-8 or there twice, a text that is not
// UTF-8, a level that is none of the three, a band or trend that is none.
Result<Bytes> encode_answers(const std::vector<CheckinAnswer>& answers);
// The same checks, and: the padding is exact, the segment canonical.
Result<std::vector<CheckinAnswer>> decode_answers(ByteView padded);

// BLAKE2b-256("avow/v1 checkin seal" ‖ check-in ‖ author's log ‖ nonce ‖ padded answers).
Hash seal_of(const RecordId& checkin, const LogId& author_log, const Hash& nonce, ByteView padded);
// Do these words open that seal? Any bytes; wrong lengths open nothing.
bool opens(ByteView seal, const RecordId& checkin, const LogId& author_log, const Words& opening);

}  // namespace avow::ledger
